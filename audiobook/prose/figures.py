"""Rules about figures: numbers, money and units in words, for engines that cannot read them."""

from __future__ import annotations

import re

from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Rewrite, anyone_of

CURRENCIES = {"$": ("dollar", "dollars", "cents"), "£": ("pound", "pounds", "pence"), "€": ("euro", "euros", "cents"),
              "¥": ("yen", "yen", "sen")}  # fmt: skip
UNIT_NAMES = {
    "km": "kilometers", "cm": "centimeters", "mm": "millimeters", "kg": "kilograms", "mg": "milligrams", "g": "grams",
    "lb": "pounds", "lbs": "pounds", "oz": "ounces", "ft": "feet", "mi": "miles", "ml": "milliliters",
    "kph": "kilometers per hour", "km/h": "kilometers per hour", "mph": "miles per hour", "hr": "hours",
    "hrs": "hours", "min": "minutes", "mins": "minutes", "sec": "seconds", "secs": "seconds", "yd": "yards",
    "kHz": "kilohertz", "Hz": "hertz", "MB": "megabytes", "GB": "gigabytes", "m": "meters", "kW": "kilowatts",
}  # fmt: skip
SINGULARS = {"feet": "foot", "hertz": "hertz", "kilohertz": "kilohertz"}
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# What is left of a number that is too long to be a quantity, and of one with a leading nought, is said digit by digit.
MOST_DIGITS = 15
FRACTIONS = {"½": "a half", "¼": "a quarter", "¾": "three quarters", "⅓": "a third", "⅔": "two thirds",
             "⅛": "an eighth", "⅕": "a fifth", "⅜": "three eighths",
             "⅝": "five eighths", "⅞": "seven eighths"}  # fmt: skip
PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}
DECADES = {"10": "tens", "20": "twenties", "30": "thirties", "40": "forties", "50": "fifties", "60": "sixties",
           "70": "seventies", "80": "eighties", "90": "nineties"}  # fmt: skip


def said(figure: str, to: str = "cardinal") -> str:
    """A figure in words: "1,250", "3.14", or its ordinal or a year.

    >>> said("1,250"), said("3.14"), said("21", "ordinal"), said("1911", "year"), said("007")
    ('one thousand two hundred fifty', 'three point one four', 'twenty-first', 'nineteen eleven', 'zero zero seven')
    """
    from num2words import num2words

    digits = "zero one two three four five six seven eight nine".split()
    plain = figure.replace(",", "")
    whole, _, decimals = plain.partition(".")
    if len(whole) > MOST_DIGITS or (len(whole) > 1 and whole[0] == "0" and to == "cardinal"):
        words = " ".join(digits[int(digit)] for digit in whole)
    else:
        words = str(num2words(int(whole), to=to))
    if decimals:
        words += " point " + " ".join(digits[int(digit)] for digit in decimals)
    return words.replace(",", "").replace(" and ", " ")


def _counted(figure: str, one: str, many: str) -> str:
    return f"{said(figure)} {one if figure in ('1', '1.0') else many}"


def _money(match: re.Match[str]) -> str:
    one, many, small = CURRENCIES[match["sign"]]
    whole, _, rest = match["figure"].partition(".")
    if match["scale"]:
        scale = {"k": "thousand", "m": "million", "b": "billion"}.get(match["scale"].lower(), match["scale"])
        return f"{said(match['figure'])} {scale} {many}"
    words = _counted(whole, one, many)
    return f"{words} and {said(rest.lstrip('0') or '0')} {small}" if len(rest) == 2 and int(rest) else words


def _unit(match: re.Match[str]) -> str:
    many = UNIT_NAMES[match["unit"]]
    first, _, rest = many.partition(" ")
    one = SINGULARS.get(first, first.rstrip("s")) + (f" {rest}" if rest else "")
    return _counted(match["figure"], one, many)


def _fraction(match: re.Match[str]) -> str:
    top, bottom = int(match["top"]), int(match["bottom"])
    if top >= bottom or bottom not in PARTS:
        return f"{said(match['top'])} slash {said(match['bottom'])}"
    many = "halves" if bottom == 2 else f"{PARTS[bottom]}s"
    return f"{said(match['top'])} {PARTS[bottom] if top == 1 else many}"


def _decade(match: re.Match[str]) -> str:
    if match["hundreds"]:
        return f"{said(match['hundreds'])} hundreds"
    return f"{said(match['century'])} {DECADES[match['tens']]}" if match["century"] else DECADES[match["tens"]]


RANGES = (
    Rewrite(
        "all day, every day",
        re.compile(r"(?<![\w./])24/7(?![\w/]|\.\d)"),
        "twenty-four seven",
        (("open 24/7.", "open twenty-four seven."),),
        ("24/70", "4/7"),
        effect=Effect.WORDS,
        only_with="/",
    ),
    Rewrite(
        "half and half",
        re.compile(r"(?<![\w./-])50[/-]50(?![\w/-])"),
        "fifty-fifty",
        (("a 50/50 chance", "a fifty-fifty chance"),),
        ("50/500",),
        effect=Effect.WORDS,
        only_with="/-",
    ),
    Rewrite(
        # A time has two figures after the colon.
        "scores with a colon",
        re.compile(r"(?<![\w:.,])(?P<first>\d{1,2}):(?P<last>\d)(?![\w:]|[.,]\d)"),
        r"\g<first> to \g<last>",
        (("it was 1:0.", "it was 1 to 0."),),
        ("1:00", "a:1"),
        effect=Effect.WORDS,
        only_with=":",
    ),
    Rewrite(
        "telephone numbers",
        re.compile(r"(?<![\w.-])(?:\d{3}-)?\d{3}-\d{4}(?![\w-])"),
        lambda match: ", ".join(" ".join(said(digit) for digit in part) for part in match.group().split("-")),
        (("555-1234", "five five five, one two three four"),),
        ("55-1234", "555-12345"),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="-",
    ),
    Rewrite(
        "ranges and scores",
        re.compile(r"(?<![\w.,-])(?P<first>\d{1,4}) ?[-–—] ?(?P<last>\d{1,4})(?![\w-]|[.,]\d)"),
        r"\g<first> to \g<last>",
        (("3–4 days", "3 to 4 days"), ("won 3-2", "won 3 to 2")),
        ("1-2-3", "K-9", "3-x"),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="-–—",
    ),
)
MONEY = (
    Rewrite(
        "money",
        re.compile(
            rf"(?P<sign>[$£€¥]) ?(?P<figure>{NUMBER})(?: ?(?P<scale>thousand|million|billion|[kKmMbB])\b)?(?!\d)"
        ),
        _money,
        (
            ("$5.99", "five dollars and ninety-nine cents"),
            ("£1", "one pound"),
            ("$3 million", "three million dollars"),
            ("€1,250", "one thousand two hundred fifty euros"),
        ),
        ("a$$", "$x"),
        effect=Effect.WORDS,
        need=Need.MONEY,
        only_with="$£€¥",
    ),
)
UNITS = (
    Rewrite(
        "feet and inches",
        re.compile(r"(?<![\w.])(?P<feet>\d{1,2})['’′] ?(?P<inches>\d{1,2})(?:[\"″”]|['’]{2})(?!\w)"),
        r"\g<feet> foot \g<inches>",
        (("5'10\" tall", "5 foot 10 tall"), ("6’2”", "6 foot 2")),
        ("the '90s", "“It was 5,” I"),
        effect=Effect.WORDS,
        only_with="'’′",
    ),
    Rewrite(
        "units",
        re.compile(rf"(?<![\w.])(?P<figure>{NUMBER})[ -]?(?P<unit>{anyone_of(' '.join(UNIT_NAMES))})(?![\w'’])"),
        _unit,
        (("5 km", "five kilometers"), ("1kg", "one kilogram"), ("60mph", "sixty miles per hour")),
        ("5 knights", "5 me", "km"),
        effect=Effect.WORDS,
        need=Need.UNITS,
    ),
    Rewrite(
        "degrees",
        re.compile(rf"(?<![\w.])(?P<figure>{NUMBER}) ?[°º](?: ?(?P<scale>[CF])\b)?"),
        lambda match: (
            _counted(match["figure"], "degree", "degrees")
            + {"C": " Celsius", "F": " Fahrenheit"}.get(match["scale"] or "", "")
        ),
        (("20 °C", "twenty degrees Celsius"), ("90° turn", "ninety degrees turn")),
        ("°C", "20 C"),
        effect=Effect.WORDS,
        need=Need.UNITS,
        only_with="°º",
    ),
    Rewrite(
        "percent",
        re.compile(rf"(?<![\w.])(?P<figure>{NUMBER}) ?%"),
        lambda match: f"{said(match['figure'])} percent",
        (("100%", "one hundred percent"), ("2.5 %", "two point five percent")),
        ("%", "a%"),
        effect=Effect.WORDS,
        need=Need.UNITS,
        only_with="%",
    ),
    Rewrite(
        "squares and cubes",
        re.compile(r"(?<=[A-Za-z\d])(?P<power>[²³])"),
        lambda match: {"²": " squared", "³": " cubed"}[match["power"]],
        (("mc²", "mc squared"), ("10³", "10 cubed")),
        ("²", "¹"),
        effect=Effect.WORDS,
        need=Need.UNITS,
        only_with="²³",
    ),
)
NUMBERS = (
    Rewrite(
        "decades",
        re.compile(r"(?<![\w.])['’‘]?(?P<century>1\d|20)?(?P<tens>[1-9]0)['’]?s\b|(?<![\w.])(?P<hundreds>1\d)00s\b"),
        _decade,
        (("the '90s", "the nineties"), ("1920s", "nineteen twenties"), ("the 1800s", "the eighteen hundreds")),
        ("90", "F90s", "'91"),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="s",
    ),
    Rewrite(
        "fractions",
        re.compile(r"(?<![\w./])(?P<top>\d{1,2})[/⁄](?P<bottom>\d{1,2})(?![\w/]|\.\d)"),
        _fraction,
        (("1/2", "one half"), ("3/4 cup", "three quarters cup"), ("7/24", "seven slash twenty-four")),
        ("1/2/3", "1/x"),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="/⁄",
    ),
    Rewrite(
        "fractions in one sign",
        re.compile(rf"(?P<whole>\d ?)?(?P<sign>[{''.join(FRACTIONS)}])"),
        lambda match: (f"{match['whole'].strip()} and " if match["whole"] else "") + FRACTIONS[match["sign"]],
        (("½ cup", "a half cup"), ("2½", "2 and a half"), ("9¾", "9 and three quarters")),
        ("1/2",),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="".join(FRACTIONS),
    ),
    Rewrite(
        "ordinals",
        re.compile(r"(?<![\w.,])(?P<figure>\d{1,3}(?:,\d{3})+|\d{1,9})(?:st|nd|rd|th)\b"),
        lambda match: said(match["figure"], "ordinal"),
        (("1st 22nd", "first twenty-second"), ("the 103rd", "the one hundred third")),
        ("x1st", "1 st"),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="0123456789",
    ),
    Rewrite(
        "negative numbers",
        re.compile(r"(?<!\S)[-−](?=\d)"),
        "minus ",
        (("It was -5", "It was minus 5"),),
        ("3-5", "- 5"),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="-−",
    ),
    Rewrite(
        "numbers",
        re.compile(rf"(?<![^\W\d_])(?<!\d)(?:{NUMBER})(?!\d)"),
        lambda match: said(match.group()) + (" " if match.string[match.end() : match.end() + 1].isalpha() else ""),
        (("1,250 men", "one thousand two hundred fifty men"), ("3.14", "three point one four"), ("5.", "five.")),
        ("H2O", "x2"),
        effect=Effect.WORDS,
        need=Need.NUMBERS,
        only_with="0123456789",
    ),
)
FIGURES: tuple[Rewrite, ...] = (*UNITS[:1], *RANGES, *MONEY, *UNITS[1:], *NUMBERS)
