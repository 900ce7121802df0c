"""How a word is to be said, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# What a line carries: pairs of a stretch of it and how that is said, as in `Entry.said`.
Pronunciations = tuple[tuple[str, str], ...]

# What a line carries of words whose sound depends on their place: the word, how often it stands there before, and how
# it is said, as in `Entry.said`.
HeteronymOverrides = tuple[tuple[str, int, str], ...]


class Origin(StrEnum):
    """Where a pronunciation comes from; of two for the same words the one named earlier here counts."""

    CAST_FILE = "cast file"
    LEXICON = "lexicon"
    OWN_LEXICON = "your own lexicon"
    BUILT_IN = "built-in list"
    JAPANESE = "Japanese rule"
    FOREIGN = "rule for accents"


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A word or several, and how they are said: phonemes between slashes ("/ʃɪvˈɔn/"), or other letters ("shivawn").

    With a capital letter in it, it means the word so written; all in small letters, the word however it is written.
    """

    word: str
    pronunciation: str
    origin: Origin = Origin.CAST_FILE

    @property
    def is_case_sensitive(self) -> bool:
        """Whether it means only the word written with these capitals."""
        return self.word != self.word.lower()


@dataclass(frozen=True, slots=True)
class VoicePronunciation:
    """The phonemes that a voice has for a word by itself, and whether it knows the word or guesses."""

    phonemes: str
    is_known: bool


def is_phonemes(pronunciation: str) -> bool:
    """Whether this is phonemes between slashes, and not a respelling."""
    return len(pronunciation) > 2 and pronunciation.startswith("/") and pronunciation.endswith("/")
