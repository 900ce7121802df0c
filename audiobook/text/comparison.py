"""What two lines have in common when case, spaces and punctuation do not count."""

from __future__ import annotations


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
