"""What the environment says of the server that speaks."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audiobook.errors import EngineUnavailableError
from audiobook.web.addresses import is_token, web_address
from audiobook.web.redaction import redact

PREFIX = "AUDIOBOOK_SPEECH_"
OPENAI = "api.openai.com"
# OpenAI's own voices, and dollars for a million characters (its price list of 2025); other servers tell neither.
OPENAI_VOICES = ("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
OPENAI_PRICES = {"tts-1": 15.0, "tts-1-hd": 30.0}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says: AUDIOBOOK_SPEECH_ADDRESS, _KEY, _MODEL, _VOICES, _INSTRUCTIONS and _PRICE.

    `address` is all before /audio/speech ("https://api.openai.com/v1"); `voices` are names with commas between; `price`
    is for a million characters, in whatever money it is.
    """

    address: str
    key: str = field(repr=False)
    model: str
    voices: tuple[str, ...]
    instructions: str
    price: float | None

    @property
    def host(self) -> str:
        """The server's name."""
        return urlsplit(self.address).hostname or ""


def settings() -> Settings | None:
    """The settings of this machine, None where no address is set; raises EngineUnavailableError where one is wrong."""
    address = _said("ADDRESS").rstrip("/").removesuffix("/audio/speech")
    if not address:
        return None
    _check_address(address)
    at_openai = urlsplit(address).hostname == OPENAI
    voices = tuple(name.strip() for name in _said("VOICES").split(",") if name.strip())
    model = _said("MODEL") or "tts-1"
    price = _price(_said("PRICE")) if _said("PRICE") else OPENAI_PRICES.get(model) if at_openai else None
    return Settings(address, _key(at_openai), model, voices or OPENAI_VOICES, _said("INSTRUCTIONS"), price)


def _check_address(address: str) -> None:
    parts = web_address(address)
    if parts and ("@" in parts.netloc or parts.query or parts.fragment):
        raise EngineUnavailableError(
            f"{PREFIX}ADDRESS takes no user name or password and nothing after a ? or #; a key goes into {PREFIX}KEY"
        )
    if not parts:
        raise EngineUnavailableError(f"{PREFIX}ADDRESS is {redact(address)!r}; write it like https://{OPENAI}/v1")


def _key(at_openai: bool) -> str:
    """The key to send; one that was given for OpenAI goes to OpenAI only."""
    own, general = _said("KEY"), os.environ.get("OPENAI_API_KEY", "").strip() if at_openai else ""
    key, name = (own, f"{PREFIX}KEY") if own else (general, "OPENAI_API_KEY")
    if not is_token(key):
        raise EngineUnavailableError(
            f"the key in {name} has a space or another character that no key has; set it again"
        )
    return key


def _said(name: str) -> str:
    return os.environ.get(f"{PREFIX}{name}", "").strip()


def _price(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise EngineUnavailableError(f"{PREFIX}PRICE is {said!r}; write a number, like 15") from None
