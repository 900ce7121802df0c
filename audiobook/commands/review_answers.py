"""What somebody types as the answer to a question of a review: one sign or name for each line."""

from __future__ import annotations

import re

# An empty answer, between two commas, leaves a line open as well.
LEFT_OPEN, NARRATED = ("0", ""), "n"
# Behind the answers of the first lines: the others go on like that.
AND_SO_ON = ("..", "…")
# A sign for each line, one after the other, or answers between commas.
SIGNS = re.compile(r"n|(?=n*\d)[n\d]+")


def split_answers(typed: str, count: int) -> tuple[str, ...]:
    """The answers for the first lines of `count`: digits, "n" for the narrator, or names.

    >>> split_answers("121", 5)
    ('1', '2', '1')
    >>> split_answers("12..", 5)
    ('1', '2', '1', '2', '1')
    >>> split_answers("1, Mr. Ash, n", 5)
    ('1', 'Mr. Ash', 'n')
    """
    is_repeated = typed.endswith(AND_SO_ON)
    stem = typed.rstrip(".… ") if is_repeated else typed
    if "," in stem:
        parts = [part.strip() for part in stem.split(",")]
    else:
        parts = list(stem) if SIGNS.fullmatch(stem) else [stem]
    return tuple((parts * count)[:count] if is_repeated else parts)
