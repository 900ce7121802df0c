"""Joins the blocks that a reader extracted into one text, and records the sections that they make in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from audiobook.model import Section, SectionRole, Span

BLOCK_SEPARATOR = "\n\n"
# Sections of these roles extend over the following paragraphs with the same reason.
EXTENDABLE_ROLES = frozenset((SectionRole.METADATA, SectionRole.NOTE))


@dataclass(frozen=True, slots=True)
class ExcludedSpan:
    """A stretch inside a block, counted from the block's start, that is not story: a footnote mark, say."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """A paragraph, heading, note or break before it is placed in the text; `role` is None for story.

    A CHAPTER, PART or HEADING without text is a title that the file has but the text doesn't. `anchors` are the ids in
    the block that links point to, `formatting` is the look of all of it ("bold centred").
    """

    text: str
    role: SectionRole | None = None
    title: str = ""
    level: int = 0
    reason: str = ""
    excluded_spans: tuple[ExcludedSpan, ...] = ()
    anchors: tuple[str, ...] = ()
    formatting: str = ""


def compose_text(blocks: Iterable[SourceBlock]) -> tuple[str, tuple[Section, ...]]:
    """The text of the blocks with blank lines between them, and the sections that they make in it."""
    texts: list[str] = []
    sections: list[Section] = []
    pending: list[SourceBlock] = []
    end = 0
    for block in blocks:
        if not block.text:
            pending += [block] if block.role else []
            continue
        start = end + len(BLOCK_SEPARATOR) if texts else 0
        sections += [_empty_section(empty_block, start) for empty_block in pending]
        if block.formatting and block.role is None:
            sections.append(Section(SectionRole.DISPLAY, Span(start, start), reason=block.formatting))
        _append_sections(sections, _block_sections(block, start), end)
        texts.append(block.text)
        pending, end = [], start + len(block.text)
    sections += [_empty_section(empty_block, end) for empty_block in pending]
    return BLOCK_SEPARATOR.join(texts), tuple(sections)


def block_offsets(blocks: Iterable[SourceBlock]) -> Iterator[int]:
    """The offset of each block in the text that `compose_text` builds; an empty block has that of the next one."""
    offset = 0
    for block in blocks:
        yield offset
        offset += len(block.text) + len(BLOCK_SEPARATOR) if block.text else 0


def has_story_text(text: str, sections: Iterable[Section]) -> bool:
    """Whether there is any text outside the sections that are not story."""
    offset = 0
    for section in sections:
        if section.role is not SectionRole.METADATA:
            continue
        if text[offset : section.span.start].strip():
            return True
        offset = section.span.end
    return bool(text[offset:].strip())


def _empty_section(block: SourceBlock, offset: int) -> Section:
    return Section(block.role or SectionRole.METADATA, Span(offset, offset), block.title, block.level, block.reason)


def _append_sections(sections: list[Section], new_sections: Iterator[Section], previous_end: int) -> None:
    """Appends the sections of the next block; `previous_end` is the end of the block before it."""
    for section in new_sections:
        last = sections[-1] if sections else None
        if (
            last
            and last.span.end == previous_end
            and _can_extend(last, section)
            and section.span.start <= previous_end + len(BLOCK_SEPARATOR)
        ):
            sections[-1] = replace(last, span=Span(last.span.start, section.span.end))
        else:
            sections.append(section)


def _can_extend(last: Section, section: Section) -> bool:
    return section.role in EXTENDABLE_ROLES and last.role is section.role and last.reason == section.reason


def _block_sections(block: SourceBlock, start: int) -> Iterator[Section]:
    if block.role is None or block.role is SectionRole.NOTE:
        yield from _split_at_exclusions(block, start)
    else:
        span = Span(start, start + len(block.text))
        yield Section(block.role, span, block.title, block.level, block.reason)


def _split_at_exclusions(block: SourceBlock, start: int) -> Iterator[Section]:
    offset = 0
    for excluded in block.excluded_spans:
        yield from _partial_section(block, start, offset, excluded.start)
        yield Section(SectionRole.METADATA, Span(start + excluded.start, start + excluded.end), reason=excluded.reason)
        offset = excluded.end
    yield from _partial_section(block, start, offset, len(block.text))


def _partial_section(block: SourceBlock, start: int, from_offset: int, to_offset: int) -> Iterator[Section]:
    if block.role and block.text[from_offset:to_offset].strip():
        yield Section(block.role, Span(start + from_offset, start + to_offset), block.title, block.level, block.reason)
