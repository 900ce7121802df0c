"""A server that speaks: what it is sent, what it answers, and what is done when it does not."""

from __future__ import annotations

import importlib.util
import json
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audiobook.engines.openai import OpenAIEngine
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Utterance, Voice
from tests.conftest import Outcome
from tests.engines.servers import Answer, served, speech_server, spoken

if importlib.util.find_spec("httpx") is None:
    pytest.skip("the extra openai is not installed", allow_module_level=True)

LINE = Utterance("The kettle sang, and the cat came in.", Voice("openai", "nova", pace=1.25))
PREFIX = "AUDIOBOOK_SPEECH_"


class Server:
    """What was sent, and what is to be answered, one after the other; then what a good server answers."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[Answer] = []
        self.waits: list[float] = []

    def __call__(self, request: dict[str, Any], headers: dict[str, str]) -> Answer:
        self.requests.append(request)
        self.headers.append(headers)
        return self.answers.pop(0) if self.answers else spoken(request)

    def speak(self, line: Utterance = LINE) -> Any:
        engine = OpenAIEngine(wait=self.waits.append)
        try:
            return engine.speak(line)
        finally:
            engine.close()


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    answering = Server()
    with served(speech_server(answering)) as address:
        monkeypatch.setenv(f"{PREFIX}ADDRESS", f"{address}/v1/")
        monkeypatch.setenv("OPENAI_API_KEY", "for-openai-only")
        yield answering


def failure(status: int, body: Any, **headers: str) -> Answer:
    return status, {"Content-Type": "application/json", **headers}, json.dumps(body).encode()


def test_a_line_is_sent_and_its_sound_comes_back(server: Server) -> None:
    clip = server.speak()
    wanted = {"model": "tts-1", "voice": "nova", "input": LINE.spoken, "response_format": "wav", "speed": 1.25}
    assert server.requests == [wanted]
    assert clip.seconds == pytest.approx(len(LINE.spoken) / 15 / 1.25, abs=0.2)


def test_model_instructions_and_voices_are_those_of_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MODEL": "kokoro", "INSTRUCTIONS": "Read calmly.", "VOICES": "ann, bea"}.items():
        monkeypatch.setenv(PREFIX + name, value)
    assert [listing.name for listing in OpenAIEngine().voices()] == ["ann", "bea"]
    server.speak(Utterance("Hello there.", Voice("openai", "bea")))
    assert server.requests[0]["model"] == "kokoro"
    assert server.requests[0]["instructions"] == "Read calmly."
    with pytest.raises(EngineUnavailableError, match="did you mean 'ann'"):
        server.speak(Utterance("Hello there.", Voice("openai", "anne")))


def test_a_key_goes_only_where_it_belongs(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.speak()
    assert "Authorization" not in server.headers[0]
    monkeypatch.setenv(f"{PREFIX}KEY", "secret")
    server.speak()
    assert server.headers[1]["Authorization"] == "Bearer secret"


def test_nothing_leaves_the_machine_unless_an_address_is_set(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(f"{PREFIX}ADDRESS")
    assert OpenAIEngine().voices() == ()
    with pytest.raises(EngineUnavailableError, match="set AUDIOBOOK_SPEECH_ADDRESS"):
        server.speak()
    assert server.requests == []


def test_an_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}ADDRESS", "localhost:8880")
    with pytest.raises(EngineUnavailableError, match="write it like https"):
        OpenAIEngine().voices()


def test_text_without_a_sound_is_not_sent(server: Server) -> None:
    assert len(server.speak(Utterance("… —", LINE.voice)).samples) == 0
    assert server.requests == []


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_tried_again_with_growing_waits(server: Server, status: int) -> None:
    server.answers = [failure(status, {"error": {"message": "busy"}})] * 3
    assert server.speak().seconds > 1
    assert server.waits == [1.0, 2.0, 4.0]


def test_a_server_that_asks_for_time_is_given_it(server: Server) -> None:
    server.answers = [failure(429, {}, **{"Retry-After": "7"})]
    server.speak()
    assert server.waits == [7.0]


def test_a_server_that_asks_for_too_much_time_is_left_alone(server: Server) -> None:
    server.answers = [failure(429, {"error": {"message": "quota used up"}}, **{"Retry-After": "3600"})]
    with pytest.raises(EngineUnavailableError, match="429 quota used up"):
        server.speak()
    assert server.waits == []


def test_trying_again_has_an_end(server: Server) -> None:
    server.answers = [failure(503, {"error": "down"})] * 9
    with pytest.raises(EngineUnavailableError, match="503 down; try again later"):
        server.speak()
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        (failure(401, {"error": {"message": "bad\n key"}}), EngineUnavailableError, "401 bad key; set AUDIOBOOK"),
        (failure(404, {"detail": "no such model"}), EngineUnavailableError, "404 no such model"),
        (failure(400, {"error": {"message": "too long"}}), SpeechError, "400 too long"),
        (failure(200, {"error": {"message": "sorry"}}), EngineUnavailableError, "sent no audio: 200 sorry"),
        ((200, {"Content-Type": "text/html"}, b"<html>hi"), EngineUnavailableError, "sent no audio"),
        ((200, {"Content-Type": "audio/wav"}, b"not wav"), SpeechError, "isn't a sound file"),
        ((200, {"Content-Type": "audio/wav"}, b""), SpeechError, "isn't a sound file"),
        ((200, {"Content-Type": "audio/pcm"}, bytes(9000)), SpeechError, "silence"),
        ((500, {"Content-Type": "text/html"}, b"<h1>Oops</h1>"), EngineUnavailableError, "500 <h1>Oops</h1>"),
    ],
)
def test_an_answer_without_sound_is_told_in_one_line(
    server: Server, answer: Answer, error: type[Exception], told: str
) -> None:
    server.answers = [answer] * (6 if answer[0] == 500 else 1)
    with pytest.raises(error, match=told) as raised:
        server.speak()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "answer",
    [
        failure(400, {"error": {"message": "no model tts-9"}}),
        failure(422, {"detail": [{"msg": "voice: unknown"}]}),
        (200, {"Content-Type": "audio/wav"}, b"not wav"),
        (200, {"Content-Type": "audio/pcm"}, bytes(9000)),
    ],
)
def test_what_would_meet_every_line_ends_the_run(server: Server, answer: Answer) -> None:
    server.answers = [answer] * 9
    with pytest.raises(EngineUnavailableError, match=r"the voice 'nova' does not work: check .*_MODEL"):
        server.speak()
    assert [request["input"] for request in server.requests] == [LINE.spoken, "This is a test."]


def test_a_line_over_which_the_server_breaks_costs_only_itself(server: Server) -> None:
    server.answers = [failure(500, {"error": "division by zero"})] * 5
    with pytest.raises(SpeechError, match="500 division by zero"):
        server.speak()


def test_a_voice_that_has_spoken_is_not_proved_again(server: Server) -> None:
    engine = OpenAIEngine(wait=server.waits.append)
    engine.speak(LINE)
    server.answers = [failure(400, {"error": "too long"})]
    with pytest.raises(SpeechError):
        engine.speak(LINE)
    engine.close()
    assert len(server.requests) == 2


def test_bare_samples_are_understood(server: Server) -> None:
    server.answers = [(200, {"Content-Type": "audio/pcm; rate=16000"}, struct.pack("<h", 9000) * 16_000)]
    clip = server.speak()
    assert (clip.rate, clip.seconds) == (16_000, 1.0)


def test_a_server_that_is_not_there_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}ADDRESS", "http://127.0.0.1:9/v1")
    with pytest.raises(EngineUnavailableError, match=r"127\.0\.0\.1 can't synthesize"):
        server.speak()
    assert len(server.waits) == 4


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "1,500,000 characters of the story go to https://api.openai.com/v1, about 22.50 at 15 for a million"),
        ({"MODEL": "tts-1-hd"}, "about 45.00"),
        ({"PRICE": "4"}, "about 6.00"),
        ({"ADDRESS": "http://localhost:8880/v1"}, "the price is unknown"),
    ],
)
def test_what_is_sent_and_what_it_costs_is_told_beforehand(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], told: str
) -> None:
    for name, value in {"ADDRESS": "https://api.openai.com/v1", **environment}.items():
        monkeypatch.setenv(PREFIX + name, value)
    assert told in OpenAIEngine().notice(1_500_000)


@pytest.mark.processes
def test_make_tells_what_is_sent_before_it_starts_and_only_what_is_new(
    audiobook: Callable[..., Outcome], server: Server, short_story: Path, tmp_path: Path
) -> None:
    command = ("make", short_story, "-o", tmp_path / "out", "--engine", "openai")
    told = audiobook(*command, "--dry-run")
    assert "characters of the story go to http://127.0.0.1" in told.err
    assert server.requests == []
    first = audiobook(*command)
    assert (first.code, "characters of the story go to" in first.err) == (0, True)
    sent = sum(len(request["input"]) for request in server.requests)
    assert f"{sent} characters of the story go to" in first.err
    assert "characters of the story" not in audiobook(*command).err
