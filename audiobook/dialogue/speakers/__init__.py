"""Who speaks: a script in, the same script with speakers, and its characters, out. See docs/dialogue.md."""

from audiobook.dialogue.speakers.attribution import Corrections, attributed

__all__ = ["Corrections", "attributed"]
