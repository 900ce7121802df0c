"""What two lines have in common when case, spaces and punctuation do not count."""

from __future__ import annotations

import re

NON_WORD = re.compile(r"[\W_]+")


def comparison_key(text: str) -> str:
    """The letters and digits of a line in lower case; two lines with the same key say the same thing.

    >>> comparison_key("Chapter 3: “Home”")
    'chapter3home'
    """
    return "".join(character for character in text.casefold() if character.isalnum())


def is_same_title(title: str, other: str) -> bool:
    """Whether two titles have the same letters and digits, and at least one of them.

    >>> is_same_title("The Mill!", "the  mill"), is_same_title("...", "")
    (True, False)
    """
    return comparison_key(title) == comparison_key(other) != ""


def normalize_words(text: str) -> str:
    """The words of a text as they are compared: in lower case, without marks.

    >>> normalize_words("“I—I never said *that*!”")
    'i i never said that'
    """
    return NON_WORD.sub(" ", text.casefold()).strip()
