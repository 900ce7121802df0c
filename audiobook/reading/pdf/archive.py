"""Finds what Archive of Our Own puts around a story in the PDFs that it offers: tags, summaries, notes, its message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audiobook.model import Metadata, SectionRole
from audiobook.reading.metadata_labels import metadata_from_labels
from audiobook.reading.pdf.lines import Line
from audiobook.reading.pdf.passages import LineMark
from audiobook.text.skip_reasons import (
    ARCHIVE_AFTERWORD,
    AUTHORS_NOTE,
    CHAPTER_SUMMARY,
    NOTE_LABEL,
    NOTES_LINK,
    TITLE_PAGE,
)

# The archive says where the story comes from within the first lines, and below them its tags, the title and the author.
POSTED = re.compile(r"Posted originally on the .{1,60}(?: at)?(?: https?:.*)?", re.IGNORECASE)
MAX_LINES_ABOVE, MAX_TAG_LINES = 8, 400
BYLINE = re.compile(r"by (?P<author>\S.{0,200})")
TAG = re.compile(
    r"(?P<label>Rating|Archive Warnings?|Categor(?:y|ies)|Fandoms?|Relationships?|Characters?|Additional Tags|Language"
    r"|Series|Collections?|Stats): ?(?P<value>.*)"
)
NOTES = frozenset(("Notes", "Chapter Notes", "End Notes", "Chapter End Notes"))
SUMMARIES = frozenset(("Summary", "Chapter Summary"))
LINK = re.compile(r"See the end of the (?:chapter|work) for .{0,20}notes\.?", re.IGNORECASE)
MESSAGE = re.compile(r"Please drop by the archive and comment to let the .{1,30}", re.IGNORECASE)
AFTERWORD = "Afterword"
# A note is indented further than what comes after it; lines within it begin at most this many points before its first.
SAME_INDENT = 3.0
# The longest notes fill some pages; something longer is the story.
MAX_NOTE_LINES = 300
# The title of a chapter is larger than notes by this factor.
TITLE_SIZE = 1.12
PREFACE_MARK = LineMark(SectionRole.METADATA, TITLE_PAGE)


def find_archive_marks(lines: Sequence[Line]) -> dict[Line, LineMark]:
    """What the archive has put around a story, by line; {} for a file that isn't the archive's."""
    end = _find_preface_end(lines)
    if not end:
        return {}
    marks = dict.fromkeys(lines[:end], PREFACE_MARK)
    marks.update(_find_notes(lines[end:]))
    message = next((index for index in range(len(lines) - 1, end, -1) if MESSAGE.match(lines[index].text)), None)
    if message is not None:
        heading = lines[message - 1 : message] if lines[message - 1].text == AFTERWORD else []
        afterword = LineMark(SectionRole.METADATA, ARCHIVE_AFTERWORD)
        marks.update(dict.fromkeys([*heading, *lines[message:]], afterword))
    return marks


def read_archive_metadata(lines: Sequence[Line]) -> Metadata:
    """The title, the author and the tags in the lines that the archive puts before a story."""
    pairs: list[tuple[str, str]] = []
    posted = next((index for index, line in enumerate(lines[:MAX_LINES_ABOVE]) if POSTED.match(line.text)), None)
    if posted is None:
        return Metadata()
    title = " ".join(line.text for line in lines[:posted] if line.text != "Preface")
    for line in lines[posted:]:
        byline = BYLINE.fullmatch(line.text)
        if byline:
            pairs.append(("author", byline["author"]))
            break
        tag = TAG.fullmatch(line.text)
        if tag:
            pairs.append((tag["label"], tag["value"]))
        elif pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.text}")
    return metadata_from_labels([("title", title), *pairs])


def _find_preface_end(lines: Sequence[Line]) -> int:
    """The index after the archive's tags, title, author, summary and notes; 0 if there are none."""
    if not any(POSTED.match(line.text) for line in lines[:MAX_LINES_ABOVE]):
        return 0
    byline = next((index for index, line in enumerate(lines[:MAX_TAG_LINES]) if BYLINE.fullmatch(line.text)), None)
    if byline is None:
        return 0
    end = byline + 1
    while end < len(lines) and lines[end].text in NOTES | SUMMARIES:
        end = _find_note_end(lines, end)
    return end


def _find_note_end(lines: Sequence[Line], label: int) -> int:
    """The index after the note below a label, and after the link that ends it; a note may be nothing but the link."""
    index = label + 1
    while index < len(lines) and not LINK.fullmatch(lines[index].text):
        if not _belongs_to_note(lines[label + 1], lines[index]):
            return index
        if index - label > MAX_NOTE_LINES:
            return label + 1
        index += 1
    return min(index + 1, len(lines))


def _belongs_to_note(first: Line, line: Line) -> bool:
    return (
        line.left >= first.left - SAME_INDENT
        and line.size < TITLE_SIZE * first.size
        and line.text not in NOTES | SUMMARIES
        and not MESSAGE.match(line.text)
    )


def _find_notes(lines: Sequence[Line]) -> Iterator[tuple[Line, LineMark]]:
    """The notes and summaries of chapters, with their labels."""
    index = 0
    while index < len(lines):
        if lines[index].text not in NOTES | SUMMARIES:
            index += 1
            continue
        end = _find_note_end(lines, index)
        reason = AUTHORS_NOTE if lines[index].text in NOTES else CHAPTER_SUMMARY
        yield lines[index], LineMark(SectionRole.LABEL, NOTE_LABEL)
        for line in lines[index + 1 : end]:
            is_link = LINK.fullmatch(line.text) is not None
            yield line, LineMark(*((SectionRole.METADATA, NOTES_LINK) if is_link else (SectionRole.NOTE, reason)))
        index = end
