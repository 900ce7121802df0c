"""Reads the catalogue of voices that comes with the program."""

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
# Voices further off are only taken if there is no other: better two men with one voice than a man with a boy's.
MAX_AGES_OFF = 1
# English without a country: that of speakers of another language.
ACCENTED_ENGLISH = "en"
# The settings of a recipe that an entry may have, with their limits.
RECIPE_LIMITS = {
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
TEXT_KEYS = ("engine", "voice", "language", "gender", "age", "description", "licence")
MEASURE_KEYS = ("mos", "wer", "f0")
OTHER_KEYS = ("get", "unmeasured", "leading")


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """Measurements of a voice: DistillMOS (1 to 5), word error rate (0 to 1), and median pitch in Hz."""

    mos: float
    wer: float
    f0: float


@dataclass(frozen=True, slots=True)
class CatalogueVoice:
    """A voice of the catalogue: its name, its recipe, and facts for people who choose one.

    `get` is the command that installs it, "" if it comes with the program. `measures` is None if it could not be
    measured. `speaker` is its speaker embedding, () if that is not known; see `compute_likeness`. `is_leading` says
    that it is one of a set that was made for leading characters, in which each two voices differ clearly.
    """

    name: str
    voice: Voice
    language: str
    gender: str
    age: str
    description: str
    licence: str
    get: str = ""
    measures: VoiceMeasures | None = None
    speaker: tuple[float, ...] = ()
    is_leading: bool = False

    @property
    def has_foreign_accent(self) -> bool:
        """Whether it is the voice of somebody who usually speaks another language."""
        return self.language == ACCENTED_ENGLISH


def count_ages_off(age: str, offered: str) -> int:
    """How many ages a voice is off that of a character; an unknown age counts as an adult's.

    >>> count_ages_off("child", "adult"), count_ages_off("", "old")
    (2, 1)
    """
    return abs(AGES.index(age or "adult") - AGES.index(offered))


def fits_gender(voice: CatalogueVoice, gender: str) -> bool:
    """Whether a voice suits a character of this gender; "" is unknown, and may be any."""
    return not gender or voice.gender in ("", gender)


def compute_likeness(voice: CatalogueVoice, other: CatalogueVoice) -> float | None:
    """The cosine similarity of two voices' speaker embeddings, -1 to 1; None if one of them is not known."""
    if not voice.speaker or not other.speaker:
        return None
    return sum(a * b for a, b in zip(voice.speaker, other.speaker, strict=True))


@cache
def load_catalogue() -> tuple[CatalogueVoice, ...]:
    """The voices of voices/catalogue.toml; raises InputError that names the entry if one is wrong."""
    return parse_catalogue(voices_file(CATALOGUE).read_text("utf-8"), voices_file(SPEAKERS).read_text("utf-8"))


def voices_file(name: str) -> Traversable:
    """A file of the voices folder, which is in the package of a wheel, or at the top of a checkout."""
    packaged = files("audiobook") / "voices" / name
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "voices" / name


def parse_catalogue(text: str, speakers: str) -> tuple[CatalogueVoice, ...]:
    """The voices of a catalogue's text, with their embeddings from the text of speakers.toml; raises InputError."""
    try:
        entries, embeddings = parse_toml(text), parse_toml(speakers)
    except ValueError as error:
        raise InputError(f"voices/{CATALOGUE} or {SPEAKERS} cannot be read: {error}") from error
    for name in embeddings:
        if name not in entries:
            raise InputError(
                f"voices/{SPEAKERS}: {name!r} is not a voice of {CATALOGUE}{format_suggestion(name, entries)}"
            )
    return tuple(_parse_entry(name, facts, embeddings.get(name, ())) for name, facts in entries.items())


def _parse_entry(name: str, facts: Any, embedding: Any) -> CatalogueVoice:
    if not isinstance(facts, Mapping):
        _raise_entry_error(name, "write its name in brackets on its own line")
    known = (*TEXT_KEYS, *RECIPE_LIMITS, *MEASURE_KEYS, *OTHER_KEYS)
    for key in facts:
        if key not in known:
            _raise_entry_error(name, f"there is no {key!r}{format_suggestion(key, known)}")
    engine, voice, language, gender, age, description, licence = (_read_text(name, facts, key) for key in TEXT_KEYS)
    _check_choice(name, "gender", gender, GENDERS)
    _check_choice(name, "age", age, AGES)
    recipe = {key: _read_number(name, key, facts[key], *RECIPE_LIMITS[key]) for key in RECIPE_LIMITS if key in facts}
    return CatalogueVoice(
        name=name,
        voice=Voice(engine, voice, **recipe),
        language=language,
        gender=gender,
        age=age,
        description=description,
        licence=licence,
        get=_read_text(name, facts, "get") if "get" in facts else "",
        measures=_parse_measures(name, facts),
        speaker=_parse_embedding(name, embedding),
        is_leading=facts.get("leading") is True,
    )


def _parse_embedding(name: str, value: Any) -> tuple[float, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(number, int | float) for number in value):
        raise InputError(f"voices/{SPEAKERS}: {name} must be a list of numbers")
    return tuple(map(float, value))


def _parse_measures(name: str, facts: Mapping[str, Any]) -> VoiceMeasures | None:
    given = [key for key in MEASURE_KEYS if key in facts]
    if facts.get("unmeasured") is True and not given:
        return None
    if len(given) < len(MEASURE_KEYS):
        _raise_entry_error(name, f"give {', '.join(MEASURE_KEYS)}, or unmeasured = true")
    return VoiceMeasures(*(_read_number(name, key, facts[key], 0.0, 1000.0) for key in MEASURE_KEYS))


def _read_text(name: str, facts: Mapping[str, Any], key: str) -> str:
    value = facts.get(key)
    if not isinstance(value, str) or not value.strip():
        _raise_entry_error(name, f"{key} must be a text in quotes" if key in facts else f"{key} is missing")
    return value


def _read_number(name: str, key: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        _raise_entry_error(name, f"{key} = {value!r} must be a number from {low:g} to {high:g}")
    return float(value)


def _check_choice(name: str, key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        _raise_entry_error(
            name, f"{key} = {value!r} is not one of {', '.join(allowed)}{format_suggestion(value, allowed)}"
        )


def _raise_entry_error(name: str, what: str) -> NoReturn:
    raise InputError(f"voices/{CATALOGUE}: in the entry [{name}]: {what}")


def changed_settings(voice: Voice) -> dict[str, float]:
    """The settings of a voice that differ from its engine's own sound, by name."""
    return {
        field.name: getattr(voice, field.name)
        for field in fields(voice)
        if field.name in RECIPE_LIMITS and getattr(voice, field.name) != field.default
    }
