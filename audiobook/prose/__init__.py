"""Prose for the ear: what an engine is given to say for a stretch of text as written."""

from audiobook.prose.sentences import sentences_of
from audiobook.prose.speakable import speakable

__all__ = ["sentences_of", "speakable"]
