"""What an engine may need done for it: kinds of rewriting that a good engine does better by itself."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """A group of rules that is applied only for engines that ask for it; all other rules are applied for every engine.

    An engine lists in `needs` what it misreads. What it reads well by itself is not done twice: it knows the grammar
    around a number better than a pattern does.
    """

    ABBREVIATIONS = "abbreviations"  # "Dr. Reyes", "No. 5", "etc."
    ACRONYMS = "acronyms"  # "POV" would be said as if it were a word
    CAPITALS = "capitals"  # "GO HOME" would be spelled: "gee oh home"
    DATES = "dates"  # "21/10/2008", "Oct. 21", years
    MONEY = "money"  # "$5.99"
    NUMBERS = "numbers"  # figures of all other kinds: "1,250", "3rd", "the '90s", "3–4"
    ROMAN_NUMERALS = "Roman numerals"  # "Chapter IV", "Henry VIII", "the Caroline II"
    SHORTHAND = "shorthand"  # "w/", "b/c", "btw", "thx"
    SOUND_WORDS = "sound words"  # "Shh", "Tsk": words without a vowel would be spelled
    STUTTERS = "stutters"  # "W-what" would be "double-u what"
    SYMBOLS = "symbols"  # "&", "+", "%"
    TIMES = "times"  # "7:30 p.m."
    UNITS = "units"  # "5 km", "20 °C"


# The sensible guess for an engine that says nothing.
EVERYTHING: frozenset[Need] = frozenset(Need)
