"""Writes the tags that players show, in the way of each kind of file."""

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
    """A chapter that will be joined into one file has no tags; that file has them."""


# By the name that a format's row gives as its `tagger`.
TAGGERS: dict[str, Callable[[Path, TrackTags], None]] = {
    "id3 in mp3": id3.tag_mp3,
    "id3 in wav": id3.tag_wav,
    "vorbis in opus": vorbis.tag_opus,
    "vorbis in flac": vorbis.tag_flac,
    "mp4": mp4.tag_m4b,
}


def tag_file(path: Path, tags: TrackTags, kind: str) -> None:
    """Puts `tags` into a file, in the place of those that it has.

    `kind` is the ending of the name that the file will have (".mp3"), for one that is being written has no name of its
    own yet. The same sound and tags give the same bytes, whatever was there before. Raises OSError where the file
    system says no.
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
    """Puts ID3v2.4 tags in front of an MP3 file."""
    tag_file(path, tags, ".mp3")


def tag_m4b(path: Path, tags: TrackTags) -> None:
    """Puts atoms into an M4B file, which keeps its chapters."""
    tag_file(path, tags, ".m4b")


@contextlib.contextmanager
def _unwrap_os_errors() -> Iterator[None]:
    """Mutagen wraps what the file system said; only that can be told to a person."""
    from mutagen import MutagenError

    try:
        yield
    except MutagenError as error:
        raise (error.args[0] if error.args and isinstance(error.args[0], OSError) else error) from error


# Where the album's name stands: in ID3, in Vorbis comments, in atoms.
ALBUM_NAMES = frozenset({"TALB", "album", "\xa9alb"})


def read_album_names(path: Path) -> tuple[str, ...]:
    """The albums that a file's tags say it belongs to; () for one without tags, or no sound file at all."""
    from mutagen import File, MutagenError

    try:
        file = File(path)
    except MutagenError:
        return ()
    if file is None or file.tags is None:
        return ()
    found = (file.tags[name] for name in ALBUM_NAMES.intersection(file.tags.keys()))
    return tuple(str(text) for texts in found for text in getattr(texts, "text", texts))
