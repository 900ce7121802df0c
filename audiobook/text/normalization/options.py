"""What an engine may need done for it: groups of rules that a good engine does better by itself."""

from __future__ import annotations

from enum import StrEnum


class NormalizationOption(StrEnum):
    """A group of rules that is applied only for engines that ask for it; all other rules are applied for every engine.

    An engine lists what it misreads; what it reads well is left to it. Numbers and abbreviations are spelled out for
    every voice that speaks English, whatever its engine lists.
    """

    ABBREVIATIONS = "abbreviations"  # "Dr. Reyes", "No. 5", "etc."
    ACRONYMS = "acronyms"  # "POV" would be said as a word
    CAPITALS = "capitals"  # "GO HOME" would be spelled: "gee oh home"
    NUMBERS = "figures"  # "1,250", "10/12", "7:30 p.m.", "$5.99", "5 km", "Henry VIII": in words
    SHORTHAND = "shorthand"  # "w/", "b/c", "btw", "thx"
    SOUND_WORDS = "sound words"  # "Shh", "Tsk": words without a vowel would be spelled
    STUTTERS = "stutters"  # "W-what" would be "double-u what"
    SYMBOLS = "symbols"  # "&", "@home", "#blessed"


# What is assumed of an engine that lists nothing.
ALL_OPTIONS: frozenset[NormalizationOption] = frozenset(NormalizationOption)
# Groups that write English words; they are not applied for voices of other languages.
ENGLISH_ONLY_OPTIONS = frozenset(
    {
        NormalizationOption.ABBREVIATIONS,
        NormalizationOption.NUMBERS,
        NormalizationOption.SHORTHAND,
        NormalizationOption.SYMBOLS,
    }
)
