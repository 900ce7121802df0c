"""Cuts a sentence into words and marks, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(r"[^\W\d_]++(?:['’][^\W\d_]++)*+|\d++|\.{2,}+|-{2,}+|[^\w\s]")
# Straight double quotes open where a word follows and none stands before.
OPENS, CLOSES = "<s>", "</s>"
MARKS = {"“": OPENS, "„": OPENS, "«": OPENS, "”": CLOSES, "»": CLOSES, "…": "...", "–": "--", "—": "--", "’": "'"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text: as written, in small letters with straight apostrophes, and where it begins."""

    text: str
    plain: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words and marks of a text, in order.

    >>> [token.plain for token in tokens_of("“Don’t,” he said—twice.")]
    ['<s>', "don't", ',', '</s>', 'he', 'said', '--', 'twice', '.']
    """
    return tuple(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for match in TOKEN.finditer(text):
        written, start = match.group(), match.start()
        if written == '"':
            before, after = text[start - 1 : start], text[match.end() : match.end() + 1]
            plain = OPENS if not before.strip(" \n\t(—-") and after.strip() else CLOSES
        else:
            plain = MARKS.get(written) or written.lower().replace("’", "'")
        yield Token(written, plain, start)
