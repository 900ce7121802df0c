"""Author's notes: how they begin, and how far they go."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.chapters.breaks import is_break
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.rules import LineRule, line_rule

AUTHOR = r"(?:the )?(?:author|writer|translator|editor|beta)(?:[’']?s?|s[’'])"
OF_WHAT = "(?:chapter|story|chapter end|end|beginning|opening|closing|pre|post|final)"
STOP = r"\s*[:.\-–—]"

LABELS = (
    rf"{AUTHOR} (?:end )?notes?",
    rf"{OF_WHAT}[- ]notes?",
    r"(?:end ?)?notes?",
    r"a\s?[/.]\s?n\.?",
    r"notes? (?:for|on) (?:the|this) (?:chapter|story)",
    r"chapter summary",
    r"disclaimers?",
    r"(?:content |trigger )?warnings?",
)
BEGINNINGS = (
    rf"{AUTHOR} (?:end )?notes?\b{STOP}",
    rf"{OF_WHAT}[- ]notes?{STOP}",
    rf"notes? (?:for|on) (?:the|this) (?:chapter|story){STOP}",
    r"a\s?/\s?n\b\s*[:.;\-–—]?",
    rf"a\.n\.(?:{STOP})?",
    r"(?-i:AN)\s*:",
    r"n/a\s*:",
    rf"disclaimers?{STOP}",
    r"(?:content |trigger )?warnings?\s*:",
    r"chapter summary\s*:",
    r"beta(?:['’]?e?d|[ -]read)\s*(?:by\b|:)",
    r"beta(?:[ -]reader)?\s*:",
    r"(?:posted|date written|written) on\s*:",
    r"date written\s*:",
    r"posted on\b",
)

# A line that is only a label: the note is what follows it.
LABEL_RULES = (
    line_rule(
        "label alone",
        rf"[\W_]*(?:{'|'.join(LABELS)})\s*[:.\-–—]*[\W_]*",
        (
            "Author's Notes:",
            "End Notes:",
            "A/N:",
            "**Author’s Note**",
            "Notes:",
            "Chapter End Notes",
            "[A/N]",
            "A.N.",
            "Notes for the Chapter:",
            "Chapter Summary:",
            "DISCLAIMER:",
        ),
        ("Notes were passed around.", "Warning: this hurts", "He took notes", "An", "Author"),
    ),
)

# A line or paragraph that is a note from its first word on.
NOTE_RULES = (
    line_rule(
        "note in place",
        rf"[\W_]*(?:{'|'.join(BEGINNINGS)}).*",
        (
            "A/N: Thanks for reading!",
            "(A/N: I made this up)",
            "AN: hi",
            "A.N. - hello",
            "Author's Note: more soon",
            "Disclaimer: I own nothing.",
            "Warning: some swearing.",
            "**A/N** sorry",
            "Beta'd by Mori",
            "Posted on 3 May",
        ),
        (
            "Notes were passed around.",
            "An apple fell.",
            "An: no",
            "Another day",
            "Author of it all, he wept.",
            "Warnings were given.",
            "A note lay on the table.",
            "Beta by nature, he yielded.",
        ),
    ),
)

# A note inside a paragraph of story, in brackets of its own.
ASIDE = re.compile(
    rf"[(\[{{]\s*(?:a\s?/\s?n|a\.n\.|(?-i:AN)(?=\s*[:\-–—])|{AUTHOR} notes?)\b[^()\[\]{{}}]*[)\]}}]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NoteLines:
    """A note as a range of lines, `first` to `last` (exclusive); `labels` of them are only its label."""

    first: int
    last: int
    labels: int


def _matches(rules: tuple[LineRule, ...], text: str) -> bool:
    return any(rule.pattern.fullmatch(text) for rule in rules)


def note_at(index: int, lines: tuple[SourceLine, ...]) -> NoteLines | None:
    """The note that begins at a line, None where none does.

    Nothing in a plain text says where a note ends, so the smaller cut wins: a label takes the one line or paragraph
    that follows it, and a note that begins in place is that paragraph.
    """
    text = lines[index].text
    if _matches(LABEL_RULES, text):
        after = index + 1
        if after < len(lines) and not is_break(lines[after].text) and not _matches(LABEL_RULES, lines[after].text):
            return NoteLines(index, after + 1, labels=1)
        return NoteLines(index, after, labels=1)
    if _matches(NOTE_RULES, text):
        return NoteLines(index, index + 1, labels=0)
    return None
