"""From a Book to a Script: which stretch of text is what, what is said aloud for it, and by whom."""
