"""Speaks by way of any program that reads text and writes a sound file; commands.py says how programs are named."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from audiobook.audio.decoding import decoded
from audiobook.audio.pcm import pcm, trimmed
from audiobook.engines.command_config import FILE, Command, commands
from audiobook.engines.voice_effects import asked_pace, shaped
from audiobook.engines.voice_folders import digest, machine_folder
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Line, VoiceListing
from audiobook.text.normalization.options import EVERYTHING
from audiobook.text.suggest import suggestion

RATE = 24_000
# How long a program that is ended may take to let go of its pipes.
LETTING_GO_SECONDS = 5.0


class CommandEngine:
    """Calls a program for each line, with a list of words and never through a shell."""

    name = "command"
    # Nothing is known of how a program reads.
    needs = EVERYTHING

    @property
    def advice(self) -> str:
        """What makes this engine work."""
        return f"name a program in {machine_folder() / FILE}"

    @property
    def default_voice(self) -> str:
        """The first program that is here."""
        return next((listing.name for listing in self.voices()), "")

    def voices(self) -> tuple[VoiceListing, ...]:
        """The programs of commands.toml that are on this machine."""
        return tuple(
            VoiceListing(self.name, command.name, command.language, command.gender, command.description)
            for command in commands()
            if command.is_here
        )

    def fingerprint(self, voice: str) -> str:
        """How the program is called, and the bytes of the program and of each file that it is called with."""
        command = next((command for command in commands() if command.name == voice), None)
        if command is None:
            return f"command missing {voice}"
        named = [Path(command.program), *(machine_folder() / word for word in command.argv[1:])]
        prints = [digest(path) for path in named if path.is_file()]
        return " ".join(["command", *command.argv, f"{command.rate:g}", *prints, voice])

    def longest_call(self, voice: str) -> float:
        """Seconds that the program may take for a line, as commands.toml says."""
        return _command_named(voice).seconds + LETTING_GO_SECONDS

    def speak(self, line: Line) -> Clip:
        """The sound of a line as the program writes it."""
        command = _command_named(line.voice.name)
        if not any(character.isalnum() for character in line.spoken):
            return Clip(np.zeros(0, np.int16), RATE)
        try:
            wave, rate = decoded(_sound_from(command, line))
        except ValueError as error:
            raise SpeechError(f"{command.argv[0]} wrote no sound for “{line.spoken[:60]}”: {error}") from error
        samples = trimmed(pcm(shaped(wave, rate, line.voice), line.voice.gain), rate)
        if len(samples) == 0:
            raise SpeechError(f"{command.argv[0]} wrote silence for “{line.spoken[:60]}”")
        return Clip(samples, rate)

    def close(self) -> None:
        """Nothing to let go of: each call is a program of its own."""


def _command_named(voice: str) -> Command:
    known = {command.name: command for command in commands()}
    if voice not in known:
        path = machine_folder() / FILE
        raise EngineUnavailableError(f"{path} has no program [{voice}]{suggestion(voice, known)}")
    return known[voice]


def _sound_from(command: Command, line: Line) -> bytes:
    with tempfile.TemporaryDirectory(prefix="audiobook-", ignore_cleanup_errors=True) as folder:
        text_file, wav_file = Path(folder) / "line.txt", Path(folder) / "line.wav"
        text_file.write_text(line.spoken, "utf-8")
        given = b"" if command.takes("{text_file}") else line.spoken.encode()
        said = _ran(command, command.words(asked_pace(line.voice), text_file, wav_file), given, line)
        if not command.takes("{wav_file}"):
            return said
        try:
            return wav_file.read_bytes()
        except OSError:
            raise SpeechError(f"{command.argv[0]} wrote no file for “{line.spoken[:60]}”") from None


def _ran(command: Command, words: list[str], given: bytes, line: Line) -> bytes:
    """What a program writes; raises SpeechError where it fails or takes too long, with all it started ended."""
    try:
        process = _started(words)
    except OSError as error:
        reason = error.strerror or error
        raise EngineUnavailableError(f"the program {words[0]} cannot be run ({reason}); see [{command.name}] in "
                                     f"{machine_folder() / FILE}") from error  # fmt: skip
    try:
        said, complaints = process.communicate(given, timeout=command.seconds)
    except subprocess.TimeoutExpired:
        problem = f"{words[0]} took more than {command.seconds:g} seconds for “{line.spoken[:60]}”"
        raise SpeechError(f"{problem}; `seconds` in {FILE} allows more") from None
    finally:
        if process.returncode is None:
            _end(process)
    if process.returncode:
        last = (complaints.decode(errors="replace").strip().splitlines() or ["it does not say why"])[-1]
        raise SpeechError(f"{words[0]} failed with {process.returncode}: {last.strip()[:200]}")
    return said


def _started(words: list[str]) -> subprocess.Popen[bytes]:
    # A group of its own, so that whatever the program starts can be ended with it.
    return subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=machine_folder(),
        start_new_session=sys.platform != "win32",
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and all that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=LETTING_GO_SECONDS)
