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
from audiobook.reading.epub.page_openings import find_pages
from audiobook.reading.html.block_extraction import HEADING_LEVELS
from audiobook.reading.html.inline import EMPTY_LINE
from audiobook.reading.sites.match import NOTES_REFERENCE, annotate_caption
from audiobook.reading.sites.rules import NOTE
from audiobook.reading.source_blocks import SourceBlock
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
CHAPTER_CAPTIONS = ("Chapter Notes", "Chapter Summary")
END_CAPTIONS = ("Chapter End Notes", "End Notes")


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
        for block in page_blocks:
            marked_blocks += _mark_block(block, reason if is_page else "")
    marked_blocks = _mark_end_notes(marked_blocks)
    has_chapters = any(block.role is SectionRole.HEADING for block in marked_blocks)
    return marked_blocks if has_chapters else _restore_chapters(marked_blocks)


def _mark_end_notes(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """The blocks, with all that is below the caption of end notes as notes, up to the end of the page.

    Books in pages have each chapter on a page of its own; elsewhere nothing says where notes end.
    """
    marked_blocks = list(blocks)
    for page in find_pages(blocks):
        caption = next((index for index in page if blocks[index].text.strip() in END_CAPTIONS), None)
        below = range(caption + 1, page.stop) if caption is not None and blocks[page.start].anchors else range(0)
        if sum(len(blocks[index].text.split()) for index in below) > MAX_PAGE_WORDS:
            continue
        for index in below:
            if blocks[index].role is None and blocks[index].text.strip():
                marked_blocks[index] = replace(blocks[index], role=SectionRole.NOTE, reason=NOTE.reason, formatting="")
    return marked_blocks


def _restore_chapters(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """The blocks, with a chapter at each caption of a chapter's notes or summary, where the titles are gone.

    Pandoc leaves out headings inside of other elements when it writes FictionBook.
    """
    marked_blocks: list[SourceBlock] = []
    number = 0
    has_story = True
    above = SourceBlock("")
    for block in blocks:
        if block.text.strip() in CHAPTER_CAPTIONS and has_story:
            if above.role is None and above.formatting:
                return list(blocks)
            number, has_story = number + 1, False
            marked_blocks.append(SourceBlock("", SectionRole.CHAPTER, f"Chapter {number}"))
        elif block.role is None and block.text.strip() not in ("", EMPTY_LINE):
            has_story = True
        above = above if block.text.strip() in ("", EMPTY_LINE) else block
        marked_blocks.append(block)
    return marked_blocks if number > 1 else list(blocks)


def _page_reasons(blocks: Sequence[SourceBlock]) -> Iterator[str]:
    """For each block, why the page that it is on is not story.

    The preface opens the document, with or without a heading of its own, and goes on below the work's title.
    """
    title = _find_work_title(blocks)
    page_reason = TITLE_PAGE if title else ""
    names_work = False
    has_heading = False
    for block, next_text in zip(blocks, _find_next_texts(blocks), strict=True):
        if block.role is SectionRole.HEADING:
            has_heading = True
            if title and not names_work and _names_work(block.title, title):
                page_reason, names_work = TITLE_PAGE, True
            else:
                page_reason = reason_by_title(block.title, from_ao3=True)
        elif block.role is None and block.formatting and next_text in CHAPTER_CAPTIONS:
            page_reason = ""  # a chapter's title that has lost its tag
        elif block.role is SectionRole.BOUNDARY and not block.anchors and has_heading:
            page_reason = ""  # the end of the part that the heading names
        yield page_reason


def _find_next_texts(blocks: Sequence[SourceBlock]) -> list[str]:
    """For each block the text of the next one that has any, "" if there is none."""
    texts: list[str] = []
    text = ""
    for block in reversed(blocks):
        texts.append(text)
        text = text if block.text.strip() in ("", EMPTY_LINE) else block.text
    return texts[::-1]


def _find_work_title(blocks: Sequence[SourceBlock]) -> str:
    """The work's title, which stands above the archive's opening words; "" if those aren't near the beginning."""
    texts = [block.text for block in blocks if block.text.strip() and block.text != EMPTY_LINE][:MAX_OPENING_BLOCKS]
    above, opening, _ = "\n".join(texts).partition(AO3_OPENING)
    return above.strip().rpartition("\n")[2].strip("* ") if opening else ""


def _names_work(heading: str, title: str) -> bool:
    """Whether a heading is the work's title, also one into which a converter has put the lists of tags above it."""
    return heading == title or (heading.startswith(FIRST_LABEL) and heading.endswith(title))


def _mark_block(block: SourceBlock, page_reason: str) -> Iterator[SourceBlock]:
    reference = NOTES_REFERENCE.match(block.text)
    reason = page_reason
    if reference and reference.end() == len(block.text):
        reason = NOTES_LINK
    elif block.text.startswith(CLOSING):
        reason = ARCHIVE_AFTERWORD
    elif reference and block.role is None and not reason and not block.excluded_spans:
        # A converter has joined it to the first paragraph.
        yield SourceBlock(reference[0], SectionRole.METADATA, reason=NOTES_LINK)
        yield replace(block, text=block.text[reference.end() :].lstrip())
        return
    if not reason or not block.text or block.role in (SectionRole.NOTE, SectionRole.LABEL, SectionRole.METADATA):
        yield block
    else:
        yield replace(block, role=SectionRole.METADATA, reason=reason, title="", level=0, excluded_spans=())
