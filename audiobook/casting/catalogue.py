"""Reads the voice catalogue that ships with the program."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Voice


@dataclass(frozen=True, slots=True)
class CatalogueVoice:
    """A voice of the catalogue: its name, its recipe, and what a person wants to know of it."""

    name: str
    voice: Voice
    language: str
    gender: str
    description: str
    licence: str


def catalogue() -> tuple[CatalogueVoice, ...]:
    """The voices of voices/catalogue.toml; raises InputError, naming the entry, where one is broken."""
    entries = tomllib.loads(_catalogue_file().read_text("utf-8"))
    return tuple(_entry(name, facts) for name, facts in entries.items())


def _catalogue_file() -> Traversable:
    # Inside a wheel the file travels in the package; in a checkout it stands in the top-level folder.
    packaged = files("audiobook") / "voices" / "catalogue.toml"
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "voices" / "catalogue.toml"


def _entry(name: str, facts: dict[str, object]) -> CatalogueVoice:
    try:
        voice = Voice(str(facts["engine"]), str(facts["voice"]), gain=float(str(facts["gain"])))
        told = (str(facts[key]) for key in ("language", "gender", "description", "licence"))
        return CatalogueVoice(name, voice, *told)
    except (KeyError, ValueError) as error:
        raise InputError(f"voices/catalogue.toml: the entry [{name}] is broken: {error}") from error
