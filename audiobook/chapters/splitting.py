"""Splits a manuscript into chapters of blocks that tile its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.chapters.breaks import is_break
from audiobook.chapters.headings import Heading, candidates_of, chosen, contents_lines, heading_in
from audiobook.chapters.lines import SourceLine, is_hard_wrapped, lines_of
from audiobook.chapters.notes import ASIDE, note_at
from audiobook.chapters.preamble import header_lines, labels_in, read_header
from audiobook.model import Block, Book, Chapter, Kind, Manuscript, Span

# Why a block is not spoken, as people read it in listings and programs in the script.
HEADER = "header of the story"
NOTE_LABEL = "label of a note"
NOTE = "author's note"
BREAK = "scene break"
REPEATED = "heading said before"
CONTENTS = "table of contents"


@dataclass(frozen=True, slots=True)
class _Found:
    """A block whose paragraph is not counted yet, and whether it opens a paragraph."""

    kind: Kind
    span: Span
    skipped: str | None = None
    opens: bool = True


def split(manuscript: Manuscript) -> Book:
    """The chapters of a manuscript; without any heading the whole story is one chapter without a name."""
    lines = paragraphs_of(lines_of(manuscript.text))
    candidates = candidates_of(lines)
    headings = chosen(candidates, lines)
    contents = contents_lines(candidates, lines)
    front_end = headings[0].line if headings else len(lines)
    header = header_lines(lines[:front_end])
    metadata = read_header(lines[:header])
    front = tuple(Block(Kind.METADATA, line.span, skipped=HEADER) for line in lines[:header])
    author = metadata.author or _common_author(headings)
    chapters = tuple(_chapters(lines, header, headings, contents, author))
    return Book(replace(metadata, author=author), manuscript.text, front, chapters)


def paragraphs_of(lines: tuple[SourceLine, ...]) -> tuple[SourceLine, ...]:
    """The lines, with those that a typesetter's line ends cut apart put together again."""
    if not is_hard_wrapped(lines):
        return lines
    merged: list[SourceLine] = []
    for line in lines:
        if merged and line.blanks == 0 and not _stands_alone(line) and not _stands_alone(merged[-1]):
            before = merged[-1]
            span = Span(before.span.start, line.span.end)
            merged[-1] = SourceLine(f"{before.text} {line.text}", span, before.blanks, before.indent)
        else:
            merged.append(line)
    return tuple(merged)


def _stands_alone(line: SourceLine) -> bool:
    return is_break(line.text) or heading_in(line.text) is not None or bool(labels_in(line.text))


def _common_author(headings: tuple[Heading, ...]) -> str:
    """The name that follows " by " in every one of several headings."""
    names = {heading.title.rpartition(" by ")[2] for heading in headings if " by " in heading.title}
    everywhere = len(headings) > 1 and all(" by " in heading.title for heading in headings)
    return names.pop() if everywhere and len(names) == 1 else ""


def _chapters(
    lines: tuple[SourceLine, ...],
    header: int,
    headings: tuple[Heading, ...],
    contents: frozenset[int],
    author: str,
) -> Iterator[Chapter]:
    if not headings:
        yield Chapter(1, "", "", _counted(_blocks(lines, header, len(lines), None, contents)))
        return
    opening = list(_blocks(lines, header, headings[0].line, None, contents))
    ends = [heading.line for heading in headings[1:]] + [len(lines)]
    for number, (heading, end) in enumerate(zip(headings, ends, strict=True), start=1):
        found = [*opening, *_blocks(lines, heading.line, end, heading, contents)]
        opening = []
        yield Chapter(number, heading.label, _without_byline(heading.title, author), _counted(found))


def _without_byline(title: str, author: str) -> str:
    """A chapter title without the author's name behind it, as archives put it; other names stay."""
    return title.removesuffix(f" by {author}").strip() if author else title


def _blocks(
    lines: tuple[SourceLine, ...], first: int, last: int, heading: Heading | None, contents: frozenset[int]
) -> Iterator[_Found]:
    index = first
    while index < last:
        line = lines[index]
        note = note_at(index, lines[:last])
        repeated = heading_in(line.text)
        if heading and index == heading.line:
            yield _Found(Kind.HEADING, line.span)
        elif index in contents:
            yield _Found(Kind.METADATA, line.span, CONTENTS)
        elif heading and repeated and repeated[:2] == (heading.label, heading.number):
            yield _Found(Kind.HEADING, line.span, REPEATED)
        elif note:
            for place in range(note.first, note.last):
                label = place < note.first + note.labels
                yield _Found(Kind.NOTE, lines[place].span, NOTE_LABEL if label else NOTE)
            index = note.last - 1
        elif is_break(line.text):
            yield _Found(Kind.BREAK, line.span, BREAK)
        else:
            yield from _paragraph(line)
        index += 1


def _paragraph(line: SourceLine) -> Iterator[_Found]:
    """A paragraph of story, with the author's asides in it set apart."""
    cuts = [0]
    asides = (
        {match.start(): match.end() for match in ASIDE.finditer(line.text)} if len(line.text) == _length(line) else {}
    )
    for start, end in asides.items():
        cuts += [start, end]
    cuts.append(len(line.text))
    opens = True
    for start, end in pairwise(cuts):
        piece = line.text[start:end]
        if not piece.strip():
            continue
        at = line.span.start + start + len(piece) - len(piece.lstrip())
        span = Span(at, at + len(piece.strip()))
        aside = asides.get(start) == end
        yield _Found(Kind.NOTE if aside else Kind.NARRATION, span, NOTE if aside else None, opens)
        opens = False


def _length(line: SourceLine) -> int:
    return line.span.end - line.span.start


def _counted(found: Iterator[_Found] | list[_Found]) -> tuple[Block, ...]:
    blocks = []
    paragraph = 0
    for one in found:
        paragraph += one.opens
        blocks.append(Block(one.kind, one.span, paragraph, one.skipped))
    return tuple(blocks)
