"""Adds blocks for markup between a book's other blocks, so that every character is accounted for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiobook.model import Block, Book, Chapter, Kind, Span
from audiobook.text.skip_reasons import FORUM_MARKUP


def add_markup_blocks(book: Book, tags: Sequence[Span]) -> Book:
    """The book with a skipped block for each of the tags (in order) that lies in none of its blocks."""
    blocks = list(book.blocks())
    starts = [block.span.start for block in blocks]
    uncovered = [tag for tag in tags if not _is_covered(tag, blocks, starts)]
    if not uncovered:
        return book
    first = book.chapters[0].blocks[0].span.start if book.chapters and book.chapters[0].blocks else len(book.text)
    front = tuple(_merge_tags(book.front_matter, [tag for tag in uncovered if tag.start < first], 1))
    chapters = tuple(_add_to_chapters(book.chapters, [tag for tag in uncovered if tag.start >= first], len(book.text)))
    return replace(book, front_matter=front, chapters=chapters)


def _is_covered(tag: Span, blocks: Sequence[Block], starts: Sequence[int]) -> bool:
    index = bisect_right(starts, tag.start) - 1
    return index >= 0 and tag.start < blocks[index].span.end


def _add_to_chapters(chapters: Sequence[Chapter], uncovered: Sequence[Span], end: int) -> Iterator[Chapter]:
    ends = [*(following.blocks[0].span.start if following.blocks else end for following in chapters[1:]), end]
    starts = [tag.start for tag in uncovered]
    position = 0
    for chapter, chapter_end in zip(chapters, ends, strict=True):
        last = bisect_left(starts, chapter_end, position)
        yield replace(chapter, blocks=tuple(_merge_tags(chapter.blocks, uncovered[position:last], 1)))
        position = last


def _merge_tags(blocks: Sequence[Block], tags: Sequence[Span], paragraph: int) -> Iterator[Block]:
    """The blocks and tags in order; a tag belongs to the paragraph of the block before it."""
    pending = iter(tags)
    tag = next(pending, None)
    for block in blocks:
        while tag and tag.start < block.span.start:
            yield Block(Kind.METADATA, tag, paragraph, FORUM_MARKUP)
            tag = next(pending, None)
        paragraph = block.paragraph
        yield block
    yield from (Block(Kind.METADATA, remaining, paragraph, FORUM_MARKUP) for remaining in (tag, *pending) if remaining)
