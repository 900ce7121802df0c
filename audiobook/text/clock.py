"""Lengths of time and times of day in digits."""

from __future__ import annotations

from audiobook.text.formatting import format_count


def format_duration(seconds: float) -> str:
    """A length of time for people: "2:17:45" or "0:42".

    >>> format_duration(42), format_duration(8265)
    ('0:42', '2:17:45')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def format_rough_duration(seconds: float) -> str:
    """An estimated length of time in words.

    >>> format_rough_duration(3), format_rough_duration(247), format_rough_duration(7900)
    ('3 seconds', '4 minutes', '2 hours 12 minutes')
    """
    if seconds < 90:
        return format_count(max(1, round(seconds)), "second")
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join(format_count(number, unit) for number, unit in ((hours, "hour"), (minutes, "minute")) if number)


def format_timestamp(milliseconds: int, separator: str = ".") -> str:
    """A time in a file for players: hours, minutes, seconds and, after `separator`, thousandths.

    >>> format_timestamp(3_725_500), format_timestamp(1_250, ",")
    ('01:02:05.500', '00:00:01,250')
    """
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{separator}{thousandths:03d}"
