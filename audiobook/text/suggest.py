"""Names the right word when a person has mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(wrong: str, names: Iterable[str], shown: int = 8) -> str:
    """The end of an error line: the nearest name, or else the names there are (at most `shown`).

    >>> suggestion("hibary", ("hibari", "system"))
    "; did you mean 'hibari'? (there are: hibari, system)"
    """
    names = tuple(names)
    lowered = {name.lower(): name for name in names}
    near = get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.5)
    listed = ", ".join(names[:shown]) + (", …" if len(names) > shown else "")
    guess = f"did you mean {lowered[near[0]]!r}? " if near else ""
    return f"; {guess}(there are: {listed})" if names else ""
