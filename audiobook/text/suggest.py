"""Suggests the right name where a person has mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def format_suggestion(unknown: str, names: Iterable[str], max_shown: int = 8) -> str:
    """The end of an error message: the nearest name, if any, and the names there are (at most `max_shown`).

    >>> format_suggestion("hibary", ("hibari", "system"))
    "; did you mean 'hibari'? (there are: hibari, system)"
    >>> format_suggestion("x", ("hibari", "system"))
    ' (there are: hibari, system)'
    """
    names = tuple(names)
    lowered = {name.lower(): name for name in names}
    matches = get_close_matches(unknown.lower(), lowered, n=1, cutoff=0.5)
    listed = ", ".join(names[:max_shown]) + (", …" if len(names) > max_shown else "")
    guess = f"; did you mean {lowered[matches[0]]!r}?" if matches else ""
    return f"{guess} (there are: {listed})" if names else ""
