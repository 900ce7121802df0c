"""From a Book to a Script: which stretch of text is what, what is said aloud for it, and by whom."""

from audiobook.dialogue.corrected import Missing, with_speakers
from audiobook.dialogue.script import written_script

__all__ = ["Missing", "with_speakers", "written_script"]
