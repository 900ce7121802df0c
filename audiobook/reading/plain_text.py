"""Reads a plain text: the file's own characters, with what its makers put around the story marked."""

from __future__ import annotations

import re
from pathlib import Path

from audiobook.model import Manuscript, Metadata, Section
from audiobook.reading.fanficfare_text import fanficfare_marks
from audiobook.reading.front_matter import front_matter_of
from audiobook.reading.gutenberg import gutenberg_metadata, gutenberg_sections

CHAPTER_MARK = re.compile(r"^\t\S", re.MULTILINE)


def read_plain(text: str, path: Path) -> Manuscript:
    """The story of a plain text; what no maker has marked is left to be told by its look."""
    metadata, sections = _marks(text)
    return Manuscript(path, text, metadata, sections)


def _marks(text: str) -> tuple[Metadata, tuple[Section, ...]]:
    front = front_matter_of(text)
    if front:
        return front.metadata, (front.section,)
    sections = gutenberg_sections(text)
    if sections:
        return gutenberg_metadata(text, sections), sections
    # The maker's one sure mark is looked for first: a book of ordinary size is no reason to take all its lines apart.
    return (fanficfare_marks(text) if CHAPTER_MARK.search(text) else None) or (Metadata(), ())
