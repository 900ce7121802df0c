"""The language of a story: what a person said, else what its text shows, else what its file says."""

from __future__ import annotations

from collections.abc import Iterable

from audiobook.text.languages.identification import identify_language
from audiobook.text.languages.names import is_same_language, language_tag

# The voices that come with the program speak English.
DEFAULT_LANGUAGE = "en"


def choose_language(requested: str, stated: str, paragraphs: Iterable[str]) -> str:
    """The language of a story as a tag: the one that a person `requested`, if any; else what its text shows.

    What the file `stated` counts where the text is too short to tell, or is in the same language.
    """
    if requested:
        return language_tag(requested) or requested
    identified = identify_language(list(paragraphs))
    if identified and not is_same_language(identified, stated):
        return identified
    return language_tag(stated) or stated or DEFAULT_LANGUAGE
