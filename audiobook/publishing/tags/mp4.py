"""Atoms, the tags of M4B files, as Apple's players and Audiobookshelf read them; ffmpeg adds the chapters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audiobook.publishing.tags.id3 import no_padding
from audiobook.publishing.tags.values import TrackTags
from audiobook.text.languages.names import language_code
from audiobook.text.series import split_series
from audiobook.text.xml_text import strip_illegal, to_single_line

MEDIA_KIND_AUDIOBOOK = 2
# How much of `desc` Apple's players show, in bytes; `ldes` has the whole text.
MAX_DESC_BYTES = 255
FREEFORM_PREFIX = "----:com.apple.iTunes:"


def tag_m4b(path: Path, tags: TrackTags) -> None:
    """Replaces the tags of an MP4 file; its chapters and its sound stay as they are."""
    from mutagen.mp4 import MP4

    file = MP4(path)
    if file.tags is None:
        file.add_tags()
    atoms: Any = file.tags
    atoms.clear()
    for name, value in (*_text_atoms(tags), *_freeform_atoms(tags), *_value_atoms(tags)):
        if value:
            atoms[name] = value
    file.save(path, padding=no_padding)


def _text_atoms(tags: TrackTags) -> Iterator[tuple[str, Any]]:
    summary = strip_illegal(tags.summary)
    yield "\xa9nam", to_single_line(tags.title)
    yield "\xa9alb", to_single_line(tags.album)
    yield "\xa9ART", to_single_line(tags.artist)
    yield "aART", to_single_line(tags.artist)
    yield "\xa9wrt", to_single_line(tags.narrator)
    yield "\xa9nrt", to_single_line(tags.narrator)
    yield "\xa9gen", list(tags.all_genres)
    yield "\xa9day", tags.date
    yield "desc", _truncate(to_single_line(summary))
    yield "ldes", summary
    yield "\xa9cmt", summary
    yield "\xa9lyr", strip_illegal(tags.lyrics)
    yield "\xa9mvn", split_series(tags.series)[0]


def _truncate(text: str) -> str:
    if len(text.encode()) <= MAX_DESC_BYTES:
        return text
    head = text.encode()[: MAX_DESC_BYTES - len("…".encode())].decode(errors="ignore")
    return head.rpartition(" ")[0].rstrip() + "…" if " " in head else head + "…"


def _freeform_atoms(tags: TrackTags) -> Iterator[tuple[str, Any]]:
    """Values without a standard atom, under the names that Audiobookshelf and Mp3tag use."""
    name, part = split_series(tags.series)
    fields = {
        "NARRATOR": to_single_line(tags.narrator),
        "SERIES": name,
        "SERIES-PART": part,
        "LANGUAGE": language_code(tags.language),
        "WWW": to_single_line(tags.source),
    }
    yield from ((FREEFORM_PREFIX + key, [text.encode()] if text else None) for key, text in fields.items())


def _value_atoms(tags: TrackTags) -> Iterator[tuple[str, Any]]:
    from mutagen.mp4 import MP4Cover

    yield "stik", [MEDIA_KIND_AUDIOBOOK]
    yield "pgap", True
    yield "trkn", [(tags.track, tags.tracks)]
    part = split_series(tags.series)[1]
    if part.isdecimal() and int(part) < 2**15:
        yield "\xa9mvi", [int(part)]
        yield "shwm", [1]
    if tags.cover:
        kind = MP4Cover.FORMAT_PNG if tags.cover.mime == "image/png" else MP4Cover.FORMAT_JPEG
        yield "covr", [MP4Cover(tags.cover.data, imageformat=kind)]
