"""Parses a voice as it is typed for --voice and --narrator: its name, and settings behind it."""

from __future__ import annotations

import re

from audiobook.cast_file.reading import CHANGE_LIMITS
from audiobook.cast_file.values import VoiceChoice
from audiobook.casting.voice_lookup import find_voice
from audiobook.errors import EngineUnavailableError, InputError
from audiobook.text.suggest import format_suggestion

SETTING_PATTERN = re.compile(r"(?<!\S)(?P<key>[^\s=]+)\s*=\s*(?P<value>[^\s=]+)(?!\S)")
VOICE_EXAMPLE = '"reed pitch=1.1 pace=0.95"'


def parse_voice_choice(typed: str, option: str, current_voice: str = "") -> VoiceChoice:
    """The voice and settings in a text such as "reed pitch=1.1 pace=0.95".

    Without a name it is the `current_voice` with these settings. Raises InputError, naming the option, if the voice is
    not on this machine or a setting is wrong.
    """
    settings = SETTING_PATTERN.findall(typed)
    name = " ".join(SETTING_PATTERN.sub(" ", typed).split())
    if "=" in name or not (name or settings):
        raise InputError(f"{option} {typed!r}: write a voice, and settings behind it if you like: {VOICE_EXAMPLE}")
    changes = tuple((key.lower(), _parse_number(key.lower(), value, option)) for key, value in settings)
    if name:
        _check_voice(name, option)
    return VoiceChoice(name or current_voice, tuple(dict(changes).items()))


def _check_voice(name: str, option: str) -> None:
    try:
        find_voice(None, name)
    except EngineUnavailableError as error:
        raise InputError(f"{option}: {error}; `audiobook voices` lists them") from None


def _parse_number(key: str, typed: str, option: str) -> float:
    if key not in CHANGE_LIMITS:
        raise InputError(f"{option}: a voice has no setting {key!r}{format_suggestion(key, CHANGE_LIMITS)}")
    low, high = CHANGE_LIMITS[key]
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise InputError(f"{option}: {key}={typed}: give a number from {low:g} to {high:g}")
    return value
