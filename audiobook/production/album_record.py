"""The record of an album's lines: what each was to say, where it is in the story, and the key of its clip.

It lies in the work folder, so that the album can be listened to without its story. `make` writes it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audiobook.files.workspace import atomic_write, work_file
from audiobook.model import Prosody, Utterance, Voice
from audiobook.production.word_counts import WordCounts
from audiobook.synthesis.clip_store import non_default_fields
from audiobook.text.pronunciation.values import HeteronymOverride, Pronunciation

# Increased when the meaning of what is written here changes.
RECORD_LAYOUT = 2
RECORD_FOLDER = "lines"


@dataclass(frozen=True, slots=True)
class RecordedUtterance:
    """A line of an album: the key of its clip, its utterance, the number of its paragraph, and the pause after it.

    The pause is in milliseconds, None where an older version has not recorded it.
    """

    key: str
    utterance: Utterance
    paragraph: int
    pause_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedChapter:
    """A chapter with its lines; `file` is its name in the album's folder.

    `tracks` is the number of tracks that its tags tell, 0 where an older version has not recorded it.
    """

    number: int
    title: str
    file: str
    words: WordCounts
    lines: tuple[RecordedUtterance, ...]
    tracks: int = 0


@dataclass(frozen=True, slots=True)
class AlbumRecord:
    """The lines of an album, and the path of its story."""

    story: str
    chapters: tuple[RecordedChapter, ...]


def record_path(output: Path, album: Path) -> Path:
    """The file of the record of an album below `output`."""
    return work_file(output, RECORD_FOLDER, album)


def write_record(path: Path, record: AlbumRecord) -> None:
    """Writes a record, in the place of the one before."""
    data = {
        "layout": RECORD_LAYOUT,
        "story": record.story,
        "chapters": [
            {
                **{name: getattr(chapter, name) for name in ("number", "title", "file", "tracks")},
                "words": asdict(chapter.words),
                "lines": [_line_to_json(line) for line in chapter.lines],
            }
            for chapter in record.chapters
        ],
    }
    with atomic_write(path, fsync=False) as part:
        part.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def _line_to_json(line: RecordedUtterance) -> list[Any]:
    pause = () if line.pause_ms is None else (line.pause_ms,)
    return [line.key, line.paragraph, non_default_fields(line.utterance), *pause]


def read_record(path: Path) -> AlbumRecord | None:
    """The record of an album; None where there is none, or it can't be read."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["layout"] != RECORD_LAYOUT:
            return None
        return AlbumRecord(str(data["story"]), tuple(map(_parse_chapter, data["chapters"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _parse_chapter(data: dict[str, Any]) -> RecordedChapter:
    lines = (
        RecordedUtterance(str(key), _parse_utterance(row), int(paragraph), int(pause[0]) if pause else None)
        for key, paragraph, row, *pause in data["lines"]
    )
    words = WordCounts(**{name: int(count) for name, count in data["words"].items()})
    return RecordedChapter(
        int(data["number"]), str(data["title"]), str(data["file"]), words, tuple(lines), int(data.get("tracks", 0))
    )


def _parse_utterance(data: dict[str, Any]) -> Utterance:
    heteronyms = data.get("heteronyms", ())
    return Utterance(
        spoken=str(data["spoken"]),
        voice=Voice(**data["voice"]),
        pronounced=tuple(Pronunciation(str(word), str(sound)) for word, sound in data.get("pronounced", ())),
        take=int(data.get("take", 0)),
        heteronyms=tuple(HeteronymOverride(str(word), int(count), str(sound)) for word, count, sound in heteronyms),
        prosody=Prosody(**data.get("prosody", {})),
        accents=tuple((str(accent), int(first), int(end)) for accent, first, end in data.get("accents", ())),
    )
