"""Scene breaks: the lines that authors and archives put between two scenes."""

from __future__ import annotations

import re

from audiobook.chapters.line_rules import line_rule

# Characters that are drawn, not spoken. The letters o, x and 0 are used as ornaments too.
ORNAMENTS = r"*~=_#+•·●○◆◇■□★☆♦♥❤§¤†‡⁂※^<>|/\\.,:;–—―\-"
# Those that make a line of ornaments a scene break; dots and commas alone don't.
STRONG_ORNAMENTS = r"*~=_#+•●○◆◇■□★☆♦♥❤§†‡⁂※–—―\-"
# Long rows of ornaments are scene breaks too, up to this length.
MAX_BREAK_CHARACTERS = 200

# Every pattern is a run of one character class with short lookaheads, so all of them take linear time.
BREAK_RULES = (
    line_rule(
        "a row of ornaments",
        rf"(?=[^{STRONG_ORNAMENTS}]*[{STRONG_ORNAMENTS}])[\s{ORNAMENTS}]+",
        ("***", "* * *", "---", "~*~", "§", "◆◇◆", "~~~~~~", "#", "_____", "=====", "~", "-", "⁂", "\\* \\* \\*", "*",
         ".~.~.", "<><><>-"),
        ("...", "…", "*sigh*", "?!", "I", "No.", "-1-", "“—”", "Yo—", "Zoo~", "Привет —", ""),
    ),
    line_rule(
        "ornaments with letters between",
        rf"(?=(?:[^{STRONG_ORNAMENTS}]*[{STRONG_ORNAMENTS}]){{2}})[\s{ORNAMENTS}oO0xX]+",
        ("-x-", "-0-0-0-", "o-o-o", "-oOo-", "~x~x~", "x-x-x", "--o--"),
        ("Yo—", "x—", "Oo-er", "ox", "o~"),
    ),
    line_rule(
        "letters as ornaments",
        r"(?=(?:[^oOxX0]*[oOxX0]){3})[oOxX0][oOxX0\s*~=_.\-]*",
        ("oOo", "xXx", "oOoOoOo", "XxX", "OOO", "xxx", "o0o0o", "xoxox", "oOo oOo oOo"),
        ("Ox", "ox", "O", "xylophone", "Oo-er", "x", "Ooooo…oh!", "XOXOXO…, Mum", "Oooooh", "Xxxx… Kate"),
    ),
    line_rule(
        "initials as ornaments",
        r"[-~=*_](?:\s?[A-Za-z]{1,4}\s?[-~=*_]){2,}",
        ("-HP-HP-HP-", "~NS~NS~", "-kk-kk-kk-"),
        ("-HP-", "a-b-c", "well-to-do", "-the-"),
    ),
    line_rule(
        "the words for it",
        r"[\W_]*(?:line|page|scene)[\s-]*break(?:er)?[\W_]*|[\W_]*(?:horizontal|page) (?:line|rule|divider)[\W_]*",
        ("LINE BREAK", "linebreak", "~Page Break~", "[scene break]", "--- Line Break ---"),
        ("The line breaks.", "Break the line!", "line", "a scene break it was"),
    ),
)  # fmt: skip
# All rules in one pattern, behind a check of the first character, because every line of a book is tested.
ANY_BREAK = re.compile(
    r"(?=[\W\d_oxlpsh])(?:" + "|".join(f"(?:{rule.pattern.pattern})" for rule in BREAK_RULES) + ")", re.IGNORECASE
)


def is_scene_break(line: str) -> bool:
    """Whether a line is a scene break and nothing else.

    >>> [is_scene_break(line) for line in ("* * *", "oOo", "...", "*sigh*")]
    [True, True, False, False]
    """
    return len(line) <= MAX_BREAK_CHARACTERS and ANY_BREAK.fullmatch(line) is not None
