"""Text for the eye: as written, without the marks of emphasis that a web page would show as italics."""

from __future__ import annotations

from collections.abc import Sequence

from audiobook.text.normalization.markup import EMPHASIS_RULES
from audiobook.text.normalization.rules import NormalizationRule

EMPHASIS_RULE_NAMES = ("escaped marks", "emphasis marks")
DISPLAY_RULES: tuple[NormalizationRule, ...] = tuple(
    rule for rule in EMPHASIS_RULES if rule.name in EMPHASIS_RULE_NAMES
)


def displayed_positions(text: str) -> Sequence[int]:
    """The positions of the characters of a text that are shown.

    >>> text = "*her* cup"
    >>> "".join(text[position] for position in displayed_positions(text))
    'her cup'
    """
    positions: Sequence[int] = range(len(text))
    for rule in DISPLAY_RULES:
        if not any(character in text for character in rule.trigger_chars):
            continue
        visible_text = "".join(text[position] for position in positions)
        hidden = {position for match in rule.pattern.finditer(visible_text) for position in range(*match.span())}
        positions = [position for index, position in enumerate(positions) if index not in hidden]
    return positions


def to_display_text(text: str) -> str:
    """The text as shown next to the audio: without marks of emphasis, with single spaces.

    >>> to_display_text("It was *her* cup,\\n_not_ his.")
    'It was her cup, not his.'
    """
    return " ".join("".join(text[position] for position in displayed_positions(text)).split())
