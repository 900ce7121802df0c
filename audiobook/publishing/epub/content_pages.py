"""What each page of the e-book holds: a chapter's sentences with the clip of sound beside each, and its notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise
from pathlib import PurePosixPath

from audiobook.errors import OutputError
from audiobook.model import AuthorNote, Kind, TextRun
from audiobook.model.output_formats import find_format
from audiobook.publishing.published_album import Passage, PublishedAlbum, Recording, group_by_paragraph
from audiobook.text.xml_text import to_single_line


@dataclass(frozen=True, slots=True)
class TimedSentence:
    """A sentence on a page: its id there, and the milliseconds of the sound file between which it is heard."""

    id: str
    begin: int
    end: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page of the e-book: a chapter, and the sound file that it is read from, by their names in the book.

    The clips of `sentences` follow each other without a gap, so that no pause is lost. `scenes` are the ids of the
    sentences that open one, with its title.
    """

    name: str
    title: str
    sound: str
    sentences: tuple[TimedSentence, ...]
    scenes: tuple[tuple[str, str], ...] = ()
    notes: tuple[AuthorNote, ...] = ()

    @property
    def milliseconds(self) -> int:
        """How long the page is heard."""
        return sum(one.end - one.begin for one in self.sentences)

    def paragraphs(self) -> Iterator[tuple[TimedSentence, ...]]:
        """The sentences of each paragraph."""
        sentences = iter(self.sentences)
        for passages in group_by_paragraph(one.passage for one in self.sentences):
            yield tuple(islice(sentences, len(passages)))


def epub_sound_name(recording: Recording) -> str:
    """What a recording's file is called inside the book; raises OutputError where e-books play no such file."""
    output_format = find_format(PurePosixPath(recording.file).suffix)
    if output_format is None or not output_format.epub_ending:
        raise OutputError(
            f"an e-book that reads itself aloud holds MP3 or M4B, and {recording.file} is neither; "
            "make the album with --format mp3 first"
        )
    return f"audio/{recording.track:03d}{output_format.epub_ending}"


def build_content_pages(album: PublishedAlbum) -> tuple[ContentPage, ...]:
    """The pages of the book in reading order: one for each chapter, also where one file holds them all."""
    found = [leaf for recording in album.recordings for leaf in _pages_of_recording(recording)]
    return tuple(replace(leaf, name=f"chapter-{number:03d}") for number, leaf in enumerate(found, 1))


def _pages_of_recording(recording: Recording) -> Iterator[ContentPage]:
    chapters = list(_group_by_chapter(recording))
    marks = [mark.start for mark in recording.marks]
    there = frozenset(one.chapter for one in recording.passages)
    ends = [*(_chapter_start(marks, *both) for both in pairwise(chapters)), recording.seconds]
    begin = 0
    for number, (chapter, end) in enumerate(zip(chapters, ends, strict=True), 1):
        until = max(begin, int(end * 1000))
        sentences = _close_gaps(chapter, begin, until)
        title = _title(recording, marks, chapter[0].passage)
        known = there if number == len(chapters) else None
        notes = () if _has_spoken_notes(sentences) else tuple(_notes_of(recording, chapter[0].passage.chapter, known))
        yield ContentPage("", title, epub_sound_name(recording), sentences, tuple(_scenes(recording, sentences)), notes)
        begin = until


def _notes_of(recording: Recording, chapter: int, known: Set[int] | None) -> Iterator[AuthorNote]:
    """The notes of a chapter; with the last one, which knows all chapters, those also that belong to none of them."""
    for note in recording.notes:
        if recording.number or note.chapter == chapter or (known is not None and note.chapter not in known):
            yield note


def _group_by_chapter(recording: Recording) -> Iterator[Sequence[TimedSentence]]:
    """The sentences of each chapter of a file; a file whose text is not known says its title."""
    told = [one for one in recording.passages if to_single_line(one.text)]
    if not told:
        told = [Passage(0.0, recording.seconds, (TextRun(recording.title, kind=Kind.HEADING),))]
    for _, group in groupby(told, key=lambda one: recording.number or one.chapter):
        yield [TimedSentence(f"s{number}", 0, 0, one) for number, one in enumerate(group, 1)]


def _chapter_start(marks: Sequence[float], before: Sequence[TimedSentence], chapter: Sequence[TimedSentence]) -> float:
    """When a chapter inside a file begins: where one of the file's marks says so, else with its first word."""
    ended, told = before[-1].passage.end, chapter[0].passage.start
    at = bisect_left(marks, ended)
    return min(marks[at], told) if at < len(marks) else told


def _close_gaps(sentences: Sequence[TimedSentence], begin: int, end: int) -> tuple[TimedSentence, ...]:
    """The sentences with their clips, each until the next one begins."""
    begins = [begin]
    for one in sentences[1:]:
        begins.append(min(end, max(begins[-1], round(one.passage.start * 1000))))
    ends = [*begins[1:], end]
    return tuple(replace(one, begin=at, end=to) for one, at, to in zip(sentences, begins, ends, strict=True))


def _title(recording: Recording, marks: Sequence[float], first: Passage) -> str:
    """A chapter's title: the file's, or that of the chapter inside it that has begun by then."""
    begun = 0 if recording.number else bisect_right(marks, first.start)
    return recording.marks[begun - 1].title if begun else recording.title


def _scenes(recording: Recording, sentences: Sequence[TimedSentence]) -> Iterator[tuple[str, str]]:
    starts = [one.passage.start for one in sentences]
    for mark in recording.marks[1:] if recording.number else ():
        opening = bisect_left(starts, mark.start)
        if opening < len(starts):
            yield sentences[opening].id, mark.title


def _has_spoken_notes(sentences: Sequence[TimedSentence]) -> bool:
    """Whether notes are heard, and so stand among the sentences."""
    return any(run.kind is Kind.NOTE for one in sentences for run in one.passage.runs)
