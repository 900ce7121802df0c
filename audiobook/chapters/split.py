"""Splits a manuscript into chapters of blocks that tile its text."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.chapters.breaks import is_break
from audiobook.chapters.headings.patterns import Form, could_be_title, heading_in
from audiobook.chapters.headings.sections import Sections
from audiobook.chapters.layout import Layout, Opening, Wish, layout_of
from audiobook.chapters.lines import SourceLine, is_hard_wrapped, join_cut_words, joined, lines_of, together
from audiobook.chapters.matter.front import HEADER, common_author, header_of, stands_alone
from audiobook.chapters.matter.skipped import matter_of, without_openings
from audiobook.chapters.note_labels import ANY_NOTE, ASIDE, matches_any
from audiobook.chapters.notes.edges import KnownLines, notes_by_voice
from audiobook.chapters.notes.notes import is_note_chapter, notes_in
from audiobook.chapters.preamble import labels_in, read_header
from audiobook.chapters.rules import key_of
from audiobook.model import Block, Book, Chapter, Kind, Manuscript, Place, Role, Section, Span

# Why a block is not spoken, as people read it in listings and programs in the script.
LABELS = "label of the archive"
NOTE_LABEL = "label of a note"
NOTE = "author's note"
NOTE_CHAPTER = "a chapter that is only a note"
BREAK = "scene break"
BLANK_LINES = "scene break of blank lines"
REPEATED = "heading said before"
NO_TEXT = "nothing to say"
DOUBTFUL_END = "where this note ends is a guess"
BY_VOICE = "left out because it reads like a note by the author, though nothing calls it one"

# What of a file's own is one line here, however many lines it takes in the text.
WHOLE = (Role.PARAGRAPH, Role.HEADING, Role.CHAPTER, Role.PART)
# Story before the first heading that is longer than this is a chapter of its own.
MOST_OPENING_WORDS = 300
# Labels may stand under a chapter's heading, not further down.
LABELS_WITHIN = 8
CHAPTER_LABELS = frozenset(
    ("rating", "rated", "pairing", "pairings", "genre", "genres", "characters", "word count", "words", "fandom",
     "status", "published", "updated")
)  # fmt: skip
# How far below its heading a chapter's title may be said again.
REPEATED_WITHIN = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """A block whose paragraph is not counted yet, and whether it opens a paragraph."""

    kind: Kind
    span: Span
    skipped: str | None = None
    place: Place | None = None
    doubt: str = ""
    opens: bool = True


@dataclass(frozen=True, slots=True)
class _Source:
    """What the blocks of a chapter are made from."""

    text: str
    lines: tuple[SourceLine, ...]
    sections: Sections
    layout: Layout
    left_out: dict[int, str]
    title: str
    gap: int
    bounds: frozenset[int]
    keeps_notes: bool


def split(manuscript: Manuscript, wish: Wish = Wish()) -> Book:  # noqa: B008 - a frozen value
    """The chapters of a manuscript; without any heading the whole story is one chapter without a name."""
    sections = Sections(manuscript.sections)
    lines = _paragraphs(manuscript.text, sections)
    layout = layout_of(lines, sections, wish)
    first = layout.openings[0].line if layout.openings else len(lines)
    header = header_of(lines[:first], sections, layout, manuscript.metadata.title)
    matter = matter_of(lines, sections, layout)
    left_out, layout = {**matter, **header}, without_openings(layout, matter)
    first = layout.openings[0].line if layout.openings else len(lines)
    about = manuscript.metadata.over(
        read_header([lines[index] for index in header if not sections.of(lines[index].span)])
    )
    about = replace(about, author=about.author or common_author(layout.openings))
    source = _Source(
        manuscript.text,
        lines,
        sections,
        layout,
        left_out,
        about.title,
        _usual_gap(lines),
        _bounds(lines, sections),
        bool(sections.with_role(Role.NOTE)),
    )
    # What stands above the first line of story; header lines below it are blocks of the first chapter.
    above = next((index for index in range(first) if index not in left_out), first)
    front = tuple(Block(Kind.METADATA, lines[index].span, skipped=left_out[index]) for index in range(above))
    chapters = tuple(_chapters(source, above, about.author))
    return Book(
        about, manuscript.text, front, _numbered(chapters), omissions=manuscript.omissions, doubts=manuscript.doubts
    )


def _paragraphs(text: str, sections: Sections) -> tuple[SourceLine, ...]:
    lines = lines_of(text)
    if sections.with_role(Role.PARAGRAPH):
        return _joined_by(sections, lines)
    return joined(lines, stands_alone, _heads) if is_hard_wrapped(lines) else join_cut_words(lines)


def _joined_by(sections: Sections, lines: tuple[SourceLine, ...]) -> tuple[SourceLine, ...]:
    """The lines, those inside one PARAGRAPH or heading of the file put together."""
    groups: list[tuple[Section | None, list[SourceLine]]] = []
    for line in lines:
        section = sections.of(line.span)
        whole = section if section and section.role in WHOLE else None
        if whole and groups and groups[-1][0] is whole:
            groups[-1][1].append(line)
        else:
            groups.append((whole, [line]))
    return tuple(together(group) for _, group in groups)


def _bounds(lines: Sequence[SourceLine], sections: Sections) -> frozenset[int]:
    """The lines that are the first of a container of the file's, or the first after one."""
    starts = [line.span.start for line in lines]
    return frozenset(bisect_left(starts, bound.span.start) for bound in sections.with_role(Role.BOUND))


def _heads(first: str, second: str) -> bool:
    """Whether two lines are a chapter's number and, below it, its title."""
    heading = heading_in(first)
    return heading is not None and heading.form is Form.NUMBER and could_be_title(second)


def _usual_gap(lines: Sequence[SourceLine]) -> int:
    """The number of blank lines between two paragraphs of this story."""
    gaps = Counter(line.blanks for line in lines[1:])
    return gaps.most_common(1)[0][0] if gaps else 0


def _chapters(source: _Source, first: int, author: str) -> Iterator[Chapter]:
    openings = source.layout.openings
    if not openings:
        yield Chapter(1, "", "", _counted(_blocks(source, range(first, len(source.lines)), None)))
        return
    opening_blocks = list(_blocks(source, range(first, openings[0].line), None))
    if _word_count(source.text, opening_blocks) > MOST_OPENING_WORDS:
        yield Chapter(0, "", "Opening", _counted(opening_blocks))
        opening_blocks = []
    ends = [opening.line for opening in openings[1:]] + [len(source.lines)]
    for opening, end in zip(openings, ends, strict=True):
        found = [*opening_blocks, *_blocks(source, range(opening.line, end), opening)]
        opening_blocks = []
        title = _without_byline(opening.title, author)
        blocks = _counted(_only_note(source, found, title))
        yield Chapter(0, opening.label, title, blocks, opening.part, _heading_span(source, opening))


def _heading_span(source: _Source, opening: Opening) -> Span | None:
    lines = source.lines[opening.line + opening.above :][: opening.heading_lines]
    return Span(lines[0].span.start, lines[-1].span.end) if lines else None


def _numbered(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    return tuple(replace(chapter, number=number) for number, chapter in enumerate(chapters, start=1))


def _word_count(text: str, found: Sequence[_Found]) -> int:
    return sum(len(one.span.of(text).split()) for one in found if one.kind is Kind.NARRATION)


def _without_byline(title: str, author: str) -> str:
    """A chapter title without the author's name behind it, as archives put it; other names stay."""
    return title.removesuffix(f" by {author}").strip() if author else title


def _only_note(source: _Source, found: list[_Found], title: str) -> list[_Found]:
    """The blocks of a chapter, all of them a note where the chapter is only that."""
    told = [one for one in found if one.kind in (Kind.NARRATION, Kind.NOTE)]
    if not told or not is_note_chapter(title, [one.span.of(source.text) for one in told]):
        return found
    whole = (Kind.NARRATION, Kind.NOTE, Kind.HEADING)
    return [replace(one, kind=_note_kind(one), skipped=one.skipped or NOTE_CHAPTER) if one.kind in whole else one
            for one in found]  # fmt: skip


def _note_kind(found: _Found) -> Kind:
    return Kind.NOTE if found.kind is Kind.NARRATION else found.kind


def _blocks(source: _Source, indices: Sequence[int], opening: Opening | None) -> Iterator[_Found]:
    """The blocks of a run of lines, in order."""
    above, heading = (opening.above, opening.heading_lines) if opening else (0, 0)
    for index in indices[:above]:
        line = source.lines[index]
        if index not in source.left_out and (index in source.layout.inner_headings or could_be_title(line.text)):
            yield _Found(Kind.HEADING, line.span)
        else:
            yield from _blocks(source, [index], None)
    for index in indices[above : above + heading]:
        yield _Found(Kind.HEADING, source.lines[index].span)
    body = indices[above + heading :]
    roles = _roles(source, body, opening)
    for place, index in enumerate(body):
        if place and _is_gap(source, body[place - 1], index, roles):
            gap = Span(source.lines[body[place - 1]].span.end, source.lines[index].span.start)
            yield _Found(Kind.BREAK, gap, BLANK_LINES)
        if index in roles:
            yield replace(roles[index], span=source.lines[index].span)
        else:
            yield from _paragraph(source, source.lines[index])


def _roles(source: _Source, body: Sequence[int], opening: Opening | None) -> dict[int, _Found]:
    """What each line of a chapter is that is not plain story."""
    roles: dict[int, _Found] = {}
    at_head = True
    for place, index in enumerate(body):
        found = _role(source, index, place, opening, at_head)
        if found:
            roles[index] = found
        at_head = at_head and (found is not None or matches_any(ANY_NOTE, source.lines[index].text))
    free = [index for index in body if index not in roles or roles[index].kind is Kind.BREAK]
    for stretch in _stretches(source, body, roles):
        at_head = stretch[0] == free[0]
        for note in notes_in([source.lines[index] for index in stretch], at_head):
            where = _place(stretch[note.first], stretch[note.last - 1], free)
            for index in stretch[note.first : note.last]:
                label = index < stretch[note.first] + note.labels
                doubt = DOUBTFUL_END if note.doubtful and not label else ""
                roles[index] = _Found(Kind.NOTE, Span(0, 0), NOTE_LABEL if label else NOTE, where, doubt)
    return {**roles, **dict(_notes_by_voice(source, body, roles))}


def _notes_by_voice(source: _Source, body: Sequence[int], roles: dict[int, _Found]) -> Iterator[tuple[int, _Found]]:
    """The notes without a label; none where the file keeps its notes apart, so that what is left is story."""
    if source.keeps_notes:
        return
    notes = {index for index in roles if roles[index].kind is Kind.NOTE}
    again = next((index for index in body if index in roles and roles[index].skipped == REPEATED), None)
    known = KnownLines(roles, notes, source.bounds, again)
    for place, edge in notes_by_voice(source.lines, body, known).items():
        for index in edge:
            yield index, _Found(Kind.NOTE, Span(0, 0), NOTE, place, BY_VOICE if index == edge[0] else "")


def _stretches(source: _Source, body: Sequence[int], roles: dict[int, _Found]) -> list[list[int]]:
    """The lines that may be story, cut where the file has named a line between them or a container ends.

    Rules about text stay inside of one: what the file says bounds what the text seems to say.
    """
    stretches: list[list[int]] = [[]]
    for index in body:
        if index in roles and roles[index].kind is not Kind.BREAK:
            stretches.append([])
        elif index in source.bounds:
            stretches.append([index])
        else:
            stretches[-1].append(index)
    return [stretch for stretch in stretches if stretch]


def _place(first: int, last: int, free: Sequence[int]) -> Place:
    if first == free[0]:
        return Place.HEAD
    return Place.TAIL if last == free[-1] else Place.MIDST


def _role(source: _Source, index: int, place: int, opening: Opening | None, at_head: bool) -> _Found | None:
    """What one line is, by the file's own word, its place and its look; None for story and for what may be a note."""
    line = source.lines[index]
    section = source.sections.of(line.span)
    nowhere = Span(0, 0)
    told = _told_role(section) if section else None
    if told:
        return told
    if index in source.left_out:
        return _Found(Kind.METADATA, nowhere, source.left_out[index])
    if index in source.layout.inner_headings:
        return _Found(Kind.HEADING, nowhere)
    if is_break(line.text):
        return _Found(Kind.BREAK, nowhere, BREAK)
    if opening and _says_again(line.text, place, opening, source.title):
        return _Found(Kind.HEADING, nowhere, REPEATED)
    if opening and at_head and place < LABELS_WITHIN and _is_archive_label(line.text):
        return _Found(Kind.METADATA, nowhere, LABELS)
    if not line.text.strip(INVISIBLE):
        return _Found(Kind.METADATA, nowhere, NO_TEXT)
    return None


# Marks that no one sees or hears; a line of nothing else is no paragraph.
INVISIBLE = "".join(
    chr(code) for code in (*range(32), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)
)


def _told_role(section: Section) -> _Found | None:
    nowhere = Span(0, 0)
    match section.role:
        case Role.METADATA:
            return _Found(Kind.METADATA, nowhere, section.reason or HEADER)
        case Role.LABEL:
            return _Found(Kind.NOTE, nowhere, NOTE_LABEL)
        case Role.NOTE:
            return _Found(Kind.NOTE, nowhere, section.reason or NOTE)
        case Role.BREAK:
            return _Found(Kind.BREAK, nowhere, BREAK)
    return None


def _says_again(text: str, place: int, opening: Opening, title: str) -> bool:
    """Whether a line inside a chapter only says its heading once more."""
    heading = heading_in(text)
    if heading and heading.form is Form.CHAPTER and opening.number is not None:
        return heading.number == opening.number
    if place >= REPEATED_WITHIN or len(text) >= 120:
        return False
    said = key_of(text)
    names = {
        key_of(opening.title),
        key_of(opening.label),
        key_of(f"{opening.label}{opening.title}"),
        key_of(title),
    }
    return bool(said) and said in names


def _is_archive_label(text: str) -> bool:
    labels = labels_in(text)
    return bool(labels) and labels[0][0] in CHAPTER_LABELS


def _is_gap(source: _Source, before: int, after: int, roles: dict[int, _Found]) -> bool:
    """Whether more blank lines than usual part two scenes, and not two lines of one exchange."""
    one, two = source.lines[before], source.lines[after]
    if source.gap > 1 or two.blanks < 2 or two.blanks <= source.gap or before in roles or after in roles:
        return False
    return not (_speaks(one.text) and _speaks(two.text))


def _speaks(text: str) -> bool:
    return any(mark in text for mark in '“”"«»„') or text[0] in "‘'—–"


def _paragraph(source: _Source, line: SourceLine) -> Iterator[_Found]:
    """A paragraph of story, with the author's asides and what is no story (footnote marks) set apart."""
    apart = _set_apart(source, line)
    cuts = sorted({line.span.start, line.span.end, *(place for start, end in apart for place in (start, end))})
    opens = True
    for start, end in pairwise(cuts):
        piece = source.text[start:end]
        if not piece.strip():
            continue
        at = start + len(piece) - len(piece.lstrip())
        kind, reason, place = apart.get((start, end), (Kind.NARRATION, None, None))
        yield _Found(kind, Span(at, at + len(piece.strip())), reason, place, opens=opens)
        opens = False


def _set_apart(source: _Source, line: SourceLine) -> dict[tuple[int, int], tuple[Kind, str | None, Place | None]]:
    """The stretches inside a paragraph that are not told, by their start and end; none overlaps another."""
    found: dict[tuple[int, int], tuple[Kind, str | None, Place | None]] = {}
    for match in ASIDE.finditer(line.span.of(source.text)):
        start, end = line.span.start + match.start(), line.span.start + match.end()
        found[start, end] = (Kind.NOTE, NOTE, Place.MIDST)
    asides = list(found)
    at = done = 0
    for section in source.sections.inside(line.span):
        start, end = section.span.start, section.span.end
        while at < len(asides) and asides[at][1] <= start:
            at += 1
        free = done <= start and (at == len(asides) or end <= asides[at][0])
        if section.role is Role.METADATA and free:
            found[start, end] = (Kind.METADATA, section.reason or HEADER, None)
            done = end
    return found


def _counted(found: Sequence[_Found] | Iterator[_Found]) -> tuple[Block, ...]:
    blocks = []
    paragraph = 0
    for one in found:
        paragraph += one.opens
        blocks.append(Block(one.kind, one.span, paragraph, one.skipped, one.place, one.doubt))
    return tuple(blocks)
