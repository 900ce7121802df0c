"""The values of a cast file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from audiobook.cast_file.line_takes import LineTake
from audiobook.model import StoryIdentity, Voice
from audiobook.model.decisions import BlockDecision
from audiobook.model.pauses import DEFAULT_PAUSES, Pauses
from audiobook.text.pronunciation.values import LexiconEntry

# The words for genders in the file, and the values in the program.
GENDERS = {"male": "male", "female": "female", "unknown": ""}
GENDER_WORDS = {gender: word for word, gender in GENDERS.items()}
# A comment that this program wrote after a character, and may replace.
GENERATED_COMMENT = re.compile(r"#? ?[\d,]+ lines?, \d+ ?%")
# The word for whoever reads what nobody says.
NARRATOR = "narrator"


def is_narrator(name: str) -> bool:
    """Whether a name means the narrator.

    >>> is_narrator("Narrator"), is_narrator("the narrator"), is_narrator("Ann")
    (True, True, False)
    """
    return name.strip().casefold().removeprefix("the ") == NARRATOR


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """A quoted line and its speaker; `chapter` and `paragraph` say where it is, 0 if the entry doesn't.

    `quotation` is its number among the quotations of the paragraph, 0 if its text is enough. `row` is the line of the
    cast file where the entry begins.
    """

    text: str
    speaker: str
    chapter: int = 0
    paragraph: int = 0
    row: int = 0
    quotation: int = 0


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """A voice that the user chose by name, with changes to its recipe; `row` is its line in the file.

    `is_assigned` says that the program wrote the row: it has the program's comment. `comment` is what stands after it.
    """

    voice: str = ""
    changes: tuple[tuple[str, float], ...] = ()
    row: int = 0
    is_assigned: bool = False
    comment: str = field(default="", compare=False, repr=False)

    def apply_to(self, recipe: Voice) -> Voice:
        """The recipe with the user's changes."""
        changes: dict[str, Any] = dict(self.changes)
        return replace(recipe, **changes)


@dataclass(frozen=True, slots=True)
class CastEntry:
    """A character's line in the cast file: the voice, and a comment after it."""

    name: str
    voice: str
    comment: str


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """What a cast file records about its story, to find the file again when either of them has another name."""

    title: str
    author: str
    identity: StoryIdentity


@dataclass(frozen=True, slots=True)
class CastFile:
    """The user's choices for a story's cast; everything is empty without a file.

    `aliases` are pairs of a name and its character (itself, if it is a character of its own); `genders` pairs of a
    character and "male", "female" or "" for neither. `blocks` are the decisions about paragraphs, in the order in which
    they apply. `notes` is the voice for author's notes, `speak_notes` whether they are read, None if the file doesn't
    say. `pronounce` are pronunciations of words in this story. `story` is the story that the file belongs to, None if
    the file doesn't record it. `takes` are lines that are set right by hand.
    """

    aliases: tuple[tuple[str, str], ...] = ()
    genders: tuple[tuple[str, str], ...] = ()
    lines: tuple[LineCorrection, ...] = ()
    blocks: tuple[BlockDecision, ...] = ()
    narrator: VoiceChoice | None = None
    notes: VoiceChoice | None = None
    speak_notes: bool | None = None
    voices: tuple[tuple[str, VoiceChoice], ...] = ()
    pauses: Pauses = DEFAULT_PAUSES
    pronounce: tuple[LexiconEntry, ...] = ()
    story: StoryRecord | None = None
    takes: tuple[LineTake, ...] = ()
