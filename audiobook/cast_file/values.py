"""What a cast file says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from audiobook.model import Voice
from audiobook.model.pauses import DEFAULT_PAUSES, Pauses
from audiobook.text.pronunciation.values import LexiconEntry

# How the file writes a gender, and how the program does.
GENDERS = {"male": "male", "female": "female", "unknown": ""}
GENDER_WORDS = {gender: word for word, gender in GENDERS.items()}


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """A quoted line and who says it; `chapter` and `paragraph` tell where it stood, 0 where that is not said.

    `row` is the line of the cast file that the entry begins on.
    """

    text: str
    speaker: str
    chapter: int = 0
    paragraph: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """A voice that a person chose by name, and what they changed of its recipe; `row` is its line of the file."""

    voice: str = ""
    changes: tuple[tuple[str, float], ...] = ()
    row: int = 0

    def apply_to(self, recipe: Voice) -> Voice:
        """The recipe with what the person changed of it."""
        changes: dict[str, Any] = dict(self.changes)
        return replace(recipe, **changes)


@dataclass(frozen=True, slots=True)
class CastEntry:
    """A character's line in the cast file: the voice they were given, and what stands behind it as a comment."""

    name: str
    voice: str
    comment: str


@dataclass(frozen=True, slots=True)
class CastFile:
    """What a person says of a story's cast; all of it is empty where there is no file.

    `aliases` are pairs of a name and the character that it means (itself where it is to stand apart); `genders` pairs
    of a character and "male", "female" or "" for neither. `notes` is who reads the author's notes, `speak_notes`
    whether anybody does, None where the file does not say. `pronounce` is how words are said in this story.
    """

    aliases: tuple[tuple[str, str], ...] = ()
    genders: tuple[tuple[str, str], ...] = ()
    lines: tuple[LineCorrection, ...] = ()
    narrator: VoiceChoice | None = None
    notes: VoiceChoice | None = None
    speak_notes: bool | None = None
    voices: tuple[tuple[str, VoiceChoice], ...] = ()
    pauses: Pauses = DEFAULT_PAUSES
    pronounce: tuple[LexiconEntry, ...] = ()
