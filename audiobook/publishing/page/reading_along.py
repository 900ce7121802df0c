"""The chapters as the page plays them, and the text of each as data for the script."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audiobook.model import AuthorNote, Kind, NotePosition, TextRun
from audiobook.publishing.published_album import ChapterMark, Passage, PublishedAlbum, Recording, group_by_paragraph

# Letters for kinds, as in reading.js; narration, the most frequent, has none.
KINDS = {Kind.SPEECH: "s", Kind.THOUGHT: "t", Kind.HEADING: "h", Kind.NOTE: "o"}
NO_SPEAKER = -1
SCENE_BREAK = 0


@dataclass(frozen=True, slots=True)
class PlayableChapter:
    """A chapter as the page plays it: a whole file, or in a book of one file the part between two of its marks.

    The browser stores the position in a chapter under `key`, which is the same after a rebuild. `start` and `end` are
    seconds of the file.
    """

    key: str
    title: str
    recording: Recording
    start: float
    end: float
    marks: tuple[ChapterMark, ...]
    passages: tuple[Passage, ...]
    notes: tuple[AuthorNote, ...]

    @property
    def number(self) -> int:
        """The number of the story's chapter, as people type it in "7:42"; 0 for what is not of the story."""
        return self.recording.number or (self.passages[0].chapter if self.passages else 0)


def playable_chapters(album: PublishedAlbum) -> tuple[PlayableChapter, ...]:
    """The chapters of an album in playing order."""
    return tuple(chapter for recording in album.recordings for chapter in _chapter_of_recording(recording))


def _chapter_of_recording(recording: Recording) -> Iterator[PlayableChapter]:
    if recording.number == 0 and len(recording.marks) > 1:
        yield from _split_book(recording)
    else:
        key = recording.lasting_key if recording.number else f"track {recording.track}"
        yield PlayableChapter(
            key,
            recording.title,
            recording,
            0.0,
            recording.seconds,
            recording.marks,
            recording.passages,
            recording.notes,
        )


def _split_book(recording: Recording) -> Iterator[PlayableChapter]:
    """The chapters of a book of one file."""
    starts = [mark.start for mark in recording.marks]
    times = [passage.start for passage in recording.passages]
    for index, (mark, end) in enumerate(zip(recording.marks, (*starts[1:], recording.seconds), strict=True)):
        passages = recording.passages[bisect_left(times, mark.start) : bisect_left(times, end)]
        notes = _chapter_notes(recording, passages[0].chapter if passages else 0, index)
        yield PlayableChapter(f"part {index + 1}", mark.title, recording, mark.start, end, (), passages, notes)


def _chapter_notes(recording: Recording, chapter: int, index: int) -> tuple[AuthorNote, ...]:
    """The notes of a chapter; a note of no chapter belongs to the first or the last one, by its position."""
    is_first, is_last = index == 0, index == len(recording.marks) - 1
    return tuple(
        note
        for note in recording.notes
        if (note.chapter == chapter if note.chapter else is_first if note.position is NotePosition.HEAD else is_last)
    )


def rank_speakers(album: PublishedAlbum) -> tuple[str, ...]:
    """All characters that speak or have a voice, those with most runs of text first."""
    runs = (run for recording in album.recordings for passage in recording.passages for run in passage.runs)
    counts = Counter(run.speaker for run in runs if run.speaker)
    counts.update({reader.character: 0 for reader in album.cast_credits if reader.character})
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def build_text_data(chapter: PlayableChapter, speakers: Mapping[str, int]) -> dict[str, Any]:
    """The text of a chapter as reading.js takes it: paragraphs of sentences `[start, end, run, ...]`.

    A run is its text, or `[text, kind, rank of its speaker]`, with a 1 at the end where no space comes before it. There
    is a 0 between scenes. "places" has the number of each paragraph in its chapter, 0 for headings and scene breaks:
    the 42 of "7:42". `speakers` has the rank of each speaker.
    """
    spoken_notes = any(run.kind is Kind.NOTE for passage in chapter.passages for run in passage.runs)
    rows = tuple(_encode_paragraphs(chapter.passages, speakers))
    return {
        "text": [paragraph for paragraph, _ in rows],
        "places": [place for _, place in rows],
        "notes": [] if spoken_notes else _encode_notes(chapter),
    }


def _encode_paragraphs(passages: Sequence[Passage], speakers: Mapping[str, int]) -> Iterator[tuple[Any, int]]:
    for index, paragraph in enumerate(group_by_paragraph(passages)):
        first = paragraph[0]
        if index and first.opens_scene:
            yield SCENE_BREAK, 0
        sentences = [_encode_sentence(passage, speakers) for passage in paragraph]
        yield sentences, 0 if first.is_heading else first.paragraph


def _encode_sentence(passage: Passage, speakers: Mapping[str, int]) -> list[Any]:
    return [round(passage.start, 2), round(passage.end, 2), *(_encode_run(run, speakers) for run in passage.runs)]


def _encode_run(run: TextRun, speakers: Mapping[str, int]) -> str | list[str | int]:
    rank = speakers.get(run.speaker or "", NO_SPEAKER)
    if rank == NO_SPEAKER and run.kind not in KINDS and not run.joins_previous:
        return run.text
    return [run.text, KINDS.get(run.kind, ""), rank, *([1] if run.joins_previous else [])]


def _encode_notes(chapter: PlayableChapter) -> list[list[str]]:
    return [[note.position.value, *filter(None, _split_paragraphs(note.text))] for note in chapter.notes]


def _split_paragraphs(text: str) -> Iterable[str]:
    return (part.strip() for part in text.split("\n\n"))
