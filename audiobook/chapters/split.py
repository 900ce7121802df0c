"""Splits a manuscript into chapters of blocks that tile its text."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.chapters.blocks import DraftBlock, SplitContext, build_blocks, number_paragraphs
from audiobook.chapters.headings.patterns import HeadingForm, could_be_title, parse_heading
from audiobook.chapters.headings.sections import SectionIndex
from audiobook.chapters.layout import ChapterOpening, SplitOptions, find_layout
from audiobook.chapters.lines import SourceLine, is_hard_wrapped, join_cut_words, merge_lines, split_lines, unwrap_lines
from audiobook.chapters.matter.front_matter import find_common_author, find_front_matter, is_standalone_line
from audiobook.chapters.matter.skipped_lines import drop_openings, find_skipped_lines
from audiobook.chapters.notes.notes import is_note_chapter
from audiobook.chapters.preamble import read_header
from audiobook.model import Block, Book, Chapter, Kind, Manuscript, Section, SectionRole, Span
from audiobook.text.skip_reasons import (
    NOTE_ONLY_CHAPTER,
)

# A section with one of these roles is one line here, however many lines of text it takes.
JOINED_ROLES = (SectionRole.PARAGRAPH, SectionRole.HEADING, SectionRole.CHAPTER, SectionRole.PART)
# A longer text before the first heading becomes a chapter of its own.
MAX_OPENING_WORDS = 300


def split_chapters(manuscript: Manuscript, options: SplitOptions = SplitOptions()) -> Book:  # noqa: B008 - a frozen value
    """The chapters of a manuscript; without headings the whole story is one untitled chapter."""
    sections = SectionIndex(manuscript.sections)
    lines = _build_source_lines(manuscript.text, sections)
    layout = find_layout(lines, sections, options)
    first_opening = layout.openings[0].line if layout.openings else len(lines)
    header = find_front_matter(lines[:first_opening], sections, layout, manuscript.metadata.title)
    matter = find_skipped_lines(lines, sections, layout)
    skip_reasons, layout = {**matter, **header}, drop_openings(layout, matter)
    first_opening = layout.openings[0].line if layout.openings else len(lines)
    metadata = manuscript.metadata.with_defaults(
        read_header([lines[index] for index in header if not sections.section_at(lines[index].span)])
    )
    metadata = replace(metadata, author=metadata.author or find_common_author(layout.openings))
    context = SplitContext(
        manuscript.text,
        lines,
        sections,
        layout,
        skip_reasons,
        metadata.title,
        _usual_gap(lines),
        _find_container_edges(lines, sections),
        bool(sections.with_role(SectionRole.NOTE)),
    )
    # Only lines above the first line of story; header lines below it are blocks of the first chapter.
    story_start = next((index for index in range(first_opening) if index not in skip_reasons), first_opening)
    front = tuple(
        Block(Kind.METADATA, lines[index].span, paragraph, skip_reasons[index])
        for paragraph, index in enumerate(range(story_start), start=1)
    )
    chapters = tuple(_build_chapters(context, story_start, metadata.author))
    return Book(
        metadata,
        manuscript.text,
        front,
        _number_chapters(chapters),
        omissions=manuscript.omissions,
        warnings=manuscript.warnings,
    )


def _build_source_lines(text: str, sections: SectionIndex) -> tuple[SourceLine, ...]:
    lines = split_lines(text)
    if sections.with_role(SectionRole.PARAGRAPH):
        return _join_by_sections(sections, lines)
    return (
        unwrap_lines(lines, is_standalone_line, _is_number_above_title)
        if is_hard_wrapped(lines)
        else join_cut_words(lines)
    )


def _join_by_sections(sections: SectionIndex, lines: tuple[SourceLine, ...]) -> tuple[SourceLine, ...]:
    """The lines, with those inside one PARAGRAPH or heading of the file joined."""
    groups: list[tuple[Section | None, list[SourceLine]]] = []
    for line in lines:
        section = sections.section_at(line.span)
        joined_section = section if section and section.role in JOINED_ROLES else None
        if joined_section and groups and groups[-1][0] is joined_section:
            groups[-1][1].append(line)
        else:
            groups.append((joined_section, [line]))
    return tuple(merge_lines(group) for _, group in groups)


def _find_container_edges(lines: Sequence[SourceLine], sections: SectionIndex) -> frozenset[int]:
    """The lines that are the first of a container in the file, or the first after one."""
    starts = [line.span.start for line in lines]
    return frozenset(bisect_left(starts, bound.span.start) for bound in sections.with_role(SectionRole.BOUNDARY))


def _is_number_above_title(first: str, second: str) -> bool:
    """Whether two lines are a chapter's number and its title below it."""
    heading = parse_heading(first)
    return heading is not None and heading.form is HeadingForm.NUMBER and could_be_title(second)


def _usual_gap(lines: Sequence[SourceLine]) -> int:
    """The usual number of blank lines between two paragraphs of this story."""
    gaps = Counter(line.blanks_before for line in lines[1:])
    return gaps.most_common(1)[0][0] if gaps else 0


def _build_chapters(context: SplitContext, first: int, author: str) -> Iterator[Chapter]:
    openings = context.layout.openings
    if not openings:
        yield Chapter(1, "", "", number_paragraphs(build_blocks(context, range(first, len(context.lines)), None)))
        return
    opening_blocks = list(build_blocks(context, range(first, openings[0].line), None))
    if _count_story_words(context.text, opening_blocks) > MAX_OPENING_WORDS:
        yield Chapter(0, "", "Opening", number_paragraphs(opening_blocks))
        opening_blocks = []
    ends = [opening.line for opening in openings[1:]] + [len(context.lines)]
    for opening, end in zip(openings, ends, strict=True):
        drafts = [*opening_blocks, *build_blocks(context, range(opening.line, end), opening)]
        opening_blocks = []
        title = _strip_byline(opening.title, author)
        blocks = number_paragraphs(_mark_note_chapter(context, drafts, title))
        yield Chapter(0, opening.label, title, blocks, opening.part, _heading_span(context, opening))


def _heading_span(context: SplitContext, opening: ChapterOpening) -> Span | None:
    first = opening.line + opening.lines_above
    lines = context.lines[first : first + opening.heading_lines]
    return Span(lines[0].span.start, lines[-1].span.end) if lines else None


def _number_chapters(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    return tuple(replace(chapter, number=number) for number, chapter in enumerate(chapters, start=1))


def _count_story_words(text: str, drafts: Sequence[DraftBlock]) -> int:
    return sum(len(draft.span.of(text).split()) for draft in drafts if draft.kind is Kind.NARRATION)


def _strip_byline(title: str, author: str) -> str:
    """A chapter title without the author's name after it, which archives add; other names stay."""
    return title.removesuffix(f" by {author}").strip() if author else title


def _mark_note_chapter(context: SplitContext, drafts: list[DraftBlock], title: str) -> list[DraftBlock]:
    """The blocks of a chapter, all of them notes if the chapter is nothing else."""
    text_blocks = [draft for draft in drafts if draft.kind in (Kind.NARRATION, Kind.NOTE)]
    if not text_blocks or not is_note_chapter(title, [draft.span.of(context.text) for draft in text_blocks]):
        return drafts
    converted_kinds = (Kind.NARRATION, Kind.NOTE, Kind.HEADING)
    return [
        replace(draft, kind=_note_kind(draft), skipped=draft.skipped or NOTE_ONLY_CHAPTER)
        if draft.kind in converted_kinds
        else draft
        for draft in drafts
    ]


def _note_kind(draft: DraftBlock) -> Kind:
    return Kind.NOTE if draft.kind is Kind.NARRATION else draft.kind
