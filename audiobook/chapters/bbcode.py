"""BBCode between the blocks of a book: taken out before chapters are split, put back as markup."""

from __future__ import annotations

from dataclasses import replace

from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.markup import add_markup_blocks
from audiobook.chapters.split import split_chapters
from audiobook.model import Book, Manuscript, Span
from audiobook.text.normalization.bbcode import blank_bbcode, find_bbcode_tags


def split_without_bbcode(manuscript: Manuscript, wish: SplitOptions) -> Book:
    """The chapters of a manuscript as they are without the tags of a forum, which go between its blocks as markup."""
    tags = find_bbcode_tags(manuscript.text)
    if not tags:
        return split_chapters(manuscript, wish)
    book = split_chapters(replace(manuscript, text=blank_bbcode(manuscript.text)), wish)
    spans = tuple(Span(tag.start, tag.end) for tag in tags)
    return add_markup_blocks(replace(book, text=manuscript.text), spans)
