"""The gender that a pronoun, a noun or a first name implies."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from audiobook.attribution.vocabulary import FEMALE, FEMALE_NOUNS, MALE, MALE_NOUNS

PRONOUN_GENDERS = {
    **dict.fromkeys(("he", "him", "his", "himself"), MALE),
    **dict.fromkeys(("she", "her", "hers", "herself"), FEMALE),
}
_NOUN_GENDERS = {**dict.fromkeys(MALE_NOUNS, MALE), **dict.fromkeys(FEMALE_NOUNS, FEMALE)}


@cache
def load_first_names() -> dict[str, str]:
    """Common first names, in lower case, with their gender."""
    lines = (files(__package__) / "first_names.txt").read_text("utf-8").splitlines()
    groups = (line.split(": ", 1) for line in lines if not line.startswith("#"))
    return {name.lower(): gender for gender, names in groups for name in names.split()}


def gender_of_first_name(name: str) -> str:
    """The gender that a first name is common for, "" for an unknown name.

    >>> gender_of_first_name("Harriet")
    'female'
    """
    return load_first_names().get(name.lower(), "")


def gender_of_noun(phrase: str) -> str:
    """The gender that a description implies, by its last word that implies any; "" if none does.

    >>> gender_of_noun("old woman"), gender_of_noun("teacher")
    ('female', '')
    """
    return next((_NOUN_GENDERS[word] for word in reversed(phrase.lower().split()) if word in _NOUN_GENDERS), "")
