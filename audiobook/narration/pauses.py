"""How long the narrator pauses where, in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses by place, in milliseconds; of two that meet, the longer one is heard.

    Each is what is heard on average: pauses up to a paragraph's stray by a seventh to either side.
    """

    head: int = 500
    heading: int = 1200
    interruption: int = 220
    sentence: int = 380
    paragraph: int = 700
    note: int = 1200
    scene: int = 2000
    tail: int = 1500


PAUSES = Pauses()
