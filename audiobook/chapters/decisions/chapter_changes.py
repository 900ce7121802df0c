"""Joins, parts and names the chapters of a book as the user wants it."""

from __future__ import annotations

from audiobook.chapters.decisions.draft import BookDraft, ChapterDraft, ParagraphDraft
from audiobook.chapters.decisions.kinds import kind_of, read_name, set_kind
from audiobook.chapters.headings.patterns import could_be_title, parse_heading
from audiobook.model import Span
from audiobook.model.decisions import DecidedKind

# What begins a chapter but is no name for it.
NO_TITLES = (DecidedKind.NOTE, DecidedKind.BREAK)


def move_out_of_front(draft: BookDraft, paragraph: ParagraphDraft, new_chapter: bool) -> None:
    """Moves what comes before the first chapter into it, or into a new chapter, from a paragraph on."""
    index = draft.front.index(paragraph)
    moved = draft.front[index:]
    del draft.front[index:]
    if new_chapter or not draft.chapters:
        draft.chapters.insert(0, ChapterDraft([]))
    draft.chapters[0].paragraphs[:0] = moved
    draft.chapters[0].is_changed = True


def join_chapter(draft: BookDraft, chapter: ChapterDraft) -> None:
    """Makes a chapter go on from the one before it."""
    index = draft.chapters.index(chapter)
    before = draft.chapters[index - 1]
    before.paragraphs += chapter.paragraphs
    before.is_changed = True
    del draft.chapters[index]


def part_chapter(draft: BookDraft, chapter: ChapterDraft, paragraph: ParagraphDraft) -> ChapterDraft:
    """Makes a new chapter begin with a paragraph of another one; the part with the heading keeps the name."""
    index = chapter.paragraphs.index(paragraph)
    former = chapter.own_headings()
    rest = ChapterDraft(chapter.paragraphs[index:], part=chapter.part, is_changed=True)
    del chapter.paragraphs[index:]
    chapter.is_changed = True
    if chapter.heading and chapter.heading.start >= paragraph.span.start:
        rest.label, rest.title, rest.heading = chapter.label, chapter.title, chapter.heading
        rest.is_renamed, chapter.is_renamed = chapter.is_renamed, False
        chapter.label, chapter.title, chapter.heading = "", "", None
    elif 0 < len(own := [one for one in former if one.span.start < paragraph.span.start]) < len(former):
        _name_after(draft, chapter, own)
    draft.chapters.insert(draft.chapters.index(chapter) + 1, rest)
    return rest


def head_chapter(draft: BookDraft, chapter: ChapterDraft, kind: DecidedKind | None) -> None:
    """Names a new chapter after its first paragraph, and has that read as its heading if it reads like one.

    `kind` is what the user says that the paragraph is.
    """
    first = chapter.paragraphs[0]
    name = draft.text_of(first)
    heading = parse_heading(name)
    reads_like_heading = first.is_spoken_heading or heading is not None or could_be_title(name)
    is_apart = any(kind_of(block) in NO_TITLES for block in first.blocks)
    if chapter.heading or not (kind is DecidedKind.HEADING or (reads_like_heading and kind is not DecidedKind.STORY)):
        return
    if is_apart or kind in (*NO_TITLES, DecidedKind.SKIPPED):
        # It is not read, but may tell what the chapter is called.
        chapter.label, chapter.title = read_name([name]) if kind is DecidedKind.SKIPPED else ("", "")
        return
    set_kind(draft, first, DecidedKind.HEADING)
    lines = [first]
    if heading and heading.number is not None and not heading.title and len(chapter.paragraphs) > 1:
        below = chapter.paragraphs[1]
        is_read = all(kind_of(block) in (DecidedKind.STORY, DecidedKind.HEADING) for block in below.blocks)
        if is_read and could_be_title(draft.text_of(below)):
            set_kind(draft, below, DecidedKind.HEADING)
            lines.append(below)
    _name_after(draft, chapter, lines)


def _name_after(draft: BookDraft, chapter: ChapterDraft, lines: list[ParagraphDraft]) -> None:
    """Makes some paragraphs the heading of a chapter."""
    chapter.heading = Span(lines[0].span.start, lines[-1].span.end)
    if not chapter.is_renamed:
        chapter.label, chapter.title = read_name([draft.text_of(paragraph) for paragraph in lines])


def name_chapter(chapter: ChapterDraft, title: str | None, label: str | None) -> None:
    """Gives a chapter another title or label; None leaves it as it is."""
    former = (chapter.label, chapter.title)
    chapter.title = chapter.title if title is None else title
    chapter.label = chapter.label if label is None else label
    chapter.is_renamed = chapter.is_renamed or (chapter.label, chapter.title) != former
