"""The heteronyms with their readings and senses, from words.txt and senses.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# Consecutive words, each with its alternatives.
Phrase = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class HeteronymReading:
    """One reading of a word: its phonemes, its sense, and the log-likelihood of each word class that it can be.

    `is_default` marks the reading that hibari uses without help.
    """

    phonemes: str
    sense_name: str
    class_weights: Mapping[str, float]
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """Evidence for a sense: nearby words, and phrases right before or after the heteronym.

    `contrary` are phrases with the heteronym ("*") that count against the sense. `capital_weight` is the score of a
    capital, `initial_weight` that of being the first word of the sentence.
    """

    nearby_words: frozenset[str] = frozenset()
    before: tuple[Phrase, ...] = ()
    after: tuple[Phrase, ...] = ()
    contrary: tuple[Phrase, ...] = ()
    capital_weight: float = 0.0
    initial_weight: float = 0.0


NO_SENSE = Sense()


@cache
def load_readings() -> dict[str, tuple[HeteronymReading, ...]]:
    """The words of words.txt, in lower case, with their readings."""
    lines = (files(__package__) / "words.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {word: tuple(map(_parse_reading, readings)) for word, *readings in rows}


def _parse_reading(written: str) -> HeteronymReading:
    """One reading: "metal:lˈɛd=N-3,A-3", "!front:lˈid=N"."""
    sense_and_phonemes, _, class_weights = written.removeprefix("!").partition("=")
    sense, _, phonemes = sense_and_phonemes.rpartition(":")
    return HeteronymReading(
        phonemes,
        sense,
        {weighted_class[0]: float(weighted_class[1:] or 0) for weighted_class in class_weights.split(",")},
        written.startswith("!"),
    )


@cache
def load_senses() -> dict[str, Sense]:
    """The senses of senses.toml by name."""
    tables = tomllib.loads((files(__package__) / "senses.toml").read_text("utf-8"))
    return {name: _build_sense(table) for name, table in tables.items()}


def _build_sense(table: Mapping[str, Any]) -> Sense:
    return Sense(
        frozenset(str(table.get("near", "")).split()),
        tuple(_parse_phrases(table.get("before", ()))),
        tuple(_parse_phrases(table.get("after", ()))),
        tuple(_parse_phrases(table.get("against", ()))),
        float(table.get("capital", 0)),
        float(table.get("initial", 0)),
    )


def _parse_phrases(written: Any) -> Iterator[Phrase]:
    for phrase in written:
        yield tuple(frozenset(word.split("|")) for word in phrase.split())


@cache
def heteronym_words() -> frozenset[str]:
    """All heteronyms, in lower case."""
    return frozenset(load_readings())
