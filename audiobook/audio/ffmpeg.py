"""Runs the ffmpeg that comes inside imageio-ffmpeg: sound goes in by a pipe, a file comes out."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.samples import BLOCK_SAMPLES
from audiobook.errors import OutputError

# Otherwise a file names the version of the program that wrote it, and Ogg files have a number by chance.
BITEXACT_OPTIONS = ("-fflags", "+bitexact", "-flags:a", "+bitexact")


def ffmpeg_path() -> str:
    """Where ffmpeg is; raises OutputError where there is none."""
    from imageio_ffmpeg import get_ffmpeg_exe

    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as error:
        raise OutputError(
            "this format needs ffmpeg, which is not here; run `pip install --force-reinstall imageio-ffmpeg`, or "
            "choose another --format"
        ) from error


def has_encoder(name: str) -> bool:
    """Whether ffmpeg is here and can encode so."""
    try:
        asked = [ffmpeg_path(), "-hide_banner", "-h", f"encoder={name}"]
        told = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except (OSError, OutputError):
        return False
    return f"Encoder {name} ".encode() in told.stdout


def run_ffmpeg(arguments: Sequence[str], target: Path, given: Iterable[bytes] = ()) -> None:
    """Has ffmpeg write `target` out of what is `given` to it by a pipe.

    Raises OutputError with ffmpeg's own words where it cannot.
    """
    command = [ffmpeg_path(), "-hide_banner", "-loglevel", "error", "-y", *arguments, *BITEXACT_OPTIONS, str(target)]
    # What ffmpeg complains of goes to a file: a pipe that nobody empties would stop it.
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints)
        except OSError as error:
            raise OutputError(f"ffmpeg ({command[0]}) cannot be run: {error.strerror or error}") from error
        _feed_process(process, given)
        if process.returncode:
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").split("\n")
            said = next((line for line in reversed(lines) if line.strip()), f"exit code {process.returncode}")
            raise OutputError(f"ffmpeg could not write {target}: {said.strip()}")


def _feed_process(process: subprocess.Popen[bytes], given: Iterable[bytes]) -> None:
    """Gives ffmpeg its input and waits for its end; it is ended where the input cannot be made."""
    assert process.stdin is not None
    try:
        for piece in given:
            process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        # It has ended before its input did; its exit code says why.
        with contextlib.suppress(OSError):
            process.stdin.close()
    except BaseException:
        process.kill()
        raise
    finally:
        process.wait()


def encode_samples(blocks: Iterable[NDArray[np.int16]], rate: int, coded: Sequence[str], target: Path) -> None:
    """Has ffmpeg encode the mono samples of the blocks; raises OutputError where it cannot."""
    samples = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
    run_ffmpeg((*samples, *coded), target, (block.tobytes() for block in blocks))


def decode_mono(path: Path, rate: int, decoder: str = "") -> Iterator[NDArray[np.float32]]:
    """The samples of a sound file as a player would have them, mono at `rate` Hz, block by block.

    `decoder` is one of ffmpeg's, "" for its own choice. libsndfile, which can read most files too, loses some of an MP3
    file at each block's beginning. Raises OutputError where ffmpeg cannot read the file.
    """
    named = ("-c:a", decoder) if decoder else ()
    asked = ("-nostdin", *named, "-i", str(path), "-f", "f32le", "-ar", str(rate), "-ac", "1", "pipe:1")
    command = [ffmpeg_path(), "-hide_banner", "-loglevel", "quiet", *asked]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while data := process.stdout.read(BLOCK_SAMPLES * 4):
            yield np.frombuffer(data, "<f4").astype(np.float32, copy=False)
    if process.returncode:
        raise OutputError(f"ffmpeg cannot read back what was written to {path}; run the same command again")
