"""What a speech server is asked about its voices, and what is made of its answers."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from audiobook.casting.voice_lookup import find_voice
from audiobook.engines.openai import OpenAIEngine
from audiobook.engines.openai_settings import OPENAI_VOICES, read_settings
from audiobook.engines.openai_voices import ask_for_voices, may_have_voice
from audiobook.errors import EngineUnavailableError
from tests.engines.servers import Quiet, served

if importlib.util.find_spec("httpx") is None:
    pytest.skip("the extra openai is not installed", allow_module_level=True)

PREFIX = "AUDIOBOOK_SPEECH_"


class Server:
    """The answer to whoever asks for voices, and the paths and keys that came."""

    def __init__(self) -> None:
        self.status, self.body = 200, json.dumps({"voices": ["af_sky", "bm_fable", "nova"]})
        self.seen: list[tuple[str, str]] = []


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Server]:
    asked = Server()

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
            asked.seen.append((self.path, self.headers.get("Authorization", "")))
            self.answer(asked.status, {"Content-Type": "application/json"}, asked.body.encode())

    with served(Handler) as address:
        # What a server said is remembered by its address, and two tests may get the same port.
        monkeypatch.setenv(f"{PREFIX}ADDRESS", f"{address}/{abs(hash(request.node.nodeid))}/v1")
        yield asked


def listed() -> dict[str, str]:
    return {voice.name: voice.gender for voice in OpenAIEngine().voices()}


def test_a_server_is_asked_once_which_voices_it_has(server: Server) -> None:
    assert listed() == listed() == {"af_sky": "female", "bm_fable": "male", "nova": "female"}
    ((path, key),) = server.seen
    assert (path.endswith("/v1/audio/voices"), key) == (True, "")


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"voices": ["ann", "bea"]}, ["ann", "bea"]),
        ({"voices": [{"id": "ann", "name": "Ann of the hills"}, {"name": "bea"}]}, ["ann", "bea"]),
        ({"voices": [{"voice_id": "v1", "name": "Ann"}]}, ["v1"]),
        ([{"id": "ann"}, {"id": "ann"}, "bea"], ["ann", "bea"]),
        ({"object": "list", "data": [{"id": "ann"}]}, ["ann"]),
    ],
)
def test_the_answers_of_many_servers_are_understood(server: Server, body: Any, names: list[str]) -> None:
    server.body = json.dumps(body)
    assert list(listed()) == names


def test_the_gender_is_read_where_a_server_says_it(server: Server) -> None:
    server.body = json.dumps({"voices": [{"id": "nova", "gender": "Male"}, {"id": "echo", "gender": "robot"}, "x"]})
    assert listed() == {"nova": "male", "echo": "male", "x": ""}


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, "{}"), (200, "<html>"), (200, "7"), (200, '{"voices": {}}'), (200, '[{"id": 7}, null, "\\u0007"]')],
)
def test_a_server_that_does_not_know_is_taken_for_one_like_openais(server: Server, status: int, body: str) -> None:
    server.status, server.body = status, body
    assert tuple(listed()) == OPENAI_VOICES


def test_what_the_user_says_counts_and_nobody_is_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}VOICES", "ann, bea")
    assert list(listed()) == ["ann", "bea"]
    assert server.seen == []


def test_openai_itself_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.engines.openai_voices.WebClient", None)  # whoever uses it fails
    monkeypatch.setenv(f"{PREFIX}ADDRESS", "https://api.openai.com/v1")
    settings = read_settings()
    assert settings is not None
    assert ask_for_voices(settings) == ()
    assert tuple(listed()) == OPENAI_VOICES


def test_without_an_address_nothing_is_sent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"{PREFIX}ADDRESS")
    assert listed() == {}
    assert server.seen == []


def test_a_server_that_is_not_there_has_the_usual_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}ADDRESS", "http://127.0.0.1:9/v1")
    assert tuple(listed()) == OPENAI_VOICES


@pytest.mark.usefixtures("server")
def test_the_voices_of_a_server_can_be_chosen_and_blended() -> None:
    assert find_voice("openai", None).name == "af_sky"
    assert find_voice("openai", "af_sky(2)+bm_fable(1)").name == "af_sky(2)+bm_fable(1)"
    with pytest.raises(EngineUnavailableError, match="has no voice 'af_skye' on this machine; did you mean 'af_sky'"):
        find_voice("openai", "af_skye")


def test_a_voice_is_tried_if_the_server_is_too_busy_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several workers ask, and a server that is speaking may not answer in time."""
    monkeypatch.setenv(f"{PREFIX}ADDRESS", "http://127.0.0.1:9/busy/v1")
    settings = read_settings()
    assert settings is not None
    assert may_have_voice(settings, "af_sky")
    monkeypatch.setenv(f"{PREFIX}VOICES", "ann")
    settings = read_settings()
    assert settings is not None
    assert not may_have_voice(settings, "af_sky")
