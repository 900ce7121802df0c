"""Speaks by way of a server: any address that takes what OpenAI's /v1/audio/speech takes.

Nothing leaves the machine unless AUDIOBOOK_SPEECH_ADDRESS is set. What else can be said, each as a variable of the
environment that begins with AUDIOBOOK_SPEECH_, is listed in `Settings`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from audiobook.engines.decoding import decoded
from audiobook.engines.shaping import asked_pace, shaped
from audiobook.engines.sound import pcm, trimmed
from audiobook.engines.voice_folders import package_folder
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Line, VoiceListing
from audiobook.nearest import suggestion
from audiobook.prose.needs import EVERYTHING

if TYPE_CHECKING:
    import httpx

PREFIX = "AUDIOBOOK_SPEECH_"
OPENAI = "api.openai.com"
# OpenAI's own voices, and dollars for a million characters (its price list of 2025); other servers tell neither.
OPENAI_VOICES = ("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
OPENAI_PRICES = {"tts-1": 15.0, "tts-1-hd": 30.0}
RATE = 24_000
SLOWEST, FASTEST = 0.25, 4.0
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 120.0
# Waits between tries, in seconds; a server may ask for a longer one, but not for one above the last of these.
WAITS = (1.0, 2.0, 4.0, 8.0)
LONGEST_WAIT = 60.0
PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says: AUDIOBOOK_SPEECH_ADDRESS, _KEY, _MODEL, _VOICES, _INSTRUCTIONS and _PRICE.

    `address` is all before /audio/speech ("https://api.openai.com/v1"); `voices` are names with commas between; `price`
    is for a million characters, in whatever money it is.
    """

    address: str
    key: str
    model: str
    voices: tuple[str, ...]
    instructions: str
    price: float | None

    @property
    def host(self) -> str:
        """The server's name."""
        return urlsplit(self.address).hostname or self.address


def settings() -> Settings | None:
    """The settings of this machine, None where no address is set; raises EngineUnavailableError where one is wrong."""
    address = _said("ADDRESS").rstrip("/").removesuffix("/audio/speech")
    if not address:
        return None
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise EngineUnavailableError(f"{PREFIX}ADDRESS is {address!r}; write it like https://{OPENAI}/v1")
    at_openai = urlsplit(address).hostname == OPENAI
    # A key that was given for OpenAI goes to OpenAI only.
    key = _said("KEY") or (os.environ.get("OPENAI_API_KEY", "") if at_openai else "")
    voices = tuple(name.strip() for name in _said("VOICES").split(",") if name.strip())
    model = _said("MODEL") or "tts-1"
    price = _price(_said("PRICE")) if _said("PRICE") else OPENAI_PRICES.get(model) if at_openai else None
    return Settings(address, key, model, voices or OPENAI_VOICES, _said("INSTRUCTIONS"), price)


def _said(name: str) -> str:
    return os.environ.get(f"{PREFIX}{name}", "").strip()


def _price(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise EngineUnavailableError(f"{PREFIX}PRICE is {said!r}; write a number, like 15") from None


class OpenAIEngine:
    """Has a server speak each line; tries again where a failure may pass."""

    name = "openai"
    # Behind an address may stand a large model that reads anything, or espeak.
    needs = EVERYTHING
    advice = f"set {PREFIX}ADDRESS to a server's address, and run: pip install httpx"

    def __init__(self, wait: Callable[[float], None] = time.sleep) -> None:
        self._wait = wait
        self._client: httpx.Client | None = None

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

    def speak(self, line: Line) -> Clip:
        """The sound of a line as the server sends it; two calls need not sound the same."""
        said = self._settings(line.voice.name)
        if not any(character.isalnum() for character in line.spoken):
            return Clip(np.zeros(0, np.int16), RATE)
        answer = self._answer(said, _request(said, line))
        kind = answer.headers.get("content-type", "")
        if "json" in kind or "text/" in kind:
            raise EngineUnavailableError(f"{said.host} sent no sound: {_told(answer)}")
        try:
            wave, rate = decoded(answer.content, kind)
        except ValueError as error:
            raise SpeechError(f"{said.host} sent no sound: {error}") from error
        samples = trimmed(pcm(shaped(wave, rate, line.voice), line.voice.gain), rate)
        if len(samples) == 0:
            raise SpeechError(f"{said.host} sent silence for “{line.spoken[:60]}”")
        return Clip(samples, rate)

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

    def _answer(self, said: Settings, request: dict[str, Any]) -> httpx.Response:
        """The server's answer; tries again where a failure may pass."""
        for wait in (*WAITS, None):
            answer, trouble = self._tried(said, request)
            if answer is not None and answer.status_code not in PASSING:
                return _checked(said, answer)
            asked = _asked_wait(answer)
            if wait is None or asked > LONGEST_WAIT:
                break
            self._wait(max(wait, asked))
        raise EngineUnavailableError(f"{said.host} does not speak: {trouble}; what is spoken is kept, so try later")

    def _tried(self, said: Settings, request: dict[str, Any]) -> tuple[httpx.Response | None, str]:
        import httpx

        if self._client is None:
            limits = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
            self._client = httpx.Client(timeout=limits)
        headers = {"Authorization": f"Bearer {said.key}"} if said.key else {}
        try:
            answer = self._client.post(f"{said.address}/audio/speech", json=request, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, str(error) or type(error).__name__
        return answer, "" if answer.is_success else _told(answer)


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


def _checked(said: Settings, answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    problem = f"{said.host} refuses: {_told(answer)}"
    # These speak of the one text; all others would meet every line alike.
    if answer.status_code in (400, 413, 422):
        raise SpeechError(problem)
    if answer.status_code == 401:
        problem += f"; set {PREFIX}KEY to your key"
    raise EngineUnavailableError(problem)


def _told(answer: httpx.Response) -> str:
    """What the server says is wrong, in one line."""
    try:
        said = json.loads(answer.content)
        error = said.get("error", said.get("detail", said)) if isinstance(said, dict) else said
        message = error.get("message", error) if isinstance(error, dict) else error
    except ValueError:
        message = answer.text
    line = " ".join(str(message).split())[:200]
    return f"{answer.status_code} {line or answer.reason_phrase}"


def _asked_wait(answer: httpx.Response | None) -> float:
    """How many seconds the server asks to be left alone; 0 where it does not say, or says it as a date."""
    asked = answer.headers.get("retry-after", "") if answer is not None else ""
    try:
        return max(0.0, float(asked))
    except ValueError:
        return 0.0
