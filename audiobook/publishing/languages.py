"""Languages as the web names them."""

from __future__ import annotations

import re

from audiobook.publishing.track_tags import LANGUAGE_CODES, language_code

TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
# Stories that say nothing of their language are read as English, so that is what they are.
USUAL = "en"
UNKNOWN = "und"


def language_tag(language: str) -> str:
    """The BCP 47 tag of a language given by name or code; "en" where nothing is said, "und" for unknown names.

    >>> [language_tag(name) for name in ("English", "de_AT", "tlh", "", "Elvish")]
    ['en', 'de-AT', 'tlh', 'en', 'und']
    """
    name = language.strip()
    if not name or TAG.fullmatch(name):
        return name.replace("_", "-") or USUAL
    code = language_code(name)
    return next((key for key, value in LANGUAGE_CODES.items() if value == code and len(key) == 2), UNKNOWN)


def known_tag(language: str) -> str:
    """The tag of a language in small letters, "" where it is not known: feeds take no "und".

    >>> [known_tag(name) for name in ("English", "de_AT", "", "Elvish")]
    ['en', 'de-at', 'en', '']
    """
    tag = language_tag(language)
    return "" if tag == UNKNOWN else tag.lower()
