"""Rules about times of day."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import DIGIT_NAMES, DIGITS, count_noun, to_cardinal
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import NormalizationRule, TextEffect

AM_PM_PATTERN = r"[ap](?:\.m\b\.?|m\b\.?)"


def to_clock_time(hour: int, minute: int) -> str:
    """An hour and a minute in words.

    >>> to_clock_time(7, 30), to_clock_time(9, 5), to_clock_time(8, 0), to_clock_time(16, 0)
    ('seven thirty', 'nine oh five', 'eight o’clock', 'sixteen hundred')
    """
    if minute == 0:
        return f"{to_cardinal(str(hour))} {'o’clock' if 1 <= hour <= 12 else 'hundred'}"
    return f"{to_cardinal(str(hour))} {_say_minute(minute)}"


def _say_minute(minute: int) -> str:
    return f"oh {DIGIT_NAMES[minute]}" if minute < 10 else to_cardinal(str(minute))


def _say_am_pm(written: str | None) -> str:
    return f" {written[0].upper()}.M." if written else ""


def _say_time(match: re.Match[str]) -> str:
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    if hour > 24 or minute > 59:
        return match.group()
    words = to_cardinal(str(hour)) if match["half"] and minute == 0 else to_clock_time(hour, minute)
    if second:
        words = f"{to_cardinal(str(hour))} {_say_minute(minute)} and {to_cardinal(str(int(second)))} seconds"
    return words + _say_am_pm(match["half"])


def _say_duration(match: re.Match[str]) -> str:
    words = [
        count_noun(str(int(match["hours"])), "hour", "hours"),
        count_noun(str(int(match["minutes"])), "minute", "minutes"),
    ]
    if match["seconds"]:
        words.append(count_noun(str(int(match["seconds"])), "second", "seconds"))
    return " ".join(words)


def _say_military_time(match: re.Match[str]) -> str:
    early = match["early"]
    hour, minute = (early[:2], early[2:]) if early else (match["hour"], match["minute"])
    first = "zero" if hour == "00" else f"oh {to_cardinal(hour[1])}" if hour[0] == "0" else to_cardinal(hour)
    rest = "hundred" if minute == "00" else _say_minute(int(minute))
    return f"{first} {rest}" + (" hours" if match["hours"] else "")


TIME_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "a time with a full stop",
        re.compile(r"\b(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d) ?(?P<half>[ap]\.?m)\b", re.IGNORECASE),
        r"\g<hour>:\g<minute> \g<half>",
        (("at 7.30pm", "at 7:30 pm"), ("7.30 p.m.", "7:30 p.m.")),
        ("7.30", "17.75 am"),
        effect=TextEffect.KEEPS_LETTERS,
        trigger_chars=DIGITS,
    ),
    NormalizationRule(
        # Only minutes that are multiples of five, after a word for a time: "the 7.45", but "at 3.14".
        "a time with a full stop and without a.m. or p.m.",
        re.compile(
            r"(?P<lead>\b(?:[Aa]t|[Aa]bout|[Bb]y|[Tt]ill|[Uu]ntil|[Bb]efore|[Aa]fter|[Tt]he|[Ss]ince|half-past) )"
            r"(?P<hour>[1-9]|1\d|2[0-3])\.(?P<minute>[0-5][05])(?![\w%]|[.,]\d| ?(?:percent|million|billion|meters"
            r"|metres|miles|feet|inches|seconds|minutes|hours|points?|times|km|kg|dollars|pounds|mark|on the|°)"
            r"| [a-z]+s\b)"
        ),
        r"\g<lead>\g<hour>:\g<minute>",
        (("catch the 7.45 for", "catch the 7:45 for"), ("at about 12.30, and", "at about 12:30, and")),
        ("at 3.14 on", "the 2.50 meters", "at 7.05.2", "a 7.45"),
        option=NormalizationOption.NUMBERS,
        trigger_chars=DIGITS,
    ),
    number_rule(
        "military time",
        re.compile(
            r"(?<![\w:.,])(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?P<hours>[ -]?(?:hours|hrs)\b)(?! (?:of|later"
            r"|ago)\b)"
            r"|(?<=\b[Aa]t )(?P<early>0\d[0-5]\d)(?![\w:/-]|[.,]\d)"
        ),
        _say_military_time,
        (
            ("at 0630 hours.", "at oh six thirty hours."),
            ("1900 hours", "Nineteen hundred hours"),
            ("up at 0600.", "up at oh six hundred."),
        ),
        ("100 hours", "30630 hours", "1900 hours of work", "at 0600-"),
    ),
    number_rule(
        "ranges of times with a.m. or p.m.",
        re.compile(
            rf"(?<![\w:.,/-])(?P<first>\d{{1,2}}(?::[0-5]\d)?) ?[-–—] ?(?P<last>\d{{1,2}}(?::[0-5]\d)?)"
            rf"(?P<half> ?{AM_PM_PATTERN})(?!\w)",
            re.IGNORECASE,
        ),
        lambda match: f"{match['first']} to {match['last']}{match['half']}",
        (("from 7-8pm", "from 7 to 8pm"), ("open 9:30–5 p.m.", "open 9:30 to 5 p.m.")),
        ("7-8", "1-7-8pm"),
    ),
    number_rule(
        "ranges of times",
        re.compile(r"(?<![\w:.,/-])(?P<first>\d{1,2}:[0-5]\d) ?[-–—] ?(?P<last>\d{1,2}:[0-5]\d)(?![\w:])"),
        lambda match: f"{match['first']} to {match['last']}",
        (("open 9:00–17:00", "open 9:00 to 17:00"),),
        ("9:00", "3:16-18"),
    ),
    number_rule(
        "hours and minutes",
        re.compile(r"(?<![\w.:])(?P<hours>\d{1,3})h ?(?P<minutes>\d{1,2})m(?:in)?(?: ?(?P<seconds>\d{1,2})s)?(?![\w])"),
        _say_duration,
        (("in 1h 30m", "in one hour thirty minutes"), ("2h05m10s", "Two hours five minutes ten seconds")),
        ("1h", "30m", "1h 30 men"),
    ),
    number_rule(
        "times of day",
        re.compile(
            rf"(?<![\w:.])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>[0-5]\d))?(?: ?(?P<half>{AM_PM_PATTERN}))?"
            r"(?: ?o[’']clock\b)?(?![\d:]|-\d)",
            re.IGNORECASE,
        ),
        _say_time,
        (
            ("At 7:30 on", "At seven thirty on"),
            ("by 9:05 pm", "by nine oh five P.M."),
            ("8:00", "Eight o’clock"),
            ("at 18:00", "at eighteen hundred"),
            ("took 1:02:30", "took one oh two and thirty seconds"),
        ),
        ("31:99", "1:234", "3:16-18"),
    ),
    number_rule(
        "hours of the day",
        re.compile(
            rf"(?<![\w.:,])(?P<hour>1?\d|2[0-4])(?: ?(?P<half>{AM_PM_PATTERN})| ?o[’']clock\b)(?!\w)",
            re.IGNORECASE,
        ),
        lambda match: to_cardinal(match["hour"]) + (_say_am_pm(match["half"]) or " o’clock"),
        (("at 1am", "at one A.M."), ("11 p.m. sharp", "Eleven P.M. sharp"), ("at 8 o'clock", "at eight o’clock")),
        ("I am", "111am", "1 among"),
    ),
)
