"""Tells a book from what Project Gutenberg puts before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiobook.model import Metadata, Role, Section, Span
from audiobook.reading.labels import metadata_of

HEADER = "Project Gutenberg's header"
LICENCE = "Project Gutenberg's licence"
CREDITS = "credits of the transcribers"
START = re.compile(
    r"^[ \t]*\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG EBOOK.{0,300}?\*\*\*",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
END = re.compile(
    r"^(?:[ \t]*End of (?:the |this )?Project Gutenberg[^*]{0,400}?\s{1,20})?"
    r"[ \t]*\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG EBOOK",
    re.IGNORECASE | re.MULTILINE,
)
CREDIT = re.compile(
    r"\s*(?P<credit>(?:Produced by|E-text prepared by|This e-?(?:text|book) was (?:produced|prepared)|Transcribed by"
    r"|Credits:)[^\r\n]*(?:\r?\n[^\r\n]+){0,12})",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"^(Title|Author|Language|Release Date|Original publication|Translator|Illustrator|Editor):"
    r"[ \t]*(.*(?:\n[ \t]+\S.*)*)",
    re.IGNORECASE | re.MULTILINE,
)
MOST_HEADER_CHARACTERS = 20_000
FIELDS = {"release date": "published"}


def gutenberg_sections(text: str) -> tuple[Section, ...]:
    """The header and the licence of a book from Project Gutenberg, () for any other text."""
    return tuple(_sections(text))


def begins_as_gutenberg(text: str) -> bool:
    """Whether the beginning of a text, a line for each of its parts, holds Project Gutenberg's own."""
    return bool(START.search(text, 0, MOST_HEADER_CHARACTERS))


def _sections(text: str) -> Iterator[Section]:
    start = START.search(text, 0, MOST_HEADER_CHARACTERS)
    if start:
        yield Section(Role.METADATA, Span(0, start.end()), reason=HEADER)
        credit = CREDIT.match(text, start.end())
        if credit:
            yield Section(Role.METADATA, Span(*credit.span("credit")), reason=CREDITS)
    end = END.search(text, start.end() if start else 0)
    if end:
        yield Section(Role.METADATA, Span(end.start(), len(text.rstrip())), reason=LICENCE)


def with_gutenberg(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections of a page's or a book's text, with those of what Project Gutenberg put around it."""
    own = gutenberg_sections(text)
    if not own:
        return sections
    kept = [section for section in sections if not any(_overlap(section.span, one.span) for one in own)]
    return tuple(sorted([*own, *kept], key=lambda section: section.span.start))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < max(one.end, one.start + 1)


def gutenberg_metadata(text: str, sections: tuple[Section, ...]) -> Metadata:
    """What the header's lines say of the book; when it was put online is all they know of its date."""
    header = next((section.span.of(text) for section in sections if section.reason == HEADER), "")
    pairs = LABEL.findall(header.replace("\r\n", "\n").replace("\r", "\n"))
    return metadata_of((FIELDS.get(label.lower(), label), value) for label, value in pairs)
