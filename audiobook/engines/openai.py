"""Speaks by way of a server: any address that takes what OpenAI's /v1/audio/speech takes.

Nothing leaves the machine unless AUDIOBOOK_SPEECH_ADDRESS is set. What else can be said, each as a variable of the
environment that begins with AUDIOBOOK_SPEECH_, is listed in `ServerSettings`.

A failure is either that of one line (SpeechError) or of the server and its settings (EngineUnavailableError), which
would meet every line. Where the server's answer leaves that open, a few plain words are sent: if these cannot be spoken
either, it is not the line.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from audiobook.audio.decoding import decode_sound
from audiobook.audio.pcm import to_pcm, trim_silence
from audiobook.engines.openai_settings import VARIABLE_PREFIX, ServerSettings, read_settings
from audiobook.engines.protocol import Engine
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_folders import package_folder
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS
from audiobook.text.suggest import format_suggestion
from audiobook.web.client import ExchangeError, ExchangeFailure, ExchangeLimits, WebClient, WebResponse
from audiobook.web.redaction import excerpt

SAMPLE_RATE = 24_000
MIN_SPEED, MAX_SPEED = 0.25, 4.0
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 120.0
# The most that a line may take with all tries and waits; a call for it is given so long before it is taken to hang.
UTTERANCE_SECONDS = 300.0
# Many minutes of samples, far more than a line has.
MAX_ANSWER_BYTES = 64 << 20
# Waits between tries, in seconds; a server may ask for a longer one, but not for one above LONGEST_WAIT.
RETRY_WAITS = (1.0, 2.0, 4.0, 8.0)
MAX_RETRY_WAIT = 60.0
TRANSIENT_STATUSES = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
# Refusals that may be about the one text; all others would meet every line alike.
TEXT_ERROR_STATUSES = frozenset({400, 413, 422})
# Failures of an exchange that another try cannot mend.
PERMANENT_FAILURES = frozenset(
    {
        ExchangeFailure.MISCONFIGURED,
        ExchangeFailure.WRONG_ADDRESS,
        ExchangeFailure.UNTRUSTED,
        ExchangeFailure.COMPRESSED,
        ExchangeFailure.TOO_LONG,
    }
)
SERVER_ERROR = 500
UTTERANCE_FAILURES = frozenset({ExchangeFailure.BROKE_OFF.value, ExchangeFailure.LATE.value})
TEST_SENTENCE = "This is a test."


class OpenAIEngine(Engine):
    """Has a server speak each line; tries again where a failure may pass."""

    name = "openai"
    # Behind an address may stand a large model that reads anything, or espeak.
    needs = ALL_OPTIONS
    advice = f"set {VARIABLE_PREFIX}ADDRESS to a server's address, and run: pip install httpx"

    def __init__(self, wait: Callable[[float], None] = time.sleep) -> None:
        self._wait = wait
        self._client: WebClient | None = None
        self._verified_voices: set[str] = set()

    @property
    def default_voice(self) -> str:
        """The first voice that is named, which is alloy unless others are."""
        server = read_settings()
        return server.voices[0] if server else ""

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices named in AUDIOBOOK_SPEECH_VOICES, else OpenAI's; () where no address is set."""
        server = read_settings()
        if server is None or not _has_httpx():
            return ()
        description = f"spoken by {server.host}: the text leaves this machine"
        return tuple(VoiceListing(self.name, name, "any", "", description) for name in server.voices)

    def fingerprint(self, voice: str) -> str:
        """The address, the model, and what the model is told."""
        server = read_settings()
        return f"openai {server.address} {server.model} {server.instructions} {voice}" if server else f"openai {voice}"

    def notice(self, characters: int) -> str:
        """Who will be sent how much, and what that costs where a price is known."""
        server = read_settings()
        if server is None:
            return ""
        cost = (
            f", about {characters / 1e6 * server.price:.2f} at {server.price:g} for a million" if server.price else ""
        )
        unknown = "" if cost else f"; the price is not known here ({VARIABLE_PREFIX}PRICE tells it)"
        return f"{characters:,} characters of the story go to {server.address}{cost}{unknown}"

    def longest_call(self, voice: str) -> float:
        """Seconds that a line may take: servers may be slow, and may ask to be left alone for a while."""
        del voice
        return UTTERANCE_SECONDS

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of a line as the server sends it; two calls need not sound the same."""
        server = self._require_settings(utterance.voice.name)
        if not any(character.isalnum() for character in utterance.spoken):
            return Clip(np.zeros(0, np.int16), SAMPLE_RATE)
        try:
            clip = self._request_clip(server, utterance, RETRY_WAITS)
        except SpeechError:
            if utterance.voice.name not in self._verified_voices:
                self._verify_voice(server, utterance)
            raise
        except _RetriesExhaustedError as error:
            problem = f"{server.host} does not speak: {error}"
            later = f"{problem}; what is spoken is kept, so try later"
            if not error.may_be_utterance:
                raise EngineUnavailableError(later) from error
            self._verify_voice(server, utterance, later)
            raise SpeechError(problem) from error
        self._verified_voices.add(utterance.voice.name)
        return clip

    def close(self) -> None:
        """Closes the connection."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _require_settings(self, voice: str) -> ServerSettings:
        server = read_settings()
        if server is None or not _has_httpx():
            raise EngineUnavailableError(f"no server is named that could speak; {self.advice}")
        if voice not in server.voices:
            hint = format_suggestion(voice, server.voices)
            raise EngineUnavailableError(f"{VARIABLE_PREFIX}VOICES has no voice {voice!r}{hint}")
        return server

    def _verify_voice(self, server: ServerSettings, utterance: Utterance, problem: str = "") -> None:
        """Has plain words spoken in a line's voice; raises EngineUnavailableError where not even these can be."""
        try:
            self._request_clip(server, replace(utterance, spoken=TEST_SENTENCE, pronounced=()), ())
        except (SpeechError, _RetriesExhaustedError) as error:
            raise EngineUnavailableError(
                problem
                or f"{error}; it speaks no line in the voice {utterance.voice.name!r}: check {VARIABLE_PREFIX}ADDRESS, "
                f"{VARIABLE_PREFIX}MODEL and {VARIABLE_PREFIX}VOICES"
            ) from error
        self._verified_voices.add(utterance.voice.name)

    def _request_clip(self, server: ServerSettings, utterance: Utterance, waits: tuple[float, ...]) -> Clip:
        answer = self._send_with_retries(server, _build_request(server, utterance), waits)
        content_type = answer.headers.get("content-type", "")
        if "json" in content_type or "text/" in content_type:
            raise EngineUnavailableError(f"{server.host} sent no sound: {_format_server_error(server, answer)}")
        try:
            wave, rate = decode_sound(answer.body, content_type)
        except ValueError as error:
            raise SpeechError(f"{server.host} sent no sound: {error}") from error
        samples = trim_silence(to_pcm(shape_voice(wave, rate, utterance.voice), utterance.voice.gain), rate)
        if len(samples) == 0:
            raise SpeechError(f"{server.host} sent silence for “{utterance.spoken[:60]}”")
        return Clip(samples, rate)

    def _send_with_retries(
        self, server: ServerSettings, request: dict[str, Any], waits: tuple[float, ...]
    ) -> WebResponse:
        """The server's answer; tries again, after each of `waits`, where a failure may pass."""
        deadline = time.monotonic() + UTTERANCE_SECONDS
        for wait in (*waits, None):
            answer, problem = self._send_once(server, request, deadline - time.monotonic())
            if answer is not None and answer.status not in TRANSIENT_STATUSES:
                return _check_answer(server, answer)
            pause = max(wait or 0.0, _parse_retry_after(answer))
            if wait is None or pause > min(MAX_RETRY_WAIT, deadline - time.monotonic()):
                break
            self._wait(pause)
        raise _RetriesExhaustedError(
            problem, answer.status == SERVER_ERROR if answer else problem in UTTERANCE_FAILURES
        )

    def _send_once(
        self, server: ServerSettings, request: dict[str, Any], seconds_left: float
    ) -> tuple[WebResponse | None, str]:
        limits = ExchangeLimits(max(1.0, min(ANSWER_SECONDS, seconds_left)), MAX_ANSWER_BYTES, CONNECT_SECONDS)
        try:
            if self._client is None:
                self._client = WebClient(server.address, server.key)
            answer = self._client.send("POST", "audio/speech", request, limits)
        except ExchangeError as error:
            if error.failure in PERMANENT_FAILURES:
                raise EngineUnavailableError(
                    f"{server.host} does not speak: {error}; check {VARIABLE_PREFIX}ADDRESS"
                ) from error
            return None, str(error)
        return answer, "" if answer.is_success else _format_server_error(server, answer)


class _RetriesExhaustedError(Exception):
    """No try brought an answer; the text says what the last one brought instead.

    `may_be_the_line` is whether another line could fare better: a server may break over a single one.
    """

    def __init__(self, problem: str, may_be_utterance: bool) -> None:
        super().__init__(problem)
        self.may_be_utterance = may_be_utterance


def _has_httpx() -> bool:
    return package_folder("httpx") is not None


def _build_request(server: ServerSettings, utterance: Utterance) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": server.model,
        "voice": utterance.voice.name,
        "input": utterance.spoken,
        "response_format": "wav",
        "speed": min(max(engine_pace(utterance.voice), MIN_SPEED), MAX_SPEED),
    }
    return {**request, "instructions": server.instructions} if server.instructions else request


def _check_answer(server: ServerSettings, answer: WebResponse) -> WebResponse:
    if answer.is_success:
        return answer
    if 300 <= answer.status < 400:
        location = excerpt(answer.headers.get("location", "another address"), (server.key,))
        raise EngineUnavailableError(
            f"{server.host} sends on to {location}; set {VARIABLE_PREFIX}ADDRESS to that if you trust it"
        )
    problem = f"{server.host} refuses: {_format_server_error(server, answer)}"
    if answer.status in TEXT_ERROR_STATUSES:
        raise SpeechError(problem)
    if answer.status in (401, 403):
        problem += f"; set {VARIABLE_PREFIX}KEY to your key"
    raise EngineUnavailableError(problem)


def _format_server_error(server: ServerSettings, answer: WebResponse) -> str:
    """What the server says is wrong, in one line."""
    try:
        body = json.loads(answer.body)
        error = body.get("error", body.get("detail", body)) if isinstance(body, dict) else body
        message = error.get("message", error) if isinstance(error, dict) else error
    except (ValueError, RecursionError):
        message = answer.body[:MAX_MESSAGE_BYTES].decode("utf-8", "replace")
    summary = excerpt(str(message)[:MAX_MESSAGE_BYTES], (server.key,), max_characters=200)
    return f"{answer.status} {summary or answer.phrase}"


# Bytes of an error page that are looked at.
MAX_MESSAGE_BYTES = 4000


def _parse_retry_after(answer: WebResponse | None) -> float:
    """How many seconds the server asks to be left alone; 0 where it does not say, or says it as a date."""
    header = answer.headers.get("retry-after", "") if answer is not None else ""
    try:
        return max(0.0, float(header))
    except ValueError:
        return 0.0
