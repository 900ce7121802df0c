"""Keys and passwords are never printed or written, whatever goes wrong; a wrong setting ends the run with one line."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audiobook.cli import boundary
from audiobook.cli.notices import report_synthesis_issues
from audiobook.cli.progress import JsonDisplay
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.synthesis.fallback import Fallback, SynthesisIssue
from audiobook.synthesis.synthesize import BatchReport
from tests.conftest import Outcome
from tests.engines.servers import Answer, served, speech_server

if importlib.util.find_spec("httpx") is None:
    pytest.skip("the extra openai is not installed", allow_module_level=True)

Command = Callable[..., Outcome]
PREFIX = "AUDIOBOOK_SPEECH_"
KEY = "sk-hunter22-0af"


class Echo:
    """A server that refuses, and repeats what it was sent."""

    def __init__(self) -> None:
        self.status = 401
        self.requests: list[dict[str, Any]] = []

    def __call__(self, request: dict[str, Any], headers: dict[str, str]) -> Answer:
        self.requests.append(request)
        said = {"error": {"message": f"{headers.get('Authorization')} and {KEY}\x1b[31m is no key"}}
        return self.status, {"Content-Type": "application/json"}, json.dumps(said).encode()


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Echo]:
    for name in [name for name in os.environ if name.startswith((PREFIX, "OPENAI_"))]:
        monkeypatch.delenv(name)
    server = Echo()
    with served(speech_server(server)) as address:
        monkeypatch.setenv(f"{PREFIX}ADDRESS", f"{address}/v1")
        yield server


def assert_hidden(folder: Path, *outcomes: Outcome, secret: str = "hunter22") -> None:
    for done in outcomes:
        assert secret not in done.out + done.err
        assert "\x1b" not in done.out + done.err
    for path in folder.rglob("*"):
        assert secret not in path.name
        assert not path.is_file() or secret.encode() not in path.read_bytes()


# What is set wrongly, and words of the line that says so.
MISTAKES = {
    "a key beyond ASCII": ({"KEY": "sk-hunter22-€"}, "KEY contains a space or another character that keys don't have"),
    "a key with a blank": ({"KEY": "sk hunter22"}, "KEY contains a space"),
    "a key with a line end": ({"KEY": "sk\nhunter22"}, "KEY contains a space"),
    "a key with a bell": ({"KEY": "sk\x07hunter22"}, "KEY contains a space"),
    "a name and password": ({"ADDRESS": "http://me:hunter22@127.0.0.1/v1"}, "can't contain a user name"),
    "a key in the address": ({"ADDRESS": "http://127.0.0.1/v1?api_key=hunter22"}, "can't contain a user name"),
    "no scheme": ({"ADDRESS": "me:hunter22@127.0.0.1/v1"}, "write it like https"),
    "no port": ({"ADDRESS": "http://me:hunter22@127.0.0.1:port"}, "write it like https"),
    "a broken address": ({"ADDRESS": "http://[::1"}, "write it like https"),
}


@pytest.mark.parametrize(("variables", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_what_is_set_wrongly_ends_the_run_before_anything_is_sent(
    audiobook: Command, echo: Echo, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str], told: str,
) -> None:  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(PREFIX + name, value)
    done = audiobook("make", short_story, "-o", tmp_path / "out", "--engine", "openai")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert told in done.err
    assert echo.requests == []
    assert_hidden(tmp_path, done)


@pytest.mark.usefixtures("echo")
@pytest.mark.processes
def test_a_server_that_repeats_the_key_is_quoted_without_it(
    audiobook: Command, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}KEY", KEY)
    command = ("make", short_story, "-o", tmp_path / "out", "--engine", "openai")
    planned = audiobook(*command, "--dry-run")
    assert planned.code == 0
    done = audiobook(*command, "--progress", "json", "--jobs", "1")
    assert done.code == 1
    assert "401 Bearer … and … [31m is no key; set AUDIOBOOK_SPEECH_KEY" in done.err
    said = audiobook("say", short_story, "1:1", "--engine", "openai", "-o", tmp_path / "line.wav")
    assert said.code == 1
    assert not (tmp_path / "line.wav").exists()
    assert_hidden(tmp_path, planned, done, said)


def test_a_language_model_that_repeats_the_key_is_quoted_without_it(
    audiobook: Command, short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.attribution.llm.server import fails, running

    monkeypatch.setenv("AUDIOBOOK_LLM_KEY", KEY)
    with running() as model:
        for status in (401, 400):
            model.behaviours = [fails(status, f"Authorization: Bearer {KEY}\x1b[31m")]
            done = audiobook("inspect", short_story, "--attributor", "llm", "--llm-address", model.address)
            assert done.code == (1 if status == 401 else 0)
            assert "Bearer …" in done.err
            assert_hidden(tmp_path, done)


@pytest.mark.parametrize("option", ["--llm-address", "--base-url"])
@pytest.mark.parametrize("address", ["me:hunter22@host/v1", "http://me:hunter22@host", "http://me:hunter22@host:port"])
def test_an_option_with_a_password_is_quoted_without_it(
    audiobook: Command, short_story: Path, option: str, address: str
) -> None:
    done = audiobook("make", short_story, option, address, *(("--attributor", "llm") if "llm" in option else ()))
    assert done.code == 1
    assert "hunter22" not in done.err


def test_the_log_of_a_bug_holds_no_secret(audiobook: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(
            f"Illegal header value {f'Bearer {KEY}'.encode()!r} for http://me:hunter22@host/?key=hunter22"
        )

    monkeypatch.setenv("AUDIOBOOK_LLM_KEY", KEY)
    monkeypatch.setattr(boundary.audiobook, "main", broken)
    monkeypatch.setattr(sys, "argv", ["audiobook", "make", "--llm-address", "http://me:hunter22@host"])
    done = audiobook("voices")
    assert (done.code, done.err.count("\n")) == (3, 1)
    log = Path(done.err.rsplit(" ", 1)[-1].strip().rstrip(")"))
    written = log.read_text("utf-8")
    log.unlink()
    assert "RuntimeError" in written
    assert "hunter22" not in written + done.err


def test_a_mishap_is_told_without_the_key(
    capsys: pytest.CaptureFixture[str], short_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}KEY", KEY)
    reason = f"the engine failed: ValueError: {KEY}\n\x1b[31m"
    mishap = SynthesisIssue("0" * 32, "Go in.", reason, Fallback.OTHER_VOICE, "heart (hibari)", "1" * 32)
    plan = plan_album(
        BuildContext.start(StorySettings((short_story,)), MakeSettings(tmp_path / "out", engine="silent"))
    )
    JsonDisplay(plan)(BatchReport(1, 1.0, issues=(mishap,)))
    report_synthesis_issues((mishap,), verbose=False)
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[0])["mishaps"][0]["reason"] == reason.replace(KEY, "…")
    assert err.splitlines()[0].endswith("(the engine failed: ValueError: …\\n\\x1b[31m)")
