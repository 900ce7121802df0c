"""Rules about grades, ratings and titles in boxes, which are read before decoration is removed."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import count_noun, to_cardinal
from audiobook.text.normalization.rules import NormalizationRule

MUSICAL_ACCIDENTALS = {"#": "sharp", "♯": "sharp", "♭": "flat", "♮": "natural"}
MAX_STARS = 5
GRADE_CUE = (
    r"(?:\ban?|\bgot|\bgets?|\bgave|\bgives?|\bgrade[sd]?|\bearned|\breceived|\bstraight|\bsolid|\blow|\bhigh|\brank"
    r"(?:ed)?|"
    r"\bscored|\bmark|\brank:|\bgrade:|\bclass:|\bthe|\bmy|\bhis|\bher|\byour)"
)


def _say_stars(match: re.Match[str]) -> str:
    full, empty = len(match["full"]), len(match["empty"] or "")
    half = " and a half" if match["half"] else ""
    total = full + empty + bool(half)
    if total != MAX_STARS:
        return match.group()
    if not empty and not half:
        return f"{to_cardinal(str(full))} star{'s' if full > 1 else ''}"
    return f"{to_cardinal(str(full))}{half} out of {to_cardinal(str(total))} stars"


RATING_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        # Five in all; other rows of stars part scenes.
        "rating stars",
        re.compile(r"(?<![★☆⭐✩])(?P<full>[★⭐]{1,5})(?P<half>½)?(?P<empty>[☆✩]{1,4})?(?![\w★☆⭐✩])"),
        _say_stars,
        (
            ("Rating: ★★★☆☆", "Rating: three out of five stars"),
            ("★★★★★ A delight.", "Five stars A delight."),
            ("gave it ★★½☆☆.", "gave it two and a half out of five stars."),
        ),
        ("★", "★★★", "★☆★☆★", "★★★★★★★"),
        trigger_chars="★⭐",
    ),
    number_rule(
        "a number of stars",
        re.compile(r"(?<![\w.])(?P<figure>\d(?:\.\d)?|10) ?[★⭐](?![★☆⭐\w])"),
        lambda match: count_noun(match["figure"], "star", "stars"),
        (("gave it 5★", "gave it five stars"), ("4.5 ⭐", "Four point five stars")),
        ("★", "5★★"),
        trigger_chars="★⭐",
    ),
    number_rule(
        "grades with a minus",
        re.compile(
            rf"(?P<lead>(?i:{GRADE_CUE}) )(?P<grade>[A-F])[-−–](?=[.,;:!?)”’\"']|$| (?:in|on|for|from|student|students"
            rf"|average|grade|and|or|to|at|this|again)\b)"
        ),
        lambda match: f"{match['lead']}{match['grade']} minus",
        (("He got a C-.", "He got a C minus."), ("an A- in art", "an A minus in art")),
        ("Plan B-", "a B-movie"),
        trigger_chars="-−–",
        prefilter=re.compile(r" [A-F][-−–](?!\w)"),
    ),
    number_rule(
        "grades with a plus",
        re.compile(r"(?<![\w+&#.-])(?P<grade>[A-FS]{1,3})\+(?![\w+])"),
        lambda match: f"{match['grade']} plus",
        (("Rank: S+", "Rank: S plus"), ("an A+!", "an A plus!")),
        ("C++", "A+B", "AB+C"),
        trigger_chars="+",
    ),
    number_rule(
        "sharps and flats",
        re.compile(r"(?<![\w#&])(?P<note>[A-G])(?P<sign>[#♯♭♮])(?![\w#])"),
        lambda match: f"{match['note']} {MUSICAL_ACCIDENTALS[match['sign']]}",
        (("in C# minor", "in C sharp minor"), ("B♭ major", "B flat major")),
        ("#C", "AC#", "C#x"),
        trigger_chars="#♯♭♮",
    ),
)
BOX_TITLE_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "words between equals signs",
        re.compile(r"(?<![\w=+*/-])(?P<open>={1,6}) ?(?P<words>[^\W\d_][^=\n]{0,120}?) ?={1,6}(?![\w=])"),
        lambda match: match["words"],
        (("=Skill=", "Skill"), ("He saw == Quest Log ==.", "He saw Quest Log.")),
        ("a =", "x=y", "=/=", "1 =a"),
        trigger_chars="=",
    ),
    number_rule(
        "bullets",
        re.compile(r"^[•‣⁃·∙]\s{1,9}|(?P<between> )?[•‣](?:\s{1,9}|$)"),
        lambda match: ", " if match["between"] else "",
        (("• Two potions • Bread", "Two potions, Bread"),),
        ("a·b",),
        trigger_chars="•‣⁃·∙",
    ),
)
