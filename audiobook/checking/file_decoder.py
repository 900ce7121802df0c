"""Decodes a sound file with ffmpeg, as a player would, block by block, so that long files need no more memory."""

from __future__ import annotations

import contextlib
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from audiobook.errors import InputError
from audiobook.model.output_formats import find_format
from audiobook.text.formatting import format_count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Sun's .au format, the simplest stream with a sample rate and channels in its header; samples are big-endian floats.
AU_HEADER = struct.Struct(">4s5I")
AU_FLOAT = 6
BLOCK_SECONDS = 10
# No recording has more. A damaged header can claim 350 MHz, and one block of that would take gigabytes.
MAX_RATE, MAX_CHANNELS = 768_000, 64
MAX_BLOCK_BYTES = 64 * 1024 * 1024


class UndecodableError(Exception):
    """A file has no sound, or decoding it failed; the message says which."""


@dataclass(frozen=True, slots=True)
class DecodedAudio:
    """A file's sound: sample rate (Hz), channels, and blocks of shape (samples, channels), where 1.0 is full scale.

    The samples of a lossy file can exceed 1.0.
    """

    rate: int
    channels: int
    blocks: Iterator[NDArray[np.float32]]


@contextlib.contextmanager
def decode_file(path: Path) -> Iterator[DecodedAudio]:
    """A context manager that decodes a file.

    Raises UndecodableError where the file has no sound in the format of its ending, and after the last block where
    decoding failed. Raises InputError where there is no ffmpeg.
    """
    output_format = find_format(path.suffix)
    if output_format is None:
        raise UndecodableError(f"{path.name} doesn't look like a sound file by its name")
    # The format is never guessed: a playlist that is called .mp3 would make ffmpeg open other files.
    command = (
        _ffmpeg_path(), "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f", output_format.demuxer,
        "-i", f"file:{path}", "-map", "0:a:0", "-c:a", "pcm_f32be", "-f", "au", "-",
    )  # fmt: skip
    # The errors go to a file: a pipe that nobody reads could fill up and block ffmpeg.
    with tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr)
        assert process.stdout is not None
        try:
            rate, channels = _read_au_header(process.stdout)
            yield DecodedAudio(rate, channels, _read_blocks(process, stderr, rate, channels))
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def _ffmpeg_path() -> str:
    """The ffmpeg of imageio-ffmpeg, or that of the system."""
    from imageio_ffmpeg import get_ffmpeg_exe

    try:
        return str(get_ffmpeg_exe())
    except RuntimeError:
        raise InputError("ffmpeg, which `check` needs to decode sound files, was not found; install it") from None


def _read_au_header(stream: IO[bytes]) -> tuple[int, int]:
    """The sample rate and the channels from the header of the stream."""
    head = stream.read(AU_HEADER.size)
    if len(head) < AU_HEADER.size:
        raise UndecodableError("it contains no audio that can be decoded")
    magic, offset, _, encoding, rate, channels = AU_HEADER.unpack(head)
    if magic != b".snd" or encoding != AU_FLOAT or not rate or not channels:
        raise UndecodableError("ffmpeg's output is in an unknown form; update the package imageio-ffmpeg")
    if rate > MAX_RATE or channels > MAX_CHANNELS:
        raise UndecodableError(f"it is damaged: it claims to have {format_count(channels, 'channel')} at {rate:,} Hz")
    stream.read(offset - AU_HEADER.size)
    return rate, channels


def _read_blocks(
    process: subprocess.Popen[bytes], stderr: IO[bytes], rate: int, channels: int
) -> Iterator[NDArray[np.float32]]:
    import numpy as np

    assert process.stdout is not None
    frame = 4 * channels
    while data := process.stdout.read(min(BLOCK_SECONDS * rate, MAX_BLOCK_BYTES // frame) * frame):
        whole = len(data) // frame * frame
        yield np.frombuffer(data[:whole], ">f4").astype(np.float32).reshape(-1, channels)
    failed = process.wait() != 0
    errors = _read_ffmpeg_errors(stderr)
    if failed or errors:
        raise UndecodableError(
            f"it is damaged: {errors[0].rpartition('] ')[2] if errors else 'ffmpeg stopped working on it'}"
        )


# Parts of ffmpeg that read covers, which it does before it turns to the sound.
PICTURE_DECODERS = ("[mjpeg ", "[png ", "[gif ", "[bmp ", "[webp ", "[tiff ")


def _read_ffmpeg_errors(file: IO[bytes]) -> list[str]:
    """What ffmpeg had to say, line by line; covers are judged elsewhere."""
    file.seek(0)
    lines = file.read(4000).decode("utf-8", "replace").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(PICTURE_DECODERS)]
