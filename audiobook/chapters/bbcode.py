"""BBCode between the blocks of a book: taken out before chapters are split, put back as markup."""

from __future__ import annotations

from dataclasses import replace

from audiobook.chapters.layout import Wish
from audiobook.chapters.markup import with_markup
from audiobook.chapters.split import split
from audiobook.model import Book, Manuscript, Span
from audiobook.text.normalization.bbcode import bbcode_tags, without_bbcode


def split_without_bbcode(manuscript: Manuscript, wish: Wish) -> Book:
    """The chapters of a manuscript as they are without the tags of a forum, which go between its blocks as markup."""
    tags = bbcode_tags(manuscript.text)
    if not tags:
        return split(manuscript, wish)
    book = split(replace(manuscript, text=without_bbcode(manuscript.text)), wish)
    spans = tuple(Span(tag.start, tag.end) for tag in tags)
    return with_markup(replace(book, text=manuscript.text), spans)
