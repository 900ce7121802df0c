"""From paths to a Manuscript: the text of a story file of any kind, and what the file itself says of it."""

from audiobook.reading.covers import read_cover
from audiobook.reading.story import read_stories, read_story

__all__ = ["read_cover", "read_stories", "read_story"]
