"""What the ending of a possessive or a plural sounds like after a name."""

from __future__ import annotations

from audiobook.text.pronunciation.values import is_phonemes

HISSES = frozenset("szʃʒʤʧ")
HISSING_LETTERS = ("s", "x", "z", "ch", "sh")
WITHOUT_VOICE = frozenset("ptkfθT")


def with_ending(said: str, ending: str) -> str:
    """How a word is said with "'s", "s" or "es" after it.

    >>> with_ending("/ʃɪvˈɔn/", "’s"), with_ending("/jˈustəs/", "'s"), with_ending("shivawn", "s")
    ('/ʃɪvˈɔnz/', '/jˈustəsᵻz/', 'shivawns')
    """
    if not ending:
        return said
    if not is_phonemes(said):
        return f"{said}es" if said.endswith(HISSING_LETTERS) else f"{said}{ending.lower()}"
    last = said[-2]
    sound = "ᵻz" if last in HISSES else "s" if last in WITHOUT_VOICE else "z"
    return f"{said[:-1]}{sound}/"
