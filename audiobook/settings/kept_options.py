"""Reads back the options that were kept with an album: a manifest that somebody has edited may hold anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from audiobook.model.album_options import AlbumOptions, OptionValue
from audiobook.settings.album_paths import restore_path

# The parameters that are not called like their options.
PARAMETERS = {"speaker-detection": "attributor", "no-emotion": "flat", "voices": "voice_quality"}
# The parameters that say how an album sounds.
SOUND_PARAMETERS = ("engine", "voice", "voice_quality", "speed", "single_voice", "flat")
# What kind of value an option has; all others are texts.
PATH_OPTIONS, FLAGS = ("cover", "cast"), ("single", "single-voice", "no-emotion")
NUMBERS: Mapping[str, type[float] | type[int]] = {"speed": float, "bitrate": int}


def parameter_of(option: str) -> str:
    """The name of the parameter that a command gets an option as.

    >>> parameter_of("split-at"), parameter_of("no-emotion")
    ('split_at', 'flat')
    """
    return PARAMETERS.get(option, option.replace("-", "_"))


def restore_parameters(options: AlbumOptions, names: Iterable[str], output: Path) -> dict[str, Any]:
    """The parameters with these names that kept options stand for.

    A value of the wrong kind, and a file that is no longer there, are left out.
    """
    wanted = frozenset(names)
    restored: dict[str, Any] = {}
    for option, value in options.values:
        name = parameter_of(option)
        if name in wanted:
            restored |= _restore(option, name, value, output)
    return restored


def _restore(option: str, name: str, value: OptionValue, output: Path) -> dict[str, Any]:
    if option in PATH_OPTIONS:
        path = restore_path(str(value), output)
        return {name: path} if path.is_file() else {}
    if option in FLAGS:
        return {name: value} if isinstance(value, bool) else {}
    if option in NUMBERS:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return {name: NUMBERS[option](value)} if is_number else {}
    return {name: value} if isinstance(value, str) else {}
