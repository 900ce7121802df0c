"""From a Book to a Script: which stretch of text is what, and what is said aloud for it."""

from audiobook.dialogue.script import written_script

__all__ = ["written_script"]
