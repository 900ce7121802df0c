"""Decodes a sound file piece by piece with ffmpeg, as a player would, so that memory does not grow with its length."""

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

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# ffmpeg's simplest stream that tells its own rate and channels: Sun's .au, big-endian floats.
AU_HEADER = struct.Struct(">4s5I")
AU_FLOAT = 6
BLOCK_SECONDS = 10


class UndecodableError(Exception):
    """A file that holds no sound, or that broke while it was decoded; its text says which."""


@dataclass(frozen=True, slots=True)
class DecodedAudio:
    """A file's sound as it comes: sample rate (Hz), channels, and blocks of shape (samples, channels), 1.0 full scale.

    A lossy file can come out louder than 1.0.
    """

    rate: int
    channels: int
    blocks: Iterator[NDArray[np.float32]]


@contextlib.contextmanager
def decode_file(path: Path) -> Iterator[DecodedAudio]:
    """Decodes a file while the block lasts.

    Raises UndecodableError where it is no sound of its ending's kind; at the end of the blocks also where it broke.
    Raises InputError where there is no ffmpeg.
    """
    output_format = find_format(path.suffix)
    if output_format is None:
        raise UndecodableError(f"{path.name} has no ending of a sound file")
    # The format is never guessed: a playlist that is called .mp3 would make ffmpeg open other files.
    command = (
        _ffmpeg_path(), "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f", output_format.demuxer,
        "-i", f"file:{path}", "-map", "0:a:0", "-c:a", "pcm_f32be", "-f", "au", "-",
    )  # fmt: skip
    # What ffmpeg has to say goes into a file: a pipe that nobody reads could fill up and stop it.
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
    """The ffmpeg inside imageio-ffmpeg, or the machine's own."""
    from imageio_ffmpeg import get_ffmpeg_exe

    try:
        return str(get_ffmpeg_exe())
    except RuntimeError:
        raise InputError("ffmpeg, which decodes what is checked, is not on this machine; install it") from None


def _read_au_header(stream: IO[bytes]) -> tuple[int, int]:
    """The sample rate and the channels that the stream begins with."""
    head = stream.read(AU_HEADER.size)
    if len(head) < AU_HEADER.size:
        raise UndecodableError("it holds no sound that can be decoded")
    magic, offset, _, encoding, rate, channels = AU_HEADER.unpack(head)
    if magic != b".snd" or encoding != AU_FLOAT or not rate or not channels:
        raise UndecodableError("ffmpeg answers in a form that is not known; update the package imageio-ffmpeg")
    stream.read(offset - AU_HEADER.size)
    return rate, channels


def _read_blocks(
    process: subprocess.Popen[bytes], stderr: IO[bytes], rate: int, channels: int
) -> Iterator[NDArray[np.float32]]:
    import numpy as np

    assert process.stdout is not None
    frame = 4 * channels
    while data := process.stdout.read(BLOCK_SECONDS * rate * frame):
        whole = len(data) // frame * frame
        yield np.frombuffer(data[:whole], ">f4").astype(np.float32).reshape(-1, channels)
    failed = process.wait() != 0
    errors = _read_ffmpeg_errors(stderr)
    if failed or errors:
        raise UndecodableError(f"it is damaged: {errors[0].rpartition('] ')[2] if errors else 'ffmpeg gave up'}")


# Parts of ffmpeg that read covers, which it does before it turns to the sound.
PICTURE_DECODERS = ("[mjpeg ", "[png ", "[gif ", "[bmp ", "[webp ", "[tiff ")


def _read_ffmpeg_errors(file: IO[bytes]) -> list[str]:
    """What ffmpeg had to say, line by line; covers are judged elsewhere."""
    file.seek(0)
    lines = file.read(4000).decode("utf-8", "replace").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(PICTURE_DECODERS)]
