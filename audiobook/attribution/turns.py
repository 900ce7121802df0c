"""What one speaks at a time, and the signs beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from audiobook.attribution.cues import CueStrength, SpeakerCue


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaks at a time: its paragraphs, its quoted segments (paragraph, segment), and the cues beside it."""

    first: int
    last: int
    scene: int
    segments: tuple[tuple[int, int], ...]
    cues: tuple[SpeakerCue, ...]
    text: str = field(repr=False, default="")
    is_thought: bool = False
    part: int = 0

    @property
    def speech_tag(self) -> SpeakerCue | None:
        """The cue that names or points at the speaker with a word of saying, if any."""
        return next((cue for cue in self.cues if cue.strength is CueStrength.SAYING), None)
