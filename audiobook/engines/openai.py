"""Speaks through a server: any one with the interface of OpenAI's /v1/audio/speech.

Nothing leaves the machine unless the environment variable AUDIOBOOK_SPEECH_ADDRESS is set. `ServerSettings` lists the
others.

A failure either concerns one utterance (SpeechError), or the server and its settings (EngineUnavailableError), so that
every utterance would fail. If the server's answer doesn't say which, a plain test sentence is sent: if that fails, too,
it isn't the utterance.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from audiobook.audio.decoding import decode_sound
from audiobook.audio.pcm import empty_clip, to_pcm, trim_silence
from audiobook.engines.openai_settings import VARIABLE_PREFIX, ServerSettings, read_settings
from audiobook.engines.openai_voices import choose_default_voice, is_blend_of, list_server_voices, may_have_voice
from audiobook.engines.pace_table import PaceTable
from audiobook.engines.protocol import Engine
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.time_scaling import change_pace
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.files.packages import package_folder
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.model.text import has_words
from audiobook.text.normalization.options import ALL_OPTIONS
from audiobook.text.suggest import format_suggestion
from audiobook.web.client import ExchangeError, ExchangeFailure, ExchangeLimits, WebClient, WebResponse
from audiobook.web.redaction import excerpt

SAMPLE_RATE = 24_000
SPEEDS = PaceTable((((0.25, 0.25), (4.0, 4.0)),))
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 120.0
# How long an utterance may take with all attempts and waits; after that, the call counts as hanging.
UTTERANCE_SECONDS = 300.0
# Many minutes of samples, far more than an utterance has.
MAX_ANSWER_BYTES = 64 << 20
# Waits between attempts, in seconds; a server may ask for a longer one, up to MAX_RETRY_WAIT.
RETRY_WAITS = (1.0, 2.0, 4.0, 8.0)
MAX_RETRY_WAIT = 60.0
TRANSIENT_STATUSES = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
# Refusals that may be due to the text; all others would affect every utterance.
TEXT_ERROR_STATUSES = frozenset({400, 413, 422})
# Failures that another attempt cannot fix.
PERMANENT_FAILURES = frozenset(
    {
        ExchangeFailure.MISCONFIGURED,
        ExchangeFailure.WRONG_ADDRESS,
        ExchangeFailure.UNTRUSTED,
        ExchangeFailure.UNKNOWN_CERTIFICATE,
        ExchangeFailure.COMPRESSED,
        ExchangeFailure.TOO_LONG,
    }
)
SERVER_ERROR = 500
UTTERANCE_FAILURES = frozenset({ExchangeFailure.BROKE_OFF.value, ExchangeFailure.LATE.value})
TEST_SENTENCE = "This is a test."
# How much of an error page is read.
MAX_MESSAGE_BYTES = 4000


class OpenAIEngine(Engine):
    """Sends each utterance to a server; tries again if a failure may be temporary."""

    name = "openai"
    # The server may run a large model that reads anything, or espeak.
    needs = ALL_OPTIONS
    advice = f"set {VARIABLE_PREFIX}ADDRESS to a server's address, and run: pip install httpx"

    def __init__(self, wait: Callable[[float], None] = time.sleep) -> None:
        self._wait = wait
        self._client: WebClient | None = None
        self._verified_voices: set[str] = set()

    @property
    def default_voice(self) -> str:
        """The first voice in the settings, or else alloy if the server has it, or else another one of its voices."""
        server = read_settings()
        if server is None or not _has_httpx():
            return ""
        return server.voices[0] if server.voices else choose_default_voice(list_server_voices(server))

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices in AUDIOBOOK_SPEECH_VOICES, or else the server's, or else OpenAI's; () if no address is set."""
        server = read_settings()
        if server is None or not _has_httpx():
            return ()
        description = f"spoken by {server.host}: the text leaves this machine"
        return tuple(
            VoiceListing(self.name, voice.name, "any", voice.gender, description)
            for voice in list_server_voices(server)
        )

    def offers(self, voice: str) -> bool:
        """Whether the server has a voice, or the voices that it is a blend of."""
        return is_blend_of(voice, frozenset(listing.name for listing in self.voices()))

    def fingerprint(self, voice: str) -> str:
        """The address, the model, and its instructions."""
        server = read_settings()
        return f"openai {server.address} {server.model} {server.instructions} {voice}" if server else f"openai {voice}"

    def notice(self, characters: int) -> str:
        """How much text goes to which server, and what that costs if the price is known."""
        server = read_settings()
        if server is None:
            return ""
        cost = (
            f", about {characters / 1e6 * server.price:.2f} at {server.price:g} for a million" if server.price else ""
        )
        unknown = "" if cost else f"; the price is unknown (set it with {VARIABLE_PREFIX}PRICE)"
        return f"{characters:,} characters of the story go to {server.address}{cost}{unknown}"

    def longest_call(self, voice: str) -> float:
        """The seconds that an utterance may take: servers may be slow, and may ask to wait."""
        del voice
        return UTTERANCE_SECONDS

    def speak(self, utterance: Utterance) -> Clip:
        """The sound that the server sends for an utterance; two calls need not sound the same."""
        server = self._require_settings(utterance.voice.name)
        if not has_words(utterance.spoken):
            return empty_clip(SAMPLE_RATE)
        try:
            clip = self._request_clip(server, utterance, RETRY_WAITS)
        except SpeechError:
            if utterance.voice.name not in self._verified_voices:
                self._verify_voice(server, utterance)
            raise
        except _RetriesExhaustedError as error:
            problem = f"{server.host} can't synthesize: {error}"
            later = f"{problem}; try again later (finished lines are cached)"
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
            raise EngineUnavailableError(f"there is no speech server; {self.advice}")
        if not may_have_voice(server, voice):
            hint = format_suggestion(voice, [listing.name for listing in self.voices()])
            where = f"{VARIABLE_PREFIX}VOICES" if server.voices else server.host
            raise EngineUnavailableError(f"{where} has no voice {voice!r}{hint}")
        return server

    def _verify_voice(self, server: ServerSettings, utterance: Utterance, problem: str = "") -> None:
        """Sends a test sentence with an utterance's voice; raises EngineUnavailableError if it fails."""
        try:
            self._request_clip(server, replace(utterance, spoken=TEST_SENTENCE, pronounced=()), ())
        except (SpeechError, _RetriesExhaustedError) as error:
            raise EngineUnavailableError(
                problem
                or f"{error}; the voice {utterance.voice.name!r} does not work: check {VARIABLE_PREFIX}ADDRESS, "
                f"{VARIABLE_PREFIX}MODEL and {VARIABLE_PREFIX}VOICES"
            ) from error
        self._verified_voices.add(utterance.voice.name)

    def _request_clip(self, server: ServerSettings, utterance: Utterance, waits: tuple[float, ...]) -> Clip:
        answer = self._send_with_retries(server, _build_request(server, utterance), waits)
        content_type = answer.headers.get("content-type", "")
        if "json" in content_type or "text/" in content_type:
            raise EngineUnavailableError(f"{server.host} sent no audio: {_format_server_error(server, answer)}")
        try:
            wave, rate = decode_sound(answer.body, content_type)
        except ValueError as error:
            raise SpeechError(f"{server.host} sent no audio: {error}") from error
        _, missing = SPEEDS.ask_for(engine_pace(utterance.voice))
        shaped = shape_voice(change_pace(wave, rate, missing), rate, utterance.voice)
        samples = trim_silence(to_pcm(shaped, utterance.voice.gain), rate)
        if len(samples) == 0:
            raise SpeechError(f"{server.host} sent silence for “{utterance.spoken[:60]}”")
        return Clip(samples, rate)

    def _send_with_retries(
        self, server: ServerSettings, request: dict[str, Any], waits: tuple[float, ...]
    ) -> WebResponse:
        """The server's answer; if a failure may be temporary, tries again after each of the `waits` (seconds)."""
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
                    f"{server.host} can't synthesize: {error}; check {VARIABLE_PREFIX}ADDRESS"
                ) from error
            return None, str(error)
        return answer, "" if answer.is_success else _format_server_error(server, answer)


class _RetriesExhaustedError(Exception):
    """All attempts failed; the text is the error of the last one.

    `may_be_utterance` says whether another utterance might succeed: a server may fail at a single text.
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
        "speed": SPEEDS.ask_for(engine_pace(utterance.voice))[0],
    }
    return {**request, "instructions": server.instructions} if server.instructions else request


def _check_answer(server: ServerSettings, answer: WebResponse) -> WebResponse:
    if answer.is_success:
        return answer
    if 300 <= answer.status < 400:
        location = excerpt(answer.headers.get("location", "another address"), (server.key,))
        raise EngineUnavailableError(
            f"{server.host} redirects to {location}; set {VARIABLE_PREFIX}ADDRESS to that if you trust it"
        )
    problem = f"{server.host} refused: {_format_server_error(server, answer)}"
    if answer.status in TEXT_ERROR_STATUSES:
        raise SpeechError(problem)
    if answer.status in (401, 403):
        problem += f"; set {VARIABLE_PREFIX}KEY to your key"
    raise EngineUnavailableError(problem)


def _format_server_error(server: ServerSettings, answer: WebResponse) -> str:
    """The status and the server's error message, in one line."""
    try:
        body = json.loads(answer.body)
        error = body.get("error", body.get("detail", body)) if isinstance(body, dict) else body
        message = error.get("message", error) if isinstance(error, dict) else error
    except (ValueError, RecursionError):
        message = answer.body[:MAX_MESSAGE_BYTES].decode("utf-8", "replace")
    summary = excerpt(str(message)[:MAX_MESSAGE_BYTES], (server.key,), max_characters=200)
    return f"{answer.status} {summary or answer.phrase}"


def _parse_retry_after(answer: WebResponse | None) -> float:
    """How many seconds the server asks to wait; 0 if it doesn't, or gives a date."""
    header = answer.headers.get("retry-after", "") if answer is not None else ""
    try:
        return max(0.0, float(header))
    except ValueError:
        return 0.0
