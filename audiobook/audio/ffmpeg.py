"""Runs the ffmpeg that comes with imageio-ffmpeg: sound goes in through a pipe, a file comes out."""

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

# Otherwise files contain the version of ffmpeg, and Ogg files a random number.
BITEXACT_OPTIONS = ("-fflags", "+bitexact", "-flags:a", "+bitexact")


def ffmpeg_path() -> str:
    """The path of ffmpeg; raises OutputError if there is none."""
    from imageio_ffmpeg import get_ffmpeg_exe

    try:
        return str(get_ffmpeg_exe())
    except RuntimeError as error:
        raise OutputError(
            "this format needs ffmpeg, which is not installed; run `pip install --force-reinstall imageio-ffmpeg`, or "
            "choose another format: --format NAME --prune"
        ) from error


def has_encoder(name: str) -> bool:
    """Whether ffmpeg is installed and has this encoder."""
    try:
        command = [ffmpeg_path(), "-hide_banner", "-h", f"encoder={name}"]
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except (OSError, OutputError):
        return False
    return f"Encoder {name} ".encode() in answer.stdout


def run_ffmpeg(arguments: Sequence[str], target: Path, pieces: Iterable[bytes] = ()) -> None:
    """Makes ffmpeg write `target`, with the `pieces` as its input through a pipe.

    Raises OutputError with ffmpeg's own message if it fails.
    """
    command = [ffmpeg_path(), "-hide_banner", "-loglevel", "error", "-y", *arguments, *BITEXACT_OPTIONS, str(target)]
    # Errors go to a file, because ffmpeg would stop at a full pipe.
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors)
        except OSError as error:
            raise OutputError(f"ffmpeg ({command[0]}) cannot be run: {error.strerror or error}") from error
        _feed_process(process, pieces)
        if process.returncode:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").split("\n")
            reason = next((line for line in reversed(lines) if line.strip()), f"exit code {process.returncode}")
            raise OutputError(f"ffmpeg could not write {target}: {reason.strip()}")


def _feed_process(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    """Writes ffmpeg's input and waits until it ends; kills it if the input can't be made."""
    assert process.stdin is not None
    try:
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        # It ended before its input did; its exit code says why.
        with contextlib.suppress(OSError):
            process.stdin.close()
    except BaseException:
        process.kill()
        raise
    finally:
        process.wait()


def encode_samples(blocks: Iterable[NDArray[np.int16]], rate: int, options: Sequence[str], target: Path) -> None:
    """Encodes mono samples at `rate` Hz with ffmpeg; raises OutputError if it fails."""
    input_options = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
    run_ffmpeg((*input_options, *options), target, (block.tobytes() for block in blocks))


def decode_mono(path: Path, rate: int, decoder: str = "") -> Iterator[NDArray[np.float32]]:
    """The samples of a sound file as a player decodes them, mono at `rate` Hz, block by block.

    `decoder` is one of ffmpeg's, "" for its default. libsndfile can read most files, too, but loses a part of an MP3
    file at the beginning of each block. Raises OutputError if ffmpeg can't read the file.
    """
    decoder_option = ("-c:a", decoder) if decoder else ()
    arguments = ("-nostdin", *decoder_option, "-i", str(path), "-f", "f32le", "-ar", str(rate), "-ac", "1", "pipe:1")
    command = [ffmpeg_path(), "-hide_banner", "-loglevel", "quiet", *arguments]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while data := process.stdout.read(BLOCK_SAMPLES * 4):
            yield np.frombuffer(data, "<f4").astype(np.float32, copy=False)
    if process.returncode:
        raise OutputError(f"ffmpeg can't read the file that was just written to {path}; run the same command again")
