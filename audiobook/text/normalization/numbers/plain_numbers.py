"""Rules about the numbers that no other rule has read: ordinals, seconds, and plain numbers."""

from __future__ import annotations

import re
import unicodedata

from audiobook.text.normalization.numbers.number_rule import is_noun_modifier, number_rule
from audiobook.text.normalization.numbers.number_words import (
    NUMBER_PATTERN,
    pluralize,
    to_cardinal,
    to_digits,
    to_ordinal,
    to_year,
)
from audiobook.text.normalization.rules import NormalizationRule, text_after, text_before

# "a 5s delay": one noun describes another, so the number's stays singular.
ARTICLE_BEFORE = re.compile(r"\b(?:an?|the) $", re.IGNORECASE)
NOUN_AHEAD = re.compile(
    r"[ -](?:delay|cooldown|timer|timeout|duration|window|lead|gap|head start|penalty|clip|video|stun|buff)\b"
)
# "a pair of 6s": several of a number rather than seconds.
PLURAL_BEFORE = re.compile(r"\b(?:of|two|three|four|five|some|all|the|those|these|double|rolled|only|no|and|in) $")
CONTEXT_CHARACTERS = 10
RAISED_AND_LOWERED_DIGITS = "²³¹⁰⁴-⁹₀-₉"
# Zero to fifty in a circle or in brackets, with a full stop or a comma, each of them one character.
ENCLOSED_FIGURES = "①-⒛⓪⓫-⓴⓵-⓿❶-➓㉑-㉟㊱-㊿🄀-🄌"


def _say_plural(match: re.Match[str]) -> str:
    before = text_before(match, CONTEXT_CHARACTERS)
    number = to_cardinal(match["figure"])
    if "." not in match["figure"] and (PLURAL_BEFORE.search(before) or before.endswith("-")):
        return pluralize(number)
    if match["apostrophe"]:
        return f"{number}’s"
    is_singular = match["figure"] == "1" or is_noun_modifier(match, ARTICLE_BEFORE, NOUN_AHEAD)
    return f"{number} second{'' if is_singular else 's'}"


def _say_figures(match: re.Match[str]) -> str:
    """The number of raised or lowered digits, or of a single enclosed one."""
    figures = match.group()
    digits = str(int(unicodedata.numeric(figures))) if len(figures) == 1 else unicodedata.normalize("NFKC", figures)
    return to_cardinal(digits) + (" " if text_after(match).isalnum() else "")


PLAIN_NUMBER_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "calibers",
        re.compile(
            r"(?<![\w.])\.(?P<figure>22|25|32|38|40|44|45|50|9mm|270|300|303|308|357|380|410)(?![\w.]|,\d)(?=\S? ?"
            r"(?!seconds))"
        ),
        lambda match: to_year(match["figure"]),
        (("a .45 caliber", "a forty-five caliber"), ("his .357 Magnum", "his three fifty-seven Magnum")),
        ("0.45", ".5", ".457"),
    ),
    number_rule(
        "digits after a point",
        re.compile(r"(?<![\w.,])0?\.(?P<figure>\d{1,8})(?![\w]|[.,]\d)"),
        lambda match: f"{'zero ' if match.group()[0] == '0' else ''}point {to_digits(match['figure'])}",
        ((".5 seconds", "Point five seconds"), ("by 0.25", "by zero point two five")),
        ("1.5", "a.5"),
    ),
    number_rule(
        "ordinals",
        re.compile(
            r"(?<![\w.,])(?P<figure>\d{1,3}(?:,\d{3})+|\d{1,9})(?:st|nd|rd|th|ST|ND|RD|TH|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?P<many>s"
            r"|ly)?(?!\w)"
        ),
        lambda match: to_ordinal(match["figure"]) + (match["many"] or ""),
        (
            ("the 1st 22nd", "the first twenty-second"),
            ("the 103rd", "the one hundred third"),
            ("and 2ndly", "and secondly"),
        ),
        ("x1st", "1 st"),
    ),
    number_rule(
        "many of a number",
        re.compile(r"(?<![\w.,$£€])(?P<figure>\d{1,3}(?:\.\d{1,3})?)(?P<apostrophe>['’])?s(?![\w'’])"),
        _say_plural,
        (
            ("a pair of 6s", "a pair of sixes"),
            ("wait 12s", "wait twelve seconds"),
            ("two 9's", "two nines"),
            ("the B-52s", "the B-fifty-twos"),
        ),
        ("a6s", "6sa"),
    ),
    number_rule(
        "numbers in a list",
        re.compile(r"^(?P<figure>\d{1,3})[.)] (?=\S)"),
        lambda match: f"{to_cardinal(match['figure'])}: ",
        (("1. Get milk", "One: Get milk"),),
        ("a 1. x", "1.5"),
    ),
    number_rule(
        "numbers",
        re.compile(rf"(?<![^\W\d_])(?<!\d)(?<!\d[.,])(?:{NUMBER_PATTERN})(?!\d)"),
        lambda match: to_cardinal(match.group()) + (" " if text_after(match).isalpha() else ""),
        (
            ("all 1,250 men", "all one thousand two hundred fifty men"),
            ("at 3.14", "at three point one four"),
            ("It was 5.", "It was five."),
            ("4B", "Four B"),
        ),
        ("H2O", "x2", "L100,000"),
    ),
    number_rule(
        # Other rules have already read powers and removed footnote marks.
        "raised, lowered and enclosed figures",
        re.compile(f"[{RAISED_AND_LOWERED_DIGITS}]+|[{ENCLOSED_FIGURES}]"),
        _say_figures,
        (
            ("drink H₂O", "drink H two O"),
            ("② and ⑫", "Two and twelve"),
            ("❸Bread", "Three Bread"),
            ("x₁₂", "x twelve"),
        ),
        ("H2O", "½", "Ⅳ"),
        trigger_chars="",
        prefilter=re.compile(f"[{RAISED_AND_LOWERED_DIGITS}{ENCLOSED_FIGURES}]"),
    ),
)
