"""Rules about lines of text: a named pattern with examples that it must match and must not match."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineRule:
    """A pattern that a whole line must match; a test checks its examples."""

    name: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


def compile_words(pattern: str) -> re.Pattern[str]:
    """A pattern for whole words or phrases in lower-case text, which is three times as fast as ignoring case."""
    return re.compile(rf"\b(?:{pattern})\b")


def line_rule(name: str, pattern: str, matches: tuple[str, ...], rejects: tuple[str, ...]) -> LineRule:
    """A LineRule that ignores case."""
    return LineRule(name, re.compile(pattern, re.IGNORECASE), matches, rejects)


NON_LETTERS = re.compile(r"[\W\d_]+")


def letters_only(text: str) -> str:
    """The letters of a text in lower case, and nothing else.

    >>> letters_only("TABLE OF CONTENTS – 3")
    'tableofcontents'
    """
    return NON_LETTERS.sub("", text.casefold())
