"""Any program that reads text and writes WAV: called as named, ended when it hangs, its complaint told."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.engines.command import CommandEngine
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Utterance, Voice
from tests.engines.conftest import READER

LINE = Utterance("The kettle sang, and the cat came in.", Voice("command", "reader"))
LINE_SECONDS = len(LINE.spoken) / 15


def name_program(voices: Path, *words: str, more: str = "", program: str = sys.executable) -> None:
    argv = json.dumps([program, str(READER), *words])
    (voices / "commands.toml").write_text(f"[reader]\nargv = {argv}\n{more}\n", "utf-8")


@pytest.mark.parametrize(
    "words", [(), ("--text", "{text_file}"), ("--wav", "{wav_file}"), ("--text", "{text_file}", "--wav", "{wav_file}")]
)
def test_text_goes_in_and_sound_comes_out_by_pipe_or_file(voices: Path, words: tuple[str, ...]) -> None:
    name_program(voices, *words)
    clip = CommandEngine().speak(LINE)
    assert clip.rate == 16_000
    assert clip.seconds == pytest.approx(LINE_SECONDS, abs=0.2)


def test_pace_and_rate_reach_the_program(voices: Path) -> None:
    name_program(voices, "--pace", "{pace}")
    quick = Utterance(LINE.spoken, Voice("command", "reader", pace=2.0))
    assert CommandEngine().speak(quick).seconds == pytest.approx(LINE_SECONDS / 2, abs=0.2)
    name_program(voices, "--pace", "{rate}", more="rate = 4")
    assert CommandEngine().speak(LINE).seconds == pytest.approx(LINE_SECONDS / 4, abs=0.2)


def test_a_program_that_takes_no_pace_is_brought_to_it(voices: Path) -> None:
    name_program(voices)
    usual, quick = (CommandEngine().speak(Utterance(LINE.spoken, replace(LINE.voice, pace=pace))) for pace in (1, 1.6))
    assert quick.seconds == pytest.approx(usual.seconds / 1.6, rel=0.02)


def test_what_looks_like_a_shell_is_only_text(voices: Path, tmp_path: Path) -> None:
    name_program(voices, "--text", "{text_file}")
    CommandEngine().speak(Utterance(f"Say; touch {tmp_path}/harm $(touch {tmp_path}/harm)", LINE.voice))
    assert not (tmp_path / "harm").exists()


def test_a_program_that_fails_is_told_by_its_last_word(voices: Path) -> None:
    name_program(voices, "--fail")
    with pytest.raises(SpeechError, match=r"python.* failed with exit code 3: no such model: x\.bin$"):
        CommandEngine().speak(LINE)


@pytest.mark.parametrize("words", [("--garbage",), ("--garbage", "--wav", "{wav_file}")])
def test_what_is_no_sound_is_told(voices: Path, words: tuple[str, ...]) -> None:
    name_program(voices, *words)
    with pytest.raises(SpeechError, match=r"sound file|no audio"):
        CommandEngine().speak(LINE)


def test_a_program_that_hangs_is_ended_with_all_it_started(voices: Path, tmp_path: Path) -> None:
    name_program(voices, "--child", str(tmp_path / "child"), "--sleep", "60", more="seconds = 1.5")
    began = time.monotonic()
    with pytest.raises(SpeechError, match=r"took more than 1\.5 seconds"):
        CommandEngine().speak(LINE)
    assert time.monotonic() - began < 10
    assert ended(int((tmp_path / "child").read_text()))


def ended(process: int) -> bool:
    """Whether a process is gone, or is only waiting to be counted by whoever adopts it."""
    for _ in range(100):
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat")
            if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_a_program_that_is_not_there_is_no_voice(voices: Path) -> None:
    name_program(voices, program="no-such-program")
    assert CommandEngine().voices() == ()
    with pytest.raises(EngineUnavailableError, match="no-such-program cannot be run"):
        CommandEngine().speak(LINE)


def test_a_program_beside_the_list_is_found(voices: Path) -> None:
    (voices / "say.sh").write_text("#!/bin/sh\n")
    (voices / "commands.toml").write_text('[say]\nargv = ["say.sh"]\n')
    assert [listing.name for listing in CommandEngine().voices()] == ["say"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[x]\nargv = 'flite -o'", "argv has the wrong type"),
        ("[x]\nargv = []", "needs argv"),
        ("[x]\nargv = ['a', 1]", "needs argv"),
        ("[x]\nargs = ['a']", "did you mean 'argv'"),
        ("argv = ['a']", "comes before any"),
        ("[x", "a bracket is missing"),
    ],
)
def test_a_mistake_in_the_list_is_told_with_its_place(voices: Path, written: str, told: str) -> None:
    (voices / "commands.toml").write_text(written)
    with pytest.raises(EngineUnavailableError, match=told) as error:
        CommandEngine().speak(LINE)
    assert str(voices / "commands.toml") in str(error.value)


@pytest.mark.usefixtures("voices")
def test_a_program_named_in_a_storys_folder_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "voices").mkdir()
    name_program(tmp_path / "voices")
    assert CommandEngine().voices() == ()


def test_the_fingerprint_follows_the_files_that_a_program_is_called_with(voices: Path) -> None:
    (voices / "model.bin").write_bytes(b"one")
    name_program(voices, "--model", "model.bin")
    before = CommandEngine().fingerprint("reader")
    assert CommandEngine().fingerprint("reader") == before
    (voices / "model.bin").write_bytes(b"two")
    assert CommandEngine().fingerprint("reader") != before
