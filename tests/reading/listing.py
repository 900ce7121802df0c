"""Shows a manuscript as a listing that a person can check: what is known of it, then its text section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from audiobook.model import Manuscript, Metadata, Section, SectionRole


def listing_of(manuscript: Manuscript) -> str:
    """Metadata line by line, then every section and the story between them, as Python writes text."""
    return "\n".join([*_about(manuscript.metadata), *_cover(manuscript), "", *_text(manuscript)]) + "\n"


def _about(metadata: Metadata) -> Iterator[str]:
    for field in fields(metadata):
        if value := getattr(metadata, field.name):
            yield f"{field.name}: {value}"


def _cover(manuscript: Manuscript) -> Iterator[str]:
    if manuscript.cover:
        yield f"cover: {manuscript.cover.mime}, {len(manuscript.cover.data)} bytes"


def _text(manuscript: Manuscript) -> Iterator[str]:
    text, at = manuscript.text, 0
    for section in manuscript.sections:
        if section.role in (SectionRole.BOUNDARY, SectionRole.DISPLAY):
            continue
        yield from _story(text[at : section.span.start])
        yield f"{_named(section)}: {section.span.of(text)!r}"
        at = section.span.end
    yield from _story(text[at:])


def _named(section: Section) -> str:
    level = f" {section.level}" if section.level else ""
    told = section.reason or section.title
    return f"{section.role.upper()}{level}{f' <{told}>' if told else ''}"


def _story(text: str) -> Iterator[str]:
    if text.strip():
        yield f"    {text.strip()!r}"
