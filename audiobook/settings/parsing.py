"""Parses what the user types for a setting: sizes, URLs, patterns, chapter numbers."""

from __future__ import annotations

import re
import warnings
from urllib.parse import quote

from audiobook.errors import InputError
from audiobook.settings.settings import MAX_JOBS, QUICK, VOICE_QUALITIES
from audiobook.web.addresses import parse_web_address
from audiobook.web.redaction import redact

# Characters that may appear in the path of a URL as they are; % begins one that is already percent-encoded.
SAFE_PATH_CHARACTERS = "/%:@!$&'()*+,;=~"
# More chapters than any story has; a larger range is a typing mistake.
MAX_CHAPTER_NUMBER = 100_000
SKIP, SPOKEN = "skip", "spoken"
SIZE_PATTERN = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*([kMGT])(i?)B?", re.IGNORECASE)
INTERVAL_PATTERN = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?([smh]?)", re.ASCII)
# A scheduler's address as Dask has it, with or without its protocol.
CLUSTER_PATTERN = re.compile(r"(tcp|tls|ws|wss)?(?(1)://)[^\s/:]{1,253}:\d{1,5}/?", re.ASCII)
INTERVAL_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def parse_byte_count(typed: str, option: str) -> int:
    """The bytes in a size such as "2G", "500 MB" or "1.5GiB"; raises InputError, naming the option, where it is none.

    >>> parse_byte_count("2G", "--size"), parse_byte_count("0.5 MiB", "--size")
    (2000000000, 524288)
    """
    match = SIZE_PATTERN.fullmatch(typed.strip())
    if not match:
        raise InputError(f"{option} {typed}: that's not a size; write it like 500M or 2G")
    number, unit, binary = match.groups()
    return int(float(number) * (1024 if binary else 1000) ** (1 + "kmgt".index(unit.lower())))


def parse_interval(typed: str, option: str) -> float:
    """The seconds in a time such as "5s", "2m" or "1h"; raises InputError, naming the option, where it is none.

    >>> parse_interval("5", "--every"), parse_interval("1.5m", "--every")
    (5.0, 90.0)
    """
    match = INTERVAL_PATTERN.fullmatch(typed.strip().lower())
    seconds = float(match[1]) * INTERVAL_UNITS[match[2]] if match else 0.0
    if not seconds:
        raise InputError(f"{option} {typed}: that's not a time; write it like 5s, 2m or 1h")
    return seconds


def parse_cluster(typed: str) -> str:
    """The address of a Dask scheduler, or a number of processes; raises InputError where it is neither.

    >>> parse_cluster("tcp://laptop:8786"), parse_cluster("laptop:8786"), parse_cluster("4")
    ('tcp://laptop:8786', 'tcp://laptop:8786', '4')
    """
    address = typed.strip()
    if not typed or (address.isdecimal() and 1 <= int(address) <= MAX_JOBS):
        return address
    match = CLUSTER_PATTERN.fullmatch(address)
    if not match:
        raise InputError(
            f"--cluster {typed}: give the address of a Dask scheduler, such as tcp://laptop:8786, or, to try it on "
            f"this machine, a number of processes (1 to {MAX_JOBS})"
        )
    return address if match[1] else f"tcp://{address}"


def parse_base_url(typed: str, source: str = "--base-url") -> str:
    """The URL that the output folder will have on the web, ready for links: in ASCII, with a slash at its end.

    Raises InputError, naming the `source` of the setting, where it is not the URL of a folder.

    >>> parse_base_url("https://Bücher.example/für-mich")
    'https://xn--bcher-kva.example/f%C3%BCr-mich/'
    """
    parts = parse_web_address(typed.strip())
    if not parts:
        raise InputError(
            f"{source} {redact(typed)!r} is not a web address; write it like https://example.org/audiobooks/"
        )
    if "@" in parts.netloc:
        raise InputError(
            f"{source} can't contain a user name or password, because every feed would show them; leave them out"
        )
    if parts.query or parts.fragment or "?" in typed or "#" in typed:
        raise InputError(f"{source} {redact(typed)!r} must be the address of a folder; leave out the part after ? or #")
    try:
        host = parts.netloc.encode("idna").decode().lower()
    except UnicodeError:
        raise InputError(f"{source} {typed!r} has an invalid host name; check the part after ://") from None
    return f"{parts.scheme}://{host}{quote(parts.path.rstrip('/'), safe=SAFE_PATH_CHARACTERS)}/"


def parse_voice_quality(typed: str) -> str:
    """The value of --voices; raises InputError where it is none.

    >>> parse_voice_quality(""), parse_voice_quality("Best")
    ('quick', 'best')
    """
    quality = typed.strip().lower() or QUICK
    if quality not in VOICE_QUALITIES:
        raise InputError(
            f"--voices {typed}: choose quick, or best (slower, but better for the leading characters); for a single "
            "voice, see --voice"
        )
    return quality


def compile_heading_pattern(typed: str, source: str = "--split-at") -> re.Pattern[str]:
    """The pattern that marks headings; raises InputError where it is no regular expression or fits an empty line."""
    try:
        with warnings.catch_warnings():
            # Python warns that "[[(]" may mean something else one day; today it is a set of brackets.
            warnings.simplefilter("ignore", FutureWarning)
            pattern = re.compile(typed)
    except (re.error, OverflowError, RecursionError) as error:
        raise InputError(f"{source} {typed!r} is not a regular expression: {error}") from None
    if pattern.search(""):
        raise InputError(
            f"{source} {typed!r} matches an empty line, so every line would start a chapter; make it more specific"
        )
    return pattern


def parse_names_choice(typed: str, source: str = "--names") -> bool | None:
    """Whether the names before the lines of a play are read aloud, None where nothing is typed; raises InputError."""
    return _parse_spoken(typed, source, "skip (the voices show who speaks) or spoken (the narrator reads them)")


def parse_notes_choice(typed: str, source: str = "--notes") -> bool | None:
    """Whether the author's notes are read aloud, None where nothing is typed; raises InputError."""
    return _parse_spoken(typed, source, "skip (leave them out) or spoken (read them aloud)")


def _parse_spoken(typed: str, source: str, choices: str) -> bool | None:
    if typed not in ("", SKIP, SPOKEN):
        raise InputError(f"{source} {typed}: choose {choices}")
    return typed == SPOKEN if typed else None


def parse_chapter_numbers(typed: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The chapters that a list such as "3,5-7" names, in the order of the book; all where nothing is typed.

    `numbers` are the chapters of the book. Raises InputError where one is not among them, or the list cannot be read.

    >>> parse_chapter_numbers("3,5-7", tuple(range(1, 9)))
    (3, 5, 6, 7)
    """
    if not typed.strip():
        return numbers
    chosen: set[int] = set()
    for part in typed.split(","):
        chosen.update(_parse_range(part.strip(), typed))
    missing = sorted(chosen - set(numbers))
    if missing:
        available = f"chapters {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else "one chapter only"
        missing_text = ", ".join(str(number) for number in missing[:5])
        raise InputError(f"--chapters {typed}: the story has no chapter {missing_text}; it has {available}")
    return tuple(number for number in numbers if number in chosen)


def _parse_range(part: str, typed: str) -> range:
    first, dash, last = part.partition("-")
    ends = (first.strip(), last.strip() if dash else first.strip())
    if not all(end.isdecimal() and len(end) <= 6 for end in ends):
        raise InputError(f"--chapters {typed}: {part!r} is not a chapter number or range; write them like 3,5-7")
    start, end = int(ends[0]), int(ends[1])
    if start > end or end > MAX_CHAPTER_NUMBER:
        raise InputError(f"--chapters {typed}: {part!r} is not a range; write the smaller number first")
    return range(start, end + 1)
