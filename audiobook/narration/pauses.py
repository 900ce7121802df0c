"""How long the narrator pauses where, in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses by place, in milliseconds; the longest that applies between two lines is the one that is heard."""

    head: int = 500
    heading: int = 1200
    sentence: int = 380
    paragraph: int = 700
    note: int = 1200
    scene: int = 2000
    tail: int = 1500


PAUSES = Pauses()
