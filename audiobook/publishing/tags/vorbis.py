"""Vorbis comments, the tags of Opus and FLAC files.

Names are those of xiph.org's "Ogg Vorbis I comment field" recommendations, of the "Chapter Extension" (CHAPTER001,
CHAPTER001NAME), and, for pictures, FLAC's block of type 6, which Opus holds in base64 (RFC 7845, RFC 9639).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.model import Cover
from audiobook.publishing.tags.id3 import no_padding, to_milliseconds
from audiobook.publishing.tags.values import TrackTags
from audiobook.text.clock import format_timestamp
from audiobook.text.languages.names import language_code
from audiobook.text.series import split_series
from audiobook.text.xml_text import strip_illegal, to_single_line

if TYPE_CHECKING:
    from mutagen.flac import Picture


def tag_opus(path: Path, tags: TrackTags) -> None:
    """Replaces the comments of an Opus file."""
    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    comments: Any = file.tags
    comments.clear()
    comments.extend(_comments(tags))
    if tags.cover:
        block = b64encode(build_picture_block(tags.cover).write()).decode()
        comments.append(("METADATA_BLOCK_PICTURE", block))
    file.save(path, padding=no_padding)


def tag_flac(path: Path, tags: TrackTags) -> None:
    """Replaces the comments and the cover of a FLAC file."""
    from mutagen.flac import FLAC

    file = FLAC(path)
    if file.tags is None:
        file.add_tags()
    comments: Any = file.tags
    comments.clear()
    comments.extend(_comments(tags))
    file.clear_pictures()
    if tags.cover:
        file.add_picture(build_picture_block(tags.cover))
    file.save(path, padding=no_padding)


def build_picture_block(cover: Cover) -> Picture:
    """The cover as a FLAC picture block, with its size in pixels."""
    from mutagen.flac import Picture
    from mutagen.id3 import PictureType

    block = Picture()
    block.data, block.mime, block.type = cover.data, cover.mime, PictureType.COVER_FRONT
    block.width, block.height, block.depth = _picture_dimensions(cover)
    return block


def _picture_dimensions(cover: Cover) -> tuple[int, int, int]:
    """Width, height and bits per pixel of a picture; zeros, which mean "unknown", where it is broken."""
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(cover.data)) as picture:
            return (*picture.size, 8 * len(picture.getbands()))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return 0, 0, 0


def _comments(tags: TrackTags) -> Iterator[tuple[str, str]]:
    for name, text in (*_text_comments(tags), *_chapter_comments(tags)):
        if text:
            yield name, text


def _text_comments(tags: TrackTags) -> Iterator[tuple[str, str]]:
    yield "TITLE", to_single_line(tags.title)
    yield "ALBUM", to_single_line(tags.album)
    yield "ARTIST", to_single_line(tags.artist)
    yield "ALBUMARTIST", to_single_line(tags.artist)
    # Audiobook players read NARRATOR, all others COMPOSER.
    yield "NARRATOR", to_single_line(tags.narrator)
    yield "COMPOSER", to_single_line(tags.narrator)
    yield "TRACKNUMBER", str(tags.track)
    yield "TRACKTOTAL", str(tags.tracks)
    yield from (("GENRE", genre) for genre in tags.all_genres)
    yield "DATE", tags.date
    yield "LANGUAGE", language_code(tags.language)
    name, part = split_series(tags.series)
    yield "SERIES", name
    yield "SERIES-PART", part
    yield "CONTACT", to_single_line(tags.source)
    yield "DESCRIPTION", strip_illegal(tags.summary)
    yield "LYRICS", strip_illegal(tags.lyrics)


def _chapter_comments(tags: TrackTags) -> Iterator[tuple[str, str]]:
    for number, mark in enumerate(tags.marks, 1):
        yield f"CHAPTER{number:03d}", format_timestamp(to_milliseconds(mark.start))
        yield f"CHAPTER{number:03d}NAME", to_single_line(mark.title)
