"""Rules about measures: units as nouns and before nouns, feet and inches, degrees, percent."""

from __future__ import annotations

import re

from audiobook.text.normalization.abbreviation_table import COMPASS_POINTS
from audiobook.text.normalization.numbers.number_rule import is_noun_modifier, number_rule, sentence_stop
from audiobook.text.normalization.numbers.number_words import NUMBER_PATTERN, count_noun, to_cardinal
from audiobook.text.normalization.rules import NormalizationRule, any_word_pattern, text_after

REGULAR_UNITS = {
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
IRREGULAR_UNITS = {
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
# Rates: the units before and after the slash.
RATE_UNITS = {
    "km/h": ("kilometer", "hour"), "km/hr": ("kilometer", "hour"), "kmh": ("kilometer", "hour"),
    "kph": ("kilometer", "hour"), "kmph": ("kilometer", "hour"), "mph": ("mile", "hour"), "MPH": ("mile", "hour"),
    "m/s": ("meter", "second"), "km/s": ("kilometer", "second"), "mi/h": ("mile", "hour"), "mpg": ("mile", "gallon"),
    "g/L": ("gram", "liter"), "mg/L": ("milligram", "liter"), "mg/kg": ("milligram", "kilogram"),
}  # fmt: skip
UNIT_NAMES: dict[str, tuple[str, str]] = {
    **{unit: (name, f"{name}s") for unit, name in REGULAR_UNITS.items()},
    **{unit: (f"{name} per {base}", f"{name}s per {base}") for unit, (name, base) in RATE_UNITS.items()},
    **IRREGULAR_UNITS,
}
UNIT_PATTERN = "|".join(re.escape(unit) for unit in sorted(UNIT_NAMES, key=len, reverse=True))
# These are also read without a number.
STANDALONE_UNITS = any_word_pattern("km/h km/hr kph mph")
# These may be words or initials, unless they follow the number at once: "5 m", "5m".
UNSPACED_UNITS = frozenset("h L W V g m pt pp sp cp cal ac hp cl".split())
SPACED_BEFORE_STOP = frozenset("m g W V".split())
MAX_LITER_DIGITS = 3
DEGREE_NOUN_AFTER = re.compile(r" (?:angles?|turns?|views?|heat|weather|arcs?|bends?|oven|rotation|spins?)\b")
TEMPERATURE_SCALES = {"C": " Celsius", "F": " Fahrenheit", "℃": " Celsius", "℉": " Fahrenheit"}
SPOKEN_FRACTIONS = {"½": " and a half", "¼": " and a quarter", "¾": " and three quarters"}
DETERMINER_BEFORE = re.compile(r"\b(?:an?|another|this|that|one|each|every|single) $", re.IGNORECASE)
NOUN_AHEAD = re.compile(
    r"(?:-| )(?!(?:of|and|or|to|in|at|from|is|was|for|on|per|with|but|away|ago|long|later|above|below|behind|ahead"
    r"|off|out|the|a|an|each|every|he|she|it|they|when|until|before|after|than)\b)[a-z]{3,}"
)
# Things of that size, whatever comes before the measure.
SIZED_NOUN_AFTER = re.compile(
    r" (?:films?|cameras?|lens|lenses|rounds?|shells?|bullets?|pistols?|guns?|cannons?|mortars?|runs?|races?|cans?"
    r"|steaks?|glass(?:es)?|cups?|packs?|packets?|shifts?|weights?|jars?|boxes|bags?|bottles?|barrels?)\b"
)


def _say_unit(match: re.Match[str]) -> str:
    unit, number, gap = match["unit"], match["figure"], match["gap"]
    if unit == "L" and len(number) > MAX_LITER_DIGITS:
        return match.group()  # "7000L" are pounds
    if gap and unit in UNSPACED_UNITS and not (unit in SPACED_BEFORE_STOP and not match["stop"]):
        return match.group()
    singular, plural_name = UNIT_NAMES[unit]
    if match["square"] and "/" in unit:
        singular, plural_name = (
            f"{name} {'squared' if match['square'] == '²' else 'cubed'}" for name in (singular, plural_name)
        )
    elif match["square"]:
        kind = "square" if match["square"] in "²2" else "cubic"
        singular, plural_name = f"{kind} {singular}", f"{kind} {plural_name}"
    unit_name = singular if _takes_singular(match) else plural_name
    words = count_noun(number, singular, unit_name)
    return words + (sentence_stop(match) if match["stop"] else "")


def _takes_singular(match: re.Match[str]) -> bool:
    if match["gap"] == "-" or SIZED_NOUN_AFTER.match(match.string, match.end()):
        return True
    return is_noun_modifier(match, DETERMINER_BEFORE, NOUN_AHEAD)


def _say_height(match: re.Match[str]) -> str:
    inches = match["inches"]
    marked = match["mark"] is not None
    half = SPOKEN_FRACTIONS.get(match["half"] or "", "")
    return f"{to_cardinal(match['feet'])} {'foot ' if marked else ''}{to_cardinal(inches)}{half}"


def _say_degrees(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    sign = match["letter"] or match["sign"] or match["bare"]
    takes_singular = (
        text_after(match) == "-"
        or DEGREE_NOUN_AFTER.match(match.string, match.end()) is not None
        or (not match["letter"] and is_noun_modifier(match, DETERMINER_BEFORE, NOUN_AHEAD))
    )
    words = count_noun(match["figure"], "degree", "degree" if takes_singular else "degrees")
    return f"{minus}{words}{TEMPERATURE_SCALES.get(sign, '')}"


def _say_coordinate(match: re.Match[str]) -> str:
    direction = COMPASS_POINTS[match["side"]].lower()
    words = [count_noun(match["degrees"], "degree", "degrees")]
    if match["minutes"]:
        words.append(count_noun(match["minutes"], "minute", "minutes"))
    if match["seconds"]:
        words.append(count_noun(match["seconds"], "second", "seconds"))
    return " ".join((*words, direction))


HEIGHT_AND_COORDINATE_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "geographic coordinates",
        re.compile(
            r"(?<![\w.])(?P<degrees>\d{1,3}(?:\.\d{1,8})?)[°º] ?(?:(?P<minutes>\d{1,2}(?:\.\d{1,8})?)['’′] ?)?"
            r"(?:(?P<seconds>\d{1,2}(?:\.\d{1,8})?)(?:[\"”″]|['’]{2}) ?)?(?P<side>[NSEW])\b"
        ),
        _say_coordinate,
        (
            ("at 40°26’46”N", "at forty degrees twenty-six minutes forty-six seconds north"),
            ("at 51.5° N", "at fifty-one point five degrees north"),
        ),
        ("40°", "40° Now"),
    ),
    number_rule(
        "sizes in feet or inches",
        re.compile(
            r"(?<![\w.])(?P<first>\d{1,3})(?P<mark>['’′\"”″]) ?[x×] ?(?P<last>\d{1,3})(?P=mark)"
            r"(?:(?= ?[x×] ?\d)|(?!\w))"
        ),
        lambda match: " by ".join(
            count_noun(match[part], *(("foot", "feet") if match["mark"] in "'’′" else ("inch", "inches")))
            for part in ("first", "last")
        ),
        (("a 6' x 4' sheet", "a six feet by four feet sheet"), ('8"x10"', "Eight inches by ten inches")),
        ("6' x", "x 4'"),
    ),
    number_rule(
        "feet and inches",
        re.compile(
            r"(?<![\w.])(?P<feet>\d{1,2})['’′][ -]?(?P<inches>\d{1,2}(?:\.5)?)(?P<half>[½¼¾])?"
            r"(?P<mark>[\"″”]|['’]{2})"
            r"(?![\w])"
            r"|(?<![\w.'’])(?P<foot>[3-8])['’′] ?(?P<inch>\d|1[01])(?![\w'’”\"″]|[.,:]\d)"
        ),
        lambda match: (
            _say_height(match) if match["feet"] else f"{to_cardinal(match['foot'])} {to_cardinal(match['inch'])}"
        ),
        (
            ("5'10\" tall", "Five foot ten tall"),
            ("he was 6’2”", "he was six foot two"),
            ("5'9 tall", "Five nine tall"),
            ("at 5' 4½\"", "at five foot four and a half"),
        ),
        ("the '90s", "“It was 5,” I", "9'9", "5'9s"),
    ),
    number_rule(
        "feet and inches in words",
        re.compile(
            r"(?<![\w.])(?P<feet>\d{1,3}) ?(?:ft\.?|feet|foot),? ?(?P<inches>\d{1,2}(?:\.\d)?) ?(?:in\b\.?(?= [a-z]"
            r"|,|;)|in\b|inch(?:es)?\b)"
        ),
        lambda match: f"{count_noun(match['feet'], 'foot', 'feet')} {count_noun(match['inches'], 'inch', 'inches')}",
        (("is 5 ft 9 in tall", "is five feet nine inches tall"), ("5ft 9in.", "Five feet nine inches.")),
        ("5 ft", "9 in"),
    ),
    number_rule(
        "feet alone",
        re.compile(
            r"(?P<lead>\b(?:is|was|stood|stands|at|over|under|about|nearly|almost|around)|[’']s) "
            r"(?P<figure>[3-9])['’′](?=[.,;!?]|$| [a-z])"
        ),
        lambda match: f"{match['lead']} {to_cardinal(match['figure'])} feet",
        (("He was 6'.", "He was six feet."), ("she's about 5’,", "she's about five feet,")),
        ("6'", "was 6's", "was 10'"),
    ),
    number_rule(
        "feet or inches",
        re.compile(
            r"(?<![\w.'’])(?P<figure>\d{1,4}(?:\.\d)?)(?:(?P<feet>['’′])|[\"”″]|['’]{2})(?P<size>(?= ?x ?\d| (?:tall"
            r"|long|wide|high|deep|thick|across|by|TVs?|screens?|blades?|pipes?|pizzas?|monitors?|heels?|vinyl"
            r"|records?|singles?|discs?|laptops?|rulers?|knife|knives|waist|barrels?)\b))"
        ),
        lambda match: count_noun(match["figure"], *(("foot", "feet") if match["feet"] else ("inch", "inches"))),
        (("a wall 6' high", "a wall six feet high"), ('11" long', "Eleven inches long")),
        ("6'", "“in 11” she", "12'34"),
    ),
)
UNIT_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "units",
        re.compile(
            rf"(?<![\w.$£€#])(?P<figure>{NUMBER_PATTERN}|\.\d+)(?P<gap>[  -]?)(?P<unit>{UNIT_PATTERN})(?P<square>[²³]"
            rf"(?!\w))?(?:(?P<stop>\.)(?=\s|[”’\"')]|$)|(?![\w'’²³/]|-\d))"
        ),
        _say_unit,
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
    number_rule(
        "speeds without a number",
        re.compile(rf"(?<![\w/.-])(?P<unit>{STANDALONE_UNITS})(?![\w/])"),
        lambda match: UNIT_NAMES[match["unit"]][1],
        (("in km/h now", "in kilometers per hour now"), ("how many mph?", "how many miles per hour?")),
        ("kmh", "mphs"),
        trigger_chars="h",
        prefilter=re.compile(r"[mk](?:p|/)h"),
    ),
    number_rule(
        "degrees",
        re.compile(
            rf"(?:(?<![\w)\].,])(?P<minus>[-−]))?(?<![\w.])(?P<figure>{NUMBER_PATTERN}) ?(?:(?P<sign>[°º℃℉])(?: ?"
            rf"(?P<letter>[CF])\b)?|(?P<bare>(?<=[Mm]inus \d{{1}})[CF]\b|(?<=[Mm]inus \d{{2}})[CF]\b))"
        ),
        _say_degrees,
        (
            ("at 20 °C", "at twenty degrees Celsius"),
            ("a 90° turn", "a ninety degree turn"),
            ("It was -40 °F", "It was minus forty degrees Fahrenheit"),
            ("at minus 10C", "at minus ten degrees Celsius"),
        ),
        ("°C", "20 C"),
    ),
    number_rule(
        "percent",
        re.compile(rf"(?<![\w.])(?P<figure>{NUMBER_PATTERN}|\.\d+) ?(?P<sign>[%‰])"),
        lambda match: f"{to_cardinal(match['figure'])} {'percent' if match['sign'] == '%' else 'per thousand'}",
        (("100%", "One hundred percent"), ("by 2.5 %", "by two point five percent")),
        ("%", "a%"),
    ),
)
