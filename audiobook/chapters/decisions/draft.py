"""A book while decisions are applied to it: chapters of paragraphs that can be changed, joined and parted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from audiobook.model import Block, Book, Chapter, Kind, NotePosition, Span
from audiobook.text.normalization.bbcode import blank_bbcode

# What stands around the story in a chapter, and has no influence on where in it a note is.
AROUND_STORY = (Kind.HEADING, Kind.METADATA, Kind.BREAK, Kind.NOTE)
# Marks around a heading that are not part of its name.
ORNAMENTS = " #*_~"


@dataclass(eq=False, slots=True)
class ParagraphDraft:
    """The blocks of a paragraph, at least one."""

    blocks: list[Block]

    @property
    def span(self) -> Span:
        """Where the paragraph is in the source."""
        return Span(self.blocks[0].span.start, self.blocks[-1].span.end)

    @property
    def is_spoken_heading(self) -> bool:
        """Whether it is a heading that is read."""
        return any(block.kind is Kind.HEADING and block.skipped is None for block in self.blocks)


@dataclass(eq=False, slots=True)
class ChapterDraft:
    """A chapter; `is_changed` says that it has other paragraphs than the program gave it."""

    paragraphs: list[ParagraphDraft]
    label: str = ""
    title: str = ""
    part: str = ""
    heading: Span | None = None
    is_renamed: bool = False
    is_changed: bool = False

    def own_headings(self) -> list[ParagraphDraft]:
        """The paragraphs of the chapter's own heading that are read."""
        span = self.heading
        inside = (one for one in self.paragraphs if span and span.start <= one.span.start < span.end)
        return [paragraph for paragraph in inside if paragraph.is_spoken_heading]

    def opens_with(self, paragraph: ParagraphDraft) -> bool:
        """Whether the chapter begins with a paragraph: it is the first one, or no story is above it and its heading."""
        index = self.paragraphs.index(paragraph)
        own = self.own_headings()
        above = self.paragraphs[:index]
        return not above or (
            bool(own)
            and paragraph.span.start <= own[0].span.start
            and all(block.kind in AROUND_STORY for one in above for block in one.blocks)
        )


@dataclass(slots=True)
class BookDraft:
    """A book in the making; `front` is what comes before the first chapter.

    `text` is the source with spaces for a forum's tags. `version` counts the changes of which blocks paragraphs have.
    """

    book: Book
    text: str = field(init=False)
    front: list[ParagraphDraft] = field(init=False)
    chapters: list[ChapterDraft] = field(init=False)
    version: int = 0

    def __post_init__(self) -> None:
        self.text = blank_bbcode(self.book.text)
        self.front = list(_group_paragraphs(self.book.front_matter))
        self.chapters = [_draft_chapter(chapter) for chapter in self.book.chapters]

    def paragraphs(self) -> Iterator[ParagraphDraft]:
        """All paragraphs, in the order of the source."""
        yield from self.front
        for chapter in self.chapters:
            yield from chapter.paragraphs

    def chapter_of(self, paragraph: ParagraphDraft) -> ChapterDraft | None:
        """The chapter of a paragraph; None before the first one."""
        start = paragraph.span.start
        begun = (one for one in reversed(self.chapters) if one.paragraphs and one.paragraphs[0].span.start <= start)
        return next(begun, None)

    def neighbors_of(self, paragraph: ParagraphDraft) -> list[ParagraphDraft]:
        """The paragraphs of the same chapter, itself included."""
        chapter = self.chapter_of(paragraph)
        return chapter.paragraphs if chapter else self.front

    def position_of(self, paragraph: ParagraphDraft) -> tuple[int, int]:
        """The numbers of the chapter, 0 before the first one, and of the paragraph in it."""
        chapter = self.chapter_of(paragraph)
        number = self.chapters.index(chapter) + 1 if chapter else 0
        return number, self.neighbors_of(paragraph).index(paragraph) + 1

    def text_of(self, paragraph: ParagraphDraft) -> str:
        """The words of a paragraph on one line, without marks around them."""
        return " ".join(paragraph.span.of(self.text).split()).strip(ORNAMENTS)

    def build(self) -> Book:
        """The book, with its chapters and paragraphs numbered."""
        chapters = tuple(_build_chapter(number, chapter) for number, chapter in enumerate(self.chapters, start=1))
        return replace(self.book, front_matter=_number_blocks(self.front), chapters=chapters)


def _draft_chapter(chapter: Chapter) -> ChapterDraft:
    paragraphs = list(_group_paragraphs(chapter.blocks))
    return ChapterDraft(paragraphs, chapter.label, chapter.title, chapter.part, chapter.heading, chapter.is_renamed)


def _group_paragraphs(blocks: tuple[Block, ...]) -> Iterator[ParagraphDraft]:
    for _, group in groupby(blocks, lambda block: block.paragraph):
        yield ParagraphDraft(list(group))


def _build_chapter(number: int, draft: ChapterDraft) -> Chapter:
    blocks = _number_blocks(draft.paragraphs)
    if draft.is_changed:
        blocks = tuple(_place_notes(blocks))
    return Chapter(number, draft.label, draft.title, blocks, draft.part, draft.heading, draft.is_renamed)


def _number_blocks(paragraphs: list[ParagraphDraft]) -> tuple[Block, ...]:
    return tuple(
        block if block.paragraph == number else replace(block, paragraph=number)
        for number, paragraph in enumerate(paragraphs, start=1)
        for block in paragraph.blocks
    )


def _place_notes(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks, each note with where in the chapter it is: before the story, within it, or after it."""
    story = [index for index, block in enumerate(blocks) if block.kind not in AROUND_STORY]
    first, last = (story[0], story[-1]) if story else (len(blocks), len(blocks))
    for index, block in enumerate(blocks):
        if block.kind is not Kind.NOTE:
            yield block
            continue
        inside = NotePosition.MIDDLE if index < last else NotePosition.TAIL
        yield replace(block, position=NotePosition.HEAD if index < first else inside)
