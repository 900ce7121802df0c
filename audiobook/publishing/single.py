"""Writes one file out of clips, without tags: something to listen to once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from audiobook.model import Clip
from audiobook.publishing.encoding import encoder
from audiobook.publishing.stitching import stitched


def stitched_file(
    clips: Iterable[tuple[Clip, int]], target: Path, ending: str, rate: int, lead: int, bitrate: int
) -> None:
    """Writes the clips with the pause (ms) after each to `target`, as `ending` says: ".mp3" of `bitrate`, or ".wav"."""
    encoder(ending.removeprefix("."))(stitched(clips, rate, lead), target, rate, bitrate)
