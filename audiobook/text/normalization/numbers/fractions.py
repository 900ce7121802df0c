"""Rules about two numbers with a slash between them: fractions, scores and shares, and idioms."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.rule import figure
from audiobook.text.normalization.numbers.words import cardinal, ordinal, year
from audiobook.text.normalization.rules import Rewrite

VULGAR = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅐": (1, 7), "⅑": (1, 9),
    "⅒": (1, 10),
}  # fmt: skip
VULGAR_SIGNS = "".join(VULGAR)
# What people divide a thing by; a number above another one is a score.
DENOMINATORS = frozenset((2, 3, 4, 6, 7, 8, 9, 12, 16, 24, 32, 48, 64))
# Scales that things are rated on, unless one of so many parts is meant.
SCALES = frozenset((5, 10, 20, 50, 100))
# Behind these, and before these, it is a score or a share.
RATED = re.compile(
    r"(?:\b(?i:rated?s?|rating|scored?s?|score of|grade[sd]?|marks?|got|gets|solid|perfect|out|chapter|part|page"
    r"|episode|"
    r"round|wave|quest|stage|day|progress|completed?|collected|remaining|left|kills?|attempts?|lives|slots?)"
    r"(?i: (?:it|him|her|a|an|the|at|is|was))?|\b[A-Z]{2,5}|[\w)]:|[\[(]) ?$"
)
RATED_AFTER = re.compile(
    r" ?(?:stars?|points?|marks?|HP|MP|SP|XP|EXP|hp|mp|hit points|rating|score|in (?:the|my|his|her) test)\b|[\])]"
)
OF_A_WHOLE = re.compile(
    r"(?: an?| the)? ?(?:of|inch(?:es)?|miles?|cups?|teaspoons?|tablespoons?|share|full|empty|the|scale|part)\b|ths?\b"
)
OF_A_ROW = re.compile(
    r"\b(?i:part|chapter|page|episode|day|book|volume|week|lesson|disc|scene|round|wave|stage|floor):? ?\(?$"
)
BLOOD_PRESSURE = re.compile(r"(?:BP|[Pp]ressure)(?: (?:is|was|of|at|reads?))?:? ?$")
EARLIEST_YEAR = 400
LOOK_BACK, LOOK_AHEAD = 30, 24


def fraction(top: int, bottom: int) -> str:
    """A fraction in words.

    >>> fraction(1, 2), fraction(3, 4), fraction(1, 16), fraction(5, 2)
    ('one half', 'three quarters', 'one sixteenth', 'five halves')
    """
    named = {2: "half", 4: "quarter"}.get(bottom) or ordinal(str(bottom))
    many = "halves" if bottom == 2 else f"{named}s"
    return f"{cardinal(str(top))} {named if top == 1 else many}"


def mixed(whole: str, top: int, bottom: int) -> str:
    """A whole number and a fraction: "two and a half".

    >>> mixed("2", 1, 2), mixed("1", 1, 8), mixed("9", 3, 4)
    ('two and a half', 'one and an eighth', 'nine and three quarters')
    """
    part = fraction(top, bottom)
    if top == 1:
        named = part.removeprefix("one ")
        part = f"{'an' if named.startswith('eigh') else 'a'} {named}"
    return f"{cardinal(whole)} and {part}"


def _sign(match: re.Match[str]) -> str:
    top, bottom = VULGAR[match["sign"]]
    words = mixed(match["whole"], top, bottom) if match["whole"] else fraction(top, bottom)
    return words + (" " if match.string[match.end() : match.end() + 1].isalpha() else "")


def _two(match: re.Match[str]) -> str:
    if "." in match["top"]:
        return f"{cardinal(match['top'])} out of {cardinal(match['bottom'])}"
    top, bottom = (int(match[part].replace(",", "")) for part in ("top", "bottom"))
    before = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    after = match.string[match.end() : match.end() + LOOK_AHEAD]
    if match["th"]:
        return fraction(top, bottom)
    if BLOOD_PRESSURE.search(before):
        return f"{year(match['top'])} over {cardinal(match['bottom'])}"
    if top >= EARLIEST_YEAR and _is_next_year(match["top"], match["bottom"]):
        return f"{year(match['top'])} {year(match['bottom'])}"
    if bottom == 1 and top > 1:
        return f"{cardinal(match['top'])} to one"
    if top <= bottom and OF_A_ROW.search(before):
        return f"{cardinal(match['top'])} of {cardinal(match['bottom'])}"
    if _is_share(top, bottom, before, after):
        return f"{cardinal(match['top'])} out of {cardinal(match['bottom'])}"
    return fraction(top, bottom)


def _is_next_year(first: str, last: str) -> bool:
    """Whether two numbers are years of a winter or a season: "1920/21", "484/485"."""
    return first.isdecimal() and str(int(first) + 1).endswith(last) and len(last) >= 2 and len(first) <= 4


def _is_share(top: int, bottom: int, before: str, after: str) -> bool:
    if bottom < 2 or top > bottom * 3 or RATED_AFTER.match(after):
        return True
    if OF_A_WHOLE.match(after) and (bottom in DENOMINATORS or bottom in SCALES):
        return False
    if RATED.search(before):
        return True
    if top == 1:
        return bottom in (5, 10) and before.endswith("a ") and not after.strip()
    if bottom in SCALES:
        return bottom != 5 or top >= bottom
    return bottom not in DENOMINATORS or top == bottom


def _idiom(match: re.Match[str]) -> str:
    top, bottom, sign = match["top"], match["bottom"], match["sign"]
    if match["time"] is not None and len(top + bottom) == 2 and sign == "/":
        return f"{cardinal(top)} {cardinal(bottom)}"
    if (top, bottom, sign) in (("24", "7", "/"), ("9", "11", "/")):
        return f"{cardinal(top)} {cardinal(bottom)}"
    halves = len(top) == len(bottom) == 2 and int(top) + int(bottom) == 100
    if (top, bottom) == ("20", "20") and match.string[match.end() : match.end() + 7] in (
        " vision",
        " sight,",
        " hindsi",
    ):
        return "twenty-twenty"
    if (halves and sign == "/") or (halves and top == "50"):
        return f"{cardinal(top)}-{cardinal(bottom)}"
    return match.group()


SHARES: tuple[Rewrite, ...] = (
    figure(
        "idioms with a slash",
        re.compile(
            r"(?<![\w./-])(?P<top>24|9|20|4|3|6|\d0)(?P<sign>[/-])(?P<bottom>7|11|20|4|8|\d0)(?![\w/-]|\.\d)"
            r"(?P<time>(?= (?:time|beat|measure)\b))?"
        ),
        _idiom,
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
    figure(
        "mixed numbers",
        re.compile(
            r"(?<![\w./,-])(?P<whole>\d{1,4})(?: | and |-)(?P<top>\d{1,2})[/⁄](?P<bottom>\d{1,3})(?![\w/]|\.\d)"
        ),
        lambda match: (
            mixed(match["whole"], int(match["top"]), int(match["bottom"]))
            if 0 < int(match["top"]) < int(match["bottom"])
            else match.group()
        ),
        (("2 1/2 cups", "Two and a half cups"), ("for 1-3/4 miles", "for one and three quarters miles")),
        ("2 4/3", "1/2 1/2", "2 0/5"),
    ),
    figure(
        "fractions in one sign",
        re.compile(rf"(?<![\d.,])(?:(?P<whole>\d{{1,6}})[  ]?)?(?P<sign>[{VULGAR_SIGNS}])"),
        _sign,
        (
            ("half: ½ cup", "half: one half cup"),
            ("ran 2½", "ran two and a half"),
            ("platform 9¾", "platform nine and three quarters"),
        ),
        ("1/2",),
        only_with=VULGAR_SIGNS,
    ),
    figure(
        "fractions, scores and shares",
        re.compile(
            r"(?<![\w./-])(?P<top>\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d)?) ?[/⁄] ?(?P<bottom>\d{1,3}(?:,\d{3})+|\d{1,6})"
            r"(?P<th>ths?|rds?|nds?)?(?![\w/]|[.,]\d|-\d)"
        ),
        _two,
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
