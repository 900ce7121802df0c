"""Puts markup that stands between a book's blocks among them, so that every character is accounted for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.model import Block, Book, Chapter, Kind, Span

MARKUP = "markup of a forum"


def with_markup(book: Book, tags: Sequence[Span]) -> Book:
    """The book, with a block that is not spoken for each of the tags (in order) that lies in none of its blocks."""
    every = list(book.blocks())
    starts = [block.span.start for block in every]
    loose = [tag for tag in tags if not _is_covered(tag, every, starts)]
    if not loose:
        return book
    first = book.chapters[0].blocks[0].span.start if book.chapters and book.chapters[0].blocks else len(book.text)
    front = tuple(_merged(book.front, [tag for tag in loose if tag.start < first], 0))
    chapters = tuple(_chapters(book.chapters, [tag for tag in loose if tag.start >= first], len(book.text)))
    return replace(book, front=front, chapters=chapters)


def _is_covered(tag: Span, every: Sequence[Block], starts: Sequence[int]) -> bool:
    at = bisect_right(starts, tag.start) - 1
    return at >= 0 and tag.start < every[at].span.end


def _chapters(chapters: Sequence[Chapter], loose: Sequence[Span], end: int) -> Iterator[Chapter]:
    ends = [*(one.blocks[0].span.start if one.blocks else end for one in chapters[1:]), end]
    starts = [tag.start for tag in loose]
    done = 0
    for chapter, edge in zip(chapters, ends, strict=True):
        last = bisect_left(starts, edge, done)
        yield replace(chapter, blocks=tuple(_merged(chapter.blocks, loose[done:last], 1)))
        done = last


def _merged(blocks: Sequence[Block], tags: Sequence[Span], paragraph: int) -> Iterator[Block]:
    """The blocks and the tags in order; a tag has the paragraph of the block before it."""
    waiting = iter(tags)
    tag = next(waiting, None)
    for block in blocks:
        while tag and tag.start < block.span.start:
            yield Block(Kind.METADATA, tag, paragraph, MARKUP)
            tag = next(waiting, None)
        paragraph = block.paragraph
        yield block
    yield from (Block(Kind.METADATA, one, paragraph, MARKUP) for one in (tag, *waiting) if one)
