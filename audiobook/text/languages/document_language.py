"""The language of a story as feeds, pages and e-books state it."""

from __future__ import annotations

from audiobook.text.languages.names import language_tag

UNDETERMINED = "und"


def book_language(language: str) -> str:
    """The tag of a language where a format requires one; "und" for an unknown name.

    It is "en" where a story states none, because it is then read as English.
    """
    return language_tag(language) or (UNDETERMINED if language.strip() else "en")


def known_language_tag(language: str) -> str:
    """The tag of a language, "" where it is not known: feeds do not accept "und".

    >>> [known_language_tag(name) for name in ("English", "de_AT", "", "Elvish")]
    ['en', 'de-at', 'en', '']
    """
    tag = book_language(language)
    return "" if tag == UNDETERMINED else tag
