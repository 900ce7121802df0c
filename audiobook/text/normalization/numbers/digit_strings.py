"""Rules about numbers that are said digit by digit: telephones, emergency calls, codes."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import to_cardinal, to_digits, to_year
from audiobook.text.normalization.rules import NormalizationRule

# No emergency number has these after it: "911 men", "a 911 Turbo".
NOT_COUNTED = (
    r"(?! ?(?:men|people|women|miles|feet|years|days|dollars|turbo|carrera|pages|points|[a-z]{3,20}(?<!es)s\b"
    r"(?<!calls)))"
)
DIGIT_GROUP = re.compile(r"\d+")


def _say_digit_groups(match: re.Match[str]) -> str:
    plus = "plus " if match.group().startswith("+") else ""
    return plus + ", ".join(to_digits(group) for group in DIGIT_GROUP.findall(match.group()))


def _say_emergency_number(match: re.Match[str]) -> str:
    if not match["known"]:
        return f"{match['lead']}{to_digits(match['number'])}"
    return to_year("911") if match.string.endswith("Porsche ", 0, match.start()) else to_digits("911")


def _say_labeled_number(match: re.Match[str]) -> str:
    return f"{match['what']} {_say_three_digits(match['number'])}"


def _say_three_digits(number: str) -> str:
    return (
        f"{to_cardinal(number[0])} oh {to_cardinal(number[2])}"
        if number[1] == "0" and number[2] != "0"
        else to_year(number)
    )


DIGIT_STRING_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "telephone numbers",
        re.compile(
            r"(?<![\w.,/$-])(?:\+\d{1,3}[ .-]?)?(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-]|\.\d)"
            r"|(?<![\w.,/$-])\d{3}[-–]\d{4}(?![\w-]|\.\d)"
            r"|(?<![\w.,/$-])\+\d{1,3}(?:[ .-]\(?\d{1,5}\)?){2,5}(?![\w-]|\.\d)"
            r"|(?<![\w.,/$-])\d{2}-\d{7}(?![\w-])|(?<![\w.,/$-])0\d{2,4} \d{3,4} \d{3,4}(?![\w-]|\.\d)"
        ),
        _say_digit_groups,
        (
            ("at 555-1234.", "at five five five, one two three four."),
            ("(555) 123-4567", "Five five five, one two three, four five six seven"),
            ("call 1-800-555-0100", "call one, eight zero zero, five five five, zero one zero zero"),
            ("on +44 20 7946 0958", "on plus four four, two zero, seven nine four six, zero nine five eight"),
        ),
        ("55-1234", "555-12345", "1,555-1234", "$555-1234"),
    ),
    number_rule(
        "vanity numbers",
        re.compile(r"(?<![\w.-])1-(?P<area>8\d\d)-(?=[A-Z])"),
        lambda match: f"one, {to_digits(match['area'])}, ",
        (("call 1-800-FLOWERS", "call one, eight zero zero, FLOWERS"),),
        ("1-900-flowers", "1-80-A"),
    ),
    number_rule(
        "emergency numbers",
        re.compile(
            rf"(?<![\w.,$£€/:-])(?P<known>911)(?![\w/:-]|[.,]\d){NOT_COUNTED}"
            rf"|(?P<lead>\b(?i:call|calls|called|calling|dial|dials|dialed|dialled|dialing|dialling|phone|phoned"
            rf"|phoning|rang|ring|rung|text|texted)"
            rf"(?i: the police on| the police at)? )(?P<number>\d{{3}}|\d{{5}})(?![\w/:-]|[.,]\d){NOT_COUNTED}"
        ),
        _say_emergency_number,
        (
            ("Call 911.", "Call nine one one."),
            ("the 911 operator", "the nine one one operator"),
            ("dialled 999, then", "dialled nine nine nine, then"),
            ("a Porsche 911", "a Porsche nine eleven"),
        ),
        ("911 men", "called 300 men", "call 20", "$911"),
    ),
    number_rule(
        "nine-one-one",
        re.compile(r"(?<![\w-])9-1-1(?![\w-])"),
        lambda _: "nine one one",
        (("the 9-1-1 call", "the nine one one call"),),
        ("9-1-12", "19-1-1"),
    ),
    number_rule(
        "screen resolutions",
        re.compile(r"(?<![\w.])(?P<figure>720|1080|1440|2160)(?P<letter>[pi])\b"),
        lambda match: f"{to_year(match['figure'])} {match['letter'].upper()}",
        (("in 1080p.", "in ten eighty P."),),
        ("99p", "1080px"),
    ),
    number_rule(
        "models with a letter and three digits",
        re.compile(
            r"(?<=\b[A-Z]-)(?P<figure>[1-9]\d{2})(?![\w-]|[.,]\d)|(?<=\b(?:Boeing|Airbus) )(?P<plane>7\d7|[37]\d{2})"
            r"(?![\w-])|(?<=\bFahrenheit )(?P<book>451)\b"
        ),
        lambda match: _say_three_digits(match["figure"] or match["plane"] or match["book"]),
        (
            ("the U-571", "the U-five seventy-one"),
            ("a Boeing 747", "a Boeing seven forty-seven"),
            ("a T-800", "a T-eight hundred"),
        ),
        ("T-1000", "F-16", "no-571"),
    ),
    number_rule(
        "rooms, flights and roads",
        re.compile(
            r"\b(?P<what>(?:[Rr]oom|[Ss]uite|[Ff]light|[Aa]partment|[Uu]nit|[Rr]oute|[Hh]ighway|Interstate|[Bb]us"
            r"|[Ll]ocker)(?: (?:number|No\.?|#))?) "
            r"(?P<number>[1-9]\d\d)(?![\w/:-]|[.,]\d)"
        ),
        _say_labeled_number,
        (
            ("Room 101", "Room one oh one"),
            ("Flight 815 left", "Flight eight fifteen left"),
            ("Suite 300", "Suite three hundred"),
        ),
        ("Room 12", "room 1010", "Route 66"),
    ),
    number_rule(
        "an agent's number",
        re.compile(r"(?<![\w.,/:-])00(?P<last>[1-9])(?![\w/:-]|[.,]\d)"),
        lambda match: f"double oh {to_digits(match['last'])}",
        (("agent 007 again", "agent double oh seven again"),),
        ("0070", "1007", "00:7", "000"),
    ),
    number_rule(
        "codes",
        re.compile(
            r"(?P<lead>\b(?i:codes?|pins?|passwords?|passcodes?|extension|ext\.?|serial number|badge|badge number"
            r"|case number|isbn|zip|id|id number|account number|frequency)"
            r"(?: (?:is|was|number|no\.?)|:)? )(?P<number>\d{3,16})(?![\w/:-]|[.,]\d)(?! [a-z]+s\b)"
        ),
        lambda match: match["lead"] + to_digits(match["number"]),
        (("the code is 4312.", "the code is four three one two."), ("badge 714", "badge seven one four")),
        ("the code 12", "codes for 300 men", "id 4.5"),
    ),
    number_rule(
        # ISBN 978-3-16-148410-0: four groups or more are no date and no telephone number.
        "digits in groups",
        re.compile(r"(?<![\w.,/$-])\d{1,7}(?:-\d{1,7}){3,}(?![\w-]|\.\d)"),
        _say_digit_groups,
        (("978-3-16-0", "Nine seven eight, three, one six, zero"),),
        ("1-2-3", "a1-2-3-4"),
    ),
)
