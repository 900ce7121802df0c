"""A stretch of a story as its reader sees it, who has the whole page before him."""

from __future__ import annotations

from audiobook.text.normalization.line_ends import unwrapped
from audiobook.text.normalization.page_marks import without_page_marks


def readable(source: str, start: int, end: int) -> str:
    """The stretch of a source text from `start` to `end` (exclusive) without page marks, its cut words whole.

    >>> source = "The care-\\nful miller[1] sang.\\n\\n[1] He ground corn."
    >>> readable(source, 0, source.index("\\n\\n"))
    'The careful miller sang.'
    """
    return unwrapped(without_page_marks(source, start, end), source)
