"""Reads the structure of a text file made by FanFicFare: a title page, a table of contents, a tab before chapter
titles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

from audiobook.model import Metadata, Section, SectionRole, Span
from audiobook.reading.lines import TextLine, text_lines
from audiobook.reading.metadata_labels import metadata_from_labels, parse_label_line
from audiobook.text.skip_reasons import FANFICFARE_END_LINE, TABLE_OF_CONTENTS, TITLE_PAGE

TOC_LINE = "TABLE OF CONTENTS"
END_LINE = "End file."
BYLINE_START = "by "
# The title page comes first in the file; a summary may take several lines.
MAX_TITLE_PAGE_LINES = 120
# A title page has at least this many labeled lines.
MIN_LABELS = 2
MAX_TITLE_CHARACTERS = 200


def parse_fanficfare(text: str) -> tuple[Metadata, tuple[Section, ...]] | None:
    """The metadata and sections of a FanFicFare text, None for any other text."""
    lines = [line for line in text_lines(text) if line.text.strip()]
    chapter_lines = _chapter_lines(text_lines(text))
    toc = _toc_lines(lines)
    if toc:
        listed_titles = {line.text.strip() for line in toc[1:]}
        is_chapter = [line.start > toc[-1].start and line.text.strip() in listed_titles for line in chapter_lines]
        chapter_lines = list(compress(chapter_lines, is_chapter))
    title_page = _title_page_lines(lines, toc[0].start if toc else (chapter_lines[0].start if chapter_lines else 0))
    if not chapter_lines or not title_page or not (toc or lines[-1].text.strip() == END_LINE):
        return None
    return _parse_metadata(title_page), tuple(_build_sections(title_page, toc, chapter_lines, lines[-1]))


def _chapter_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines that begin with a tab and have a blank line on both sides."""
    is_blank = [True, *(not line.text.strip() for line in lines), True]
    return [
        line
        for index, line in enumerate(lines)
        if line.text.startswith("\t")
        and 0 < len(line.text.strip()) <= MAX_TITLE_CHARACTERS
        and is_blank[index]
        and is_blank[index + 2]
    ]


def _toc_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The caption and entries of the table of contents, up to the first chapter's tab; [] if there is none."""
    first = next(
        (index for index, line in enumerate(lines[:MAX_TITLE_PAGE_LINES]) if line.text.strip() == TOC_LINE), None
    )
    if first is None:
        return []
    toc = [lines[first]]
    for line in lines[first + 1 :]:
        if line.text.startswith("\t") or len(line.text) > MAX_TITLE_CHARACTERS:
            break
        toc.append(line)
    return toc


def _title_page_lines(lines: Sequence[TextLine], end: int) -> list[TextLine]:
    """The title, the byline and the labeled lines; [] if they are missing."""
    page = [line for line in lines[:MAX_TITLE_PAGE_LINES] if line.start < end]
    label_count = sum(parse_label_line(line.text) is not None for line in page)
    is_title_page = len(page) > 2 and page[1].text.strip().startswith(BYLINE_START) and label_count >= MIN_LABELS
    return page if is_title_page else []


def _parse_metadata(title_page: Sequence[TextLine]) -> Metadata:
    pairs = [pair for line in title_page[2:] if (pair := parse_label_line(line.text))]
    author = title_page[1].text.strip().removeprefix(BYLINE_START)
    return Metadata(title=title_page[0].text.strip(), author=author).with_defaults(metadata_from_labels(pairs))


def _build_sections(
    title_page: Sequence[TextLine], toc: Sequence[TextLine], chapter_lines: Sequence[TextLine], last_line: TextLine
) -> Iterator[Section]:
    yield Section(SectionRole.METADATA, _span_of_lines(title_page), reason=TITLE_PAGE)
    if toc:
        yield Section(SectionRole.METADATA, _span_of_lines(toc), reason=TABLE_OF_CONTENTS)
    for line in chapter_lines:
        yield Section(SectionRole.CHAPTER, line.span, title=line.text.strip())
    if last_line.text.strip() == END_LINE:
        yield Section(SectionRole.METADATA, last_line.span, reason=FANFICFARE_END_LINE)


def _span_of_lines(lines: Sequence[TextLine]) -> Span:
    return Span(lines[0].span.start, lines[-1].span.end)
