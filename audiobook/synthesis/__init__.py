"""From utterances to clips: worker processes, the store of clips, checks, and what is tried when a voice fails."""
