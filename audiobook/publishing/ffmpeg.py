"""Runs the ffmpeg that comes inside imageio-ffmpeg: sound goes in by a pipe, a file comes out."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.errors import OutputError

QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error", "-y")


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
        asked = [ffmpeg_path(), *QUIET[:1], "-h", f"encoder={name}"]
        told = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except (OSError, OutputError):
        return False
    return f"Encoder {name} ".encode() in told.stdout


def run_ffmpeg(arguments: Sequence[str], target: Path) -> None:
    """Has ffmpeg write `target`, its last argument; raises OutputError with its own words where it cannot."""
    encode((), arguments, target)


def encode(blocks: Iterable[NDArray[np.int16]], arguments: Sequence[str], target: Path) -> None:
    """Has ffmpeg write `target` out of the samples of the blocks, which it reads from its input.

    Raises OutputError with ffmpeg's own words where it cannot.
    """
    command = [ffmpeg_path(), *(one for one in QUIET if one != "-nostdin"), *arguments, str(target)]
    # What ffmpeg complains of goes to a file: a pipe that nobody empties would stop it.
    with tempfile.TemporaryFile() as complaints:
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints)
        except OSError as error:
            raise OutputError(f"ffmpeg ({command[0]}) cannot be run: {error.strerror or error}") from error
        _fed(process, blocks)
        if process.returncode:
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").split("\n")
            said = next((line for line in reversed(lines) if line.strip()), f"exit code {process.returncode}")
            raise OutputError(f"ffmpeg could not write {target}: {said.strip()}")


def _fed(process: subprocess.Popen[bytes], blocks: Iterable[NDArray[np.int16]]) -> None:
    """Gives the samples to ffmpeg and waits for its end; it is ended where the samples cannot be made."""
    assert process.stdin is not None
    try:
        for block in blocks:
            process.stdin.write(block.tobytes())
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


def samples_of(rate: int) -> tuple[str, ...]:
    """The arguments that say what comes by the pipe: mono 16-bit samples."""
    return ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
