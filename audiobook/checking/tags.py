"""Reads the tags of a finished file of any format, as a player would."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class TaggedChapter:
    """A chapter in a file's tags: its start and end in seconds (end 0: unknown), and its title."""

    start: float
    end: float
    title: str


@dataclass(frozen=True, slots=True)
class FileTags:
    """The tags of a file; "", 0 and () for missing ones.

    `listed` says whether an ordered table of contents lists the chapters, without which players show none. `timed` has
    the times, in seconds, of the lines of the timed text. `seconds` is the length according to the container, 0 where
    it has none.
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
    chapters: tuple[TaggedChapter, ...] = ()
    listed: bool = False
    timed: tuple[float, ...] = ()
    seconds: float = 0.0


# Errors of damaged bytes that mutagen does not catch (seen: IndexError with Opus; the others are similar).
UNCAUGHT_BY_MUTAGEN = (ArithmeticError, EOFError, LookupError, TypeError, ValueError, struct.error)
# The format of a SYLT frame with times in milliseconds; others count the frames of the sound.
MILLISECONDS_FORMAT = 2
# Flags of a CTOC frame.
TOP_LEVEL, ORDERED = 1, 2
# Numbers of tracks, episodes and seconds are shorter; Python refuses to parse thousands of digits.
MAX_DIGITS = 9


def read_tags(path: Path) -> FileTags | None:
    """The tags of a file; None where it has none, or they cannot be read."""
    from mutagen import File, MutagenError
    from mutagen.mp4 import MP4

    try:
        file = File(path)
    except (MutagenError, *UNCAUGHT_BY_MUTAGEN):
        return None
    if file is None or file.tags is None:
        return None
    seconds = float(getattr(file.info, "length", 0.0) or 0.0)
    if isinstance(file, MP4):
        return _from_mp4(file, seconds)
    return _from_id3(file.tags, seconds) if hasattr(file.tags, "getall") else _from_vorbis_comments(file, seconds)


def _from_id3(tags: Any, seconds: float) -> FileTags:
    def text(name: str) -> str:
        return str(tags[name].text[0]) if tags.get(name) and tags[name].text else ""

    track, tracks = _parse_pair(text("TRCK"))
    marks = (
        TaggedChapter(frame.start_time / 1000, frame.end_time / 1000, _chap_title(frame))
        for frame in _sorted_chap_frames(tags)
    )
    lines = [line for frame in tags.getall("SYLT") if frame.format == MILLISECONDS_FORMAT for line in frame.text]
    return FileTags(
        text("TIT2"), text("TALB"), text("TPE1"), text("TPE2"), text("TCOM"), text("TCON"), track, tracks,
        text="\n".join(frame.text for frame in tags.getall("USLT")),
        cover=next((frame.data for frame in tags.getall("APIC")), b""),
        chapters=tuple(marks),
        listed=_is_listed_in_contents(tags),
        timed=tuple(start / 1000 for _, start in lines),
        seconds=seconds,
    )  # fmt: skip


def _sorted_chap_frames(tags: Any) -> list[Any]:
    return sorted(tags.getall("CHAP"), key=lambda frame: int(frame.start_time))


def _chap_title(frame: Any) -> str:
    titles = frame.sub_frames.getall("TIT2")
    return str(titles[0].text[0]) if titles and titles[0].text else ""


def _is_listed_in_contents(tags: Any) -> bool:
    """Whether a single top-level, ordered CTOC frame lists all chapters in the order of their times."""
    contents = [frame for frame in tags.getall("CTOC") if int(frame.flags) & TOP_LEVEL]
    if len(contents) != 1 or not int(contents[0].flags) & ORDERED:
        return False
    return list(contents[0].child_element_ids) == [frame.element_id for frame in _sorted_chap_frames(tags)]


def _from_vorbis_comments(file: Any, seconds: float) -> FileTags:
    """The tags of FLAC and Opus: Vorbis comments."""

    def text(*names: str) -> str:
        return next((str(file.tags[name][0]) for name in names if file.tags.get(name)), "")

    track, tracks = _parse_pair(text("tracknumber"))
    chapters = tuple(_comment_chapters(file.tags))
    return FileTags(
        text("title"), text("album"), text("artist"), text("albumartist"), text("narrator", "composer", "performer"),
        text("genre"), track, tracks or _parse_pair(text("tracktotal", "totaltracks"))[0],
        text=text("lyrics", "unsyncedlyrics"),
        cover=_comment_cover(file),
        chapters=chapters,
        listed=bool(chapters),
        seconds=seconds,
    )  # fmt: skip


def _comment_chapters(tags: Any) -> Iterable[TaggedChapter]:
    """The chapters of CHAPTER001=00:00:00.000 and CHAPTER001NAME=..."""
    for name in sorted(set(map(str.lower, tags.keys()))):
        if name.startswith("chapter") and name[7:].isdecimal():
            title = tags.get(name + "name") or [""]
            yield TaggedChapter(_parse_clock(str(tags[name][0])), 0.0, str(title[0]))


def _parse_clock(text: str) -> float:
    """Seconds of a time such as "01:02:03.500".

    >>> _parse_clock("01:02:03.500")
    3723.5
    """
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part if part.replace(".", "", 1).isdecimal() else 0)
    return seconds


def _comment_cover(file: Any) -> bytes:
    import base64
    import binascii

    from mutagen import flac

    if getattr(file, "pictures", None):
        return bytes(file.pictures[0].data)
    for encoded in file.tags.get("metadata_block_picture") or []:
        try:
            return bytes(flac.Picture(base64.b64decode(encoded)).data)
        except (binascii.Error, flac.error, ValueError):
            return b""
    return b""


def _from_mp4(file: Any, seconds: float) -> FileTags:
    def text(name: str) -> str:
        return str(file.tags[name][0]) if file.tags.get(name) else ""

    track, tracks = file.tags["trkn"][0] if file.tags.get("trkn") else (0, 0)
    marks = [(float(chapter.start), str(chapter.title)) for chapter in file.chapters or []]
    ends = [*(start for start, _ in marks[1:]), seconds]
    chapters = tuple(TaggedChapter(start, end, title) for (start, title), end in zip(marks, ends, strict=False))
    return FileTags(
        text("\xa9nam"), text("\xa9alb"), text("\xa9ART"), text("aART"), text("\xa9wrt"), text("\xa9gen"),
        track, tracks,
        text=text("\xa9lyr"),
        cover=bytes(file.tags["covr"][0]) if file.tags.get("covr") else b"",
        chapters=chapters,
        listed=bool(chapters),
        seconds=seconds,
    )  # fmt: skip


def parse_number(text: str) -> int:
    """The whole number that a text consists of, 0 where it is not one, or absurdly long.

    >>> parse_number("12"), parse_number("1.5"), parse_number("9" * 5000)
    (12, 0, 0)
    """
    return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else 0


def _parse_pair(text: str) -> tuple[int, int]:
    """The numbers of a pair such as "3/12".

    >>> _parse_pair("3/12"), _parse_pair("3"), _parse_pair("")
    ((3, 12), (3, 0), (0, 0))
    """
    first, _, second = text.partition("/")
    return parse_number(first), parse_number(second)
