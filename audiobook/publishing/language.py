"""The language of a story as feeds and pages name it."""

from __future__ import annotations

import re

from audiobook.publishing.tags.values import LANGUAGE_CODES

# The two-letter code of each language by every way that stories name it.
SHORT_CODES = {
    name: next(short for short, same in LANGUAGE_CODES.items() if len(short) == 2 and same == code)
    for name, code in LANGUAGE_CODES.items()
}
TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def language_tag(language: str) -> str:
    """The tag (BCP 47) of a language given by name or code; "" where it is not known.

    >>> language_tag("English"), language_tag("en_US"), language_tag("Rather odd")
    ('en', 'en-us', '')
    """
    plain = language.strip().lower().replace("_", "-")
    known = SHORT_CODES.get(plain, plain)
    return known if TAG.fullmatch(known) else ""


def book_language(language: str) -> str:
    """The tag of a language where one has to be given: "en" where a story says nothing, for it is read as English then,
    and "und" for a name that nobody knows.
    """
    return language_tag(language) or ("und" if language.strip() else "en")


def known_tag(language: str) -> str:
    """The tag of a language, "" where it is not known: feeds take no "und".

    >>> [known_tag(name) for name in ("English", "de_AT", "", "Elvish")]
    ['en', 'de-at', 'en', '']
    """
    tag = book_language(language)
    return "" if tag == "und" else tag
