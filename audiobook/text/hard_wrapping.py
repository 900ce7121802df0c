"""Whether the ends of lines inside paragraphs come only from hard-wrapping."""

from __future__ import annotations

from collections.abc import Sequence

# The longest line that hard-wrapping leaves, and the shortest one inside a paragraph; Project Gutenberg wraps at 72 to
# 75 characters.
WRAP_WIDTH = 90
MIN_WRAPPED_LENGTH = 45
# At least this share of the lines followed by another must be that long for a text to be hard-wrapped, and at most this
# share of all lines may be longer than that.
MIN_WRAPPED_SHARE, MAX_LONG_SHARE = 0.8, 0.02


def are_lengths_of_wrapped_lines(lines: Sequence[int], running_on: Sequence[int]) -> bool:
    """Whether lines of these lengths may be those of a hard-wrapped text; `running_on` are followed by another one.

    >>> are_lengths_of_wrapped_lines([72, 70, 12], [72, 70]), are_lengths_of_wrapped_lines([400, 12], [400])
    (True, False)
    """
    too_long = sum(length > WRAP_WIDTH for length in lines)
    filled = sum(length >= MIN_WRAPPED_LENGTH for length in running_on)
    return too_long <= MAX_LONG_SHARE * len(lines) and filled >= MIN_WRAPPED_SHARE * len(running_on)
