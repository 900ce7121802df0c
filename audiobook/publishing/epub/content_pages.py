"""The content of each page of the e-book: a chapter's sentences with their clips of sound, and its notes."""

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
    """A sentence on a page: its id, and the start and end of its clip in the sound file (milliseconds)."""

    id: str
    begin: int
    end: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page of the e-book with one chapter; `name` and `sound` are file names in the book.

    The clips of `sentences` follow each other without a gap, so that no pause is lost. `scenes` has the id of each
    scene's first sentence, and the scene's title.
    """

    name: str
    title: str
    sound: str
    sentences: tuple[TimedSentence, ...]
    scenes: tuple[tuple[str, str], ...] = ()
    notes: tuple[AuthorNote, ...] = ()

    @property
    def milliseconds(self) -> int:
        """The length of the page's sound."""
        return sum(sentence.end - sentence.begin for sentence in self.sentences)

    def paragraphs(self) -> Iterator[tuple[TimedSentence, ...]]:
        """The sentences of each paragraph."""
        sentences = iter(self.sentences)
        for passages in group_by_paragraph(sentence.passage for sentence in self.sentences):
            yield tuple(islice(sentences, len(passages)))


def epub_sound_name(recording: Recording) -> str:
    """The name of a recording's file in the book; raises OutputError where e-book readers cannot play it."""
    output_format = find_format(PurePosixPath(recording.file).suffix)
    if output_format is None or not output_format.epub_ending:
        raise OutputError(
            f"an EPUB with audio needs MP3 or M4B files, and {recording.file} is neither; "
            "make the album with --format mp3 first"
        )
    return f"audio/{recording.track:03d}{output_format.epub_ending}"


def build_content_pages(album: PublishedAlbum) -> tuple[ContentPage, ...]:
    """The pages of the book in reading order: one for each chapter, even if one file has them all."""
    pages = [page for recording in album.recordings for page in _pages_of_recording(recording)]
    return tuple(replace(page, name=f"chapter-{number:03d}") for number, page in enumerate(pages, 1))


def _pages_of_recording(recording: Recording) -> Iterator[ContentPage]:
    chapters = list(_group_by_chapter(recording))
    marks = [mark.start for mark in recording.marks]
    chapter_numbers = frozenset(passage.chapter for passage in recording.passages)
    ends = [*(_chapter_start(marks, *pair) for pair in pairwise(chapters)), recording.seconds]
    begin = 0
    for number, (chapter, end) in enumerate(zip(chapters, ends, strict=True), 1):
        end_ms = max(begin, int(end * 1000))
        sentences = _close_gaps(chapter, begin, end_ms)
        title = _title(recording, marks, chapter[0].passage)
        # The last page also has the notes that belong to none of the chapters.
        all_chapters = chapter_numbers if number == len(chapters) else None
        notes = tuple(_select_notes(recording, chapter[0].passage.chapter, all_chapters))
        notes = () if _has_spoken_notes(sentences) else notes
        scenes = tuple(_scenes(recording, sentences))
        yield ContentPage("", title, epub_sound_name(recording), sentences, scenes, notes)
        begin = end_ms


def _select_notes(recording: Recording, chapter: int, all_chapters: Set[int] | None) -> Iterator[AuthorNote]:
    """The notes of a chapter; with `all_chapters` also those that belong to none of these."""
    for note in recording.notes:
        if (
            recording.number
            or note.chapter == chapter
            or (all_chapters is not None and note.chapter not in all_chapters)
        ):
            yield note


def _group_by_chapter(recording: Recording) -> Iterator[Sequence[TimedSentence]]:
    """The sentences of each chapter of a file; a file whose text is not known has its title as the only sentence."""
    passages = [passage for passage in recording.passages if to_single_line(passage.text)]
    if not passages:
        passages = [Passage(0.0, recording.seconds, (TextRun(recording.title, kind=Kind.HEADING),))]
    for _, group in groupby(passages, key=lambda passage: recording.number or passage.chapter):
        yield [TimedSentence(f"s{number}", 0, 0, passage) for number, passage in enumerate(group, 1)]


def _chapter_start(marks: Sequence[float], before: Sequence[TimedSentence], chapter: Sequence[TimedSentence]) -> float:
    """The start of a chapter inside a file: one of the file's marks, or else its first word."""
    previous_end, first_word = before[-1].passage.end, chapter[0].passage.start
    index = bisect_left(marks, previous_end)
    return min(marks[index], first_word) if index < len(marks) else first_word


def _close_gaps(sentences: Sequence[TimedSentence], begin: int, end: int) -> tuple[TimedSentence, ...]:
    """The sentences with their clips, each of which lasts until the next one begins."""
    begins = [begin]
    for sentence in sentences[1:]:
        begins.append(min(end, max(begins[-1], round(sentence.passage.start * 1000))))
    ends = [*begins[1:], end]
    times = zip(begins, ends, strict=True)
    return tuple(
        replace(sentence, begin=start, end=stop) for sentence, (start, stop) in zip(sentences, times, strict=True)
    )


def _title(recording: Recording, marks: Sequence[float], first: Passage) -> str:
    """A chapter's title: that of the file, or in a book of one file that of the last mark before its text."""
    passed = 0 if recording.number else bisect_right(marks, first.start)
    return recording.marks[passed - 1].title if passed else recording.title


def _scenes(recording: Recording, sentences: Sequence[TimedSentence]) -> Iterator[tuple[str, str]]:
    starts = [sentence.passage.start for sentence in sentences]
    for mark in recording.marks[1:] if recording.number else ():
        opening = bisect_left(starts, mark.start)
        if opening < len(starts):
            yield sentences[opening].id, mark.title


def _has_spoken_notes(sentences: Sequence[TimedSentence]) -> bool:
    """Whether notes are read aloud, and therefore are among the sentences."""
    return any(run.kind is Kind.NOTE for sentence in sentences for run in sentence.passage.runs)
