"""Prose for the ear: what an engine is given to say for a stretch of text as written."""

from audiobook.prose.bbcode import bbcode_tags, without_bbcode
from audiobook.prose.legible import legible, visible
from audiobook.prose.needs import ENGLISH_WORDS, EVERYTHING, Need
from audiobook.prose.rewrites import Change
from audiobook.prose.sentences import sentences_of
from audiobook.prose.speakable import explained, speakable
from audiobook.prose.stretches import readable

__all__ = [
    "ENGLISH_WORDS", "EVERYTHING", "Change", "Need", "bbcode_tags", "explained", "legible", "readable", "sentences_of",
    "speakable", "visible", "without_bbcode",
]  # fmt: skip
