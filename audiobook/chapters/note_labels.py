"""How authors, editors and translators label their notes, alone on a line, before the note, or in a paragraph."""

from __future__ import annotations

import re

from audiobook.chapters.rules import LineRule, line_rule

AUTHOR = r"(?:the )?(?:author|writer|translator|editor|beta)(?:[’']?s?|s[’'])"
# What translators, editors and proofreaders write for "note".
OTHERS = r"(?:t|tl|e)\s?/\s?n"
OTHERS_NOTES = r"(?:tl|ed|pr|translation) notes?"
OF_WHAT = "(?:chapter|story|chapter end|end|beginning|opening|closing|pre|post|final)"
STOP = r"\s*[:.\-–—]"

# What only authors put over their notes, and what people and machines in stories say or write, too.
LABELS = (
    rf"{AUTHOR} (?:end )?notes?",
    rf"{OF_WHAT}[- ]?notes?",
    r"a\s?[/.]\s?n(?:s\b|\.)?",
    rf"{OTHERS}s?\b",
    OTHERS_NOTES,
    r"(?-i:TLN|TN)(?=:)",
    r"notes? (?:for|on) (?:the|this) (?:chapter|story)",
    r"chapter summary",
)
WEAK_LABELS = (
    r"notes?",
    r"disclaimers?",
    r"(?:content |trigger )?warnings?",
)
BEGINNINGS = (
    rf"{AUTHOR} (?:end )?notes?\b{STOP}",
    rf"{OF_WHAT}[- ]?notes?\s*:",
    rf"notes? (?:for|on) (?:the|this) (?:chapter|story){STOP}",
    r"a\s?/\s?ns?\b\s*[:.;\-–—]?",
    rf"a\.n\.(?:{STOP})?",
    r"(?-i:AN|TN|TLN)\s*:",
    rf"{OTHERS}s?\b\s*[:.;\-–—]?",
    rf"{OTHERS_NOTES}\s*:",
    r"n/a\s*:",
    r"beta(?:['’]?e?d|[ -]read)\s*(?:by\b|:)",
    r"beta[ -]reader\s*:",
)
DAYS_AND_MONTHS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:\b|[a-z]*\s+\d)"
)
WEAK_BEGINNINGS = (
    rf"{OF_WHAT}[- ]notes?{STOP}",
    rf"disclaimers?{STOP}",
    r"(?:content |trigger )?warnings?\s*:",
    r"chapter summary\s*:",
    r"beta\s*:",
    r"(?:posted|date written|written) on\s*:",
    r"date written\s*:",
    rf"posted on\s+(?:the )?(?:\d|{DAYS_AND_MONTHS})",
)
# What may be drawn before a label; no quotation mark, for what is said aloud is no label.
DRAWN = r"\s*_~=#+•·●○◆◇■□★☆♦♥❤§¤†‡^|/\\.,:;–—―(\[{-"

# A line that is only a label: the note is what follows it.
LABEL_RULES = (
    line_rule(
        "label alone",
        rf"[{DRAWN}]*(?:{'|'.join(LABELS)})\s*[:.\-–—]*[\W_]*",
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
        rf"[{DRAWN}]*(?:{'|'.join(WEAK_LABELS)})\s*[:.\-–—]*[\W_]*",
        ("Notes:", "DISCLAIMER:", "[WARNING]", "*Warning.*"),
        ("Notes were passed around.", "Warning: this hurts", "“Warning!”", "“Notes?”"),
    ),
)

# A line or paragraph that is a note from its first word on.
NOTE_RULES = (
    line_rule(
        "note in place",
        rf"[{DRAWN}]*(?:{'|'.join(BEGINNINGS)}).*",
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
        rf"[{DRAWN}]*(?:{'|'.join(WEAK_BEGINNINGS)}).*",
        ("Disclaimer: I own nothing.", "Warning: some swearing.", "Posted on 3 May", "Posted on: Monday", "Beta: Mori"),
        ("Warnings were given.", "Posted on the door was a bill.", "“Warning: the bridge is out,” the radio said."),
    ),
)

ANY_NOTE = (*LABEL_RULES, *NOTE_RULES, *WEAK_LABEL_RULES, *WEAK_NOTE_RULES)

# A note inside a paragraph of story, in brackets of its own.
ASIDE = re.compile(
    rf"[(\[{{]\s*(?:a\s?/\s?n|a\.n\.|(?-i:AN|TN|TLN)(?=\s*[:\-–—])|{OTHERS}|{OTHERS_NOTES}(?=\s*:)|{AUTHOR} notes?)"
    rf"\b[^()\[\]{{}}]*[)\]}}]",
    re.IGNORECASE,
)


def matches_any(rules: tuple[LineRule, ...], text: str) -> bool:
    """Whether a line matches one of the rules."""
    return any(rule.pattern.fullmatch(text) for rule in rules)
