"""The values of a review: what is asked, and what an answer changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from audiobook.model import SURE_CONFIDENCE


class Stage(Enum):
    """Which lines are asked about: the unsure ones first, then those that are only probably right, then any."""

    UNSURE = SURE_CONFIDENCE
    PROBABLE = 0.95
    ANY = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A likely speaker, and how likely (0 to 1)."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Question:
    """Who speaks a turn, by number; `following` are the doubtful turns that come after it in the same exchange.

    `choices` are the likely speakers of the turn, the likeliest first, and then those of the turns that follow.
    `gain` is about how many lines an answer sets right.
    """

    turn: int
    following: tuple[int, ...]
    choices: tuple[Choice, ...]
    gain: float


@dataclass(frozen=True, slots=True)
class ChangedTurn:
    """A turn that has another likely speaker now; "" is nobody."""

    turn: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SharedReference:
    """A name or description ("the old lady") whose tags have `turns` in common, which are not `name`'s so far."""

    phrase: str
    name: str
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer changes besides its own turns.

    `reference` is what may hold for other lines as well, None if there is nothing; nothing of that is changed yet.
    """

    changed: tuple[ChangedTurn, ...]
    reference: SharedReference | None = None
