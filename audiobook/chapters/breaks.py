"""Scene breaks: the marks authors and archives put between two scenes."""

from __future__ import annotations

from audiobook.chapters.rules import line_rule

BREAK_RULES = (
    line_rule(
        "a row of ornaments",
        r"[\s*~=_#+•·●○◆◇■□★☆♦♥❤§¤†‡⁂※^<>|/\\.,:;o0x-–—―-]*[*~=_#+•●○◆◇■□★☆♦♥❤§¤†‡⁂※–—―-]"
        r"[\s*~=_#+•·●○◆◇■□★☆♦♥❤§¤†‡⁂※^<>|/\\.,:;o0x–—―-]*",
        (
            "***",
            "* * *",
            "---",
            "~*~",
            "-x-",
            "-0-0-0-",
            "§",
            "◆◇◆",
            "~~~~~~",
            "#",
            "_____",
            "=====",
            "~",
            "-",
            "⁂",
            "o-o-o",
            "\\* \\* \\*",
            "*",
            ".~.~.",
            "-oOo-",
            "<><><>-",
        ),
        ("...", "…", "*sigh*", "?!", "I", "No.", "-1-", "“—”"),
    ),
    line_rule(
        "letters as ornaments",
        r"(?=(?:\W*\w){3})(?:[ox]0?[ox]+|(?:o0)+o?|(?:0o)+0?|x{3,}|o{3,})(?:[\s*~=_.-]*(?:[ox]0?[ox]+|x+|o+|(?:o0)+o?|(?:0o)+0?))*",
        ("oOo", "xXx", "oOoOoOo", "XxX", "OOO", "xxx", "o0o0o", "xoxox", "oOo oOo oOo"),
        ("Ox", "ox", "O", "xylophone", "Oo-er", "x"),
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
        (
            "LINE BREAK",
            "linebreak",
            "~Page Break~",
            "[scene break]",
            "--- Line Break ---",
            "xLineBreakx".replace("x", "-"),
        ),
        ("The line breaks.", "Break the line!", "line", "a scene break it was"),
    ),
)


def is_break(line: str) -> bool:
    """Whether a line stands for a scene break and nothing else.

    >>> [is_break(line) for line in ("* * *", "oOo", "...", "*sigh*")]
    [True, True, False, False]
    """
    return len(line) <= MOST_CHARACTERS and any(rule.pattern.fullmatch(line) for rule in BREAK_RULES)


# Longer rows are drawn too, but never as wide as this.
MOST_CHARACTERS = 200
