"""Small sound files of every kind that an album may hold, without tags."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

SECONDS = 3.0
RATE = 24_000
KINDS = (".mp3", ".wav", ".opus", ".flac", ".m4b")


def sound_file(folder: Path, kind: str) -> Path:
    """A quiet tone of `SECONDS`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".sound{kind}.1f.1.part"
    path.write_bytes(_sound(kind))
    return path


@cache
def _sound(kind: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        {".mp3": _mp3, ".m4b": _m4b}.get(kind, _sndfile)(path, kind)
        return path.read_bytes()


def _samples() -> np.ndarray:
    return (np.sin(np.arange(int(SECONDS * RATE)) / 20) * 3000).astype(np.int16)


def _sndfile(path: Path, kind: str) -> None:
    import soundfile

    container, subtype = {".wav": ("WAV", "PCM_16"), ".flac": ("FLAC", "PCM_16"), ".opus": ("OGG", "OPUS")}[kind]
    soundfile.write(path, _samples(), RATE, format=container, subtype=subtype)


def _mp3(path: Path, _kind: str) -> None:
    import lameenc

    lame = lameenc.Encoder()
    lame.set_channels(1)
    lame.set_in_sample_rate(RATE)
    lame.set_bit_rate(64)
    lame.silence()
    path.write_bytes(lame.encode(_samples().tobytes()) + lame.flush())


CHAPTERS = ";FFMETADATA1\n" + "".join(
    f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={start + 1500}\ntitle=Part {start}\n" for start in (0, 1500)
)


def _m4b(path: Path, _kind: str) -> None:
    from imageio_ffmpeg import get_ffmpeg_exe

    chapters = path.with_name("chapters.txt")
    chapters.write_text(CHAPTERS, "utf-8")
    raw = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0"]
    out = ["-map_metadata", "1", "-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart", "-f", "mp4", str(path)]
    command = [get_ffmpeg_exe(), "-loglevel", "error", "-y", *raw, "-i", str(chapters), *out]
    subprocess.run(command, input=_samples().tobytes(), check=True, timeout=60)
