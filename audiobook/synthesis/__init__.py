"""From utterances to clips: worker processes, the audio cache, clip checks, and fallbacks for voices that fail."""
