"""Cleans a passage of a source text with the help of the whole text."""

from __future__ import annotations

from audiobook.text.normalization.hyphenation import join_cut_words
from audiobook.text.normalization.page_marks import strip_page_marks


def clean_span(source: str, start: int, end: int) -> str:
    """A source text from `start` to `end` (exclusive), without page marks and with cut words put back together.

    >>> source = "The care-\\nful miller[1] sang.\\n\\n[1] He ground corn."
    >>> clean_span(source, 0, source.index("\\n\\n"))
    'The careful miller sang.'
    """
    return join_cut_words(strip_page_marks(source, start, end), source)
