"""What a cast file says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.pronunciation import Entry

# How the file writes a gender, and how the program does.
GENDERS = {"male": "male", "female": "female", "unknown": ""}
GENDER_WORDS = {gender: word for word, gender in GENDERS.items()}


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A quoted line and who says it; `chapter` and `paragraph` tell where it stood, 0 where that is not said.

    `row` is the line of the cast file that the entry begins on.
    """

    text: str
    speaker: str
    chapter: int = 0
    paragraph: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class CastFile:
    """What a person says of a story's cast; all of it is empty where there is no file.

    `aliases` are pairs of a name and the character that it means (itself where it is to stand apart); `genders` pairs
    of a character and "male", "female" or "" for neither; `pronounce` is how words are said in this story.
    """

    aliases: tuple[tuple[str, str], ...] = ()
    genders: tuple[tuple[str, str], ...] = ()
    lines: tuple[NamedLine, ...] = ()
    pronounce: tuple[Entry, ...] = ()
