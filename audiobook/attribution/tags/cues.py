"""Cues to the speaker in the narration around a quote: how strong they are, where they are, and whom they mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from audiobook.attribution.words.gender import PRONOUN_GENDERS, gender_of_noun

# While cues are looked for, a name in the narration is its entity's number between these.
ENTITY_OPEN, ENTITY_CLOSE = "\ue000", "\ue001"


class CueStrength(IntEnum):
    """How strongly a cue points to the speaker.

    From the top: a verb of saying, a verb of saying far from its subject, a verb that goes with speech, any action.
    """

    NONE = 0
    BEAT = 1
    SHOWING = 2
    FAR = 3
    SAYING = 4


class CuePosition(IntEnum):
    """Where a cue is: before the first quote of its paragraph, between two, or after the last."""

    START = 0
    MIDDLE = 1
    END = 2


@dataclass(frozen=True, slots=True)
class SpeakerReference:
    """Whom a cue means: an `entity` by name, or a pronoun, or a description (`is_indefinite` for "a man")."""

    entity: int = -1
    pronoun: str = ""
    noun: str = ""
    is_indefinite: bool = False

    @property
    def is_plural(self) -> bool:
        """Whether several speak at once."""
        return self.pronoun in ("they", "we")

    @property
    def gender(self) -> str:
        """The gender that the pronoun or the description implies."""
        return PRONOUN_GENDERS.get(self.pronoun, "") or gender_of_noun(self.noun)


NO_SPEAKER = SpeakerReference()


@dataclass(frozen=True, slots=True)
class SpeakerCue:
    """A hint to who speaks a quote; `is_reaction` if its subject reacts to something rather than speaks."""

    strength: CueStrength
    reference: SpeakerReference
    precedes_quote: bool = False
    position: CuePosition = CuePosition.END
    is_reaction: bool = False
