"""`audiobook doctor` tells what works here, and nothing private."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.commands.doctor import examine_machine
from audiobook.commands.engine_trials import EngineTrial, try_engine, try_engines
from tests.conftest import Outcome

Command = Callable[..., Outcome]
WELL = EngineTrial("hibari", ("heart",), "heart", 0.5, 9.0)


def advice_of(tmp_path: Path, *trials: EngineTrial) -> dict[str, tuple[str, bool]]:
    return {one.name: (one.advice, one.is_broken) for one in examine_machine(tmp_path, trials) if one.advice}


def test_nothing_private_is_told(
    audiobook: Command, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("AUDIOBOOK_SERVER_TOKEN", "very-secret")
    monkeypatch.setenv("AUDIOBOOK_VOICES", str(tmp_path / "voices here"))
    assert audiobook("make", short_story, "--engine", "silent", "-q").code == 0
    for options in ((), ("--json",)):
        told = audiobook("doctor", "--no-speech", *options)
        assert told.code == 0
        assert not [word for word in (str(tmp_path), "very-secret", "Two Doors", "two-doors") if word in told.out]
        assert "AUDIOBOOK_SERVER_TOKEN" in told.out
    found = json.loads(told.out)
    assert {row["section"] for row in found["findings"]} >= {"program", "system", "ffmpeg", "folders", "settings"}


def test_what_is_slow_or_broken_gets_advice(tmp_path: Path) -> None:
    assert not {"hibari", "narrator"} & advice_of(tmp_path, WELL).keys()
    slow = EngineTrial("kokoro", ("emma",), "emma", 3.0, 0.4)
    assert advice_of(tmp_path, WELL, slow)["kokoro"] == ("slower than it talks", False)
    broken = EngineTrial("hibari", problem="it crashed")
    assert advice_of(tmp_path, broken)["narrator"][1]


def test_a_folder_that_cannot_be_written_is_broken(audiobook: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    told = audiobook("doctor", "--no-speech", "--output", tmp_path / "file")
    assert (told.code, "✗ albums" in told.out) == (1, True)


def test_a_settings_file_with_a_mistake_is_told_and_no_traceback(audiobook: Command, tmp_path: Path) -> None:
    (tmp_path / "audiobook.toml").write_text("[make]\nspede = 2\n", "utf-8")
    told = audiobook("doctor", "--no-speech")
    assert (told.code, "✗ settings files" in told.out) == (1, True)


def test_an_engine_speaks_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = try_engine("hibari")
    assert trial.voices
    assert trial.speed > 0
    assert not try_engine("silent").speed
    monkeypatch.setattr("audiobook.commands.engine_trials.engine_names", lambda: ("hibari",))
    assert "more than 0.01 seconds" in try_engines(0.01)[0].problem
