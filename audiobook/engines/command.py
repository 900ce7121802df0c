"""Speaks with any program that reads text and writes a sound file; `command_config` reads which ones there are."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from audiobook.audio.decoding import decode_sound
from audiobook.audio.pcm import empty_clip, to_pcm, trim_silence
from audiobook.engines.command_config import COMMANDS_FILE, SpeechCommand, read_commands
from audiobook.engines.pace_table import EXACT, FIXED
from audiobook.engines.protocol import Engine
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.time_scaling import change_pace
from audiobook.engines.voice_folders import file_digest, machine_folder
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.model.text import has_words
from audiobook.text.suggest import format_suggestion

# The sample rate of empty clips; others have the rate of their file.
SAMPLE_RATE = 24_000
# How long a program that was killed may take to close its pipes.
SHUTDOWN_SECONDS = 5.0


class CommandEngine(Engine):
    """Calls a program for each utterance, with a list of arguments and never through a shell."""

    name = "command"

    @property
    def advice(self) -> str:
        """How to set up this engine."""
        return f"name a program in {machine_folder() / COMMANDS_FILE}"

    @property
    def default_voice(self) -> str:
        """The first program that is installed."""
        return next((listing.name for listing in self.voices()), "")

    def voices(self) -> tuple[VoiceListing, ...]:
        """The programs in commands.toml that are installed."""
        return tuple(
            VoiceListing(self.name, command.name, command.language, command.gender, command.description)
            for command in read_commands()
            if command.is_installed
        )

    def fingerprint(self, voice: str) -> str:
        """The program's arguments, and digests of the program and of each file among its arguments."""
        command = next((command for command in read_commands() if command.name == voice), None)
        if command is None:
            return f"command missing {voice}"
        files = [Path(command.program), *(machine_folder() / word for word in command.argv[1:])]
        digests = [file_digest(path) for path in files if path.is_file()]
        return " ".join(["command", *command.argv, f"{command.rate:g}", *digests, voice])

    def longest_call(self, voice: str) -> float:
        """The seconds that the program may take for an utterance, from commands.toml."""
        return _find_command(voice).seconds + SHUTDOWN_SECONDS

    def speak(self, utterance: Utterance) -> Clip:
        """The sound that the program writes for an utterance."""
        command = _find_command(utterance.voice.name)
        if not has_words(utterance.spoken):
            return empty_clip(SAMPLE_RATE)
        # A program that can't be told how fast to speak is brought to the pace afterwards.
        paces = EXACT if command.takes_pace else FIXED
        asked, missing = paces.ask_for(engine_pace(utterance.voice))
        try:
            wave, rate = decode_sound(_run_command(command, utterance, asked))
        except ValueError as error:
            raise SpeechError(f"{command.argv[0]} wrote no audio for “{utterance.spoken[:60]}”: {error}") from error
        shaped = shape_voice(change_pace(wave, rate, missing), rate, utterance.voice)
        samples = trim_silence(to_pcm(shaped, utterance.voice.gain), rate)
        if len(samples) == 0:
            raise SpeechError(f"{command.argv[0]} wrote silence for “{utterance.spoken[:60]}”")
        return Clip(samples, rate)

    def close(self) -> None:
        """Does nothing: each call is a process of its own."""


def _find_command(voice: str) -> SpeechCommand:
    known = {command.name: command for command in read_commands()}
    if voice not in known:
        path = machine_folder() / COMMANDS_FILE
        raise EngineUnavailableError(f"there is no [{voice}] in {path}{format_suggestion(voice, known)}")
    return known[voice]


def _run_command(command: SpeechCommand, utterance: Utterance, pace: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="audiobook-", ignore_cleanup_errors=True) as folder:
        text_file, wav_file = Path(folder) / "line.txt", Path(folder) / "line.wav"
        text_file.write_text(utterance.spoken, "utf-8")
        stdin_data = b"" if command.uses_placeholder("{text_file}") else utterance.spoken.encode()
        output = _run_process(command, command.build_argv(pace, text_file, wav_file), stdin_data, utterance)
        if not command.uses_placeholder("{wav_file}"):
            return output
        try:
            return wav_file.read_bytes()
        except OSError:
            raise SpeechError(f"{command.argv[0]} wrote no file for “{utterance.spoken[:60]}”") from None


def _run_process(command: SpeechCommand, argv: list[str], stdin_data: bytes, utterance: Utterance) -> bytes:
    """The output of a program; if it fails or takes too long, ends all it started and raises SpeechError."""
    try:
        process = _start_process(argv)
    except OSError as error:
        reason = error.strerror or error
        config = f"[{command.name}] in {machine_folder() / COMMANDS_FILE}"
        raise EngineUnavailableError(f"the program {argv[0]} cannot be run ({reason}); see {config}") from error
    try:
        output, error_output = process.communicate(stdin_data, timeout=command.seconds)
    except subprocess.TimeoutExpired:
        problem = f"{argv[0]} took more than {command.seconds:g} seconds for “{utterance.spoken[:60]}”"
        raise SpeechError(f"{problem}; raise `seconds` in {COMMANDS_FILE} to allow more") from None
    finally:
        if process.returncode is None:
            _kill_process(process)
    if process.returncode:
        last_line = (error_output.decode(errors="replace").strip().splitlines() or ["it gave no reason"])[-1]
        raise SpeechError(f"{argv[0]} failed with exit code {process.returncode}: {last_line.strip()[:200]}")
    return output


def _start_process(argv: list[str]) -> subprocess.Popen[bytes]:
    # In a process group of its own, so that whatever the program starts can be ended with it.
    return subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=machine_folder(),
        start_new_session=sys.platform != "win32",
    )


def _kill_process(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and everything that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=SHUTDOWN_SECONDS)
