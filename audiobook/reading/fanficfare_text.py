"""Reads the marks of a text that FanFicFare wrote: a title page, a list of contents, a TAB before chapter titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audiobook.model import Metadata, Role, Section, Span
from audiobook.reading.labels import labelled, metadata_of
from audiobook.reading.lines import TextLine, text_lines

TITLE_PAGE = "title page"
CONTENTS = "table of contents"
END_MARK = "end mark of FanFicFare"
CONTENTS_LINE = "TABLE OF CONTENTS"
END_LINE = "End file."
BYLINE = "by "
# The title page is the first thing in the file; a summary may take several lines.
TITLE_PAGE_WITHIN = 120
FEWEST_LABELS = 2
MOST_TITLE_CHARACTERS = 200


def fanficfare_marks(text: str) -> tuple[Metadata, tuple[Section, ...]] | None:
    """What a FanFicFare text says of its story and the sections it marks, None for any other text."""
    lines = [line for line in text_lines(text) if line.text.strip()]
    chapters = _chapter_lines(text_lines(text))
    titles = _contents(lines)
    if titles:
        listed = {line.text.strip() for line in titles[1:]}
        chapters = [line for line in chapters if line.text.strip() in listed]
    page = _title_page(lines, titles[0].start if titles else (chapters[0].start if chapters else 0))
    if not chapters or not page or not (titles or lines[-1].text.strip() == END_LINE):
        return None
    return _metadata(page), tuple(_sections(page, titles, chapters, lines[-1]))


def _chapter_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines that a TAB begins, with a blank line on both sides."""
    blank = [True, *(not line.text.strip() for line in lines), True]
    return [
        line
        for index, line in enumerate(lines)
        if line.text.startswith("\t")
        and 0 < len(line.text.strip()) <= MOST_TITLE_CHARACTERS
        and blank[index]
        and blank[index + 2]
    ]


def _contents(lines: Sequence[TextLine]) -> list[TextLine]:
    """The caption of the list of contents and its lines, up to the first chapter's TAB; [] where there is none."""
    first = next((at for at, line in enumerate(lines[:TITLE_PAGE_WITHIN]) if line.text.strip() == CONTENTS_LINE), None)
    if first is None:
        return []
    found = [lines[first]]
    for line in lines[first + 1 :]:
        if line.text.startswith("\t") or len(line.text) > MOST_TITLE_CHARACTERS:
            break
        found.append(line)
    return found


def _title_page(lines: Sequence[TextLine], end: int) -> list[TextLine]:
    """The title, "by" the author, and the labelled lines; [] where they are not there."""
    page = [line for line in lines[:TITLE_PAGE_WITHIN] if line.start < end]
    labels = sum(labelled(line.text) is not None for line in page)
    told = len(page) > 2 and page[1].text.strip().startswith(BYLINE) and labels >= FEWEST_LABELS
    return page if told else []


def _metadata(page: Sequence[TextLine]) -> Metadata:
    pairs = [pair for line in page[2:] if (pair := labelled(line.text))]
    author = page[1].text.strip().removeprefix(BYLINE)
    return Metadata(title=page[0].text.strip(), author=author).over(metadata_of(pairs))


def _sections(
    page: Sequence[TextLine], titles: Sequence[TextLine], chapters: Sequence[TextLine], last: TextLine
) -> Iterator[Section]:
    yield Section(Role.METADATA, _over(page), reason=TITLE_PAGE)
    if titles:
        yield Section(Role.METADATA, _over(titles), reason=CONTENTS)
    for line in chapters:
        yield Section(Role.CHAPTER, line.span, title=line.text.strip())
    if last.text.strip() == END_LINE:
        yield Section(Role.METADATA, last.span, reason=END_MARK)


def _over(lines: Sequence[TextLine]) -> Span:
    return Span(lines[0].span.start, lines[-1].span.end)
