"""The words for the deliveries that a line can be given by hand."""

from __future__ import annotations

from collections.abc import Mapping

# Without any expression: no delivery, no melody, no stressed words.
FLAT = "flat"
# Each word that a cast file may have, and the delivery that it means, by its name in narration/delivery.py.
DELIVERY_WORDS: Mapping[str, str] = {
    "plain": "plain",
    "whisper": "whispered",
    "murmur": "murmured",
    "shout": "shouted",
    "exclaim": "exclaimed",
    "growl": "growled",
    "laugh": "laughed",
    "sob": "sobbed",
    "thought": "thought",
    "read aloud": "read aloud",
    "trail off": "trailing off",
    FLAT: FLAT,
}


def find_delivery_word(typed: str) -> str:
    """The word for a delivery that somebody typed, also as the name of the delivery; "" if there is none.

    >>> find_delivery_word("Whisper"), find_delivery_word("whispered"), find_delivery_word("read_aloud")
    ('whisper', 'whisper', 'read aloud')
    """
    words = " ".join(typed.replace("_", " ").replace("-", " ").lower().split())
    return next((word for word, name in DELIVERY_WORDS.items() if words in (word, name)), "")
