"""The gender that a pronoun, a noun or a first name implies."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from audiobook.attribution.words.vocabulary import FEMALE, FEMALE_NOUNS, MALE, MALE_NOUNS

PRONOUN_GENDERS = {
    **dict.fromkeys(("he", "him", "his", "himself"), MALE),
    **dict.fromkeys(("she", "her", "hers", "herself"), FEMALE),
}
_NOUN_GENDERS = {**dict.fromkeys(MALE_NOUNS, MALE), **dict.fromkeys(FEMALE_NOUNS, FEMALE)}
# What the list of common names calls names of men and women.
EITHER = "either"
# Letters that don't consist of a letter and an accent, and marks inside a name.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i",
     "-": "", "'": "", "’": "", ".": ""}
)  # fmt: skip


def fold_name(name: str) -> str:
    """A name in small letters without accents and hyphens, as the lists of the world's names have it.

    >>> fold_name("Oisín"), fold_name("Obi-Wan"), fold_name("Łucja")
    ('oisin', 'obiwan', 'lucja')
    """
    decomposed = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def load_first_names() -> dict[str, str]:
    """Common first names, in lower case, with their gender; "" for names of men and women."""
    return {name: "" if gender == EITHER else gender for name, gender in _read_names("first_names.txt", str.lower)}


@cache
def load_rarer_names() -> dict[str, str]:
    """First names of the world, folded, with their gender."""
    return dict(_read_names("more_first_names.txt", str))


@cache
def load_character_names() -> dict[str, str]:
    """Well-known characters of fiction by a name that says who is meant, folded, with their gender."""
    return dict(_read_names("character_names.txt", fold_name))


def _read_names(file: str, fold: Callable[[str], str]) -> list[tuple[str, str]]:
    lines = (files(__package__) / file).read_text("utf-8").splitlines()
    groups = (line.split(": ", 1) for line in lines if not line.startswith("#"))
    return [(fold(name), gender) for gender, names in groups for name in names.split()]


def is_first_name(name: str) -> bool:
    """Whether a word is a common first name, of whatever gender."""
    return name.lower() in load_first_names()


def is_rare_name(name: str) -> bool:
    """Whether a word is a first name somewhere in the world, or that of a well-known character."""
    folded = fold_name(name)
    return folded in load_rarer_names() or folded in load_character_names()


def gender_of_first_name(name: str) -> str:
    """The gender that a first name is common for, "" for an unknown name and for names of men and women.

    >>> gender_of_first_name("Harriet"), gender_of_first_name("Quinn")
    ('female', '')
    """
    return load_first_names().get(name.lower(), "")


def guess_gender(words: Sequence[str], titled: bool = False) -> str:
    """The gender that the words of a name imply by themselves, "" if they don't.

    Names of the whole world count, and those of well-known characters, which are no proof that a word is a name at all:
    ask only about someone who is a character for certain, and whose pronouns are unknown. `titled` says that a title
    comes before a single word, which is a family name then: of Dr. Carter nothing is known.

    >>> guess_gender(["Niamh"]), guess_gender(["Lan", "Wangji"]), guess_gender(["Carter"], titled=True)
    ('female', 'male', '')
    """
    folded = [fold_name(word) for word in words]
    character = load_character_names().get("".join(folded), "")
    if character or not words or (titled and len(words) == 1):
        return character
    # Several languages say the family name first; a name of men and women is known, and decides nothing.
    known = next((index for index in (0, -1) if is_first_name(words[index]) or _look_up(folded[index])), 0)
    return gender_of_first_name(words[known]) or _look_up(folded[known])


def _look_up(folded: str) -> str:
    lists = (load_first_names(), load_rarer_names(), load_character_names())
    return next((names[folded] for names in lists if folded in names), "")


def gender_of_noun(phrase: str) -> str:
    """The gender that a description implies, by its last word that implies any; "" if none does.

    >>> gender_of_noun("old woman"), gender_of_noun("charity-boy"), gender_of_noun("teacher")
    ('female', 'male', '')
    """
    words = [part for word in phrase.lower().split() for part in (*word.split("-"), word)]
    return next((_NOUN_GENDERS[word] for word in reversed(words) if word in _NOUN_GENDERS), "")
