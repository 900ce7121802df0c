"""What a rule about lines of text is: a named pattern with examples that it must and must not match."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineRule:
    """A pattern that a whole line must match; a test holds it to its examples."""

    name: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


def compile_words(pattern: str) -> re.Pattern[str]:
    """A pattern for any of some words or phrases, whole, in a text in lower case: that is three times as quick."""
    return re.compile(rf"\b(?:{pattern})\b")


def line_rule(name: str, pattern: str, matches: tuple[str, ...], rejects: tuple[str, ...]) -> LineRule:
    """A LineRule that ignores case."""
    return LineRule(name, re.compile(pattern, re.IGNORECASE), matches, rejects)


NON_LETTERS = re.compile(r"[\W\d_]+")


def letters_only(text: str) -> str:
    """The letters of a text and nothing else, in lower case.

    >>> letters_only("TABLE OF CONTENTS – 3")
    'tableofcontents'
    """
    return NON_LETTERS.sub("", text.casefold())
