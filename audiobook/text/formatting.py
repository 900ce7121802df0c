"""Numbers and texts as people read them."""

from __future__ import annotations

from collections.abc import Iterable


def format_size(count: int) -> str:
    """A number of bytes in units of 1,000: "1.2 GB" or "640 kB".

    >>> format_size(1_234_567_890), format_size(25_000_000), format_size(640_000), format_size(0)
    ('1.2 GB', '25 MB', '640 kB', '0 kB')
    """
    for unit, size, digits in (("GB", 10**9, 1), ("MB", 10**6, 0)):
        if count >= size:
            return f"{count / size:,.{digits}f} {unit}"
    return f"{count / 1000:.0f} kB"


def format_count(number: int, noun: str) -> str:
    """A number with its noun in singular or plural.

    >>> format_count(1, "chapter"), format_count(2, "chapter")
    ('1 chapter', '2 chapters')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def join_or(names: Iterable[str]) -> str:
    """Names as a choice between them.

    >>> join_or(["mp3", "m4b", "opus"]), join_or(["mp3"])
    ('mp3, m4b or opus', 'mp3')
    """
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def shorten(text: str, max_characters: int) -> str:
    """The text on one line, cut to `max_characters` characters.

    >>> shorten("a long\\nway", 7)
    'a long…'
    """
    single_line = " ".join(text.split())
    return single_line[: max_characters - 1].rstrip() + "…" if len(single_line) > max_characters else single_line
