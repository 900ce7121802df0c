"""How numbers are put for people."""

from __future__ import annotations


def as_clock(seconds: float) -> str:
    """A length of time: "2:17:45" or "0:42".

    >>> as_clock(42), as_clock(8265)
    ('0:42', '2:17:45')
    """
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def as_size(count: int) -> str:
    """So many bytes, in units of 1,000: "1.2 GB" or "640 kB".

    >>> as_size(1_234_567_890), as_size(25_000_000), as_size(640_000), as_size(0)
    ('1.2 GB', '25 MB', '640 kB', '0 kB')
    """
    for unit, size, digits in (("GB", 10**9, 1), ("MB", 10**6, 0)):
        if count >= size:
            return f"{count / size:,.{digits}f} {unit}"
    return f"{count / 1000:.0f} kB"


def counted(number: int, noun: str) -> str:
    """A number with its noun in singular or plural.

    >>> counted(1, "chapter"), counted(2, "chapter")
    ('1 chapter', '2 chapters')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, most: int) -> str:
    """The text on one line of at most `most` signs.

    >>> shortened("a long\\nway", 7)
    'a long…'
    """
    line = " ".join(text.split())
    return line[: most - 1].rstrip() + "…" if len(line) > most else line
