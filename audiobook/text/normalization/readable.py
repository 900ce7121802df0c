"""Text for the eye: as written, without the marks that only a screen would have turned into italics."""

from __future__ import annotations

from collections.abc import Sequence

from audiobook.text.normalization.markup import EMPHASIS
from audiobook.text.normalization.rules import Rewrite

SEEN = ("escaped marks", "emphasis marks")
RULES: tuple[Rewrite, ...] = tuple(rule for rule in EMPHASIS if rule.name in SEEN)


def visible(text: str) -> Sequence[int]:
    """The places of the characters of a text that are shown.

    >>> text = "*her* cup"
    >>> "".join(text[place] for place in visible(text))
    'her cup'
    """
    places: Sequence[int] = range(len(text))
    for rule in RULES:
        if not any(sign in text for sign in rule.only_with):
            continue
        seen = "".join(text[place] for place in places)
        hidden = {place for match in rule.pattern.finditer(seen) for place in range(*match.span())}
        places = [place for number, place in enumerate(places) if number not in hidden]
    return places


def legible(text: str) -> str:
    """The text as it is shown beside the voice: no marks of emphasis, white space single.

    >>> legible("It was *her* cup,\\n_not_ his.")
    'It was her cup, not his.'
    """
    return " ".join("".join(text[place] for place in visible(text)).split())
