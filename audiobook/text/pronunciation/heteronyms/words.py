"""The words that are said in more than one way, with what tells the ways apart: words.txt and senses.toml as values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

# A phrase is words side by side, each a set of alternatives.
Phrase = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to say a word: its phonemes, its sense, and how likely it is as each kind of word, as logarithms.

    `usual` marks what hibari says by itself wherever the word stands.
    """

    phonemes: str
    sense: str
    kinds: Mapping[str, float]
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """What speaks for a sense: words of the same sentence, and phrases right before or behind the word.

    `against` are phrases about the word ("*") that speak against it, `capital` is how much a capital speaks for it,
    and `initial` how much it is that the word begins its sentence.
    """

    near: frozenset[str] = frozenset()
    before: tuple[Phrase, ...] = ()
    after: tuple[Phrase, ...] = ()
    against: tuple[Phrase, ...] = ()
    capital: float = 0.0
    initial: float = 0.0


NO_SENSE = Sense()


@cache
def readings_by_word() -> dict[str, tuple[Reading, ...]]:
    """Every word of words.txt in small letters, with the ways it is said."""
    lines = (files(__package__) / "words.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {word: tuple(map(_reading, readings)) for word, *readings in rows}


def _reading(written: str) -> Reading:
    """One reading: "metal:lˈɛd=N-3,A-3", "!front:lˈid=N"."""
    said, _, kinds = written.removeprefix("!").partition("=")
    sense, _, phonemes = said.rpartition(":")
    return Reading(
        phonemes, sense, {kind[0]: float(kind[1:] or 0) for kind in kinds.split(",")}, written.startswith("!")
    )


@cache
def senses() -> dict[str, Sense]:
    """What speaks for each sense of senses.toml."""
    tables = tomllib.loads((files(__package__) / "senses.toml").read_text("utf-8"))
    return {name: _sense(table) for name, table in tables.items()}


def _sense(table: Mapping[str, Any]) -> Sense:
    return Sense(
        frozenset(str(table.get("near", "")).split()),
        tuple(_phrases(table.get("before", ()))),
        tuple(_phrases(table.get("after", ()))),
        tuple(_phrases(table.get("against", ()))),
        float(table.get("capital", 0)),
        float(table.get("initial", 0)),
    )


def _phrases(written: Any) -> Iterator[Phrase]:
    for phrase in written:
        yield tuple(frozenset(word.split("|")) for word in phrase.split())


@cache
def known_words() -> frozenset[str]:
    """All words that are said in more than one way."""
    return frozenset(readings_by_word())
