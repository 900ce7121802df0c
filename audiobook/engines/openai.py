"""Speaks by way of a server: any address that takes what OpenAI's /v1/audio/speech takes.

Nothing leaves the machine unless AUDIOBOOK_SPEECH_ADDRESS is set. What else can be said, each as a variable of the
environment that begins with AUDIOBOOK_SPEECH_, is listed in `Settings`.

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

from audiobook.audio.decoding import decoded
from audiobook.audio.pcm import pcm, trimmed
from audiobook.engines.openai_settings import PREFIX, Settings, settings
from audiobook.engines.voice_effects import asked_pace, shaped
from audiobook.engines.voice_folders import package_folder
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Line, VoiceListing
from audiobook.text.normalization.options import EVERYTHING
from audiobook.text.suggest import suggestion
from audiobook.web.client import Answer, ExchangeError, Failure, Limits, WebClient
from audiobook.web.redaction import excerpt

RATE = 24_000
SLOWEST, FASTEST = 0.25, 4.0
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 120.0
# The most that a line may take with all tries and waits; a call for it is given so long before it is taken to hang.
LINE_SECONDS = 300.0
# Many minutes of samples, far more than a line has.
MOST_BYTES = 64 << 20
# Waits between tries, in seconds; a server may ask for a longer one, but not for one above LONGEST_WAIT.
WAITS = (1.0, 2.0, 4.0, 8.0)
LONGEST_WAIT = 60.0
PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
# Refusals that may be about the one text; all others would meet every line alike.
ABOUT_THE_TEXT = frozenset({400, 413, 422})
# Failures of an exchange that another try cannot mend.
LASTING = frozenset(
    {Failure.MISCONFIGURED, Failure.WRONG_ADDRESS, Failure.UNTRUSTED, Failure.COMPRESSED, Failure.TOO_LONG}
)
BROKEN = 500
OVER_A_LINE = frozenset({Failure.BROKE_OFF.value, Failure.LATE.value})
PLAIN_WORDS = "This is a test."


class OpenAIEngine:
    """Has a server speak each line; tries again where a failure may pass."""

    name = "openai"
    # Behind an address may stand a large model that reads anything, or espeak.
    needs = EVERYTHING
    advice = f"set {PREFIX}ADDRESS to a server's address, and run: pip install httpx"

    def __init__(self, wait: Callable[[float], None] = time.sleep) -> None:
        self._wait = wait
        self._client: WebClient | None = None
        self._proven: set[str] = set()

    @property
    def default_voice(self) -> str:
        """The first voice that is named, which is alloy unless others are."""
        said = settings()
        return said.voices[0] if said else ""

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices named in AUDIOBOOK_SPEECH_VOICES, else OpenAI's; () where no address is set."""
        said = settings()
        if said is None or not _has_httpx():
            return ()
        about = f"spoken by {said.host}: the text leaves this machine"
        return tuple(VoiceListing(self.name, name, "any", "", about) for name in said.voices)

    def fingerprint(self, voice: str) -> str:
        """The address, the model, and what the model is told."""
        said = settings()
        return f"openai {said.address} {said.model} {said.instructions} {voice}" if said else f"openai {voice}"

    def notice(self, characters: int) -> str:
        """Who will be sent how much, and what that costs where a price is known."""
        said = settings()
        if said is None:
            return ""
        cost = f", about {characters / 1e6 * said.price:.2f} at {said.price:g} for a million" if said.price else ""
        unknown = "" if cost else f"; the price is not known here ({PREFIX}PRICE tells it)"
        return f"{characters:,} characters of the story go to {said.address}{cost}{unknown}"

    def longest_call(self, voice: str) -> float:
        """Seconds that a line may take: servers may be slow, and may ask to be left alone for a while."""
        del voice
        return LINE_SECONDS

    def speak(self, line: Line) -> Clip:
        """The sound of a line as the server sends it; two calls need not sound the same."""
        said = self._settings(line.voice.name)
        if not any(character.isalnum() for character in line.spoken):
            return Clip(np.zeros(0, np.int16), RATE)
        try:
            clip = self._clip(said, line, WAITS)
        except SpeechError:
            if line.voice.name not in self._proven:
                self._prove(said, line)
            raise
        except _GaveUpError as error:
            problem = f"{said.host} does not speak: {error}"
            later = f"{problem}; what is spoken is kept, so try later"
            if not error.may_be_the_line:
                raise EngineUnavailableError(later) from error
            self._prove(said, line, later)
            raise SpeechError(problem) from error
        self._proven.add(line.voice.name)
        return clip

    def close(self) -> None:
        """Closes the connection."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _settings(self, voice: str) -> Settings:
        said = settings()
        if said is None or not _has_httpx():
            raise EngineUnavailableError(f"no server is named that could speak; {self.advice}")
        if voice not in said.voices:
            known = suggestion(voice, said.voices)
            raise EngineUnavailableError(f"{PREFIX}VOICES has no voice {voice!r}{known}")
        return said

    def _prove(self, said: Settings, line: Line, problem: str = "") -> None:
        """Has plain words spoken in a line's voice; raises EngineUnavailableError where not even these can be."""
        try:
            self._clip(said, replace(line, spoken=PLAIN_WORDS, pronounced=()), ())
        except (SpeechError, _GaveUpError) as error:
            raise EngineUnavailableError(
                problem
                or f"{error}; it speaks no line in the voice {line.voice.name!r}: check {PREFIX}ADDRESS, "
                f"{PREFIX}MODEL and {PREFIX}VOICES"
            ) from error
        self._proven.add(line.voice.name)

    def _clip(self, said: Settings, line: Line, waits: tuple[float, ...]) -> Clip:
        answer = self._answer(said, _request(said, line), waits)
        kind = answer.headers.get("content-type", "")
        if "json" in kind or "text/" in kind:
            raise EngineUnavailableError(f"{said.host} sent no sound: {_told(said, answer)}")
        try:
            wave, rate = decoded(answer.body, kind)
        except ValueError as error:
            raise SpeechError(f"{said.host} sent no sound: {error}") from error
        samples = trimmed(pcm(shaped(wave, rate, line.voice), line.voice.gain), rate)
        if len(samples) == 0:
            raise SpeechError(f"{said.host} sent silence for “{line.spoken[:60]}”")
        return Clip(samples, rate)

    def _answer(self, said: Settings, request: dict[str, Any], waits: tuple[float, ...]) -> Answer:
        """The server's answer; tries again, after each of `waits`, where a failure may pass."""
        until = time.monotonic() + LINE_SECONDS
        for wait in (*waits, None):
            answer, trouble = self._tried(said, request, until - time.monotonic())
            if answer is not None and answer.status not in PASSING:
                return _checked(said, answer)
            pause = max(wait or 0.0, _asked_wait(answer))
            if wait is None or pause > min(LONGEST_WAIT, until - time.monotonic()):
                break
            self._wait(pause)
        raise _GaveUpError(trouble, answer.status == BROKEN if answer else trouble in OVER_A_LINE)

    def _tried(self, said: Settings, request: dict[str, Any], left: float) -> tuple[Answer | None, str]:
        limits = Limits(max(1.0, min(ANSWER_SECONDS, left)), MOST_BYTES, CONNECT_SECONDS)
        try:
            if self._client is None:
                self._client = WebClient(said.address, said.key)
            answer = self._client.send("POST", "audio/speech", request, limits)
        except ExchangeError as error:
            if error.failure in LASTING:
                raise EngineUnavailableError(f"{said.host} does not speak: {error}; check {PREFIX}ADDRESS") from error
            return None, str(error)
        return answer, "" if answer.is_success else _told(said, answer)


class _GaveUpError(Exception):
    """No try brought an answer; the text says what the last one brought instead.

    `may_be_the_line` is whether another line could fare better: a server may break over a single one.
    """

    def __init__(self, trouble: str, may_be_the_line: bool) -> None:
        super().__init__(trouble)
        self.may_be_the_line = may_be_the_line


def _has_httpx() -> bool:
    return package_folder("httpx") is not None


def _request(said: Settings, line: Line) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": said.model,
        "voice": line.voice.name,
        "input": line.spoken,
        "response_format": "wav",
        "speed": min(max(asked_pace(line.voice), SLOWEST), FASTEST),
    }
    return {**request, "instructions": said.instructions} if said.instructions else request


def _checked(said: Settings, answer: Answer) -> Answer:
    if answer.is_success:
        return answer
    if 300 <= answer.status < 400:
        there = excerpt(answer.headers.get("location", "another address"), (said.key,))
        raise EngineUnavailableError(f"{said.host} sends on to {there}; set {PREFIX}ADDRESS to that if you trust it")
    problem = f"{said.host} refuses: {_told(said, answer)}"
    if answer.status in ABOUT_THE_TEXT:
        raise SpeechError(problem)
    if answer.status in (401, 403):
        problem += f"; set {PREFIX}KEY to your key"
    raise EngineUnavailableError(problem)


def _told(said: Settings, answer: Answer) -> str:
    """What the server says is wrong, in one line."""
    try:
        body = json.loads(answer.body)
        error = body.get("error", body.get("detail", body)) if isinstance(body, dict) else body
        message = error.get("message", error) if isinstance(error, dict) else error
    except (ValueError, RecursionError):
        message = answer.body[:MOST_WORDS].decode("utf-8", "replace")
    line = excerpt(str(message)[:MOST_WORDS], (said.key,), most=200)
    return f"{answer.status} {line or answer.phrase}"


# Bytes of an error page that are looked at.
MOST_WORDS = 4000


def _asked_wait(answer: Answer | None) -> float:
    """How many seconds the server asks to be left alone; 0 where it does not say, or says it as a date."""
    asked = answer.headers.get("retry-after", "") if answer is not None else ""
    try:
        return max(0.0, float(asked))
    except ValueError:
        return 0.0
