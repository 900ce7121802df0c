"""The line that somebody waits for while an album is made, and the order of chapters that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WantedLine:
    """The line that somebody wants to hear next: the number of its chapter, and its index among the chapter's cues."""

    chapter: int
    line: int = 0


# Asked before each call is handed out; None while nobody waits for anything.
WantedLineSource = Callable[[], WantedLine | None]


def rank_for_listener(number: int, wanted: WantedLine | None) -> tuple[bool, int]:
    """What sorts the numbers of chapters for a listener: the one they wait for, those after it, then those before."""
    return (wanted is not None and number < wanted.chapter, number)
