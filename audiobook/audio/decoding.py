"""Decodes sound that other programs and servers return into samples."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiobook.model.sound import FULL_SCALE

# The rate of raw samples whose type doesn't give one: OpenAI's.
PCM_RATE = 24_000
PCM_TYPES = ("audio/pcm", "audio/l16", "application/octet-stream")
# A few compressed bytes can expand to hours of silence, and a header may claim anything; a line of a story lasts
# seconds.
MAX_SECONDS = 600.0
MIN_SAMPLE_RATE, MAX_SAMPLE_RATE = 4_000, 192_000
BLOCK_SAMPLES = 1 << 18


def decode_sound(data: bytes, content_type: str = "") -> tuple[NDArray[np.float32], int]:
    """The samples (mono, -1 to 1) and the rate (Hz) of a sound file, or of raw 16-bit samples.

    WAV, FLAC, Ogg and MP3 are recognized by their first bytes; raw samples by a `content_type` such as
    "audio/pcm; rate=24000". Raises ValueError if the bytes are no sound or last more than MAX_SECONDS.
    """
    import soundfile

    media_type, _, details = content_type.lower().partition(";")
    if media_type.strip() in PCM_TYPES and data[:4] not in (b"RIFF", b"fLaC", b"OggS"):
        return _decode_pcm(data, _validate_rate(_parse_rate(details)))
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate = _validate_rate(file.samplerate)
            blocks = [*_read_mono_blocks(file, int(rate * MAX_SECONDS))]
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise ValueError(f"it begins with {data[:12]!r}, so it isn't a sound file") from error
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32), rate


def _read_mono_blocks(file: Any, max_samples: int) -> Iterator[NDArray[np.float32]]:
    """The sound block by block: its length is only known once it is read, whatever its header says."""
    size = max(1, BLOCK_SAMPLES // file.channels)
    count = 0
    while len(block := file.read(size, dtype="float32", always_2d=True)):
        count += len(block)
        _check_length(count, max_samples)
        yield block.mean(axis=1)


def _check_length(count: int, max_samples: int) -> None:
    if count > max_samples:
        raise ValueError(f"it lasts more than {MAX_SECONDS:.0f} s")


def _validate_rate(rate: int) -> int:
    if not MIN_SAMPLE_RATE <= rate <= MAX_SAMPLE_RATE:
        raise ValueError(f"it has {rate} samples a second, which no voice has")
    return rate


def _decode_pcm(data: bytes, rate: int) -> tuple[NDArray[np.float32], int]:
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
    _check_length(len(samples), int(rate * MAX_SECONDS))
    return samples.astype(np.float32) / np.float32(FULL_SCALE), rate


def _parse_rate(details: str) -> int:
    parameters = dict(part.strip().partition("=")[::2] for part in details.split(";"))
    rate = str(parameters.get("rate", ""))
    return int(rate) if rate.isascii() and rate.isdecimal() and len(rate) < 10 and int(rate) else PCM_RATE
