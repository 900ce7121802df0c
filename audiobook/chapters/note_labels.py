"""How authors, editors and translators label their notes: alone on a line, at the start of a note, inside a paragraph."""

from __future__ import annotations

import re

from audiobook.chapters.line_rules import LineRule, line_rule
from audiobook.text.calendar import SHORT_MONTHS, WEEKDAYS

AUTHOR = r"(?:the )?(?:author|writer|translator|editor|beta)(?:[’']?s?|s[’'])"
# Short for a translator's, editor's or proofreader's note.
TRANSLATORS_ABBREVIATION = r"(?:t|tl|e)\s?/\s?n"
TRANSLATORS_NOTE = r"(?:tl|ed|pr|translation) notes?"
NOTE_SCOPE = "(?:chapter|story|chapter end|end|beginning|opening|closing|pre|post|final)"
LABEL_END = r"\s*[:.\-–—]"

# Labels that only authors use, and then those that characters and machines in stories use too.
STRONG_LABELS = (
    rf"{AUTHOR} (?:end )?notes?",
    rf"{NOTE_SCOPE}[- ]?notes?",
    r"a\s?[/.]\s?n(?:s\b|\.)?",
    rf"{TRANSLATORS_ABBREVIATION}s?\b",
    TRANSLATORS_NOTE,
    r"(?-i:TLN|TN)(?=:)",
    r"notes? (?:for|on) (?:the|this) (?:chapter|story)",
    r"chapter summary",
)
WEAK_LABELS = (
    r"notes?",
    r"disclaimers?",
    r"(?:content |trigger )?warnings?",
)
STRONG_BEGINNINGS = (
    rf"{AUTHOR} (?:end )?notes?\b{LABEL_END}",
    rf"{NOTE_SCOPE}[- ]?notes?\s*:",
    rf"notes? (?:for|on) (?:the|this) (?:chapter|story){LABEL_END}",
    r"a\s?/\s?ns?\b\s*[:.;\-–—]?",
    rf"a\.n\.(?:{LABEL_END})?",
    r"(?-i:AN|TN|TLN)\s*:",
    rf"{TRANSLATORS_ABBREVIATION}s?\b\s*[:.;\-–—]?",
    rf"{TRANSLATORS_NOTE}\s*:",
    r"n/a\s*:",
    r"beta(?:['’]?e?d|[ -]read)\s*(?:by\b|:)",
    r"beta[ -]reader\s*:",
)
DAYS_AND_MONTHS = rf"{'|'.join(WEEKDAYS).lower()}|(?:{'|'.join(SHORT_MONTHS)}|june|july|sept)(?:\b|[a-z]*\s+\d)"
WEAK_BEGINNINGS = (
    rf"{NOTE_SCOPE}[- ]notes?{LABEL_END}",
    rf"disclaimers?{LABEL_END}",
    r"(?:content |trigger )?warnings?\s*:",
    r"chapter summary\s*:",
    r"beta\s*:",
    r"(?:posted|date written|written) on\s*:",
    r"date written\s*:",
    rf"posted on\s+(?:the )?(?:\d|{DAYS_AND_MONTHS})",
)
# What may be drawn before a label. Quotation marks are missing, because a spoken line is not a label.
LABEL_ORNAMENTS = r"\s*_~=#+•·●○◆◇■□★☆♦♥❤§¤†‡^|/\\.,:;–—―(\[{-"

# A line that is only a label: the note follows it.
LABEL_RULES = (
    line_rule(
        "label alone",
        rf"[{LABEL_ORNAMENTS}]*(?:{'|'.join(STRONG_LABELS)})\s*[:.\-–—]*[\W_]*",
        (
            "Author's Notes:",
            "A/N:",
            "A/Ns",
            "**Author’s Note**",
            "Chapter End Notes",
            "End Notes:",
            "Chapter Summary:",
            "[A/N]",
            "A.N.",
            "Notes for the Chapter:",
            "T/N:",
            "[TL Note:",
            "E/N",
            "TN:",
        ),
        ("Notes were passed around.", "“A/N?”", "He took notes", "An", "Author", "Notes:", "TN", "Tin:"),
    ),
)
WEAK_LABEL_RULES = (
    line_rule(
        "weak label alone",
        rf"[{LABEL_ORNAMENTS}]*(?:{'|'.join(WEAK_LABELS)})\s*[:.\-–—]*[\W_]*",
        ("Notes:", "DISCLAIMER:", "[WARNING]", "*Warning.*"),
        ("Notes were passed around.", "Warning: this hurts", "“Warning!”", "“Notes?”"),
    ),
)

# A line or paragraph that is a note from its first word on.
NOTE_RULES = (
    line_rule(
        "note in place",
        rf"[{LABEL_ORNAMENTS}]*(?:{'|'.join(STRONG_BEGINNINGS)}).*",
        (
            "A/N: Thanks for reading!",
            "(A/N: I made this up)",
            "AN: hi",
            "A.N. - hello",
            "A/Ns: two of them",
            "Author's Note: more soon",
            "**A/N** sorry",
            "Beta'd by Mori",
            "T/N: A weir is a low dam.",
            "(TL note: a low dam)",
            "TLN: a low dam",
        ),
        (
            "Notes were passed around.",
            "An apple fell.",
            "An: no",
            "“AN: what does that stand for?” asked Bo.",
            "Another day",
            "Author of it all, he wept.",
            "A note lay on the table.",
            "Beta by nature, he yielded.",
            "Ed: no",
            "T: no",
            "Tn: no",
        ),
    ),
)
WEAK_NOTE_RULES = (
    line_rule(
        "weak note in place",
        rf"[{LABEL_ORNAMENTS}]*(?:{'|'.join(WEAK_BEGINNINGS)}).*",
        ("Disclaimer: I own nothing.", "Warning: some swearing.", "Posted on 3 May", "Posted on: Monday", "Beta: Mori"),
        ("Warnings were given.", "Posted on the door was a bill.", "“Warning: the bridge is out,” the radio said."),
    ),
)

ANY_NOTE = (*LABEL_RULES, *NOTE_RULES, *WEAK_LABEL_RULES, *WEAK_NOTE_RULES)

# A note in its own brackets inside a paragraph of story.
BRACKETED_NOTE = re.compile(
    rf"[(\[{{]\s*(?:a\s?/\s?n|a\.n\.|(?-i:AN|TN|TLN)(?=\s*[:\-–—])|{TRANSLATORS_ABBREVIATION}|{TRANSLATORS_NOTE}"
    rf"(?=\s*:)|{AUTHOR} notes?)"
    rf"\b[^()\[\]{{}}]*[)\]}}]",
    re.IGNORECASE,
)


def matches_any_rule(rules: tuple[LineRule, ...], text: str) -> bool:
    """Whether a line matches one of the rules."""
    return any(rule.pattern.fullmatch(text) for rule in rules)
