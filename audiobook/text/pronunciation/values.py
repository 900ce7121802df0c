"""Pronunciations of words, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Pronunciation(NamedTuple):
    """A word or name of a text, and its pronunciation as in `LexiconEntry`."""

    word: str
    pronunciation: str


class HeteronymOverride(NamedTuple):
    """A heteronym of a text, how many times it occurs before, and its pronunciation as in `LexiconEntry`."""

    word: str
    occurrence: int
    pronunciation: str


# What an utterance carries.
Pronunciations = tuple[Pronunciation, ...]
HeteronymOverrides = tuple[HeteronymOverride, ...]


class Origin(StrEnum):
    """Where a pronunciation comes from; of several for the same word the earlier origin counts."""

    CAST_FILE = "cast file"
    LEXICON = "lexicon"
    OWN_LEXICON = "your own lexicon"
    BUILT_IN = "built-in list"
    JAPANESE = "Japanese rule"
    FOREIGN = "rule for accents"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One word or several, with a pronunciation: phonemes between slashes ("/ʃɪvˈɔn/"), or a respelling ("shivawn").

    An entry with a capital letter is case-sensitive; one in lower case matches in any case.
    """

    word: str
    pronunciation: str
    origin: Origin = Origin.CAST_FILE

    @property
    def is_case_sensitive(self) -> bool:
        """Whether it matches only with these capitals."""
        return self.word != self.word.lower()


@dataclass(frozen=True, slots=True)
class VoicePronunciation:
    """The phonemes that a voice has for a single word, and whether it knows the word or guesses."""

    phonemes: str
    is_known: bool


def is_phonemes(pronunciation: str) -> bool:
    """Whether a pronunciation is phonemes between slashes rather than a respelling."""
    return len(pronunciation) > 2 and pronunciation.startswith("/") and pronunciation.endswith("/")
