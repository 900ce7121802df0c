"""Finds the paragraphs of a book by their position or their first words, as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from audiobook.chapters.decisions.kinds import kind_of
from audiobook.chapters.decisions.locating import begins_with, comparable_text
from audiobook.commands.script_position import format_position
from audiobook.errors import InputError
from audiobook.model import Block, Book, Kind
from audiobook.model.decisions import DecidedKind
from audiobook.text.normalization.bbcode import blank_bbcode

# One paragraph, or a run of them: "3:14", "3:14-20", "3:14-3:20".
RANGE_PATTERN = re.compile(r"(\d{1,6}):(\d{1,6})(?:\s*[-–]\s*(?:(\d{1,6}):)?(\d{1,6}))?")
# The first words of a paragraph that an entry of the cast file has, in characters.
FIRST_WORDS_LENGTH = 50
MAX_LISTED_PARAGRAPHS = 6
POSITION_HINT = "`audiobook inspect --html` shows the position of each paragraph"


@dataclass(frozen=True, slots=True)
class FoundParagraph:
    """A paragraph of a book, or a part of one, and the numbers of its chapter (0 before the first) and of itself."""

    chapter: int
    paragraph: int
    blocks: tuple[Block, ...]
    text: str

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return self.blocks[0].span.start

    @property
    def position(self) -> str:
        """Its position as it is typed."""
        return format_position((self.chapter, self.paragraph, 0))

    @property
    def kind(self) -> DecidedKind:
        """What it is, or what its first part is."""
        return kind_of(self.blocks[0])

    @property
    def first_words(self) -> str:
        """Enough of its beginning to find it again."""
        words: list[str] = []
        for word in self.text.split():
            if len(" ".join((*words, word))) > FIRST_WORDS_LENGTH and words:
                break
            words.append(word)
        beginning = " ".join(words)
        return beginning if begins_with(comparable_text(self.text), comparable_text(beginning)) else self.text


def list_paragraphs(book: Book) -> Iterator[FoundParagraph]:
    """The paragraphs of a book, those before the first chapter too."""
    # A forum's tags are no words.
    source = blank_bbcode(book.text)
    chapters = ((0, book.front_matter), *((chapter.number, chapter.blocks) for chapter in book.chapters))
    for number, all_blocks in chapters:
        for paragraph, group in groupby(all_blocks, lambda block: block.paragraph):
            yield _build(source, number, paragraph, tuple(group))


def _build(source: str, chapter: int, paragraph: int, blocks: tuple[Block, ...]) -> FoundParagraph:
    text = " ".join(source[blocks[0].span.start : blocks[-1].span.end].split())
    return FoundParagraph(chapter, paragraph, blocks, text)


def find_paragraphs(book: Book, typed: str, option: str) -> tuple[FoundParagraph, ...]:
    """The paragraphs at a position ("3:14", "3:14-20"), or the one that begins with these words.

    The words may also be those of a part of a paragraph, such as a note in the middle. Raises InputError if there is
    none, or if several begin with the words.
    """
    match = RANGE_PATTERN.fullmatch(typed.strip())
    if match:
        return _find_range(book, match, option)
    return (_find_by_words(book, typed, option),)


def _find_range(book: Book, match: re.Match[str], option: str) -> tuple[FoundParagraph, ...]:
    chapter, first, last_chapter, last = match.groups()
    if last_chapter and int(last_chapter) != int(chapter):
        raise InputError(f"{option}: give the paragraphs of one chapter at a time, like {chapter}:{first}-{last}")
    numbers = range(int(first), int(last or first) + 1)
    here = [one for one in list_paragraphs(book) if one.chapter == int(chapter)]
    found = tuple(one for one in here if one.paragraph in numbers)
    if not here or (not found and not numbers):
        raise InputError(f"{option}: there is no such place in the story; {POSITION_HINT}")
    if not found or found[-1].paragraph != numbers[-1]:
        where = f"chapter {chapter}" if int(chapter) else "the part before the first chapter"
        raise InputError(f"{option}: {where} ends with paragraph {here[-1].paragraph}; {POSITION_HINT}")
    # Nobody can say what a gap is: it has no words to be found by.
    with_text = tuple(one for one in found if one.text)
    if not with_text:
        raise InputError(f"{option}: there is only a gap between two paragraphs, which is read as a scene break")
    return with_text


def _find_by_words(book: Book, typed: str, option: str) -> FoundParagraph:
    words = comparable_text(typed)
    if not words:
        raise InputError(f"{option}: there are no words in it; write a position like 3:14, or the first words")
    paragraphs = list(list_paragraphs(book))
    source = blank_bbcode(book.text)
    parts = [*paragraphs, *(part for paragraph in paragraphs for part in _list_inner_parts(source, paragraph))]
    found = [one for one in parts if begins_with(comparable_text(one.text), words)]
    if not found:
        raise InputError(f"{option}: no paragraph begins with {typed.strip()!r}; {POSITION_HINT}")
    if len(found) > 1:
        listed = ", ".join(one.position for one in found[:MAX_LISTED_PARAGRAPHS])
        more = ", …" if len(found) > MAX_LISTED_PARAGRAPHS else ""
        raise InputError(f"{option}: {len(found)} paragraphs begin like this; give one of these: {listed}{more}")
    return found[0]


def _list_inner_parts(source: str, paragraph: FoundParagraph) -> Iterator[FoundParagraph]:
    for block in paragraph.blocks[1:]:
        if block.kind is not Kind.METADATA:
            yield _build(source, paragraph.chapter, paragraph.paragraph, (block,))


def find_opening(book: Book, number: int, option: str) -> FoundParagraph:
    """The paragraph that a chapter begins with: its heading, or else its first one.

    Raises InputError if there is no such chapter.
    """
    if not 1 <= number <= len(book.chapters):
        count = len(book.chapters)
        has = "1 chapter" if count == 1 else f"{count} chapters"
        raise InputError(f"{option}: there is no chapter {number}; the story has {has}")
    heading = book.chapters[number - 1].heading
    paragraphs = [one for one in list_paragraphs(book) if one.chapter == number and one.text]
    if not paragraphs:
        raise InputError(f"{option}: chapter {number} has no text")
    own = (one for one in paragraphs if heading and heading.start <= one.start < heading.end)
    return next(own, paragraphs[0])
