"""Separates a book from what Project Gutenberg puts before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audiobook.model import Metadata, Section, SectionRole, Span
from audiobook.reading.metadata_labels import metadata_from_labels
from audiobook.reading.source_blocks import SourceBlock, block_offsets, compose_text
from audiobook.text.skip_reasons import GUTENBERG_HEADER, GUTENBERG_LICENSE, TRANSCRIBER_CREDITS

START_MARKER = re.compile(
    r"^[ \t]*\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG EBOOK.{0,300}?\*\*\*",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
END_MARKER = re.compile(
    r"^(?:[ \t]*End of (?:the |this )?Project Gutenberg[^*]{0,400}?\s{1,20})?"
    r"[ \t]*\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG EBOOK",
    re.IGNORECASE | re.MULTILINE,
)
CREDIT_LINES = re.compile(
    r"\s*(?P<credit>(?:Produced by|E-text prepared by|This e-?(?:text|book) was (?:produced|prepared)|Transcribed by"
    r"|Credits:)[^\r\n]*(?:\r?\n[^\r\n]+){0,12}"
    r"(?:\s{1,8}(?:further |additional )?(?:corrections|proofing|proofreading|HTML version) by [^\r\n]{1,200}){0,3})",
    re.IGNORECASE,
)
LABELS = "Title|Author|Language|Release Date|Original publication|Translator|Illustrator|Editor"
OTHER_LABELS = "Posting Date|Last updated|Most recently updated|Character set encoding|Credits"
# Where a converter has joined the header's lines, a label is in the middle of one, and its value ends before the next.
HEADER_LABEL = re.compile(
    rf"(?:^|(?<=\s))({LABELS}):[ \t]*((?:(?!\s(?:{LABELS}|{OTHER_LABELS}):).)*(?:\n[ \t]+\S.*)*)",
    re.IGNORECASE | re.MULTILINE,
)
MAX_HEADER_CHARACTERS = 20_000
LABEL_ALIASES = {"release date": "published"}


def find_gutenberg_sections(text: str) -> tuple[Section, ...]:
    """The header and the license of a Project Gutenberg book, () for any other text."""
    return tuple(_find_sections(text))


def has_gutenberg_header(text: str) -> bool:
    """Whether a text begins with Project Gutenberg's header."""
    return bool(START_MARKER.search(text, 0, MAX_HEADER_CHARACTERS))


def _find_sections(text: str) -> Iterator[Section]:
    start = START_MARKER.search(text, 0, MAX_HEADER_CHARACTERS)
    if start:
        yield Section(SectionRole.METADATA, Span(0, start.end()), reason=GUTENBERG_HEADER)
        credit = CREDIT_LINES.match(text, start.end())
        if credit:
            yield Section(SectionRole.METADATA, Span(*credit.span("credit")), reason=TRANSCRIBER_CREDITS)
    end = END_MARKER.search(text, start.end() if start else 0)
    if end:
        yield Section(SectionRole.METADATA, Span(end.start(), len(text.rstrip())), reason=GUTENBERG_LICENSE)


def merge_gutenberg_sections(text: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections of a text together with Project Gutenberg's, which replace those they overlap."""
    gutenberg = find_gutenberg_sections(text)
    if not gutenberg:
        return sections
    file_sections = [
        section
        for section in sections
        if not any(_overlaps(section.span, boilerplate.span) for boilerplate in gutenberg)
    ]
    return tuple(sorted([*gutenberg, *file_sections], key=lambda section: section.span.start))


def mark_gutenberg_blocks(blocks: list[SourceBlock]) -> list[SourceBlock]:
    """The blocks, with those completely inside Project Gutenberg's own text marked; no chapter may begin there."""
    text, _ = compose_text(blocks)
    gutenberg = find_gutenberg_sections(text)
    return (
        [_mark_within(block, offset, gutenberg) for block, offset in zip(blocks, block_offsets(blocks), strict=True)]
        if gutenberg
        else blocks
    )


def _mark_within(block: SourceBlock, offset: int, sections: Sequence[Section]) -> SourceBlock:
    end = offset + len(block.text)
    enclosing = next(
        (section for section in sections if section.span.start <= offset and end <= section.span.end), None
    )
    if enclosing is None:
        return block
    return SourceBlock(block.text, SectionRole.METADATA, reason=enclosing.reason, anchors=block.anchors)


def _overlaps(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < max(first.end, first.start + 1)


def parse_gutenberg_metadata(text: str, sections: tuple[Section, ...]) -> Metadata:
    """The metadata in the header; its only date is the one of publication online."""
    header = next((section.span.of(text) for section in sections if section.reason == GUTENBERG_HEADER), "")
    pairs = HEADER_LABEL.findall(header.replace("\r\n", "\n").replace("\r", "\n"))
    return metadata_from_labels((LABEL_ALIASES.get(label.lower(), label), value) for label, value in pairs)
