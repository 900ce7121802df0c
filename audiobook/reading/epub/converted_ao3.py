"""What is left of Archive of Our Own's marks in a download that another program has converted: words, no classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.epub.non_story_pages import reason_by_title
from audiobook.reading.epub.opf import AO3_OPENING
from audiobook.reading.html.block_extraction import HEADING_LEVELS
from audiobook.reading.html.inline import EMPTY_LINE
from audiobook.reading.sites.match import NOTES_REFERENCE, annotate_caption
from audiobook.reading.source_blocks import ExcludedSpan, SourceBlock
from audiobook.text.skip_reasons import ARCHIVE_AFTERWORD, NOTES_LINK, TITLE_PAGE

if TYPE_CHECKING:
    from lxml.etree import _Element

# Even the longest lists of tags have fewer words.
MAX_PAGE_WORDS = 1500
# How the archive ends its downloads.
CLOSING = "Please drop by the Archive and comment"
# The list of tags begins with this label; the archive's opening words come within this many paragraphs.
FIRST_LABEL = "Rating:"
MAX_OPENING_BLOCKS = 4


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
    """For each block, why the page that it is on is not story.

    The preface opens the document, with or without a heading of its own, and goes on below the work's title.
    """
    title = _find_work_title(blocks)
    page_reason = TITLE_PAGE if title else ""
    names_work = False
    for block in blocks:
        if block.role is SectionRole.HEADING:
            if title and not names_work and _names_work(block.title, title):
                page_reason, names_work = TITLE_PAGE, True
            else:
                page_reason = reason_by_title(block.title, from_ao3=True)
        elif block.role is SectionRole.BOUNDARY and names_work and not block.anchors:
            page_reason = ""
        yield page_reason


def _find_work_title(blocks: Sequence[SourceBlock]) -> str:
    """The work's title, which stands above the archive's opening words; "" if those aren't near the beginning."""
    texts = [block.text for block in blocks if block.text.strip() and block.text != EMPTY_LINE][:MAX_OPENING_BLOCKS]
    above, opening, _ = "\n".join(texts).partition(AO3_OPENING)
    return above.strip().rpartition("\n")[2].strip("* ") if opening else ""


def _names_work(heading: str, title: str) -> bool:
    """Whether a heading is the work's title, also one into which a converter has put the lists of tags above it."""
    return heading == title or (heading.startswith(FIRST_LABEL) and heading.endswith(title))


def _mark_block(block: SourceBlock, page_reason: str) -> SourceBlock:
    reason = page_reason
    reference = NOTES_REFERENCE.match(block.text)
    if reference and reference.end() == len(block.text):
        reason = NOTES_LINK
    elif block.text.startswith(CLOSING):
        reason = ARCHIVE_AFTERWORD
    elif reference and block.role is None and not reason:
        # A converter has joined it to the first paragraph.
        link = ExcludedSpan(0, reference.end(), NOTES_LINK)
        rest = tuple(span for span in block.excluded_spans if span.start >= reference.end())
        return replace(block, excluded_spans=(link, *rest))
    if not reason or not block.text or block.role in (SectionRole.NOTE, SectionRole.LABEL, SectionRole.METADATA):
        return block
    return replace(block, role=SectionRole.METADATA, reason=reason, title="", level=0, excluded_spans=())
