"""Handles a forum's BBCode: it is blanked before the chapters are split, and added back as markup blocks."""

from __future__ import annotations

from dataclasses import replace

from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.markup import add_markup_blocks
from audiobook.chapters.split import split_chapters
from audiobook.model import Book, Manuscript, Span
from audiobook.text.normalization.bbcode import blank_bbcode, find_bbcode_tags


def split_without_bbcode(manuscript: Manuscript, options: SplitOptions) -> Book:
    """The chapters as they would be without a forum's tags; the tags become markup blocks between the others."""
    tags = find_bbcode_tags(manuscript.text)
    if not tags:
        return split_chapters(manuscript, options)
    book = split_chapters(replace(manuscript, text=blank_bbcode(manuscript.text)), options)
    spans = tuple(Span(tag.start, tag.end) for tag in tags)
    return add_markup_blocks(replace(book, text=manuscript.text), spans)
