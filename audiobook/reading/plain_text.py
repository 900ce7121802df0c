"""Reads a plain text: its characters unchanged, with everything around the story marked."""

from __future__ import annotations

import re
from pathlib import Path

from audiobook.model import Manuscript, Metadata, Section
from audiobook.reading.fanficfare_text import parse_fanficfare
from audiobook.reading.front_matter import parse_front_matter
from audiobook.reading.gutenberg import find_gutenberg_sections, parse_gutenberg_metadata

TAB_LINE = re.compile(r"^\t\S", re.MULTILINE)


def read_plain(text: str, path: Path) -> Manuscript:
    """The story in a plain text. Lines that aren't marked by the file's maker are classified later, by their look."""
    metadata, sections = _parse_marks(text)
    return Manuscript(path, text, metadata, sections)


def _parse_marks(text: str) -> tuple[Metadata, tuple[Section, ...]]:
    front = parse_front_matter(text)
    if front:
        return front.metadata, (front.section,)
    sections = find_gutenberg_sections(text)
    if sections:
        return parse_gutenberg_metadata(text, sections), sections
    # FanFicFare's tab is looked for first, because splitting a whole book into lines takes time.
    return (parse_fanficfare(text) if TAB_LINE.search(text) else None) or (Metadata(), ())
