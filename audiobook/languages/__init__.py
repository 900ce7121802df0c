"""Languages: their tags and names, and the one that a text is in."""

from audiobook.languages.identification import identify_language
from audiobook.languages.names import (
    language_code,
    language_name,
    language_tag,
    primary_tag,
    same_language,
    script_of,
)

__all__ = [
    "identify_language",
    "language_code",
    "language_name",
    "language_tag",
    "primary_tag",
    "same_language",
    "script_of",
]
