"""Rules about Roman numerals: in headings they are numbers, after the names of rulers "the Eighth"."""

from __future__ import annotations

import re

from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Rewrite, anyone_of

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
NUMERAL = r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?<=[IVXLC])"
COUNTED = (
    "Chapter Part Act Scene Book Volume Section Episode Season Canto Verse Appendix Article Phase Stage Level Round "
    "Type Mark Class Grade Interlude Prologue Epilogue Day Night Movement Game Trial Omake Arc Vol"
)
RULERS = (
    "Henry Louis Elizabeth George Edward Charles James Richard William Mary Philip Frederick Napoleon Pius Benedict "
    "Leo Paul Alexander Nicholas Peter Catherine Ivan Ferdinand Gustav Christian Ramses Rameses Ptolemy Darius Xerxes "
    "Wilhelm Franz Leopold Juan Alfonso Innocent Gregory Clement Urban Boniface Otto Olaf Harald Robert Malcolm "
    "Ludwig Christina Isabella Margaret Constantine Justinian Theodosius Mehmed Murad Selim Umberto Carol"
)
# After a name of any kind; single letters, kisses ("Ann XX") and initials stay what they are.
AFTER_NAMES = "II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX"
ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
            "twelve": "twelfth"}  # fmt: skip


def value_of(numeral: str) -> int:
    """The number a Roman numeral stands for.

    >>> value_of("XIV"), value_of("XLII")
    (14, 42)
    """
    values = [VALUES[letter] for letter in numeral.upper()]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def in_words(number: int) -> str:
    """A number up to 399 in words.

    >>> in_words(42), in_words(108)
    ('forty-two', 'one hundred eight')
    """
    if number >= 100:
        rest = f" {in_words(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")


def as_ordinal(number: int) -> str:
    """The number's place in a row, in words.

    >>> as_ordinal(8), as_ordinal(21), as_ordinal(20)
    ('eighth', 'twenty-first', 'twentieth')
    """
    cardinal = in_words(number)
    start, last = cardinal[: -len(cardinal.split()[-1].split("-")[-1])], cardinal.split()[-1].split("-")[-1]
    if last in ORDINALS:
        return start + ORDINALS[last]
    return start + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def _counted(match: re.Match[str]) -> str:
    return f"{match['word']} {in_words(value_of(match['numeral'])).capitalize()}"


def _ruler(match: re.Match[str]) -> str:
    return f"{match['word']} the {as_ordinal(value_of(match['numeral'])).capitalize()}"


ROMAN_NUMERALS: tuple[Rewrite, ...] = (
    Rewrite(
        "the world wars",
        re.compile(r"\b(?P<word>World War |WW ?)(?P<numeral>I{1,3})\b", re.IGNORECASE),
        lambda match: f"World War {in_words(len(match['numeral'])).capitalize()}",
        (("World War II", "World War Two"), ("in WWI", "in World War One")),
        ("World War", "WW2"),
        effect=Effect.WORDS,
        need=Need.ROMAN_NUMERALS,
        only_with="Ii",
    ),
    Rewrite(
        # The numeral "I" only where the line or the clause ends: "the Part I played".
        "Roman numerals after a word for what is counted",
        re.compile(
            rf"\b(?P<word>(?i:{anyone_of(COUNTED)}|Final Fantasy|Super Bowl|Star Wars))\.? "
            rf"(?P<numeral>(?!I\b(?! ?(?:[.:;,)—–]|- |$)))(?!C\b|L\b){NUMERAL})\b(?!['’](?!s\b))"
        ),
        _counted,
        (
            ("Chapter IV: The Rise", "Chapter Four: The Rise"),
            ("Part I", "Part One"),
            ("ACT II, Scene III", "ACT Two, Scene Three"),
            ("Book XLII", "Book Forty-two"),
        ),
        ("the Part I played", "Chapter C", "Chapter CIVIL", "Part 4"),
        effect=Effect.WORDS,
        need=Need.ROMAN_NUMERALS,
        only_with="IVXLC",
        first=re.compile(r" [IVXLC]+\b"),
    ),
    Rewrite(
        "Roman numerals after the name of a ruler",
        re.compile(
            rf"\b(?P<word>{anyone_of(RULERS)}) "
            rf"(?P<numeral>(?:{AFTER_NAMES}|V|XX|I(?= ?(?:[:;,)—–]|of\b|\.?$)|['’]s\b)|X(?<=Leo X)))\b(?!\.\w)"
        ),
        _ruler,
        (
            ("Henry VIII's wife", "Henry the Eighth's wife"),
            ("Elizabeth II was", "Elizabeth the Second was"),
            ("Charles I of England", "Charles the First of England"),
        ),
        ("Malcolm X", "Charles I think", "Henry IVth", "Mary I. Brown"),
        effect=Effect.WORDS,
        need=Need.ROMAN_NUMERALS,
        only_with="IVX",
    ),
    Rewrite(
        "Roman numerals after any other name",
        re.compile(
            rf"\b(?!(?:An?|The|Our|His|Her|On|In|Of)\b)(?P<word>[A-Z][\w’']*)(?P<gap>[ -])(?P<numeral>{AFTER_NAMES})"
            r"\b(?!\.\w|['’](?!s\b))"
        ),
        lambda match: f"{match['word']}{match['gap']}{in_words(value_of(match['numeral'])).capitalize()}",
        (
            ("the Caroline II tonight", "the Caroline Two tonight"),
            ("Rocky IV", "Rocky Four"),
            ("the Caroline II's bell", "the Caroline Two's bell"),
        ),
        ("an IV drip", "on the VI", "MIX", "Love, Ann XX", "with III"),
        effect=Effect.WORDS,
        need=Need.ROMAN_NUMERALS,
        only_with="IVX",
    ),
)
