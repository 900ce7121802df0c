"""The times in a file's transcript: when each sentence is said, and where there are pauses between them."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from pathlib import Path

from audiobook.album.file_names import TRANSCRIPT_FOLDER

# A line of WebVTT: "00:01:02.500 --> 00:01:04.000"; hours may be left out.
CUE_TIMES = re.compile(r"^(?:(\d{1,4}):)?(\d\d):(\d\d\.\d{3}) --> (?:(\d{1,4}):)?(\d\d):(\d\d\.\d{3})", re.MULTILINE)
MIN_PAUSE_SECONDS = 2.0


def transcript_path(sound: Path) -> Path:
    """Where the transcript of a sound file is, or would be."""
    return sound.parent / TRANSCRIPT_FOLDER / f"{sound.stem}.vtt"


def read_cue_times(transcript: Path) -> tuple[tuple[float, float], ...]:
    """When each cue of a transcript begins and ends, in seconds; () where there is none."""
    if not transcript.is_file():
        return ()
    matches = CUE_TIMES.findall(transcript.read_text("utf-8", "replace"))
    return tuple((_seconds(*match[:3]), _seconds(*match[3:])) for match in matches)


def find_pauses(sound: Path) -> tuple[tuple[float, float], ...]:
    """The pauses of LEAST_PAUSE seconds or more that a file's transcript has between its cues."""
    cues = read_cue_times(transcript_path(sound))
    return tuple((end, start) for (_, end), (start, _) in pairwise(cues) if start - end >= MIN_PAUSE_SECONDS)


def read_transcript_text(sound: Path) -> str:
    """What a file's transcript says, without times and voices; "" where there is none."""
    transcript = transcript_path(sound)
    if not transcript.is_file():
        return ""
    blocks = transcript.read_text("utf-8", "replace").replace("\r\n", "\n").split("\n\n")
    texts = (block[match.end() :].partition("\n")[2] for block in blocks if (match := CUE_TIMES.search(block)))
    return html.unescape(re.sub(r"<[^>]*>", "", "\n".join(texts)))


def _seconds(hours: str, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
