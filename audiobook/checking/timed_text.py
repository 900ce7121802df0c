"""The transcript of a sound file: its text, the times of its cues, and the pauses between them."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from pathlib import Path

from audiobook.album.file_names import TRANSCRIPT_FOLDER

# A timing line of WebVTT: "00:01:02.500 --> 00:01:04.000"; hours are optional.
CUE_TIMES = re.compile(r"^(?:(\d{1,4}):)?(\d\d):(\d\d\.\d{3}) --> (?:(\d{1,4}):)?(\d\d):(\d\d\.\d{3})", re.MULTILINE)
MIN_PAUSE_SECONDS = 2.0


def transcript_path(sound: Path) -> Path:
    """The path of a sound file's transcript, which may not exist."""
    return sound.parent / TRANSCRIPT_FOLDER / f"{sound.stem}.vtt"


def read_cue_times(transcript: Path) -> tuple[tuple[float, float], ...]:
    """The start and end of each cue of a transcript, in seconds; () where there is none."""
    if not transcript.is_file():
        return ()
    matches = CUE_TIMES.findall(transcript.read_text("utf-8", "replace"))
    return tuple((_seconds(*match[:3]), _seconds(*match[3:])) for match in matches)


def find_pauses(sound: Path) -> tuple[tuple[float, float], ...]:
    """The pauses of MIN_PAUSE_SECONDS or more between the cues of a file's transcript."""
    cues = read_cue_times(transcript_path(sound))
    return tuple((end, start) for (_, end), (start, _) in pairwise(cues) if start - end >= MIN_PAUSE_SECONDS)


def read_transcript_text(sound: Path) -> str:
    """The text of a file's transcript, without times and voice tags; "" where there is none."""
    transcript = transcript_path(sound)
    if not transcript.is_file():
        return ""
    blocks = transcript.read_text("utf-8", "replace").replace("\r\n", "\n").split("\n\n")
    texts = (block[match.end() :].partition("\n")[2] for block in blocks if (match := CUE_TIMES.search(block)))
    return html.unescape(re.sub(r"<[^>]*>", "", "\n".join(texts)))


def _seconds(hours: str, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
