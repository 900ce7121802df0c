"""Folds names for comparison."""

from __future__ import annotations


def fold_name(name: str) -> str:
    """A name without regard to case, the kind of apostrophe, and white space.

    >>> fold_name(" Miles  O’Brien") == fold_name("MILES O'BRIEN")
    True
    """
    return " ".join(name.replace("’", "'").casefold().split())
