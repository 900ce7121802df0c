"""Writes and reads the tags of a sound file of any format."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from audiobook.model.output_formats import OUTPUT_FORMATS, find_format
from audiobook.publishing.tags import id3, mp4, vorbis
from audiobook.publishing.tags.values import TrackTags
from audiobook.text.languages.names import language_code

__all__ = ["TrackTags", "language_code", "read_album_names", "tag_file", "tag_m4b", "tag_mp3"]


def _leave_untagged(path: Path, tags: TrackTags) -> None:
    """Raw AAC has no tags; the book that it becomes a part of has them."""


# By the name that a format's row gives as its `tagger`.
TAGGERS: dict[str, Callable[[Path, TrackTags], None]] = {
    "id3 in mp3": id3.tag_mp3,
    "id3 in wav": id3.tag_wav,
    "vorbis in opus": vorbis.tag_opus,
    "vorbis in flac": vorbis.tag_flac,
    "mp4": mp4.tag_m4b,
}
# The key of the album's name in ID3, in Vorbis comments and in MP4 atoms.
ALBUM_KEYS = frozenset({"TALB", "album", "\xa9alb"})


def tag_file(path: Path, tags: TrackTags, kind: str) -> None:
    """Replaces the tags of a file.

    `kind` is the ending (".mp3") of the file's final name, because a file that is being written has a temporary one.
    The same sound and tags always give the same bytes. Raises OSError where the file cannot be written.
    """
    with _unwrap_os_errors():
        find_tagger(kind)(path, tags)


def find_tagger(ending: str) -> Callable[[Path, TrackTags], None]:
    """What writes the tags of files with this ending; raises LookupError, saying what is missing, if nothing does."""
    output_format = find_format(ending)
    if output_format is None and any(row.chapter_ending == ending.lower() for row in OUTPUT_FORMATS.values()):
        return _leave_untagged
    name = output_format.tagger if output_format else ""
    if name not in TAGGERS:
        raise LookupError(f"files with the ending {ending!r} need the tagger {name!r}, which TAGGERS doesn't have")
    return TAGGERS[name]


def tag_mp3(path: Path, tags: TrackTags) -> None:
    """Replaces the ID3v2.4 tags of an MP3 file."""
    tag_file(path, tags, ".mp3")


def tag_m4b(path: Path, tags: TrackTags) -> None:
    """Replaces the tags of an M4B file; its chapters stay."""
    tag_file(path, tags, ".m4b")


@contextlib.contextmanager
def _unwrap_os_errors() -> Iterator[None]:
    """Raises the OSError that mutagen wraps, because it has the message for the user."""
    from mutagen import MutagenError

    try:
        yield
    except MutagenError as error:
        raise (error.args[0] if error.args and isinstance(error.args[0], OSError) else error) from error


def read_album_names(path: Path) -> tuple[str, ...]:
    """The album names in a file's tags; () where it has no tags, or is not a sound file."""
    from mutagen import File, MutagenError

    try:
        file = File(path)
    except MutagenError:
        return ()
    if file is None or file.tags is None:
        return ()
    values = (file.tags[key] for key in ALBUM_KEYS.intersection(file.tags.keys()))
    return tuple(str(text) for texts in values for text in getattr(texts, "text", texts))
