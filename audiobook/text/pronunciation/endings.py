"""Pronounces the possessive and plural endings of names."""

from __future__ import annotations

from audiobook.text.pronunciation.values import is_phonemes

SIBILANTS = frozenset("szʃʒʤʧ")
SIBILANT_SPELLINGS = ("s", "x", "z", "ch", "sh")
VOICELESS_CONSONANTS = frozenset("ptkfθT")


def append_ending(pronunciation: str, ending: str) -> str:
    """The pronunciation of a word with "'s", "s" or "es" after it: phonemes between slashes, or a respelling.

    >>> append_ending("/ʃɪvˈɔn/", "’s"), append_ending("/jˈustəs/", "'s"), append_ending("shivawn", "s")
    ('/ʃɪvˈɔnz/', '/jˈustəsᵻz/', 'shivawns')
    """
    if not ending:
        return pronunciation
    if not is_phonemes(pronunciation):
        return pronunciation + ("es" if pronunciation.endswith(SIBILANT_SPELLINGS) else ending.lower())
    last = pronunciation[-2]
    sound = "ᵻz" if last in SIBILANTS else "s" if last in VOICELESS_CONSONANTS else "z"
    return f"{pronunciation[:-1]}{sound}/"
