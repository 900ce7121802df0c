"""Splits text into words and punctuation marks, with their positions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN_PATTERN = re.compile(r"[^\W\d_]++(?:['’][^\W\d_]++)*+|\d++|\.{2,}+|-{2,}+|[^\w\s]")
# A straight double quote opens a quotation before a word and after a space or nothing.
QUOTE_OPEN, QUOTE_CLOSE = "<s>", "</s>"
NORMALIZED_MARKS = {
    "“": QUOTE_OPEN,
    "„": QUOTE_OPEN,
    "«": QUOTE_OPEN,
    "”": QUOTE_CLOSE,
    "»": QUOTE_CLOSE,
    "…": "...",
    "–": "--",
    "—": "--",
    "’": "'",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text: as written, in lower case with straight apostrophes, and its start."""

    text: str
    normalized: str
    start: int

    @property
    def end(self) -> int:
        """The end (exclusive) of the token."""
        return self.start + len(self.text)

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def tokenize(text: str) -> tuple[Token, ...]:
    """The words and punctuation marks of a text, in order.

    >>> [token.normalized for token in tokenize("“Don’t,” he said—twice.")]
    ['<s>', "don't", ',', '</s>', 'he', 'said', '--', 'twice', '.']
    """
    return tuple(_iterate_tokens(text))


def _iterate_tokens(text: str) -> Iterator[Token]:
    for match in TOKEN_PATTERN.finditer(text):
        written, start = match.group(), match.start()
        if written == '"':
            before, after = text[start - 1 : start], text[match.end() : match.end() + 1]
            plain = QUOTE_OPEN if not before.strip(" \n\t(—-") and after.strip() else QUOTE_CLOSE
        else:
            plain = NORMALIZED_MARKS.get(written) or written.lower().replace("’", "'")
        yield Token(written, plain, start)
