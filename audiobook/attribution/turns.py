"""Turns: what one speaker says at a time, and the cues around it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from audiobook.attribution.tags.cues import NO_SPEAKER, CueStrength, SpeakerCue, SpeakerReference


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a time.

    `first` and `last` are its paragraphs, `segments` its quoted segments (paragraph, segment), `cues` the cues around
    it, the strongest first. `part` counts the turns of the same paragraphs from 0, and
    `speaker` is who speaks it if that is known for certain, -1 if not. `recipient` is whose phone gets it as a message.
    """

    first: int
    last: int
    scene: int
    segments: tuple[tuple[int, int], ...]
    cues: tuple[SpeakerCue, ...]
    text: str = field(repr=False, default="")
    is_thought: bool = False
    part: int = 0
    speaker: int = -1
    recipient: SpeakerReference = NO_SPEAKER

    @property
    def speech_tag(self) -> SpeakerCue | None:
        """The cue by a verb of saying, None if there is none."""
        return next((cue for cue in self.cues if cue.strength is CueStrength.SAYING), None)

    def settle(self, entity: int) -> Turn:
        """The same turn once its speaker is known: a tag that names the speaker stands in place of its cues."""
        cue = SpeakerCue(CueStrength.SAYING, SpeakerReference(entity=entity))
        return replace(self, cues=(cue,), speaker=entity)
