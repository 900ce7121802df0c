"""From a path to a Manuscript: the bytes of a story file, decoded."""

from audiobook.reading.text import read_story

__all__ = ["read_story"]
