"""Text normalization: turns text as written into text that a synthesizer can say."""
