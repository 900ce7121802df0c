"""Asks a speech server which voices it has.

OpenAI has no request for that, but many servers with its interface answer GET /audio/voices: Kokoro-FastAPI, Speaches,
servers for Chatterbox and others. They answer with a list, or with one in `voices` or `data`, of names or of objects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from audiobook.engines.openai_settings import OPENAI_VOICES, ServerSettings
from audiobook.web.client import ExchangeError, ExchangeLimits, WebClient

# A server that doesn't answer at once is taken for one that doesn't know the request.
LIMITS = ExchangeLimits(seconds=5.0, bytes=4 << 20, connect=2.0)
LIST_KEYS, NAME_KEYS = ("voices", "data"), ("id", "voice_id", "name")
# The genders of OpenAI's voices by ear, and those in the names of Kokoro's.
OPENAI_GENDERS = {
    "alloy": "neutral", "ash": "male", "coral": "female", "echo": "male", "fable": "neutral", "nova": "female",
    "onyx": "male", "sage": "female", "shimmer": "female",
}  # fmt: skip
KOKORO_NAME = re.compile(r"[a-z](?P<gender>[fm])_[a-z]+")
KOKORO_GENDERS = {"f": "female", "m": "male"}
GENDERS = ("female", "male", "neutral")
# The voice to read with if none is chosen: the first of these that a server has, or else its first.
PREFERRED_VOICES = ("alloy", "af_heart")


@dataclass(frozen=True, slots=True)
class ServerVoice:
    """A voice of a server; the gender is "" if nothing says it."""

    name: str
    gender: str = ""


def list_server_voices(server: ServerSettings) -> tuple[ServerVoice, ...]:
    """The voices that the user has named, or else those that the server says it has, or else OpenAI's."""
    if server.voices:
        return tuple(map(_name_voice, server.voices))
    return ask_for_voices(server) or tuple(map(_name_voice, OPENAI_VOICES))


def ask_for_voices(server: ServerSettings) -> tuple[ServerVoice, ...] | None:
    """The voices that a server says it has, () if it doesn't know the request, None if it doesn't answer.

    It is asked once; OpenAI's own server never is.
    """
    return () if server.is_openai else _ask(server.address, server.key)


def may_have_voice(server: ServerSettings, voice: str) -> bool:
    """Whether a voice is worth a try: one of those listed, or any if a busy server didn't say what it has."""
    is_unknown = not server.voices and ask_for_voices(server) is None
    return is_unknown or is_blend_of(voice, frozenset(known.name for known in list_server_voices(server)))


def choose_default_voice(voices: tuple[ServerVoice, ...]) -> str:
    """The voice to read with if none is chosen; "" if there are none."""
    names = [voice.name for voice in voices]
    return next((name for name in (*PREFERRED_VOICES, *names) if name in names), "")


def is_blend_of(voice: str, names: frozenset[str]) -> bool:
    """Whether a voice is one of these names, or a blend of them as servers of Kokoro take it.

    >>> is_blend_of("af_sky(2)+af_heart", frozenset({"af_sky", "af_heart"})), is_blend_of("nova+x", frozenset({"nova"}))
    (True, False)
    """
    return all(part.partition("(")[0].strip() in names for part in voice.split("+"))


@cache
def _ask(address: str, key: str) -> tuple[ServerVoice, ...] | None:
    try:
        client = WebClient(address, key)
    except ExchangeError:
        return None
    try:
        answer = client.send("GET", "audio/voices", None, LIMITS)
        return tuple(dict.fromkeys(_parse_voices(json.loads(answer.body)))) if answer.is_success else ()
    except ExchangeError:
        return None
    except (ValueError, RecursionError):
        return ()
    finally:
        client.close()


def _parse_voices(body: Any) -> Iterator[ServerVoice]:
    listed = next((body[key] for key in LIST_KEYS if key in body), ()) if isinstance(body, dict) else body
    for voice in listed if isinstance(listed, list) else ():
        details = voice if isinstance(voice, dict) else {"id": voice}
        name = next((details[key] for key in NAME_KEYS if isinstance(details.get(key), str)), "").strip()
        if name and name.isprintable():
            gender = str(details.get("gender", "")).lower()
            yield ServerVoice(name, gender) if gender in GENDERS else _name_voice(name)


def _name_voice(name: str) -> ServerVoice:
    kokoro = KOKORO_NAME.fullmatch(name)
    return ServerVoice(name, KOKORO_GENDERS[kokoro["gender"]] if kokoro else OPENAI_GENDERS.get(name, ""))
