"""Whom a name in an answer means: a character of the story, or somebody whom the text itself names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audiobook.attribution.gender import gender_of_first_name, gender_of_noun
from audiobook.attribution.llm.prompt import stands_in
from audiobook.attribution.names import bare, title_of
from audiobook.attribution.vocabulary import NOT_NAMES, TITLES
from audiobook.model import Character

NARRATOR = "I"
NARRATOR_WORDS = frozenset("i me myself narrator".split())
# What models write where they were told to answer null.
NOBODY_WORDS = frozenset({"", "null", "none", "unknown", "unclear", "nobody", "n/a", "?", "unsure", "not sure"})
MOST_NAME_CHARACTERS = 60
MOST_NAME_WORDS = 5

WRONG_TYPE = "the answer is no name"
STRANGER = "a name that neither the story's characters nor the text has"
AMBIGUOUS = "a name that fits several characters"


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom an answer means: `name`, or nobody.

    Where it cannot be taken, `trouble` says why; `answered` tells whether there was an answer to this line at all.
    """

    name: str | None = None
    trouble: str = ""
    answered: bool = True


@dataclass(frozen=True, slots=True)
class _Known:
    """One name of a character, apart in its words."""

    character: Character
    name: str
    words: tuple[str, ...]


class NameBook:
    """The names of a story's characters, to look answers up in."""

    def __init__(self, characters: Sequence[Character]) -> None:
        self._known = [_Known(one, name, _words(name)) for one in characters for name in (one.name, *one.aliases)]
        self._exact = {_plain(known.name): known.character.name for known in reversed(self._known)}
        self._narrated = any(one.name == NARRATOR for one in characters)

    def meant(self, answer: Any, text: str) -> Meant:
        """Whom an answer means, in a window with this `text`: a character, one named there, nobody, or trouble."""
        if answer is None:
            return Meant()
        if not isinstance(answer, str) or len(answer) > MOST_NAME_CHARACTERS:
            return Meant(trouble=WRONG_TYPE)
        name = " ".join(answer.split()).strip("[]\"'“”*.,;: ") if answer.strip() != "?" else "?"
        plain = _plain(name)
        if plain in NOBODY_WORDS:
            return Meant()
        if plain.removeprefix("the ") in NARRATOR_WORDS and plain not in self._exact:
            return Meant(NARRATOR) if self._narrated else Meant(trouble=STRANGER)
        return self._found(plain, name, text)

    def _found(self, plain: str, name: str, text: str) -> Meant:
        if plain in self._exact:
            return Meant(self._exact[plain])
        fitting = self._fitting(name)
        if len(fitting) > 1:
            return Meant(trouble=AMBIGUOUS)
        if fitting:
            return Meant(fitting[0])
        return Meant(_new(name)) if _is_name(name) and _is_told(name, text) else Meant(trouble=STRANGER)

    def _fitting(self, name: str) -> list[str]:
        """The characters who bear the same name but for titles, or one of whose names is a part of it or it of one."""
        words, gender = _words(name), _title_gender(name)
        agreeing = [one for one in self._known if not (gender and _gender(one) and gender != _gender(one))]
        same = [one.character.name for one in agreeing if words and one.words == words]
        parts = [one.character.name for one in agreeing if _is_part(words, one.words) or _begins(one.words, words)]
        return list(dict.fromkeys(same or parts))


def _is_part(words: tuple[str, ...], of: tuple[str, ...]) -> bool:
    return bool(words) and set(words) < set(of)


def _begins(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a first name alone begins a longer one; a family name alone could be anybody's of the family."""
    return bool(short) and len(short) < len(long) and long[: len(short)] == short


def _plain(name: str) -> str:
    return " ".join(name.replace("’", "'").casefold().split())


def _words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without article, titles and forms of address.

    >>> _words("Mr. Lee"), _words("Hana-sensei"), _words("the Count")
    (('lee',), ('hana',), ('count',))
    """
    parts = [bare(word) for word in name.replace("’", "'").split() if word.lower() != "the"]
    own = [word for word in parts if title_of(word) is None] or parts
    return tuple(word.casefold().rstrip(".") for word in own)


def _title_gender(name: str) -> str:
    return next((TITLES[title] for word in name.split() if (title := title_of(word)) and TITLES[title]), "")


def _gender(known: _Known) -> str:
    return _title_gender(known.name) or known.character.gender


def _is_name(name: str) -> bool:
    """Whether this could be what somebody is called: capitalised, or a description with "the"."""
    words, own = name.split(), _words(name)
    if not own or len(words) > MOST_NAME_WORDS or own[0] in NOT_NAMES:
        return False
    return words[0].lower() == "the" or all(word[:1].isupper() for word in (words[0], words[-1]))


def _is_told(name: str, text: str) -> bool:
    return stands_in(name, text) or stands_in(_new(name), text)


def _new(name: str) -> str:
    """A new character's name: a description begins with a small letter, as it does inside a sentence."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def gender_of(name: str) -> str:
    """The gender that a new character's title, first name or description tells; "" where none does.

    >>> gender_of("Mrs. Lee"), gender_of("Harriet"), gender_of("the landlord")
    ('female', 'female', 'male')
    """
    words = _words(name)
    return _title_gender(name) or (gender_of_first_name(words[0]) if words else "") or gender_of_noun(name)
