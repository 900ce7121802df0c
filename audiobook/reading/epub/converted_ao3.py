"""What is left of Archive of Our Own's marks in a download that another program has converted: words, no classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.epub.non_story_pages import reason_by_title
from audiobook.reading.html.block_extraction import HEADING_LEVELS
from audiobook.reading.sites.match import NOTES_REFERENCE, annotate_caption
from audiobook.reading.source_blocks import SourceBlock
from audiobook.text.skip_reasons import ARCHIVE_AFTERWORD, NOTES_LINK, TITLE_PAGE

if TYPE_CHECKING:
    from lxml.etree import _Element

# Even the longest lists of tags have fewer words.
MAX_PAGE_WORDS = 1500
# How the archive ends its downloads.
CLOSING = "Please drop by the Archive and comment"


def annotate_ao3_captions(body: _Element) -> dict[_Element, Annotation]:
    """The captions of notes and summaries, and what is below them."""
    return {
        element: annotation
        for caption in body.iter("p", *HEADING_LEVELS)
        for element, annotation in annotate_caption(caption).items()
    }


def mark_ao3_pages(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """The blocks, with the archive's own pages before and after the work marked, and its links to notes.

    A page without a heading below it might be the whole work, so a long one is left as it is.
    """
    reasons = list(_page_reasons(blocks))
    marked_blocks: list[SourceBlock] = []
    for reason, page in groupby(zip(blocks, reasons, strict=True), key=lambda pair: pair[1]):
        page_blocks = [block for block, _ in page]
        is_page = sum(len(block.text.split()) for block in page_blocks) <= MAX_PAGE_WORDS
        marked_blocks += [_mark_block(block, reason if is_page else "") for block in page_blocks]
    return marked_blocks


def _page_reasons(blocks: Sequence[SourceBlock]) -> Iterator[str]:
    """For each block, why the page that it is on is not story."""
    page_reason = preface = ""
    for block in blocks:
        if block.role is SectionRole.HEADING:
            # The preface names the work, and so does the heading below it, above the author's name.
            names_work = bool(block.title) and preface.startswith(block.title)
            page_reason = TITLE_PAGE if names_work else reason_by_title(block.title, from_ao3=True)
        elif page_reason == TITLE_PAGE and not preface:
            preface = block.text
        yield page_reason


def _mark_block(block: SourceBlock, page_reason: str) -> SourceBlock:
    reason = page_reason
    if NOTES_REFERENCE.fullmatch(block.text):
        reason = NOTES_LINK
    elif block.text.startswith(CLOSING):
        reason = ARCHIVE_AFTERWORD
    if not reason or not block.text or block.role in (SectionRole.NOTE, SectionRole.LABEL, SectionRole.METADATA):
        return block
    return replace(block, role=SectionRole.METADATA, reason=reason, title="", level=0, excluded_spans=())
