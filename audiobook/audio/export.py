"""Writes clips into one file without tags, for listening to once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from audiobook.audio.concatenate import stitch_clips
from audiobook.audio.ffmpeg import ffmpeg_path
from audiobook.audio.limiter import limit_peaks
from audiobook.audio.pcm import CEILING
from audiobook.audio.pydub_import import AudioSegment
from audiobook.audio.samples import to_floats
from audiobook.errors import OutputError
from audiobook.model import Clip
from audiobook.model.sound import FULL_SCALE

SAMPLE_BYTES = 2


def write_stitched_file(
    clips: Iterable[tuple[Clip, int]], target: Path | BinaryIO, suffix: str, rate: int, lead: int, bitrate: int
) -> None:
    """Writes the clips to a file, each followed by its pause (ms), after `lead` ms of silence, at `rate` Hz.

    `suffix` chooses the format: ".wav", or ".mp3" at `bitrate` kbit/s. Raises OutputError if MP3 is asked for and
    ffmpeg isn't installed.
    """
    # Voices at their own levels may exceed full scale between two samples; a decoder would clip that.
    limited_blocks = limit_peaks((to_floats(piece) for piece in stitch_clips(clips, rate, lead)), rate, CEILING)
    samples = np.concatenate(
        [np.zeros(0, np.int16), *((block * FULL_SCALE).astype(np.int16) for block in limited_blocks)]
    )
    sound = AudioSegment(data=samples.tobytes(), sample_width=SAMPLE_BYTES, frame_rate=rate, channels=1)
    if suffix == ".wav":
        _close(sound.export(target, format="wav"), target)
    else:
        _export_mp3(sound, target, bitrate)


def _export_mp3(sound: AudioSegment, target: Path | BinaryIO, bitrate: int) -> None:
    from pydub.exceptions import CouldntEncodeError

    AudioSegment.converter = ffmpeg_path()
    try:
        exported = sound.export(target, format="mp3", bitrate=f"{bitrate}k", parameters=["-bitexact"])
    except CouldntEncodeError as error:
        raise OutputError(f"ffmpeg could not write {target}: {str(error).splitlines()[0]}") from error
    _close(exported, target)


def _close(exported: BinaryIO, target: Path | BinaryIO) -> None:
    """Closes what was written, unless it belongs to the caller."""
    if isinstance(target, Path):
        exported.close()
