"""From a path to a Manuscript: the bytes of a story's files, decoded, and what they say of its structure."""

from pathlib import Path

from audiobook.model import Manuscript
from audiobook.reading.cover import read_cover
from audiobook.reading.text import read_story

__all__ = ["read_cover", "read_stories", "read_story"]


def read_stories(paths: tuple[Path, ...]) -> Manuscript:
    """The story that these files hold."""
    return read_story(paths[0])
