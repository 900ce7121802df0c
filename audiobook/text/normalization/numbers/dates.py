"""Rules about dates, years and decades."""

from __future__ import annotations

import re

from audiobook.text.calendar import MONTHS
from audiobook.text.normalization.numbers.number_rule import number_rule, sentence_stop
from audiobook.text.normalization.numbers.number_words import pluralize, to_cardinal, to_ordinal, to_year
from audiobook.text.normalization.rules import NormalizationRule, any_word_pattern, text_after, text_before

MONTH_NAMES = {**{month[:3]: month for month in MONTHS}, **{month: month for month in MONTHS}, "Sept": "September"}
MONTH_PATTERN = any_word_pattern(" ".join(MONTH_NAMES))
# Old books have "2d" and "3d".
ORDINAL_SUFFIX = r"(?:st|nd|rd|th|d)"
# A year of two digits is in the last century if above this, else in the current one.
LAST_CENTURY_CUTOFF = 30
# Not a day: "March 10 miles".
NOT_COUNTED = r"(?! (?:miles|men|times|steps|feet|people|more|percent|of)\b)"
# Before a date without a year: "on 10/12".
DATE_CUE = (
    r"(?:[Oo]n|[Ss]ince|[Uu]ntil|[Dd]ated|[Dd]ue|(?:[Pp]ublished|[Uu]pdated|[Rr]eleased):?|[Bb]orn|[Dd]ate:"
    r"|[Dd]eadline:?|[Dd]ate (?:is|was))"
)
# Before a year; what follows may still show that it is a plain number.
YEAR_CUE = (
    r"(?:[Ii]n|[Bb]y|[Oo]f|[Ff]rom|[Tt]o|[Yy]ear|[Tt]ill|[Ll]ate|[Ee]arly|[Ss]ince|[Uu]ntil|[Aa]fter|[Bb]efore"
    r"|[Bb]etween"
    r"|[Aa]round|[Cc]irca|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter|[Cc]hristmas|c\.|ca\.)"
)
COUNTED_NOUNS = (
    r"(?:men|people|women|children|soldiers|troops|ships|horses|miles|feet|yards|meters|metres|kilometers|pounds|tons|"
    r"dollars|euros|years|days|hours|minutes|seconds|times|words|pages|points|votes|copies|calories|gold|coins|credits|"
    r"degrees|acres|volts|steps|percent)\b"
)
COUNTED_NOUN_AFTER = re.compile(rf"[ -]{COUNTED_NOUNS}")
LOOK_BACK, LOOK_AHEAD = 12, 20
DECADE_CUE = re.compile(
    r"(?:\b(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur|[Yy]our|of|these|those|[Ll]ate|[Ee]arly|[Mm]id|in|into|low"
    r"|high|upper|lower)"
    r" |[Mm]id-|[Ee]arly-|[Ll]ate-)$"
)
SECONDS_CUE = re.compile(r"\b(?:for|after|every|lasts?|lasted|took|takes|waited|wait|within) $")
NOUN_AFTER = re.compile(
    r" (?!(?:cooldown|timer|delay|timeout|duration|window|lead|clip|video|stun|buff|debuff|later|left|remaining|of"
    r"|and|or|then|to)\b)[A-Za-z]{3}|-\w"
)
# Words in "-s" that are no plurals: "1984 was".
NOT_VERB_AFTER = (
    r"(?!(?:was|is|has|his|its|as|this|us|does|goes|sees|saw|brings|marks|begins|starts|always|perhaps|unless)\b)"
)


def _expand_year(written: str) -> str:
    return written if len(written) == 4 else ("19" if int(written) > LAST_CENTURY_CUTOFF else "20") + written


def _say_date(match: re.Match[str]) -> str:
    first, second = int(match["first"]), int(match["second"])
    month, day = (first, second) if first <= 12 else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match.group()
    return f"{MONTHS[month - 1]} {to_ordinal(str(day))}, {to_year(_expand_year(match['year']))}"


def _is_combination(match: re.Match[str]) -> bool:
    """Whether numbers with hyphens are a combination rather than a date: "12-34-56"."""
    return match["part"] == "-" and len(match["year"]) == 2 and match["first"][0] != "0"


def _say_short_date(match: re.Match[str]) -> str:
    cue = match["lead"] or match["other"]
    month, day = int(match["first"] or match["month"]), int(match["second"] or match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match.group()
    return f"{cue} {MONTHS[month - 1]} {to_ordinal(str(day))}"


def _say_month_day(match: re.Match[str]) -> str:
    if not (1 <= int(match["day"]) <= 31 and (match["last"] is None or int(match["last"]) <= 31)):
        return match.group()
    last = f" to {to_ordinal(match['last'])}" if match["last"] else ""
    spoken_year = f", {to_year(match['year'])}" if match["year"] else ""
    return f"{MONTH_NAMES[match['month']]} {to_ordinal(match['day'])}{last}{spoken_year}"


def _say_day_month(match: re.Match[str]) -> str:
    if not 1 <= int(match["day"]) <= 31:
        return match.group()
    first = f"{to_ordinal(match['first'])} to the " if match["first"] else ""
    stop = sentence_stop(match) if match["stop"] else ""
    return f"the {first}{to_ordinal(match['day'])} of {MONTH_NAMES[match['month']]}{stop}"


def _is_seconds(match: re.Match[str]) -> bool:
    """Whether "30s" means seconds rather than a decade or an age: "for 30s", "a 30s timer"."""
    if not match.group().endswith(f"{match['bare']}s"):
        return False
    before = text_before(match, LOOK_BACK)
    if DECADE_CUE.search(before):
        return False
    after = text_after(match, LOOK_AHEAD)
    return match["bare"] == "10" or bool(SECONDS_CUE.search(before)) or not NOUN_AFTER.match(after)


def _say_short_year(written: str) -> str:
    return f"oh {to_cardinal(written[1])}" if written[0] == "0" else to_cardinal(written)


def _say_decade(match: re.Match[str]) -> str:
    if match["bare"] and _is_seconds(match):
        return match.group()
    century, tens = match["century"] or "", match["tens"] or match["short"] or match["bare"]
    if tens == "00":
        return f"{to_cardinal(century)} hundreds" if century and int(century) % 10 else "two thousands"
    return f"{to_cardinal(century) if century else ''} {pluralize(to_cardinal(tens))}".strip()


def _say_year_or_number(match: re.Match[str]) -> str:
    if match["old"]:
        return f"{match['lead']}{to_year(match['old'])}"
    cue, number, counted = match["before"] or "", match["year"], match["counted"] is not None
    if not counted:
        return f"{cue}{to_year(number)}"
    # After a cue only a clearly counted noun makes it a number: "In 1850 things changed".
    following = text_after(match, LOOK_AHEAD)
    if cue and not COUNTED_NOUN_AFTER.match(following):
        return f"{cue}{to_year(number)}"
    hundreds = number.endswith("00") and number < "2000"
    return f"{cue}{to_year(number) if hundreds else to_cardinal(number)}"


DATE_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "dates in digits",
        re.compile(
            r"(?<![\w/.-])(?P<first>\d{1,2})(?P<part>[/.-])(?P<second>\d{1,2})(?P=part)(?P<year>\d{4}|\d\d)(?![\w/-]"
            r"|\.\d)"
        ),
        lambda match: match.group() if _is_combination(match) else _say_date(match),
        (
            ("It was 21/10/2008", "It was October twenty-first, two thousand eight"),
            ("3/4/99", "March fourth, nineteen ninety-nine"),
            ("on 05-06-2017", "on May sixth, twenty seventeen"),
        ),
        ("1/2", "99/99/99", "1-2-34", "12-34-56"),
    ),
    number_rule(
        "dates with the year first",
        re.compile(r"(?<![\w-])(?P<year>\d{4})[-/](?P<first>0[1-9]|1[0-2])[-/](?P<second>\d\d)(?![\w/-])"),
        _say_date,
        (("2008-10-21", "October twenty-first, two thousand eight"),),
        ("2008-10", "555-10-21"),
    ),
    number_rule(
        "dates without a year",
        re.compile(
            rf"\b(?:(?P<lead>{DATE_CUE}) (?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})"
            rf"|(?P<other>[Bb]y|[Bb]efore|[Aa]fter|[Ff]rom|[Uu]ntil|[Tt]ill) (?P<month>[1-9]|1[0-2])/"
            rf"(?P<day>1[3-57-9]|2[1-356-9]|3[01]))"
            r"(?![\w/]|\.\d| of\b)"
        ),
        _say_short_date,
        (
            ("on 10/12.", "on October twelfth."),
            ("Due 5/6,", "Due May sixth,"),
            ("by 12/31", "by December thirty-first"),
        ),
        ("on 5/6 of it", "on 13/45", "ate 5/6"),
    ),
    number_rule(
        "a month and a day",
        re.compile(
            rf"\b(?P<month>{MONTH_PATTERN})\.? (?P<day>\d{{1,2}}){ORDINAL_SUFFIX}?(?: ?[-–—] ?"
            rf"(?P<last>\d{{1,2}}){ORDINAL_SUFFIX}?)?\b"
            rf"(?![:%\d/]|\.\d|[’'-]\w){NOT_COUNTED}(?:,? (?P<year>\d{{4}})\b)?"
        ),
        _say_month_day,
        (
            ("On Oct. 21st", "On October twenty-first"),
            ("May 3, 1911", "May third, nineteen eleven"),
            ("March 3–5", "March third to fifth"),
            ("on September 2d.", "on September second."),
        ),
        ("May 99", "May I", "May 3:10", "March 10 miles"),
    ),
    number_rule(
        "a day and a month",
        re.compile(
            rf"\b(?:[Tt]he )?(?:(?P<first>\d{{1,2}}){ORDINAL_SUFFIX}?[-–—])?(?P<day>\d{{1,2}}){ORDINAL_SUFFIX}? "
            rf"(?:of )?"
            rf"(?P<month>(?:{MONTH_PATTERN})\b)(?P<stop>(?<=\b[A-Z][a-z][a-z])(?<!May)\.|(?<=Sept)\.)?(?!['’]?\w)"
        ),
        _say_day_month,
        (
            ("on 5 May", "on the fifth of May"),
            ("the 4th of July", "the fourth of July"),
            ("from 3–5 June", "from the third to the fifth of June"),
            ("It was the 5th of July. I", "It was the fifth of July. I"),
            ("on 5 Oct. he", "on the fifth of October he"),
        ),
        ("99 May", "5 Maybe"),
    ),
    number_rule(
        "a day of the month in old books",
        re.compile(r"(?<=\b[Tt]he )(?P<day>[23]?[23]d)(?=[,.;:!?]|$| (?:inst|ult|of)\b)"),
        lambda match: to_ordinal(match["day"][:-1]),
        (("on the 23d.", "on the twenty-third."), ("the 2d of it", "the second of it")),
        ("the 3d film", "2d"),
    ),
)
YEAR_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "a month and a year",
        re.compile(
            rf"(?P<lead>\b(?:(?:{MONTH_PATTERN})|[Yy]ears?|[Cc]lass of|(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all"
            rf"|[Ww]inter) of),? )(?P<year>\d{{3}})(?P<last>[-–]\d{{3}})?(?![\w/]|[.,]\d|-\d)"
        ),
        lambda match: (
            match["lead"] + to_year(match["year"]) + (f" to {to_year(match['last'][1:])}" if match["last"] else "")
        ),
        (
            ("In May 796", "In May seven ninety-six"),
            ("the years 782-787.", "the years seven eighty-two to seven eighty-seven."),
        ),
        ("may 100", "in 796", "May 1,796"),
    ),
    number_rule(
        "decades",
        re.compile(
            r"(?<![\w.,])['’‘]?(?P<century>1\d|20)(?P<tens>\d0)['’]?s\b|(?<![\w.,])['’‘](?P<short>\d0)['’]?s\b"
            r"|(?<![\w.,$£€])(?P<bare>[1-9]0)['’]?s\b"
        ),
        _say_decade,
        (
            ("the '90s", "the nineties"),
            ("the 1920s", "the nineteen twenties"),
            ("the 1800s", "the eighteen hundreds"),
            ("early '00s", "early two thousands"),
            ("in her mid-40s", "in her mid-forties"),
        ),
        ("90", "F90s", "'91", "$20s"),
    ),
    number_rule(
        "years of two digits",
        re.compile(
            r"(?:(?<=[Oo]f )|(?<=[Ii]n )|(?<=[Ss]ince )|(?<=[Cc]lass of ))[‘'’](?P<year>\d\d)(?![\w'’])|(?<!\S)['’]"
            r"(?P<other>\d\d)(?![\w'’])"
        ),
        lambda match: _say_short_year(match["year"] or match["other"]),
        (("the summer of '98", "the summer of ninety-eight"), ("class of ’05", "class of oh five")),
        ("'98s", "it's '5", "a'98"),
    ),
    number_rule(
        "years of an era",
        re.compile(
            r"(?<![\w.,])(?P<year>\d{3,4})(?= ?(?:A\.?D|[A-Z]\.?C|C\.?E|B\.?C\.?E)\b)|(?<=\bA\.D\. )"
            r"(?P<after>\d{3,4})(?![\w,])|(?<=\b(?:AD) )(?P<bare>\d{3,4})(?![\w,])|(?<=\b[Yy]ear )"
            r"(?P<far>[2-9]\d{3})(?![\w,]|\.\d)"
        ),
        lambda match: to_year(match["year"] or match["after"] or match["bare"] or match["far"]),
        (
            ("in 476 AD", "in four seventy-six AD"),
            ("A.D. 1066", "A.D. ten sixty-six"),
            ("the year 2525", "the year twenty-five twenty-five"),
        ),
        ("476", "3000 ADs"),
    ),
    number_rule(
        "years",
        re.compile(
            rf"(?P<lead>\b{YEAR_CUE} )(?P<old>10[1-9]\d)(?![\w%]|[,.:]\d| {COUNTED_NOUNS})"
            rf"|(?P<before>\b{YEAR_CUE} )?(?<![^\W\d_])(?<![\d.,:$£€#])(?P<year>1[1-9]\d\d|20\d\d)(?![\w%°]"
            rf"|[,.:]\d)"
            rf"(?P<counted>(?= {COUNTED_NOUNS}| {NOT_VERB_AFTER}[a-z]{{2,20}}[a-rt-z]s\b|-(?:mile|foot|pound|year"
            rf"|page|word"
            rf"|point|man|meter)\b))?"
        ),
        _say_year_or_number,
        (
            ("since 1911", "since nineteen eleven"),
            ("In 2008, he", "In two thousand eight, he"),
            ("the 1943 edition", "the nineteen forty-three edition"),
            ("in 1066", "in ten sixty-six"),
            ("about 1850 men", "about one thousand eight hundred fifty men"),
            ("1500 ships", "Fifteen hundred ships"),
            ("1984 was", "Nineteen eighty-four was"),
            ("from 1939 to 1945", "from nineteen thirty-nine to nineteen forty-five"),
        ),
        ("in 19,110", "1850.5", "$1500", "1050", "R1850"),
        prefilter=re.compile(r"[12]\d{3}"),
    ),
)
