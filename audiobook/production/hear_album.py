"""Hears an album line by line, and certifies how many of its words were written, read, spoken and heard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError
from audiobook.files.workspace import atomic_write, work_file
from audiobook.hearing.hear_clips import ClipHearer, HearingProgress, KeyedUtterance
from audiobook.hearing.results import HeardClip, read_results, write_results
from audiobook.hearing.weighing import Fault, Verdict
from audiobook.model import Clip
from audiobook.production.album_record import AlbumRecord, RecordedChapter
from audiobook.production.word_counts import WordCounts, count_words

CERTIFICATE_FOLDER = "certificates"


class ClipSource(Protocol):
    """Where the clips of an album are: the store, or whatever else has them."""

    def version(self, key: str) -> str:
        """What tells the sound of a key from another one that may replace it; "" if there is none."""

    def read(self, key: str) -> Clip | None:
        """The clip of a key, None if there is none."""


@dataclass(frozen=True, slots=True)
class FaultyClip:
    """A line whose clip does not say what it should, and where it is: chapter, paragraph and text."""

    chapter: int
    paragraph: int
    text: str
    fault: Fault
    heard: str


@dataclass(frozen=True, slots=True)
class ChapterHearing:
    """A chapter as it was heard.

    `heard` is the number of words in lines that say what they should, `unheard_lines` the number of lines that have no
    clip any more, `bad_lines` are those that say something else.
    """

    number: int
    title: str
    words: WordCounts
    heard: int
    bad_lines: tuple[FaultyClip, ...] = ()
    unheard_lines: int = 0


@dataclass(frozen=True, slots=True)
class AlbumHearing:
    """The certificate of an album, chapter by chapter, and what it cost.

    `new_seconds` is the length of the lines that were heard in this run, `work_seconds` the processor time.
    """

    recognizer: str
    story: str
    chapters: tuple[ChapterHearing, ...]
    new_seconds: float = 0.0
    work_seconds: float = 0.0

    @property
    def bad_lines(self) -> tuple[FaultyClip, ...]:
        """The lines of all chapters that do not say what they should."""
        return tuple(line for chapter in self.chapters for line in chapter.bad_lines)


def hear_album(
    record: AlbumRecord, clips: ClipSource, hearer: ClipHearer, results: Path, report_progress: HearingProgress
) -> AlbumHearing:
    """Hears the lines of an album that were not heard before; the certificate of the whole album.

    `results` is the file of what was heard before, which is brought up to date. Lines of an engine that is silent by
    design are left out.
    """
    lines = list_lines(record, clips)
    known = read_results(results, hearer.recognizer.name)
    report = hearer.hear(lines, known, report_progress)
    # Chapters that were not asked for now keep their results, as long as their clips are what was heard.
    others = {key: clip for key, clip in known.items() if clip.version == clips.version(key)}
    if {**others, **report.clips} != known:
        write_results(results, hearer.recognizer.name, {**others, **report.clips})
    chapters = tuple(_certify_chapter(chapter, report.verdicts, report.clips) for chapter in record.chapters)
    return AlbumHearing(hearer.recognizer.name, record.story, chapters, report.new_seconds, report.work_seconds)


def list_lines(record: AlbumRecord, clips: ClipSource) -> list[KeyedUtterance]:
    """The lines of an album that can be heard, in order."""
    mute = {name for name in _find_engines(record) if _is_mute(name)}
    return [
        KeyedUtterance(line.key, line.utterance, clips.version(line.key))
        for chapter in record.chapters
        for line in chapter.lines
        if line.utterance.voice.engine not in mute
    ]


def _find_engines(record: AlbumRecord) -> set[str]:
    return {line.utterance.voice.engine for chapter in record.chapters for line in chapter.lines}


def _is_mute(engine: str) -> bool:
    try:
        return create_engine(engine).mute
    except EngineUnavailableError:  # the engine was removed since, but its clips are still here
        return False


def _certify_chapter(
    chapter: RecordedChapter, verdicts: Mapping[str, Verdict], clips: Mapping[str, HeardClip]
) -> ChapterHearing:
    bad_lines = tuple(
        FaultyClip(chapter.number, line.paragraph, line.utterance.spoken, fault, clips[line.key].words.heard)
        for line in chapter.lines
        if line.key in verdicts and (fault := verdicts[line.key].fault)
    )
    heard = [line for line in chapter.lines if line.key in verdicts and verdicts[line.key].fault is None]
    return ChapterHearing(
        chapter.number,
        chapter.title,
        chapter.words,
        sum(count_words(line.utterance.spoken) for line in heard),
        bad_lines,
        len(chapter.lines) - len(heard) - len(bad_lines),
    )


def certificate_path(output: Path, album: Path) -> Path:
    """The file of the certificate of an album below `output`."""
    return work_file(output, CERTIFICATE_FOLDER, album)


def write_certificate(path: Path, hearing: AlbumHearing) -> None:
    """Keeps a certificate, in the place of the one before."""
    with atomic_write(path) as part:
        part.write_text(json.dumps(certificate_to_json(hearing), ensure_ascii=False, indent=1) + "\n", "utf-8")


def certificate_to_json(hearing: AlbumHearing) -> dict[str, object]:
    """A certificate as other programs get it."""
    return {
        "recognizer": hearing.recognizer,
        "chapters": [
            {
                "chapter": chapter.number,
                "title": chapter.title,
                **asdict(chapter.words),
                "heard": chapter.heard,
                "unheard_lines": chapter.unheard_lines,
                "bad_lines": [asdict(line) for line in chapter.bad_lines],
            }
            for chapter in hearing.chapters
        ],
    }
