"""Rules about times of day and dates."""

from __future__ import annotations

import re

from audiobook.prose.figures import said
from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Rewrite, anyone_of

MONTHS = "January February March April May June July August September October November December".split()
MONTH_NAMES = {**{month[:3]: month for month in MONTHS}, **{month: month for month in MONTHS}, "Sept": "September"}
MONTH = anyone_of(" ".join(MONTH_NAMES))


def _clock(hour: int, minute: int) -> str:
    if minute == 0:
        return said(str(hour))
    return f"{said(str(hour))} {'oh ' if minute < 10 else ''}{said(str(minute))}"


def _time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or minute > 59:
        return match.group()
    words = _clock(hour, minute) if minute or match["half"] else f"{_clock(hour, 0)} o’clock"
    return words + (f" {match['half'][0].upper()}.M." if match["half"] else "")


def _military(match: re.Match[str]) -> str:
    hour, minute = match["hour"], match["minute"]
    first = f"oh {said(hour[1])}" if hour[0] == "0" and hour != "00" else "zero" if hour == "00" else said(hour)
    rest = "hundred" if minute == "00" else f"oh {said(minute[1])}" if minute[0] == "0" else said(minute)
    return f"{first} {rest} hours"


def _date(match: re.Match[str]) -> str:
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    month, day = (first, second) if first <= 12 else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match.group()
    year = year if len(year) == 4 else ("19" if int(year) > 30 else "20") + year
    return f"{MONTHS[month - 1]} {said(str(day), 'ordinal')}, {said(year, 'year')}"


def _month_day(match: re.Match[str]) -> str:
    if not 1 <= int(match["day"]) <= 31:
        return match.group()
    year = f", {said(match['year'], 'year')}" if match["year"] else ""
    return f"{MONTH_NAMES[match['month']]} {said(match['day'], 'ordinal')}{year}"


def _day_month(match: re.Match[str]) -> str:
    if not 1 <= int(match["day"]) <= 31:
        return match.group()
    return f"the {said(match['day'], 'ordinal')} of {MONTH_NAMES[match['month']]}"


TIMES = (
    Rewrite(
        "a time with a full stop",
        re.compile(r"\b(?P<hour>\d{1,2})\.(?P<minute>[0-5]\d) ?(?P<half>[ap]\.?m)\b", re.IGNORECASE),
        r"\g<hour>:\g<minute> \g<half>",
        (("at 7.30pm", "at 7:30 pm"), ("7.30 p.m.", "7:30 p.m.")),
        ("7.30", "17.75 am"),
    ),
    Rewrite(
        "military time",
        re.compile(r"(?<![\w:.,])(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d) ?(?:hours|hrs)\b(?! (?:of|later|ago)\b)"),
        _military,
        (("at 0630 hours.", "at oh six thirty hours."), ("1900 hours", "nineteen hundred hours")),
        ("100 hours", "30630 hours", "1900 hours of work"),
        effect=Effect.WORDS,
    ),
    Rewrite(
        "times of day",
        re.compile(
            r"(?<![\w:.])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: ?(?P<half>[ap]\.?m\b\.?))?(?![\d:])", re.IGNORECASE
        ),
        _time,
        (("At 7:30 on", "At seven thirty on"), ("9:05 pm", "nine oh five P.M."), ("8:00", "eight o’clock")),
        ("31:99", "1:234"),
        effect=Effect.WORDS,
        need=Need.TIMES,
        only_with=":",
    ),
    Rewrite(
        "hours of the day",
        re.compile(r"(?<![\w.:,])(?P<hour>1?\d|2[0-4]) ?(?P<half>[ap]\.?m)\b\.?", re.IGNORECASE),
        lambda match: f"{said(match['hour'])} {match['half'][0].upper()}.M.",
        (("at 1am", "at one A.M."), ("11 p.m. sharp", "eleven P.M. sharp")),
        ("I am", "111am"),
        effect=Effect.WORDS,
        need=Need.TIMES,
    ),
)
DATES = (
    Rewrite(
        "dates in figures",
        re.compile(r"(?<![\w/.-])(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>\d{4}|\d\d)(?![\w/]|\.\d)"),
        _date,
        (("21/10/2008", "October twenty-first, two thousand eight"), ("3/4/99", "March fourth, nineteen ninety-nine")),
        ("1/2", "99/99/99"),
        effect=Effect.WORDS,
        need=Need.DATES,
    ),
    Rewrite(
        "dates with the year first",
        re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<first>0[1-9]|1[0-2])-(?P<second>\d\d)(?![\w-])"),
        _date,
        (("2008-10-21", "October twenty-first, two thousand eight"),),
        ("2008-10", "555-10-21"),
        effect=Effect.WORDS,
        need=Need.DATES,
        only_with="-",
    ),
    Rewrite(
        "a month and a day",
        re.compile(
            rf"\b(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:%\d]|\.\d)(?:,? (?P<year>\d{{4}})\b)?"
        ),
        _month_day,
        (("Oct. 21st", "October twenty-first"), ("May 3, 1911", "May third, nineteen eleven")),
        ("May 99", "May I", "May 3:10"),
        effect=Effect.WORDS,
        need=Need.DATES,
    ),
    Rewrite(
        "a day and a month",
        re.compile(rf"\b(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{MONTH})\b\.?"),
        _day_month,
        (("5 May", "the fifth of May"), ("the 4th of July", "the fourth of July")),
        ("99 May", "5 Maybe"),
        effect=Effect.WORDS,
        need=Need.DATES,
    ),
    Rewrite(
        "years",
        re.compile(
            r"(?P<lead>\b(?i:in|by|of|from|year|till|late|early|since|until|after|before) )"
            r"(?P<year>1[1-9]\d\d|20\d\d)(?![\w%]|[,.:]\d| (?:[a-z]+s|people)\b)"
        ),
        lambda match: match["lead"] + said(match["year"], "year"),
        (("since 1911", "since nineteen eleven"), ("In 2008, he", "In two thousand eight, he")),
        ("in 1500 ships", "1911", "in 19,110"),
        effect=Effect.WORDS,
        need=Need.DATES,
    ),
)
