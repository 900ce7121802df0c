"""Rules about arithmetic: operators, powers, mathematical symbols, and arrows that point up or down."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import to_cardinal, to_ordinal
from audiobook.text.normalization.rules import NormalizationRule, text_before

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
SUPERSCRIPT_CHARACTERS = "".join(SUPERSCRIPTS)
OPERATORS = {
    "+": "plus", "=": "equals", "×": "times", "÷": "divided by", "<": "is less than", ">": "is more than",
    "≤": "is at most", "≥": "is at least", "±": "plus or minus", "≈": "is about", "∗": "times", "⋅": "times",
    "·": "times",
}  # fmt: skip
MATH_SYMBOLS = {"∞": "infinity", "√": "the square root of", "π": "pi", "∑": "the sum of"}


def _say_power(match: re.Match[str]) -> str:
    exponent = "".join(SUPERSCRIPTS.get(character, character) for character in match["raised"] or match["typed"])
    if exponent in ("2", "3"):
        return " squared" if exponent == "2" else " cubed"
    if exponent.startswith("-"):
        return f" to the minus {to_cardinal(exponent.strip('-'))}" if exponent.strip("-") else match.group()
    return f" to the {to_ordinal(exponent)}" if exponent.isdecimal() else match.group()


def _say_math_symbol(match: re.Match[str]) -> str:
    words = MATH_SYMBOLS[match["sign"]]
    before, after = match["before"] is not None and match.start() > 0, match["after"] is not None
    return " " * before + words + " " * after


def _say_arrow(match: re.Match[str]) -> str:
    words = "up" if match["sign"] in "↑⬆" else "down"
    return " " * (match["before"] is not None) + words + " " * (match["after"] is not None)


OPERATION_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "divisions",
        re.compile(r"(?<=\d) ?/ ?(?=\d{1,6} ?=)"),
        lambda _: " divided by ",
        (("6/3 = 2", "6 divided by 3 = 2"),),
        ("6/3",),
    ),
    number_rule(
        "sums",
        re.compile(r"(?<=\d)(?: ?[*∗] ?(?=[\d(])|[⋅·](?=\d))"),
        lambda _: " times ",
        (("2*3", "2 times 3"), ("4 * (1", "4 times (1")),
        ("*3", "2**3", "a*b", "3 · 4"),
    ),
    number_rule(
        "plus in front",
        re.compile(r"(?<![\w+)])\+ ?(?=\$?\.?\d)"),
        lambda _: "plus ",
        (("a +5 sword", "a plus 5 sword"), ("(+2)", "(plus 2)")),
        ("C++", "5+3", "+x"),
    ),
    number_rule(
        "plus or minus",
        re.compile(r"(?<!\w)± ?(?=\d)"),
        lambda _: "plus or minus ",
        (("±5 years", "Plus or minus 5 years"),),
        ("±",),
    ),
    number_rule(
        "minus",
        re.compile(r"(?:(?<=^)|(?<=[\s(\[“‘:=~<>|+])|(?<=\s[\"'])|(?<=^[\"']))[-−](?=[$£€]?\.?\d)|(?<=\d) ?− ?(?=\d)"),
        lambda match: " minus " if match.group() != "-" and text_before(match).isdigit() else "minus ",
        (("It was -5", "It was minus 5"), ("(−3)", "(minus 3)"), ("7 − 2", "7 minus 2")),
        ("3-5", "- 5", "K-9"),
    ),
    number_rule(
        "about",
        re.compile(r"(?<![\w~])(?:~|(?<!\w )≈) ?(?=[$£€]?\d)"),
        lambda _: "about ",
        (("for ~5 days", "for about 5 days"),),
        ("Hi~ 5", "5 ~ "),
    ),
    number_rule(
        "at least and at most",
        re.compile(r"(?<!\w)(?<!\w )(?P<sign>[≥≤]) ?(?=[$£€]?\d)"),
        lambda match: "at least " if match["sign"] == "≥" else "at most ",
        (("for ages: ≥ 5", "for ages: at least 5"), ("(≤5)", "(at most 5)")),
        ("5 ≥ 3", "≥"),
    ),
)
ARITHMETIC_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "powers",
        re.compile(
            rf"(?<=[A-Za-z\d)])(?:(?P<raised>[{SUPERSCRIPT_CHARACTERS}]{{1,4}})|(?:(?<=\d)|(?<=\b[a-z]))\^"
            rf"(?P<typed>-?\d{{1,3}}))(?!\w)"
        ),
        _say_power,
        (
            ("mc²", "mc squared"),
            ("10³", "10 cubed"),
            ("about 10⁶", "about 10 to the sixth"),
            ("2^8", "2 to the eighth"),
        ),
        ("²", "x^_^", "5⁻"),
        trigger_chars=SUPERSCRIPT_CHARACTERS + "^",
    ),
    number_rule(
        "plus, equals, times",
        re.compile(
            r"(?<=[\w)²³%°]) ?(?P<sign>[+=×÷±≤≥≈]) ?(?=[\w(√∞π$£€.-])(?!\.\s)|(?<=\d) ?(?P<size>[<>]) ?(?=\w)|"
            r"(?<=\w) ?(?P<small>[<>]) ?(?=\d)"
        ),
        lambda match: f" {OPERATORS[match['sign'] or match['size'] or match['small']]} ",
        (
            ("2 + 2 = 4", "2 plus 2 equals 4"),
            ("3 × 4", "3 times 4"),
            ("5 ± 1", "5 plus or minus 1"),
            ("3 < 4", "3 is less than 4"),
        ),
        ("C++", "a ="),
        trigger_chars="+=×÷<>±≤≥≈",
    ),
    number_rule(
        "mathematical symbols",
        re.compile(r"(?P<before>(?<=[\w)%°²³]) ?| |^)?(?P<sign>[∞√π∑])(?P<after> ?(?=[\w(])| )?"),
        _say_math_symbol,
        (("∞ love", "Infinity love"), ("it is √2", "it is the square root of 2"), ("2π", "2 pi")),
        ("love",),
        trigger_chars="∞√π∑",
    ),
    number_rule(
        "arrows up and down",
        re.compile(r"(?P<before>(?<=[\w)%]) ?)?(?P<sign>[↑↓⬆⬇])\ufe0f?(?P<after> ?(?=[\w+]))?"),
        _say_arrow,
        (("↑ 5", "Up 5"), ("STR ↑", "STR up"), ("10↓ now", "10 down now")),
        ("→",),
        trigger_chars="↑↓⬆⬇",
    ),
)
