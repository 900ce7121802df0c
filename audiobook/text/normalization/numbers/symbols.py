"""Rules about marks of grades, ratings and titles, which must be read before what only decorates a page is taken "
"out."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.rule import figure
from audiobook.text.normalization.numbers.words import cardinal, counted
from audiobook.text.normalization.rules import Rewrite

NOTES = {"#": "sharp", "♯": "sharp", "♭": "flat", "♮": "natural"}
MOST_STARS = 5
GRADED = (
    r"(?:\ban?|\bgot|\bgets?|\bgave|\bgives?|\bgrade[sd]?|\bearned|\breceived|\bstraight|\bsolid|\blow|\bhigh|\brank"
    r"(?:ed)?|"
    r"\bscored|\bmark|\brank:|\bgrade:|\bclass:|\bthe|\bmy|\bhis|\bher|\byour)"
)


def _stars(match: re.Match[str]) -> str:
    full, empty = len(match["full"]), len(match["empty"] or "")
    half = " and a half" if match["half"] else ""
    total = full + empty + bool(half)
    if total != MOST_STARS:
        return match.group()
    if not empty and not half:
        return f"{cardinal(str(full))} star{'s' if full > 1 else ''}"
    return f"{cardinal(str(full))}{half} out of {cardinal(str(total))} stars"


RATINGS: tuple[Rewrite, ...] = (
    figure(
        # Five in all; other rows of stars part scenes.
        "rating stars",
        re.compile(r"(?<![★☆⭐✩])(?P<full>[★⭐]{1,5})(?P<half>½)?(?P<empty>[☆✩]{1,4})?(?![\w★☆⭐✩])"),
        _stars,
        (
            ("Rating: ★★★☆☆", "Rating: three out of five stars"),
            ("★★★★★ A delight.", "Five stars A delight."),
            ("gave it ★★½☆☆.", "gave it two and a half out of five stars."),
        ),
        ("★", "★★★", "★☆★☆★", "★★★★★★★"),
        only_with="★⭐",
    ),
    figure(
        "a number of stars",
        re.compile(r"(?<![\w.])(?P<figure>\d(?:\.\d)?|10) ?[★⭐](?![★☆⭐\w])"),
        lambda match: counted(match["figure"], "star", "stars"),
        (("gave it 5★", "gave it five stars"), ("4.5 ⭐", "Four point five stars")),
        ("★", "5★★"),
        only_with="★⭐",
    ),
    figure(
        "grades with a minus",
        re.compile(
            rf"(?P<lead>(?i:{GRADED}) )(?P<grade>[A-F])[-−–](?=[.,;:!?)”’\"']|$| (?:in|on|for|from|student|students"
            rf"|average|grade|and|or|to|at|this|again)\b)"
        ),
        lambda match: f"{match['lead']}{match['grade']} minus",
        (("He got a C-.", "He got a C minus."), ("an A- in art", "an A minus in art")),
        ("Plan B-", "a B-movie"),
        only_with="-−–",
        first=re.compile(r" [A-F][-−–](?!\w)"),
    ),
    figure(
        "grades with a plus",
        re.compile(r"(?<![\w+&#.-])(?P<grade>[A-FS]{1,3})\+(?![\w+])"),
        lambda match: f"{match['grade']} plus",
        (("Rank: S+", "Rank: S plus"), ("an A+!", "an A plus!")),
        ("C++", "A+B", "AB+C"),
        only_with="+",
    ),
    figure(
        "sharps and flats",
        re.compile(r"(?<![\w#&])(?P<note>[A-G])(?P<sign>[#♯♭♮])(?![\w#])"),
        lambda match: f"{match['note']} {NOTES[match['sign']]}",
        (("in C# minor", "in C sharp minor"), ("B♭ major", "B flat major")),
        ("#C", "AC#", "C#x"),
        only_with="#♯♭♮",
    ),
)
TITLES_OF_BOXES: tuple[Rewrite, ...] = (
    figure(
        "words between equals signs",
        re.compile(r"(?<![\w=+*/-])(?P<open>={1,6}) ?(?P<words>[^\W\d_][^=\n]{0,120}?) ?={1,6}(?![\w=])"),
        lambda match: match["words"],
        (("=Skill=", "Skill"), ("He saw == Quest Log ==.", "He saw Quest Log.")),
        ("a =", "x=y", "=/=", "1 =a"),
        only_with="=",
    ),
    figure(
        "bullets",
        re.compile(r"^[•‣⁃·∙]\s{1,9}|(?P<between> )?[•‣](?:\s{1,9}|$)"),
        lambda match: ", " if match["between"] else "",
        (("• Two potions • Bread", "Two potions, Bread"),),
        ("a·b",),
        only_with="•‣⁃·∙",
    ),
)
