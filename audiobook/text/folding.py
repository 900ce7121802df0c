"""Folds names and texts for comparison."""

from __future__ import annotations

import unicodedata


def fold_name(name: str) -> str:
    """A name without regard to case, the kind of apostrophe, and white space.

    >>> fold_name(" Miles  O’Brien") == fold_name("MILES O'BRIEN")
    True
    """
    return " ".join(name.replace("’", "'").casefold().split())


def fold_accents(text: str) -> str:
    """A text without regard to case and accents.

    >>> fold_accents("Ångström"), fold_accents("STRASSE") == fold_accents("Straße")
    ('angstrom', True)
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
