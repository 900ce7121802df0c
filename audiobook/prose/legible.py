"""Text for the eye: as written, without the marks that only a screen would have turned into italics."""

from __future__ import annotations

from audiobook.prose.markup import EMPHASIS

SEEN = ("escaped marks", "emphasis marks")
RULES = tuple(rule for rule in EMPHASIS if rule.name in SEEN)


def legible(text: str) -> str:
    """The text as it is shown beside the voice: no marks of emphasis, white space single.

    >>> legible("It was *her* cup,\\n_not_ his.")
    'It was her cup, not his.'
    """
    for rule in RULES:
        text = rule(text)
    return " ".join(text.split())
