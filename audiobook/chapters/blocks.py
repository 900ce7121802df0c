"""Sorts the lines of a chapter into blocks: story, headings, notes, scene breaks, and what is skipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.chapters.breaks import is_scene_break
from audiobook.chapters.headings.patterns import HeadingForm, could_be_title, parse_heading
from audiobook.chapters.headings.sections import SectionIndex
from audiobook.chapters.layout import BookLayout, ChapterOpening
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import ANY_NOTE, BRACKETED_NOTE, matches_any_rule
from audiobook.chapters.notes.edge_notes import KnownLines, find_edge_notes
from audiobook.chapters.notes.notes import find_notes
from audiobook.chapters.preamble import parse_labels
from audiobook.model import Block, Kind, NotePosition, Section, SectionRole, Span
from audiobook.text.comparison import comparison_key
from audiobook.text.skip_reasons import (
    ARCHIVE_LABEL,
    AUTHORS_NOTE,
    BLANK_LINE_BREAK,
    NO_TEXT,
    NOTE_LABEL,
    REPEATED_HEADING,
    SCENE_BREAK,
    STORY_HEADER,
)

# What makes a block doubtful, as reports show it.
DOUBT_NOTE_END = "where this note ends is a guess"
DOUBT_UNLABELED_NOTE = "skipped because it reads like an author's note, though it isn't labelled as one"
# Labels below a chapter's heading are within this many lines of it.
MAX_LABEL_DISTANCE = 8
CHAPTER_LABELS = frozenset(
    ("rating", "rated", "pairing", "pairings", "genre", "genres", "characters", "word count", "words", "fandom",
     "status", "published", "updated")
)  # fmt: skip
# A chapter's title is repeated within this many lines below its heading.
MAX_REPEAT_DISTANCE = 3
# Invisible characters; a line of nothing else is not a paragraph.
INVISIBLE_CHARACTERS = "".join(
    chr(code) for code in (*range(32), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)
)


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A block before its paragraph is numbered; `starts_paragraph` says whether it begins one."""

    kind: Kind
    span: Span
    skipped: str | None = None
    position: NotePosition | None = None
    doubt: str = ""
    starts_paragraph: bool = True


@dataclass(frozen=True, slots=True)
class SplitContext:
    """What the blocks of a chapter are built from."""

    text: str
    lines: tuple[SourceLine, ...]
    sections: SectionIndex
    layout: BookLayout
    skip_reasons: dict[int, str]
    book_title: str
    usual_gap: int
    container_edges: frozenset[int]
    has_marked_notes: bool


def build_blocks(context: SplitContext, indices: Sequence[int], opening: ChapterOpening | None) -> Iterator[DraftBlock]:
    """The blocks of a run of lines, in order; `opening` is the chapter that begins there, if any."""
    above, heading = (opening.lines_above, opening.heading_lines) if opening else (0, 0)
    for index in indices[:above]:
        line = context.lines[index]
        if index not in context.skip_reasons and (index in context.layout.inner_headings or could_be_title(line.text)):
            yield DraftBlock(Kind.HEADING, line.span)
        else:
            yield from build_blocks(context, [index], None)
    for index in indices[above : above + heading]:
        yield DraftBlock(Kind.HEADING, context.lines[index].span)
    body = indices[above + heading :]
    drafts = _classify_lines(context, body, opening)
    for offset, index in enumerate(body):
        if offset and _is_blank_line_break(context, body[offset - 1], index, drafts):
            gap = Span(context.lines[body[offset - 1]].span.end, context.lines[index].span.start)
            yield DraftBlock(Kind.BREAK, gap, BLANK_LINE_BREAK)
        if index in drafts:
            yield replace(drafts[index], span=context.lines[index].span)
        else:
            yield from _split_paragraph(context, context.lines[index])


def _classify_lines(
    context: SplitContext, body: Sequence[int], opening: ChapterOpening | None
) -> dict[int, DraftBlock]:
    """What each line of a chapter is, except ordinary story."""
    drafts: dict[int, DraftBlock] = {}
    at_head = True
    for offset, index in enumerate(body):
        draft = _classify_line(context, index, offset, opening, at_head)
        if draft:
            drafts[index] = draft
        at_head = at_head and (draft is not None or matches_any_rule(ANY_NOTE, context.lines[index].text))
    free = [index for index in body if index not in drafts or drafts[index].kind is Kind.BREAK]
    for run in _split_story_runs(context, body, drafts):
        at_head = run[0] == free[0]
        for note in find_notes([context.lines[index] for index in run], at_head):
            position = _note_position(run[note.start], run[note.end - 1], free)
            for index in run[note.start : note.end]:
                label = index < run[note.start] + note.label_lines
                doubt = DOUBT_NOTE_END if note.doubtful and not label else ""
                drafts[index] = DraftBlock(
                    Kind.NOTE, Span(0, 0), NOTE_LABEL if label else AUTHORS_NOTE, position, doubt
                )
    return {**drafts, **dict(_find_unlabeled_notes(context, body, drafts))}


def _find_unlabeled_notes(
    context: SplitContext, body: Sequence[int], drafts: dict[int, DraftBlock]
) -> Iterator[tuple[int, DraftBlock]]:
    """The notes without a label; none if the file marks its notes, because then all other text is story."""
    if context.has_marked_notes:
        return
    notes = {index for index in drafts if drafts[index].kind is Kind.NOTE}
    repeated_heading = next(
        (index for index in body if index in drafts and drafts[index].skipped == REPEATED_HEADING), None
    )
    known_lines = KnownLines(drafts, notes, context.container_edges, repeated_heading)
    for position, edge_lines in find_edge_notes(context.lines, body, known_lines).items():
        for index in edge_lines:
            yield (
                index,
                DraftBlock(
                    Kind.NOTE,
                    Span(0, 0),
                    AUTHORS_NOTE,
                    position,
                    DOUBT_UNLABELED_NOTE if index == edge_lines[0] else "",
                ),
            )


def _split_story_runs(context: SplitContext, body: Sequence[int], drafts: dict[int, DraftBlock]) -> list[list[int]]:
    """The lines that may be story, cut at every line that the file classifies and at the edges of containers.

    Rules about text apply within one run: the file's own structure limits what the text seems to say.
    """
    runs: list[list[int]] = [[]]
    for index in body:
        if index in drafts and drafts[index].kind is not Kind.BREAK:
            runs.append([])
        elif index in context.container_edges:
            runs.append([index])
        else:
            runs[-1].append(index)
    return [run for run in runs if run]


def _note_position(first: int, last: int, free: Sequence[int]) -> NotePosition:
    if first == free[0]:
        return NotePosition.HEAD
    return NotePosition.TAIL if last == free[-1] else NotePosition.MIDDLE


def _classify_line(
    context: SplitContext, index: int, offset: int, opening: ChapterOpening | None, at_head: bool
) -> DraftBlock | None:
    """What one line is, by the file's own marks, its position and its look; None for story and possible notes."""
    line = context.lines[index]
    section = context.sections.section_at(line.span)
    no_span = Span(0, 0)
    draft = _classify_by_section(section) if section else None
    if draft:
        return draft
    if index in context.skip_reasons:
        return DraftBlock(Kind.METADATA, no_span, context.skip_reasons[index])
    if index in context.layout.inner_headings:
        return DraftBlock(Kind.HEADING, no_span)
    if is_scene_break(line.text):
        return DraftBlock(Kind.BREAK, no_span, SCENE_BREAK)
    if opening and _is_repeated_heading(line.text, offset, opening, context.book_title):
        return DraftBlock(Kind.HEADING, no_span, REPEATED_HEADING)
    if opening and at_head and offset < MAX_LABEL_DISTANCE and _is_archive_label(line.text):
        return DraftBlock(Kind.METADATA, no_span, ARCHIVE_LABEL)
    if not line.text.strip(INVISIBLE_CHARACTERS):
        return DraftBlock(Kind.METADATA, no_span, NO_TEXT)
    return None


def _classify_by_section(section: Section) -> DraftBlock | None:
    no_span = Span(0, 0)
    match section.role:
        case SectionRole.METADATA:
            return DraftBlock(Kind.METADATA, no_span, section.reason or STORY_HEADER)
        case SectionRole.LABEL:
            return DraftBlock(Kind.NOTE, no_span, NOTE_LABEL)
        case SectionRole.NOTE:
            return DraftBlock(Kind.NOTE, no_span, section.reason or AUTHORS_NOTE)
        case SectionRole.BREAK:
            return DraftBlock(Kind.BREAK, no_span, SCENE_BREAK)
    return None


def _is_repeated_heading(text: str, offset: int, opening: ChapterOpening, title: str) -> bool:
    """Whether a line inside a chapter only repeats its heading."""
    heading = parse_heading(text)
    if heading and heading.form is HeadingForm.CHAPTER and opening.number is not None:
        return heading.number == opening.number
    if offset >= MAX_REPEAT_DISTANCE or len(text) >= 120:
        return False
    key = comparison_key(text)
    names = {
        comparison_key(opening.title),
        comparison_key(opening.label),
        comparison_key(f"{opening.label}{opening.title}"),
        comparison_key(title),
    }
    return bool(key) and key in names


def _is_archive_label(text: str) -> bool:
    labels = parse_labels(text)
    return bool(labels) and labels[0][0] in CHAPTER_LABELS


def _is_blank_line_break(context: SplitContext, before: int, after: int, drafts: dict[int, DraftBlock]) -> bool:
    """Whether more blank lines than usual separate two scenes, and not two lines of one exchange."""
    upper, lower = context.lines[before], context.lines[after]
    if (
        context.usual_gap > 1
        or lower.blanks_before < 2
        or lower.blanks_before <= context.usual_gap
        or before in drafts
        or after in drafts
    ):
        return False
    return not (_has_speech_mark(upper.text) and _has_speech_mark(lower.text))


def _has_speech_mark(text: str) -> bool:
    return any(mark in text for mark in '“”"«»„') or text[0] in "‘'—–"


def _split_paragraph(context: SplitContext, line: SourceLine) -> Iterator[DraftBlock]:
    """A paragraph of story, with the author's asides and anything else that is not story as separate blocks."""
    unspoken = _find_unspoken_spans(context, line)
    cuts = sorted({line.span.start, line.span.end, *(position for start, end in unspoken for position in (start, end))})
    opens = True
    for start, end in pairwise(cuts):
        part = context.text[start:end]
        if not part.strip():
            continue
        text_start = start + len(part) - len(part.lstrip())
        kind, reason, position = unspoken.get((start, end), (Kind.NARRATION, None, None))
        yield DraftBlock(
            kind, Span(text_start, text_start + len(part.strip())), reason, position, starts_paragraph=opens
        )
        opens = False


def _find_unspoken_spans(
    context: SplitContext, line: SourceLine
) -> dict[tuple[int, int], tuple[Kind, str | None, NotePosition | None]]:
    """The stretches inside a paragraph that are not story, by their start and end; none overlaps another."""
    unspoken: dict[tuple[int, int], tuple[Kind, str | None, NotePosition | None]] = {}
    for match in BRACKETED_NOTE.finditer(line.span.of(context.text)):
        start, end = line.span.start + match.start(), line.span.start + match.end()
        unspoken[start, end] = (Kind.NOTE, AUTHORS_NOTE, NotePosition.MIDDLE)
    asides = list(unspoken)
    aside_index = covered_end = 0
    for section in context.sections.sections_within(line.span):
        start, end = section.span.start, section.span.end
        while aside_index < len(asides) and asides[aside_index][1] <= start:
            aside_index += 1
        free = covered_end <= start and (aside_index == len(asides) or end <= asides[aside_index][0])
        if section.role is SectionRole.METADATA and free:
            unspoken[start, end] = (Kind.METADATA, section.reason or STORY_HEADER, None)
            covered_end = end
    return unspoken


def number_paragraphs(drafts: Sequence[DraftBlock] | Iterator[DraftBlock]) -> tuple[Block, ...]:
    blocks = []
    paragraph = 0
    for draft in drafts:
        paragraph += draft.starts_paragraph
        blocks.append(Block(draft.kind, draft.span, paragraph, draft.skipped, draft.position, draft.doubt))
    return tuple(blocks)
