"""Reads the settings of the speech server from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audiobook.errors import EngineUnavailableError
from audiobook.web.addresses import is_token, parse_web_address
from audiobook.web.redaction import redact

VARIABLE_PREFIX = "AUDIOBOOK_SPEECH_"
OPENAI_HOST = "api.openai.com"
# OpenAI's own voices, and dollars per million characters (its price list of 2025).
OPENAI_VOICES = ("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
OPENAI_PRICES = {"tts-1": 15.0, "tts-1-hd": 30.0}


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The values of AUDIOBOOK_SPEECH_ADDRESS, _KEY, _MODEL, _VOICES, _INSTRUCTIONS and _PRICE.

    `address` is everything before /audio/speech ("https://api.openai.com/v1"). _VOICES has names separated by commas,
    () if it isn't set. `price` is for a million characters, in any currency; None if unknown.
    """

    address: str
    key: str = field(repr=False)
    model: str
    voices: tuple[str, ...]
    instructions: str
    price: float | None

    @property
    def host(self) -> str:
        """The server's host name."""
        return urlsplit(self.address).hostname or ""

    @property
    def is_openai(self) -> bool:
        """Whether this is OpenAI's own server."""
        return self.host == OPENAI_HOST


def read_settings() -> ServerSettings | None:
    """The settings in the environment, None if no address is set; raises EngineUnavailableError if one is invalid."""
    address = _read_variable("ADDRESS").rstrip("/").removesuffix("/audio/speech")
    if not address:
        return None
    _check_address(address)
    at_openai = urlsplit(address).hostname == OPENAI_HOST
    voices = tuple(name.strip() for name in _read_variable("VOICES").split(",") if name.strip())
    model = _read_variable("MODEL") or "tts-1"
    price = OPENAI_PRICES.get(model) if at_openai else None
    if _read_variable("PRICE"):
        price = _parse_price(_read_variable("PRICE"))
    return ServerSettings(address, _choose_key(at_openai), model, voices, _read_variable("INSTRUCTIONS"), price)


def _check_address(address: str) -> None:
    parts = parse_web_address(address)
    if parts and ("@" in parts.netloc or parts.query or parts.fragment):
        raise EngineUnavailableError(
            f"{VARIABLE_PREFIX}ADDRESS can't contain a user name, a password, or anything after ? or #; "
            f"put a key into {VARIABLE_PREFIX}KEY"
        )
    if not parts:
        raise EngineUnavailableError(
            f"{VARIABLE_PREFIX}ADDRESS is {redact(address)!r}; write it like https://{OPENAI_HOST}/v1"
        )


def _choose_key(at_openai: bool) -> str:
    """The key to send; OPENAI_API_KEY is only sent to OpenAI."""
    own, general = _read_variable("KEY"), os.environ.get("OPENAI_API_KEY", "").strip() if at_openai else ""
    key, name = (own, f"{VARIABLE_PREFIX}KEY") if own else (general, "OPENAI_API_KEY")
    if not is_token(key):
        raise EngineUnavailableError(
            f"the key in {name} contains a space or another character that keys don't have; set it again"
        )
    return key


def _read_variable(name: str) -> str:
    return os.environ.get(f"{VARIABLE_PREFIX}{name}", "").strip()


def _parse_price(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise EngineUnavailableError(f"{VARIABLE_PREFIX}PRICE is {text!r}; write a number such as 15") from None
