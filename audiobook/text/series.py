"""The name of a series, and a story's number in it."""

from __future__ import annotations

import re

from audiobook.text.xml_text import to_single_line

# "The Lamp Cycle, part 3", as the readers of story files give it, "The Lamp Cycle #3", as people write it, and
# "The Lamp Cycle [3]", as FanFicFare does.
SERIES_PART = re.compile(r"(?P<name>.+?)(?:, part | #| \[)(?P<part>\d+(?:\.\d+)?)\]?")


def split_series(series: str) -> tuple[str, str]:
    """The name of a series, and the story's number in it, "" where it is not known.

    >>> split_series("The Lamp Cycle, part 3"), split_series("Lamps [2]"), split_series("Lamps")
    (('The Lamp Cycle', '3'), ('Lamps', '2'), ('Lamps', ''))
    """
    match = SERIES_PART.fullmatch(to_single_line(series))
    return (match["name"], match["part"]) if match else (to_single_line(series), "")


def join_series(name: str, number: str) -> str:
    """The name of a series with the story's number in it, as the readers of story files give it.

    >>> join_series("The Lamp Cycle", "3"), join_series("Lamps", "0"), join_series("", "3")
    ('The Lamp Cycle, part 3', 'Lamps', '')
    """
    return f"{name}, part {number}" if name and number not in ("", "0") else name
