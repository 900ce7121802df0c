"""The cast of a series: characters who return in a later book keep their voices.

It lies in `voices/<series> (series).toml`, in the form of a cast file. The program adds the characters of each book,
with a comment; a row without that comment was written by hand and holds for every book.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import CastFile, VoiceChoice
from audiobook.casting.assign import FIRST_PERSON_NAME, MIN_LEADING_LINES
from audiobook.files.workspace import safe_name
from audiobook.model import Character, Metadata
from audiobook.settings.settings import VOICES_FOLDER, workspace_of
from audiobook.text.folding import fold_name
from audiobook.text.series import split_series

# What the program writes after a character: "41 lines, 12%, female; book 2, by hand".
ORIGIN = re.compile(r"; book (?P<book>\d+(?:\.\d+)?)")
# What it writes after [narrator].
NARRATOR_ORIGIN = re.compile(r" ?book (?P<book>\d+(?:\.\d+)?)$")
LINES = re.compile(r"[\d,]+(?= lines?)")
BY_HAND = "by hand"
NO_HAND_EDITS = "none"


@dataclass(frozen=True, slots=True)
class SeriesVoice:
    """A character of a series and their voice, as a row of its file says.

    `gender` is "" where it is not known, `book` the number of the book that the voice comes from, None where that is
    not known. `is_hand_written` says that the row was written by hand, `is_hand_chosen` that the voice was chosen by
    hand in that book.
    """

    name: str
    names: frozenset[str]
    choice: VoiceChoice
    gender: str
    lines: int
    book: float | None
    is_hand_written: bool
    is_hand_chosen: bool

    def is_one_with(self, character: Character) -> bool:
        """Whether this is a character of another book: of the same name or alias, and not of another gender."""
        names = {fold_name(name) for name in (character.name, *character.aliases)}
        return bool(self.names & names) and (not (self.gender and character.gender) or self.gender == character.gender)


@dataclass(frozen=True)
class SeriesCast:
    """The cast of the series that a story belongs to, as its file at `path` says; `number` is the story's, or None."""

    path: Path
    number: float | None
    cast_file: CastFile

    @cached_property
    def voices(self) -> tuple[SeriesVoice, ...]:
        """Everybody in the file who has a voice."""
        return tuple(self._read_voices())

    def _read_voices(self) -> Iterator[SeriesVoice]:
        genders, aliases = dict(self.cast_file.genders), self.cast_file.aliases
        for name, choice in self.cast_file.voices:
            if choice.voice:
                origin = ORIGIN.search(choice.comment) if choice.is_assigned else None
                lines = LINES.search(choice.comment)
                yield SeriesVoice(
                    name=name,
                    names=frozenset(map(fold_name, (name, *(alias for alias, main in aliases if main == name)))),
                    choice=choice,
                    gender=genders.get(name, ""),
                    lines=int(lines[0].replace(",", "")) if lines else MIN_LEADING_LINES,
                    book=float(origin["book"]) if origin else None,
                    is_hand_written=not choice.is_assigned,
                    is_hand_chosen=choice.is_assigned and choice.comment.rstrip().endswith(BY_HAND),
                )

    def find(self, character: Character) -> SeriesVoice | None:
        """Who of the series a character is; None for nobody, or where several could be meant."""
        found = [voice for voice in self.voices if voice.is_one_with(character)]
        exact = [voice for voice in found if fold_name(voice.name) == fold_name(character.name)]
        return next(iter(exact or found), None) if len(exact or found) == 1 else None

    def complete(self, characters: Sequence[Character], own: Mapping[str, VoiceChoice]) -> Mapping[str, SeriesVoice]:
        """The voices that hold for characters of a story, by name, beside the choices of its `own` cast file.

        What was chosen by hand for the story itself comes first, then what was written by hand into the series' file or
        chosen by hand in an earlier book, then what the story's file has, then what an earlier book has.
        """
        return {
            character.name: voice
            for character in characters
            if (voice := self.find(character)) and self._holds(voice, own.get(character.name))
        }

    def _holds(self, voice: SeriesVoice, own: VoiceChoice | None) -> bool:
        if own and own.voice and not own.is_assigned:
            return False
        if voice.is_hand_written:
            return True
        is_later = voice.book is not None and self.number is not None and voice.book > self.number
        return (not (own and own.voice) and not is_later) or self._was_chosen_earlier(voice)

    def _was_chosen_earlier(self, voice: SeriesVoice) -> bool:
        """Whether a voice was chosen by hand in a book before this one."""
        is_known = voice.book is not None and self.number is not None
        return voice.is_hand_chosen and is_known and (voice.book or 0) < (self.number or 0)

    def find_narrator(self) -> VoiceChoice | None:
        """The narrator of a story that has none of its own: as written by hand, or chosen for an earlier book."""
        choice = self.cast_file.narrator
        book = self.narrator_book
        return choice if book is None or (self.number is not None and book < self.number) else None

    @property
    def narrator_book(self) -> float | None:
        """The number of the book that the narrator was chosen for; None for one that was written by hand, or none."""
        choice = self.cast_file.narrator
        origin = NARRATOR_ORIGIN.match(choice.comment) if choice else None
        return float(origin["book"]) if origin else None

    def reserve(self, characters: Sequence[Character]) -> frozenset[str]:
        """The voices of those who speak a lot in the series and are not in this story: nobody new should have them."""
        present = {voice.name for character in characters if (voice := self.find(character))}
        return frozenset(
            voice.choice.voice
            for voice in self.voices
            if voice.name not in present and voice.lines >= MIN_LEADING_LINES
        )

    @property
    def digest(self) -> str:
        """A digest of what was decided by hand and holds for this book, even if it is made already."""
        by_hand = [
            (voice.name, sorted(voice.names), voice.choice.voice, voice.choice.changes, voice.gender, voice.book)
            for voice in self.voices
            if voice.is_hand_written or self._was_chosen_earlier(voice)
        ]
        narrator = self.find_narrator()
        decided = (by_hand, (narrator.voice, narrator.changes)) if narrator else by_hand
        return hashlib.sha256(repr(decided).encode()).hexdigest() if decided else NO_HAND_EDITS


def series_file(series: str, output: Path) -> Path:
    """The path of the file of a series, of stories whose albums go to `output`."""
    return workspace_of(output) / VOICES_FOLDER / f"{safe_name(series, 'series')} (series).toml"


def find_series_cast(metadata: Metadata, output: Path) -> SeriesCast | None:
    """The cast of the series of a story whose albums go to `output`; None for a story of no series.

    Raises InputError where the file is wrong.
    """
    series, number = split_series(metadata.series)
    return read_series_cast(series_file(series, output), float(number) if number else None) if series else None


def read_series_cast(path: Path, number: float | None = None) -> SeriesCast:
    """The cast of a series by its file, empty where there is none; raises InputError where it is wrong."""
    return SeriesCast(path, number, read_cast_file(path))


def is_proper_name(name: str) -> bool:
    """Whether a character may be the same one in another book: there is more than one "guard", and more than one "I".

    >>> [is_proper_name(name) for name in ("Ann", "the guard", "The Guard", "I")]
    [True, False, False, False]
    """
    return name[:1].isupper() and name != FIRST_PERSON_NAME and not name.startswith("The ")


def describe_origin(number: float | None, is_hand_chosen: bool) -> str:
    """What the comment after a character says about the book that the voice comes from.

    >>> describe_origin(2, True), describe_origin(None, False)
    ('; book 2, by hand', '')
    """
    book = "" if number is None else f"; book {number:g}"
    return f"{book or ';'}{', ' if book else ' '}{BY_HAND}" if is_hand_chosen else book


def describe_narrator(number: float) -> str:
    """What the comment after [narrator] says about the book that it was chosen for."""
    return f"book {number:g}"


def carry_narrator(own: CastFile, path: Path, series: SeriesCast | None) -> tuple[CastFile, Path]:
    """The cast file of a story, at `path`, with the narrator of its series if it has none; and which file says so."""
    narrator = series.find_narrator() if series and not (own.narrator and own.narrator.voice) else None
    if series is None or narrator is None:
        return own, path
    changes = (own.narrator.changes if own.narrator else ()) or narrator.changes
    return replace(own, narrator=replace(narrator, changes=changes)), series.path


def apply_choice(own: VoiceChoice | None, voice: SeriesVoice) -> VoiceChoice:
    """The choice for a character that a row of the series' file makes, in place of their `own`."""
    changes = (own.changes if own else ()) or voice.choice.changes
    return replace(voice.choice, changes=changes, row=own.row if own else 0, is_assigned=True)
