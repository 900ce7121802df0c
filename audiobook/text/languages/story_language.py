"""Chooses the language of a story: the one a person set, else the one its text shows, else its file's metadata."""

from __future__ import annotations

from collections.abc import Iterable

from audiobook.text.languages.identification import identify_language
from audiobook.text.languages.names import is_same_language, language_tag

# The voices that come with the program speak English.
DEFAULT_LANGUAGE = "en"


def choose_language(requested: str, stated: str, paragraphs: Iterable[str]) -> str:
    """The tag of a story's language: the `requested` one, if any, else the one that its text shows.

    The language that the file `stated` counts where the text is too short to tell, or agrees with it.
    """
    if requested:
        return language_tag(requested) or requested
    identified = identify_language(list(paragraphs))
    if identified and not is_same_language(identified, stated):
        return identified
    return language_tag(stated) or stated or DEFAULT_LANGUAGE
