"""Reads the tags of a finished file, of any kind that albums are made in, as a player would."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter in a file's tags: its beginning and end in seconds (the end 0 where it is not told), and its title."""

    start: float
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class FoundTags:
    """What a file's tags say; "", 0 and () where they say nothing.

    `listed` tells whether the chapters stand in one ordered list of contents, without which players show none.
    `timed` are the times, in seconds, of the lines of the timed text. `seconds` is the length that the file's own
    container tells, 0 where it does not.
    """

    title: str = ""
    album: str = ""
    artist: str = ""
    album_artist: str = ""
    narrator: str = ""
    genre: str = ""
    track: int = 0
    tracks: int = 0
    text: str = ""
    cover: bytes = b""
    chapters: tuple[ChapterMark, ...] = ()
    listed: bool = False
    timed: tuple[float, ...] = ()
    seconds: float = 0.0


# What mutagen lets through where bytes are damaged (seen of IndexError with Opus; the others are alike).
LET_THROUGH = (ArithmeticError, EOFError, LookupError, TypeError, ValueError, struct.error)


def tags_of(path: Path) -> FoundTags | None:
    """The tags of a file; None where it has none, or they cannot be read."""
    from mutagen import File, MutagenError
    from mutagen.mp4 import MP4

    try:
        found = File(path)
    except (MutagenError, *LET_THROUGH):
        return None
    if found is None or found.tags is None:
        return None
    seconds = float(getattr(found.info, "length", 0.0) or 0.0)
    if isinstance(found, MP4):
        return _of_mp4(found, seconds)
    return _of_id3(found.tags, seconds) if hasattr(found.tags, "getall") else _of_comments(found, seconds)


def _of_id3(tags: Any, seconds: float) -> FoundTags:
    def text(name: str) -> str:
        return str(tags[name].text[0]) if tags.get(name) and tags[name].text else ""

    track, tracks = _pair(text("TRCK"))
    marks = (ChapterMark(one.start_time / 1000, one.end_time / 1000, _own_title(one)) for one in _marks(tags))
    lines = [line for frame in tags.getall("SYLT") if frame.format == MILLISECONDS for line in frame.text]
    return FoundTags(
        text("TIT2"), text("TALB"), text("TPE1"), text("TPE2"), text("TCOM"), text("TCON"), track, tracks,
        text="\n".join(frame.text for frame in tags.getall("USLT")),
        cover=next((frame.data for frame in tags.getall("APIC")), b""),
        chapters=tuple(marks),
        listed=_is_listed(tags),
        timed=tuple(at / 1000 for _, at in lines),
        seconds=seconds,
    )  # fmt: skip


# The unit of a SYLT frame's times; others count the frames of the sound.
MILLISECONDS = 2
TOP_LEVEL, ORDERED = 1, 2


def _marks(tags: Any) -> list[Any]:
    return sorted(tags.getall("CHAP"), key=lambda one: int(one.start_time))


def _own_title(mark: Any) -> str:
    titles = mark.sub_frames.getall("TIT2")
    return str(titles[0].text[0]) if titles and titles[0].text else ""


def _is_listed(tags: Any) -> bool:
    """Whether one list of contents, at the top and in order, names every chapter in the order of their times."""
    contents = [one for one in tags.getall("CTOC") if int(one.flags) & TOP_LEVEL]
    if len(contents) != 1 or not int(contents[0].flags) & ORDERED:
        return False
    return list(contents[0].child_element_ids) == [one.element_id for one in _marks(tags)]


def _of_comments(found: Any, seconds: float) -> FoundTags:
    """The tags of FLAC and Opus: Vorbis comments."""

    def text(*names: str) -> str:
        return next((str(found.tags[name][0]) for name in names if found.tags.get(name)), "")

    track, tracks = _pair(text("tracknumber"))
    chapters = tuple(_numbered(found.tags))
    return FoundTags(
        text("title"), text("album"), text("artist"), text("albumartist"), text("narrator", "composer", "performer"),
        text("genre"), track, tracks or _pair(text("tracktotal", "totaltracks"))[0],
        text=text("lyrics", "unsyncedlyrics"),
        cover=_comment_cover(found),
        chapters=chapters,
        listed=bool(chapters),
        seconds=seconds,
    )  # fmt: skip


def _numbered(tags: Any) -> Iterable[ChapterMark]:
    """The chapters of CHAPTER001=00:00:00.000 and CHAPTER001NAME=..."""
    for name in sorted(set(map(str.lower, tags.keys()))):
        if name.startswith("chapter") and name[7:].isdecimal():
            title = tags.get(name + "name") or [""]
            yield ChapterMark(_clock(str(tags[name][0])), 0.0, str(title[0]))


def _clock(told: str) -> float:
    """
    >>> _clock("01:02:03.500")
    3723.5
    """
    seconds = 0.0
    for part in told.split(":"):
        seconds = seconds * 60 + float(part if part.replace(".", "", 1).isdecimal() else 0)
    return seconds


def _comment_cover(found: Any) -> bytes:
    import base64
    import binascii

    from mutagen import flac

    if getattr(found, "pictures", None):
        return bytes(found.pictures[0].data)
    for told in found.tags.get("metadata_block_picture") or []:
        try:
            return bytes(flac.Picture(base64.b64decode(told)).data)
        except (binascii.Error, flac.error, ValueError):
            return b""
    return b""


def _of_mp4(found: Any, seconds: float) -> FoundTags:
    def text(name: str) -> str:
        return str(found.tags[name][0]) if found.tags.get(name) else ""

    track, tracks = found.tags["trkn"][0] if found.tags.get("trkn") else (0, 0)
    marks = [(float(one.start), str(one.title)) for one in found.chapters or []]
    ends = [*(start for start, _ in marks[1:]), seconds]
    chapters = tuple(ChapterMark(start, end, title) for (start, title), end in zip(marks, ends, strict=False))
    return FoundTags(
        text("\xa9nam"), text("\xa9alb"), text("\xa9ART"), text("aART"), text("\xa9wrt"), text("\xa9gen"),
        track, tracks,
        text=text("\xa9lyr"),
        cover=bytes(found.tags["covr"][0]) if found.tags.get("covr") else b"",
        chapters=chapters,
        listed=bool(chapters),
        seconds=seconds,
    )  # fmt: skip


# Numbers of tracks, episodes and seconds are shorter; Python refuses to read what has thousands of digits.
MOST_DIGITS = 9


def number_of(told: str) -> int:
    """The whole number that a text is, 0 where it is none of a sensible length.

    >>> number_of("12"), number_of("1.5"), number_of("9" * 5000)
    (12, 0, 0)
    """
    return int(told) if told.isdecimal() and len(told) <= MOST_DIGITS else 0


def _pair(told: str) -> tuple[int, int]:
    """
    >>> _pair("3/12"), _pair("3"), _pair("")
    ((3, 12), (3, 0), (0, 0))
    """
    first, _, second = told.partition("/")
    return number_of(first), number_of(second)
