"""Rules about measures: units as nouns and in front of nouns, feet and inches, degrees, percent."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.rule import figure, sentence_stop
from audiobook.text.normalization.numbers.words import NUMBER, cardinal, counted
from audiobook.text.normalization.rules import Rewrite, anyone_of

UNITS_OF = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "m": "meter", "nm": "nanometer", "µm": "micrometer",
    "μm": "micrometer", "kg": "kilogram", "kgs": "kilogram", "mg": "milligram", "g": "gram", "mcg": "microgram",
    "µg": "microgram", "lb": "pound", "lbs": "pound", "oz": "ounce", "yd": "yard", "yds": "yard", "mi": "mile",
    "ml": "milliliter", "mL": "milliliter", "cl": "centiliter", "dl": "deciliter", "L": "liter", "gal": "gallon",
    "qt": "quart", "pt": "pint", "tsp": "teaspoon", "tsps": "teaspoon", "tbsp": "tablespoon", "tbsps": "tablespoon",
    "hr": "hour", "hrs": "hour", "h": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second",
    "ms": "millisecond", "yr": "year", "yrs": "year", "wk": "week", "wks": "week", "KB": "kilobyte",
    "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "W": "watt", "kW": "kilowatt",
    "MW": "megawatt", "GW": "gigawatt", "kWh": "kilowatt hour", "V": "volt", "dB": "decibel", "kcal": "kilocalorie",
    "cal": "calorie", "ly": "light-year", "gp": "gold piece", "sp": "silver piece", "cp": "copper piece",
    "pp": "platinum piece", "cc": "cubic centimeter", "ac": "acre", "pcs": "piece", "px": "pixel",
    "Tbsp": "tablespoon", "Tsp": "teaspoon", "mAh": "milliamp hour",
}  # fmt: skip
IRREGULAR = {
    "ft/s": ("foot per second", "feet per second"),
    "ft": ("foot", "feet"), "sq ft": ("square foot", "square feet"), "sq. ft": ("square foot", "square feet"),
    "sq mi": ("square mile", "square miles"), "cu ft": ("cubic foot", "cubic feet"), "hp": ("horsepower", "horsepower"),
    "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"), "pct": ("percent", "percent"), "doz": ("dozen", "dozen"),
    "psi": ("pounds per square inch",) * 2, "FPS": ("frames per second",) * 2,
    "rpm": ("revolutions per minute",) * 2, "RPM": ("revolutions per minute",) * 2,
    "bpm": ("beats per minute",) * 2, "fps": ("frames per second",) * 2, "Mbps": ("megabits per second",) * 2,
    "Gbps": ("gigabits per second",) * 2,
}  # fmt: skip
# Speeds: what is before the stroke and behind it, and what they are by themselves.
SPEEDS = {
    "km/h": ("kilometer", "hour"), "km/hr": ("kilometer", "hour"), "kmh": ("kilometer", "hour"),
    "kph": ("kilometer", "hour"), "kmph": ("kilometer", "hour"), "mph": ("mile", "hour"), "MPH": ("mile", "hour"),
    "m/s": ("meter", "second"), "km/s": ("kilometer", "second"), "mi/h": ("mile", "hour"), "mpg": ("mile", "gallon"),
    "g/L": ("gram", "liter"), "mg/L": ("milligram", "liter"), "mg/kg": ("milligram", "kilogram"),
}  # fmt: skip
NAMES: dict[str, tuple[str, str]] = {
    **{unit: (name, f"{name}s") for unit, name in UNITS_OF.items()},
    **{unit: (f"{one} per {per}", f"{one}s per {per}") for unit, (one, per) in SPEEDS.items()},
    **IRREGULAR,
}
LONGEST_FIRST = "|".join(re.escape(unit) for unit in sorted(NAMES, key=len, reverse=True))
# These are said by themselves; those with a letter or two need their figure straight before them.
ALONE = anyone_of("km/h km/hr kph mph")
# A word, or nothing told apart from one, unless the figure touches it: "5 in a row", "5 m".
ONLY_TOUCHING = frozenset("h L W V g m pt pp sp cp cal ac hp cl".split())
SPACED_TOO = frozenset("m g W V".split())
LONGEST_IN_LITERS = 3
ANGLED = re.compile(r" (?:angles?|turns?|views?|heat|weather|arcs?|bends?|oven|rotation|spins?)\b")
DETERMINERS = re.compile(r"\b(?:an?|another|this|that|one|each|every|single) $", re.IGNORECASE)
NOUN_AHEAD = re.compile(
    r"(?:-| )(?!(?:of|and|or|to|in|at|from|is|was|for|on|per|with|but|away|ago|long|later|above|below|behind|ahead"
    r"|off|out|the|a|an|each|every|he|she|it|they|when|until|before|after|than)\b)[a-z]{3,}"
)
# Whatever stands before the measure, these are things of that size.
THINGS_AHEAD = re.compile(
    r" (?:films?|cameras?|lens|lenses|rounds?|shells?|bullets?|pistols?|guns?|cannons?|mortars?|runs?|races?|cans?"
    r"|steaks?|glass(?:es)?|cups?|packs?|packets?|shifts?|weights?|jars?|boxes|bags?|bottles?|barrels?)\b"
)


def _unit(match: re.Match[str]) -> str:
    unit, number, gap = match["unit"], match["figure"], match["gap"]
    if unit == "L" and len(number) > LONGEST_IN_LITERS:
        return match.group()  # "7000L" are pounds
    if gap and unit in ONLY_TOUCHING and not (unit in SPACED_TOO and not match["stop"]):
        return match.group()
    one, many = NAMES[unit]
    if match["square"] and "/" in unit:
        one, many = (f"{name} {'squared' if match['square'] == '²' else 'cubed'}" for name in (one, many))
    elif match["square"]:
        kind = "square" if match["square"] in "²2" else "cubic"
        one, many = f"{kind} {one}", f"{kind} {many}"
    named = one if _is_adjective(match) else many
    words = counted(number, one, named)
    return words + (sentence_stop(match) if match["stop"] else "")


def _is_adjective(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 9) : match.start()]
    if match["gap"] == "-" or THINGS_AHEAD.match(match.string, match.end()):
        return True
    return DETERMINERS.search(before) is not None and NOUN_AHEAD.match(match.string, match.end()) is not None


def _height(match: re.Match[str]) -> str:
    inches = match["inches"]
    marked = match["mark"] is not None
    half = {"½": " and a half", "¼": " and a quarter", "¾": " and three quarters"}.get(match["half"] or "", "")
    return f"{cardinal(match['feet'])} {'foot ' if marked else ''}{cardinal(inches)}{half}"


def _degrees(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    scale = {"C": " Celsius", "F": " Fahrenheit", "℃": " Celsius", "℉": " Fahrenheit"}
    sign = match["letter"] or match["sign"] or match["bare"]
    before = match.string[max(0, match.start() - 9) : match.start()]
    adjective = (
        match.string[match.end() : match.end() + 1] == "-" or ANGLED.match(match.string, match.end()) is not None
    )
    if not match["letter"] and DETERMINERS.search(before) and NOUN_AHEAD.match(match.string, match.end()):
        adjective = True
    words = f"{cardinal(match['figure'])} degree" if adjective else counted(match["figure"], "degree", "degrees")
    return f"{minus}{words}{scale.get(sign, '')}"


def _place(match: re.Match[str]) -> str:
    named = {"N": "north", "S": "south", "E": "east", "W": "west"}[match["side"]]
    words = [counted(match["degrees"], "degree", "degrees")]
    if match["minutes"]:
        words.append(counted(match["minutes"], "minute", "minutes"))
    if match["seconds"]:
        words.append(counted(match["seconds"], "second", "seconds"))
    return " ".join((*words, named))


HEIGHTS_AND_PLACES: tuple[Rewrite, ...] = (
    figure(
        "places on the globe",
        re.compile(
            r"(?<![\w.])(?P<degrees>\d{1,3}(?:\.\d{1,8})?)[°º] ?(?:(?P<minutes>\d{1,2}(?:\.\d{1,8})?)['’′] ?)?"
            r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,8})?)(?:[\"”″]|['’]{2}) ?)?(?P<side>[NSEW])\b"
        ),
        _place,
        (
            ("at 40°26’46”N", "at forty degrees twenty-six minutes forty-six seconds north"),
            ("at 51.5° N", "at fifty-one point five degrees north"),
        ),
        ("40°", "40° Now"),
    ),
    figure(
        "feet by feet",
        re.compile(
            r"(?<![\w.])(?P<first>\d{1,3})(?P<mark>['’′\"”″]) ?[x×] ?(?P<last>\d{1,3})(?P=mark)"
            r"(?:(?= ?[x×] ?\d)|(?!\w))"
        ),
        lambda match: " by ".join(
            counted(match[part], *(("foot", "feet") if match["mark"] in "'’′" else ("inch", "inches")))
            for part in ("first", "last")
        ),
        (("a 6' x 4' sheet", "a six feet by four feet sheet"), ('8"x10"', "Eight inches by ten inches")),
        ("6' x", "x 4'"),
    ),
    figure(
        "feet and inches",
        re.compile(
            r"(?<![\w.])(?P<feet>\d{1,2})['’′][ -]?(?P<inches>\d{1,2}(?:\.5)?)(?P<half>[½¼¾])?"
            r"(?P<mark>[\"″”]|['’]{2})"
            r"(?![\w])"
            r"|(?<![\w.'’])(?P<foot>[3-8])['’′] ?(?P<inch>\d|1[01])(?![\w'’”\"″]|[.,:]\d)"
        ),
        lambda match: _height(match) if match["feet"] else f"{cardinal(match['foot'])} {cardinal(match['inch'])}",
        (
            ("5'10\" tall", "Five foot ten tall"),
            ("he was 6’2”", "he was six foot two"),
            ("5'9 tall", "Five nine tall"),
            ("at 5' 4½\"", "at five foot four and a half"),
        ),
        ("the '90s", "“It was 5,” I", "9'9", "5'9s"),
    ),
    figure(
        "feet and inches with their names",
        re.compile(
            r"(?<![\w.])(?P<feet>\d{1,3}) ?(?:ft\.?|feet|foot),? ?(?P<inches>\d{1,2}(?:\.\d)?) ?(?:in\b\.?(?= [a-z]"
            r"|,|;)|in\b|inch(?:es)?\b)"
        ),
        lambda match: f"{counted(match['feet'], 'foot', 'feet')} {counted(match['inches'], 'inch', 'inches')}",
        (("is 5 ft 9 in tall", "is five feet nine inches tall"), ("5ft 9in.", "Five feet nine inches.")),
        ("5 ft", "9 in"),
    ),
    figure(
        "feet alone",
        re.compile(
            r"(?P<lead>\b(?:is|was|stood|stands|at|over|under|about|nearly|almost|around)|[’']s) "
            r"(?P<figure>[3-9])['’′](?=[.,;!?]|$| [a-z])"
        ),
        lambda match: f"{match['lead']} {cardinal(match['figure'])} feet",
        (("He was 6'.", "He was six feet."), ("she's about 5’,", "she's about five feet,")),
        ("6'", "was 6's", "was 10'"),
    ),
    figure(
        "feet or inches",
        re.compile(
            r"(?<![\w.'’])(?P<figure>\d{1,4}(?:\.\d)?)(?:(?P<feet>['’′])|[\"”″]|['’]{2})(?P<size>(?= ?x ?\d| (?:tall"
            r"|long|wide|high|deep|thick|across|by|TVs?|screens?|blades?|pipes?|pizzas?|monitors?|heels?|vinyl"
            r"|records?|singles?|discs?|laptops?|rulers?|knife|knives|waist|barrels?)\b))"
        ),
        lambda match: counted(match["figure"], *(("foot", "feet") if match["feet"] else ("inch", "inches"))),
        (("a wall 6' high", "a wall six feet high"), ('11" long', "Eleven inches long")),
        ("6'", "“in 11” she", "12'34"),
    ),
)
UNITS: tuple[Rewrite, ...] = (
    figure(
        "units",
        re.compile(
            rf"(?<![\w.$£€#])(?P<figure>{NUMBER}|\.\d+)(?P<gap>[  -]?)(?P<unit>{LONGEST_FIRST})(?P<square>[²³]"
            rf"(?!\w))?(?:(?P<stop>\.)(?=\s|[”’\"')]|$)|(?![\w'’²³/]|-\d))"
        ),
        _unit,
        (
            ("5 km", "Five kilometers"),
            ("just 1kg", "just one kilogram"),
            ("at 60mph", "at sixty miles per hour"),
            ("a 10-km run", "a ten kilometer run"),
            ("a 5 lb bag", "a five pound bag"),
            ("Add 2 tbsp. of it", "Add two tablespoons of it"),
            ("It is 5 ft. He", "It is five feet. He"),
            ("for 5,000 gp.", "for five thousand gold pieces."),
            ("some 10 km²", "some ten square kilometers"),
        ),
        ("5 knights", "5 me", "km", "5 in a row", "x5 km", "$5m"),
    ),
    figure(
        "speeds by themselves",
        re.compile(rf"(?<![\w/.-])(?P<unit>{ALONE})(?![\w/])"),
        lambda match: NAMES[match["unit"]][1],
        (("in km/h now", "in kilometers per hour now"), ("how many mph?", "how many miles per hour?")),
        ("kmh", "mphs"),
        only_with="h",
        first=re.compile(r"[mk](?:p|/)h"),
    ),
    figure(
        "degrees",
        re.compile(
            rf"(?:(?<![\w)\].,])(?P<minus>[-−]))?(?<![\w.])(?P<figure>{NUMBER}) ?(?:(?P<sign>[°º℃℉])(?: ?"
            rf"(?P<letter>[CF])\b)?|(?P<bare>(?<=[Mm]inus \d{{1}})[CF]\b|(?<=[Mm]inus \d{{2}})[CF]\b))"
        ),
        _degrees,
        (
            ("at 20 °C", "at twenty degrees Celsius"),
            ("a 90° turn", "a ninety degree turn"),
            ("It was -40 °F", "It was minus forty degrees Fahrenheit"),
            ("at minus 10C", "at minus ten degrees Celsius"),
        ),
        ("°C", "20 C"),
    ),
    figure(
        "percent",
        re.compile(rf"(?<![\w.])(?P<figure>{NUMBER}|\.\d+) ?(?P<sign>[%‰])"),
        lambda match: f"{cardinal(match['figure'])} {'percent' if match['sign'] == '%' else 'per thousand'}",
        (("100%", "One hundred percent"), ("by 2.5 %", "by two point five percent")),
        ("%", "a%"),
    ),
)
