"""Reads the voice catalogue that ships with the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn

from audiobook.errors import InputError
from audiobook.files.toml import parse_toml
from audiobook.model import Voice
from audiobook.text.suggest import format_suggestion

CATALOGUE, SPEAKERS = "catalogue.toml", "speakers.toml"
GENDERS = ("female", "male", "neutral")
AGES = ("child", "youth", "adult", "old")
# What of a recipe may stand in an entry, with the least and the most that can be asked for.
RECIPE = {
    "gain": (-30.0, 40.0),
    "pace": (0.5, 2.0),
    "pitch": (0.3, 3.0),
    "pitch_range": (0.0, 3.0),
    "formant": (0.5, 2.0),
    "formant_high": (0.5, 2.0),
    "tilt": (-12.0, 12.0),
    "breath": (0.0, 2.0),
    "roughness": (0.0, 1.0),
    "tremor": (0.0, 2.0),
}
TEXTS = ("engine", "voice", "language", "gender", "age", "description", "licence")
MEASURES = ("mos", "wer", "f0")
OTHER_KEYS = ("get", "unmeasured")


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of a voice: DistillMOS (1 to 5), its share of words misheard, and its median pitch in Hz."""

    mos: float
    wer: float
    f0: float


@dataclass(frozen=True, slots=True)
class CatalogueVoice:
    """A voice of the catalogue: its name, its recipe, and what a person wants to know of it.

    `get` is the command that brings it, "" where it comes with the program. `measures` is None where it could not be
    measured. `speaker` is the direction its sound has among all speakers, () where that is not known: see `likeness`.
    """

    name: str
    voice: Voice
    language: str
    gender: str
    age: str
    description: str
    licence: str
    get: str = ""
    measures: Measures | None = None
    speaker: tuple[float, ...] = ()


def likeness(one: CatalogueVoice, other: CatalogueVoice) -> float | None:
    """The cosine of two voices' speaker embeddings, as near as the catalogue keeps it; None where it is not known."""
    if not one.speaker or not other.speaker:
        return None
    return sum(a * b for a, b in zip(one.speaker, other.speaker, strict=True))


@cache
def catalogue() -> tuple[CatalogueVoice, ...]:
    """The voices of voices/catalogue.toml; raises InputError, naming the entry, where one is broken."""
    return catalogue_from(shipped(CATALOGUE).read_text("utf-8"), shipped(SPEAKERS).read_text("utf-8"))


def shipped(name: str) -> Traversable:
    """A file of the voices folder: inside a wheel it travels in the package, in a checkout it stands at the top."""
    packaged = files("audiobook") / "voices" / name
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "voices" / name


def catalogue_from(text: str, speakers: str) -> tuple[CatalogueVoice, ...]:
    """The voices of a catalogue's text, with their directions out of the text of speakers.toml; raises InputError."""
    try:
        entries, directions = parse_toml(text), parse_toml(speakers)
    except ValueError as error:
        raise InputError(f"voices/{CATALOGUE} or {SPEAKERS} cannot be read: {error}") from error
    for name in directions:
        if name not in entries:
            raise InputError(
                f"voices/{SPEAKERS}: {name!r} is no voice of {CATALOGUE}{format_suggestion(name, entries)}"
            )
    return tuple(_entry(name, facts, directions.get(name, ())) for name, facts in entries.items())


def _entry(name: str, facts: Any, direction: Any) -> CatalogueVoice:
    if not isinstance(facts, Mapping):
        _broken(name, "write its name in brackets on a line of its own")
    known = (*TEXTS, *RECIPE, *MEASURES, *OTHER_KEYS)
    for key in facts:
        if key not in known:
            _broken(name, f"there is no {key!r}{format_suggestion(key, known)}")
    engine, voice, language, gender, age, description, licence = (_text(name, facts, key) for key in TEXTS)
    _one_of(name, "gender", gender, GENDERS)
    _one_of(name, "age", age, AGES)
    recipe = {key: _number(name, key, facts[key], *RECIPE[key]) for key in RECIPE if key in facts}
    return CatalogueVoice(
        name=name,
        voice=Voice(engine, voice, **recipe),
        language=language,
        gender=gender,
        age=age,
        description=description,
        licence=licence,
        get=_text(name, facts, "get") if "get" in facts else "",
        measures=_measures(name, facts),
        speaker=_direction(name, direction),
    )


def _direction(name: str, said: Any) -> tuple[float, ...]:
    if not isinstance(said, list | tuple) or not all(isinstance(number, int | float) for number in said):
        raise InputError(f"voices/{SPEAKERS}: {name} must be a list of numbers")
    return tuple(map(float, said))


def _measures(name: str, facts: Mapping[str, Any]) -> Measures | None:
    given = [key for key in MEASURES if key in facts]
    if facts.get("unmeasured") is True and not given:
        return None
    if len(given) < len(MEASURES):
        _broken(name, f"give {', '.join(MEASURES)}, or unmeasured = true")
    return Measures(*(_number(name, key, facts[key], 0.0, 1000.0) for key in MEASURES))


def _text(name: str, facts: Mapping[str, Any], key: str) -> str:
    said = facts.get(key)
    if not isinstance(said, str) or not said.strip():
        _broken(name, f"{key} must be a text in quotes" if key in facts else f"it has no {key}")
    return said


def _number(name: str, key: str, said: Any, least: float, most: float) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not least <= said <= most:
        _broken(name, f"{key} = {said!r} must be a number from {least:g} to {most:g}")
    return float(said)


def _one_of(name: str, key: str, said: str, words: tuple[str, ...]) -> None:
    if said not in words:
        _broken(name, f"{key} = {said!r} is none of {', '.join(words)}{format_suggestion(said, words)}")


def _broken(name: str, what: str) -> NoReturn:
    raise InputError(f"voices/{CATALOGUE}: the entry [{name}] is broken: {what}")


def recipe_of(voice: Voice) -> dict[str, float]:
    """What of a voice differs from its engine's own sound, by name."""
    return {
        each.name: getattr(voice, each.name)
        for each in fields(voice)
        if each.name in RECIPE and getattr(voice, each.name) != each.default
    }
