"""The language of a story as feeds and pages name it."""

from __future__ import annotations

from audiobook.text.languages.names import language_tag

UNDETERMINED = "und"


def book_language(language: str) -> str:
    """The tag of a language where one has to be given: "en" where a story says nothing, for it is read as English then,
    and "und" for a name that nobody knows.
    """
    return language_tag(language) or (UNDETERMINED if language.strip() else "en")


def known_language_tag(language: str) -> str:
    """The tag of a language, "" where it is not known: feeds take no "und".

    >>> [known_language_tag(name) for name in ("English", "de_AT", "", "Elvish")]
    ['en', 'de-at', 'en', '']
    """
    tag = book_language(language)
    return "" if tag == UNDETERMINED else tag
