"""Rules about two numbers with a slash between them: fractions, scores and shares, and idioms."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import to_cardinal, to_ordinal, to_year
from audiobook.text.normalization.rules import NormalizationRule, text_after, text_before

VULGAR_FRACTIONS = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅐": (1, 7), "⅑": (1, 9),
    "⅒": (1, 10),
}  # fmt: skip
VULGAR_CHARACTERS = "".join(VULGAR_FRACTIONS)
# Usual denominators; with any other number it is a score.
DENOMINATORS = frozenset((2, 3, 4, 6, 7, 8, 9, 12, 16, 24, 32, 48, 64))
# Usual scales of ratings, unless a part of so many is meant.
RATING_SCALES = frozenset((5, 10, 20, 50, 100))
# After and before these it is a score.
RATING_CUE_BEFORE = re.compile(
    r"(?:\b(?i:rated?s?|rating|scored?s?|score of|grade[sd]?|marks?|got|gets|solid|perfect|out|chapter|part|page"
    r"|episode|"
    r"round|wave|quest|stage|day|progress|completed?|collected|remaining|left|kills?|attempts?|lives|slots?)"
    r"(?i: (?:it|him|her|a|an|the|at|is|was))?|\b[A-Z]{2,5}|[\w)]:|[\[(]) ?$"
)
RATING_CUE_AFTER = re.compile(
    r" ?(?:stars?|points?|marks?|HP|MP|SP|XP|EXP|hp|mp|hit points|rating|score|in (?:the|my|his|her) test)\b|[\])]"
)
FRACTION_CUE_AFTER = re.compile(
    r"(?: an?| the)? ?(?:of|inch(?:es)?|miles?|cups?|teaspoons?|tablespoons?|share|full|empty|the|scale|part)\b|ths?\b"
)
SEQUENCE_CUE_BEFORE = re.compile(
    r"\b(?i:part|chapter|page|episode|day|book|volume|week|lesson|disc|scene|round|wave|stage|floor):? ?\(?$"
)
BLOOD_PRESSURE = re.compile(r"(?:BP|[Pp]ressure)(?: (?:is|was|of|at|reads?))?:? ?$")
EYESIGHT = re.compile(" (?:vision|sight,|hindsi)")
MIN_YEAR = 400
LOOK_BACK, LOOK_AHEAD = 30, 24


def to_fraction(numerator: int, denominator: int) -> str:
    """A fraction in words.

    >>> to_fraction(1, 2), to_fraction(3, 4), to_fraction(1, 16), to_fraction(5, 2)
    ('one half', 'three quarters', 'one sixteenth', 'five halves')
    """
    denominator_name = {2: "half", 4: "quarter"}.get(denominator) or to_ordinal(str(denominator))
    plural_name = "halves" if denominator == 2 else f"{denominator_name}s"
    return f"{to_cardinal(str(numerator))} {denominator_name if numerator == 1 else plural_name}"


def to_mixed_number(whole: str, numerator: int, denominator: int) -> str:
    """A whole number and a fraction: "two and a half".

    >>> to_mixed_number("2", 1, 2), to_mixed_number("1", 1, 8), to_mixed_number("9", 3, 4)
    ('two and a half', 'one and an eighth', 'nine and three quarters')
    """
    part = to_fraction(numerator, denominator)
    if numerator == 1:
        named = part.removeprefix("one ")
        part = f"{'an' if named.startswith('eigh') else 'a'} {named}"
    return f"{to_cardinal(whole)} and {part}"


def _say_vulgar_fraction(match: re.Match[str]) -> str:
    top, bottom = VULGAR_FRACTIONS[match["sign"]]
    words = to_mixed_number(match["whole"], top, bottom) if match["whole"] else to_fraction(top, bottom)
    return words + (" " if text_after(match).isalpha() else "")


def _say_slashed_numbers(match: re.Match[str]) -> str:
    if "." in match["top"]:
        return f"{to_cardinal(match['top'])} out of {to_cardinal(match['bottom'])}"
    top, bottom = (int(match[part].replace(",", "")) for part in ("top", "bottom"))
    before = text_before(match, LOOK_BACK)
    after = text_after(match, LOOK_AHEAD)
    if match["th"]:
        return to_fraction(top, bottom)
    if BLOOD_PRESSURE.search(before):
        return f"{to_year(match['top'])} over {to_cardinal(match['bottom'])}"
    if top >= MIN_YEAR and _is_following_year(match["top"], match["bottom"]):
        return f"{to_year(match['top'])} {to_year(match['bottom'])}"
    if bottom == 1 and top > 1:
        return f"{to_cardinal(match['top'])} to one"
    if top <= bottom and SEQUENCE_CUE_BEFORE.search(before):
        return f"{to_cardinal(match['top'])} of {to_cardinal(match['bottom'])}"
    if _is_score(top, bottom, before, after):
        return f"{to_cardinal(match['top'])} out of {to_cardinal(match['bottom'])}"
    return to_fraction(top, bottom)


def _is_following_year(first: str, last: str) -> bool:
    """Whether two numbers are consecutive years: "1920/21", "484/485"."""
    return first.isdecimal() and str(int(first) + 1).endswith(last) and len(last) >= 2 and len(first) <= 4


def _is_score(numerator: int, denominator: int, before: str, after: str) -> bool:
    if denominator < 2 or numerator > denominator * 3 or RATING_CUE_AFTER.match(after):
        return True
    if FRACTION_CUE_AFTER.match(after) and (denominator in DENOMINATORS or denominator in RATING_SCALES):
        return False
    if RATING_CUE_BEFORE.search(before):
        return True
    if numerator == 1:
        return denominator in (5, 10) and before.endswith("a ") and not after.strip()
    if denominator in RATING_SCALES:
        return denominator != 5 or numerator >= denominator
    return denominator not in DENOMINATORS or numerator == denominator


def _say_idiom(match: re.Match[str]) -> str:
    top, bottom, sign = match["top"], match["bottom"], match["sign"]
    if match["time"] is not None and len(top + bottom) == 2 and sign == "/":
        return f"{to_cardinal(top)} {to_cardinal(bottom)}"
    if (top, bottom, sign) in (("24", "7", "/"), ("9", "11", "/")):
        return f"{to_cardinal(top)} {to_cardinal(bottom)}"
    halves = len(top) == len(bottom) == 2 and int(top) + int(bottom) == 100
    if (top, bottom) == ("20", "20") and EYESIGHT.match(match.string, match.end()):
        return "twenty-twenty"
    if (halves and sign == "/") or (halves and top == "50"):
        return f"{to_cardinal(top)}-{to_cardinal(bottom)}"
    return match.group()


FRACTION_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "idioms with a slash",
        re.compile(
            r"(?<![\w./-])(?P<top>24|9|20|4|3|6|\d0)(?P<sign>[/-])(?P<bottom>7|11|20|4|8|\d0)(?![\w/-]|\.\d)"
            r"(?P<time>(?= (?:time|beat|measure)\b))?"
        ),
        _say_idiom,
        (
            ("open 24/7.", "open twenty-four seven."),
            ("a 50/50 chance", "a fifty-fifty chance"),
            ("20/20 vision", "Twenty-twenty vision"),
            ("since 9/11", "since nine eleven"),
            ("in 3/4 time", "in three four time"),
            ("a 60/40 split", "a sixty-forty split"),
        ),
        ("24/70", "4/7", "50/500", "3/4", "60/50", "10-20"),
    ),
    number_rule(
        "mixed numbers",
        re.compile(
            r"(?<![\w./,-])(?P<whole>\d{1,4})(?: | and |-)(?P<top>\d{1,2})[/⁄](?P<bottom>\d{1,3})(?![\w/]|\.\d)"
        ),
        lambda match: (
            to_mixed_number(match["whole"], int(match["top"]), int(match["bottom"]))
            if 0 < int(match["top"]) < int(match["bottom"])
            else match.group()
        ),
        (("2 1/2 cups", "Two and a half cups"), ("for 1-3/4 miles", "for one and three quarters miles")),
        ("2 4/3", "1/2 1/2", "2 0/5"),
    ),
    number_rule(
        "fractions in one character",
        re.compile(rf"(?<![\d.,])(?:(?P<whole>\d{{1,6}})[  ]?)?(?P<sign>[{VULGAR_CHARACTERS}])"),
        _say_vulgar_fraction,
        (
            ("half: ½ cup", "half: one half cup"),
            ("ran 2½", "ran two and a half"),
            ("platform 9¾", "platform nine and three quarters"),
        ),
        ("1/2",),
        trigger_chars=VULGAR_CHARACTERS,
    ),
    number_rule(
        "fractions, scores and shares",
        re.compile(
            r"(?<![\w./-])(?P<top>\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d)?) ?[/⁄] ?(?P<bottom>\d{1,3}(?:,\d{3})+|\d{1,6})"
            r"(?P<th>ths?|rds?|nds?)?(?![\w/]|[.,]\d|-\d)"
        ),
        _say_slashed_numbers,
        (
            ("Add 1/2 of it", "Add one half of it"),
            ("about 3/4 cup", "about three quarters cup"),
            ("a 1/16 elf", "a one sixteenth elf"),
            ("a 10/10 smile", "a ten out of ten smile"),
            ("HP: 120/150", "HP: one hundred twenty out of one hundred fifty"),
            ("Rated 9/10.", "Rated nine out of ten."),
            ("a 1/20th share", "a one twentieth share"),
            ("odds of 100/1", "odds of one hundred to one"),
            ("it was 3/10 of a mile", "it was three tenths of a mile"),
            ("page 3/7", "page three of seven"),
            ("gave it 4/5 stars", "gave it four out of five stars"),
            ("we ate 4/5", "we ate four fifths"),
        ),
        ("1/2/3", "1/x", "a/1"),
    ),
)
