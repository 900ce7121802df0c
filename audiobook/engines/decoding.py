"""Sound as other programs and servers hand it over, turned into samples."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

# Where the type says no more, bare samples are those that OpenAI sends.
PCM_RATE = 24_000
PCM_TYPES = ("audio/pcm", "audio/l16", "application/octet-stream")


def decoded(data: bytes, kind: str = "") -> tuple[NDArray[np.float32], int]:
    """The samples (mono, -1 to 1) and the rate of a sound file, or of bare 16-bit samples where `kind` says so.

    WAV, FLAC, Ogg and MP3 are known by their own first bytes; `kind` is a type such as "audio/pcm; rate=24000".
    Raises ValueError where the bytes are no sound.
    """
    import soundfile

    bare, _, details = kind.lower().partition(";")
    if bare.strip() in PCM_TYPES and data[:4] not in (b"RIFF", b"fLaC", b"OggS"):
        return _bare(data), _rate(details)
    try:
        wave, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        raise ValueError(f"it begins with {data[:12]!r}, which is no sound file") from error
    return wave.mean(axis=1), int(rate)


def _bare(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / np.float32(32768)


def _rate(details: str) -> int:
    named = dict(part.strip().partition("=")[::2] for part in details.split(";"))
    rate = str(named.get("rate", ""))
    return int(rate) if rate.isdecimal() and int(rate) else PCM_RATE
