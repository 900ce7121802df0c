"""Finds the character that a typed name means; a name that nobody has is a question, and never a new character."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from audiobook.cast_file.values import CastFile
from audiobook.errors import InputError
from audiobook.model import Character
from audiobook.text.folding import fold_name
from audiobook.text.formatting import join_or
from audiobook.text.word_search import find_spelling

MIN_SIMILARITY = 0.6
MAX_NEAR_NAMES = 3
MAX_LISTED_NAMES = 8


@dataclass(frozen=True, slots=True)
class CharacterNames:
    """All names of a story's characters.

    `main_names` leads from each name, folded, to the character's main name; `spellings` has the names as they are
    written, by main name, the main name first. A name that only occurs in `text` is somebody's, too. With `allow_new`,
    a name that nobody has is a new character; `added` are those.
    """

    main_names: dict[str, str]
    spellings: dict[str, tuple[str, ...]]
    text: str = ""
    allow_new: bool = False
    added: list[str] = field(default_factory=list)

    def find(self, typed: str, option: str) -> str:
        """The main name of the character whom a typed name means; raises InputError, naming the option, if nobody."""
        name = " ".join(typed.split())
        if not name:
            raise InputError(f"{option}: the name is empty; give the name of a character")
        main = self.main_names.get(fold_name(name))
        if main is not None:
            return main
        if spelling := find_spelling(self.text, name):
            self.main_names[fold_name(name)] = spelling
            return spelling
        if not self.allow_new:
            raise InputError(
                f"{option}: no character is called {name}{self.suggest(name)} (--new makes a new character)"
            )
        self.main_names[fold_name(name)] = name
        self.added.append(name)
        return name

    def spelling_of(self, typed: str, option: str) -> str:
        """The typed name as the story writes it; raises InputError if nobody has it."""
        main = self.find(typed, option)
        names = self.spellings.get(main, ())
        return next((name for name in names if fold_name(name) == fold_name(typed)), main)

    def all_names_of(self, main: str) -> tuple[str, ...]:
        """The names of a character, the main name first."""
        return self.spellings.get(main) or (main,)

    def suggest(self, name: str) -> str:
        """The end of a message about an unknown name: the nearest names, or else those with most lines."""
        near = find_near_names(name, self.main_names)
        if near:
            return f"; did you mean {join_or(dict.fromkeys(map(self._show, near)))}?"
        listed = list(self.spellings)[:MAX_LISTED_NAMES]
        more = ", …" if len(self.spellings) > MAX_LISTED_NAMES else ""
        return f"; the characters are {', '.join(listed)}{more}" if listed else "; nobody speaks in this story"

    def _show(self, folded: str) -> str:
        main = self.main_names[folded]
        return next((name for name in self.all_names_of(main) if fold_name(name) == folded), main)


def collect_names(
    characters: Iterable[Character], cast_file: CastFile, text: str = "", allow_new: bool = False
) -> CharacterNames:
    """The names of those who speak in a story with this text, and of those whom the cast file makes characters."""
    spellings = {character.name: (character.name, *character.aliases) for character in characters}
    # A name of their own, however little they say: the file itself says that they are characters.
    for name, main in (*cast_file.aliases, *((line.speaker, line.speaker) for line in cast_file.lines)):
        known = spellings.get(main, (main,))
        spellings[main] = known if name in known else (*known, name)
    main_names: dict[str, str] = {}
    for main, names in spellings.items():
        for name in names:
            main_names.setdefault(fold_name(name), main)
    return CharacterNames(main_names, spellings, text, allow_new)


def find_near_names(name: str, folded_names: Iterable[str]) -> list[str]:
    """The folded names that are most like a name, best first."""
    return get_close_matches(fold_name(name), list(folded_names), n=MAX_NEAR_NAMES, cutoff=MIN_SIMILARITY)
