"""What one speaks at a time, and the signs beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from audiobook.attribution.cues import Cue, Strength


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaks at a time: its paragraphs, its quoted pieces (paragraph, piece), and the cues beside it."""

    first: int
    last: int
    scene: int
    pieces: tuple[tuple[int, int], ...]
    cues: tuple[Cue, ...]
    words: str = field(repr=False, default="")
    thought: bool = False
    part: int = 0

    @property
    def sure(self) -> Cue | None:
        """The cue that names or points at the speaker with a word of saying, if any."""
        return next((cue for cue in self.cues if cue.strength is Strength.SAYING), None)
