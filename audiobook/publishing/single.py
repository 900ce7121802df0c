"""Writes one file out of clips, without tags: something to listen to once."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

from audiobook.model import Clip
from audiobook.publishing.encoding import encoder
from audiobook.publishing.segments import AudioSegment
from audiobook.publishing.stitching import SAMPLE_BYTES, stitched


def stitched_file(
    clips: Iterable[tuple[Clip, int]], target: Path, ending: str, rate: int, lead: int, bitrate: int
) -> None:
    """Writes the clips with the pause (ms) after each to `target`, as `ending` says: ".mp3" of `bitrate`, or ".wav"."""
    segments = stitched(clips, rate, lead)
    if ending == ".mp3":
        encoder()(segments, target, rate, bitrate)
    else:
        _write_wav(segments, target, rate)


def _write_wav(segments: Iterable[AudioSegment], target: Path, rate: int) -> None:
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(rate)
        for segment in segments:
            file.writeframes(segment.raw_data)
