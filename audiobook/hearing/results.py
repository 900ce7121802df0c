"""What was heard of an album's clips, kept so that only new clips are heard: one file for each album."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from audiobook.files.workspace import atomic_write, work_file
from audiobook.hearing.evidence import WordEvidence
from audiobook.hearing.sound_statistics import SoundStatistics

# Increased when the way that clips are heard or measured changes, so that they are heard again.
HEARING_LAYOUT = 2
RESULTS_FOLDER = "heard"


@dataclass(frozen=True, slots=True)
class HeardClip:
    """What was heard of a clip; `version` tells one sound from another that later has the same key."""

    version: str
    words: WordEvidence
    sound: SoundStatistics


HeardClips = Mapping[str, HeardClip]


def results_path(output: Path, album: Path) -> Path:
    """The file of what was heard of an album below `output`."""
    return work_file(output, RESULTS_FOLDER, album)


def read_results(path: Path, recognizer: str) -> dict[str, HeardClip]:
    """What that recognizer has heard, by the keys of the clips; nothing where the file is another one's, or damaged."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if (data["layout"], data["recognizer"]) != (HEARING_LAYOUT, recognizer):
            return {}
        return {str(key): _parse_clip(row) for key, row in data["clips"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _parse_clip(row: Any) -> HeardClip:
    words = WordEvidence(**_known_fields(WordEvidence, row["words"]))
    sound = SoundStatistics(**_known_fields(SoundStatistics, row["sound"]))
    return HeardClip(str(row["version"]), words, replace(sound, spectrum=tuple(map(float, sound.spectrum))))


def _known_fields(kind: type[WordEvidence] | type[SoundStatistics], values: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: values[field.name] for field in fields(kind)}


def write_results(path: Path, recognizer: str, clips: HeardClips) -> None:
    """Keeps what a recognizer has heard of an album's clips, in the place of what was known before."""
    rows = {key: asdict(clip) for key, clip in sorted(clips.items())}
    with atomic_write(path, fsync=False) as part:
        part.write_text(
            json.dumps({"layout": HEARING_LAYOUT, "recognizer": recognizer, "clips": rows}, ensure_ascii=False), "utf-8"
        )
