"""Rules about counted things: "3x" and "10x12", "1.2k", versions and sections, number signs."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.dates import COUNTED_NOUNS
from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import NUMBER_PATTERN, pluralize, to_cardinal, to_year
from audiobook.text.normalization.rules import NormalizationRule, text_after

COUNTED_NOUN_AFTER = re.compile(r" (?:people|gold|XP|EXP|men|women|[a-z]{2,20}s\b)")
FIXED_NOUN_AFTER = re.compile(r" (?:runs?|races?|marathon|walk|TVs?|video|resolution|monitor|screen|display|ring)\b")
TIMES_SIGN, EQUALS_AFTER = re.compile(r" ?[x×X] ?"), re.compile(r" ?=")
# "1920x1080" is said by halves.
SCREEN_WIDTH = re.compile(r"[1-9]\d{3}$")


def _say_dimensions(match: re.Match[str]) -> str:
    parts = TIMES_SIGN.split(match["sizes"])
    spoken_parts = [
        to_year(part) if SCREEN_WIDTH.match(part) and not part.endswith("000") else to_cardinal(part) for part in parts
    ]
    if EQUALS_AFTER.match(match.string, match.end()):
        return " times ".join(spoken_parts)
    if match["plural"]:
        spoken_parts[-1] = pluralize(spoken_parts[-1])
    return " by ".join(spoken_parts)


def _say_scaled(match: re.Match[str]) -> str:
    letter, number = match["letter"], to_cardinal(match["figure"])
    following = text_after(match, 24)
    if letter == "K" and "." not in match["figure"] and not COUNTED_NOUN_AFTER.match(following):
        return match.group()
    if FIXED_NOUN_AFTER.match(following) or (
        letter == "M" and not ("." in match["figure"] or COUNTED_NOUN_AFTER.match(following))
    ):
        return match.group()
    return f"{number} {'million' if letter in 'Mm' else 'thousand'}"


def _say_version(match: re.Match[str]) -> str:
    prefix = "version " if match["version"] else ""
    parts = match["parts"].split(".")
    separator = " dot " if len(parts) == 4 else " point "
    if len(parts) == 2:
        return prefix + to_cardinal(match["parts"])
    return prefix + separator.join(to_cardinal(part) for part in parts)


SIZE_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "sizes",
        re.compile(
            r"(?<![\w.,])(?P<sizes>\d{1,5}(?:\.\d{1,3})?(?: ?[x×X] ?\d{1,5}(?:\.\d{1,3})?){1,3})(?P<plural>s)?"
            r"(?![\w]|[.,]\d)"
        ),
        _say_dimensions,
        (
            ("was 10x12 feet", "was ten by twelve feet"),
            ("a 4x4 truck", "a four by four truck"),
            ("some 2x4s", "some two by fours"),
            ("7 × 8 = 56", "Seven times eight = 56"),
            ("at 1920x1080", "at nineteen twenty by ten eighty"),
        ),
        ("0x1F", "x4", "4x"),
    ),
)
COUNT_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "times as much",
        re.compile(
            r"(?<![\w.,])(?P<figure>\d{1,4}(?:\.\d{1,3})?) ?[x×](?![\w=]| ?[\d+=*/−-])|(?<!\w)[x×](?P<after>\d{1,4}"
            r"(?:\.\d{1,3})?)(?![\w]|[.,]\d)"
        ),
        lambda match: (
            f"{to_cardinal(match['figure'])} times" if match["figure"] else f"times {to_cardinal(match['after'])}"
        ),
        (("saw it 2x.", "saw it two times."), ("Potion x3", "Potion times three"), ("3x damage", "Three times damage")),
        ("0x1F", "ax3", "2xl"),
    ),
    number_rule(
        "thousands and millions",
        re.compile(
            r"(?<![\w.,$])(?P<figure>\d{1,4}(?:\.\d{1,3})?)(?P<letter>[kKM]|m(?= (?:people|views|viewers|followers"
            r"|users|dollars)))(?![\w'’/-])"
        ),
        _say_scaled,
        (
            ("has 1.5k points", "has one point five thousand points"),
            ("10k followers", "Ten thousand followers"),
            ("some 2M views", "some two million views"),
        ),
        ("10K race", "4K TV", "5k run", "5 km", "4B"),
    ),
    number_rule(
        "versions and sections",
        re.compile(
            r"(?<![\w.,/:-])(?:(?P<version>[vV]\.? ?)(?=\d+\.))?(?P<parts>\d{1,5}(?:\.\d{1,5}){2,3}|"
            r"(?<=[vV])\d{1,3}\.\d{1,3}|(?<=[vV][ .])\d{1,3}\.\d{1,3})(?![\w/-]|\.\d)"
        ),
        _say_version,
        (
            ("Section 3.2.1", "Section three point two point one"),
            ("at v2.0", "at version two point oh"),
            ("the host 127.0.0.1", "the host one hundred twenty-seven dot zero dot zero dot one"),
        ),
        ("3.2", "v2", "1.2.3.4.5"),
    ),
    number_rule(
        "numbers with a number sign",
        re.compile(
            rf"(?<![\w&])(?P<sign>[#№]|[Nn]os?\. ?(?=\d)(?!\d{{1,4}} {COUNTED_NOUNS})|N[Oº°]\.? ?(?=\d)) ?(?=\d)"
        ),
        lambda match: "numbers " if "s." in match["sign"].lower() else "number ",
        (("try #3", "try number 3"), ("№ 5", "Number 5"), ("at No. 7", "at number 7")),
        ("#tag", "No one", "&#8217;", "I said no. Then", "I said no. 3 men came"),
    ),
    number_rule(
        "sections and paragraphs",
        re.compile(r"(?<!\w)(?P<sign>§{1,2}|¶) ?(?=\d)"),
        lambda match: {"§": "section ", "§§": "sections ", "¶": "paragraph "}[match["sign"]],
        (("see § 7", "see section 7"),),
        ("§",),
    ),
    number_rule(
        "and more",
        re.compile(rf"(?<![\w.,])(?P<figure>{NUMBER_PATTERN})\+(?![\w+=]| ?\d)"),
        lambda match: f"{to_cardinal(match['figure'])} plus",
        (("some 100+ men", "some one hundred plus men"),),
        ("5+3", "C++", "5 + 3"),
    ),
)
