"""Writes the tags that players show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audiobook.model import Cover
from audiobook.publishing.album import Mark, Passage

# ISO 639-2 codes, which ID3 wants, by the ways stories name their language.
LANGUAGE_CODES = {
    "en": "eng", "english": "eng", "de": "deu", "german": "deu", "deutsch": "deu", "fr": "fra", "french": "fra",
    "français": "fra", "es": "spa", "spanish": "spa", "español": "spa", "it": "ita", "italian": "ita", "pt": "por",
    "portuguese": "por", "nl": "nld", "dutch": "nld", "ru": "rus", "russian": "rus", "pl": "pol", "polish": "pol",
    "ja": "jpn", "japanese": "jpn", "zh": "zho", "chinese": "zho",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrackTags:
    """What the tags of one chapter's file say; `passages` are its timed text, `marks` its scenes."""

    title: str
    album: str
    artist: str
    narrator: str
    track: int
    tracks: int
    genres: tuple[str, ...]
    year: str
    language: str
    summary: str
    lyrics: str
    cover: Cover | None = None
    passages: tuple[Passage, ...] = ()
    marks: tuple[Mark, ...] = ()


def language_code(language: str) -> str:
    """The three-letter code of a language given by name or code ("en-US", "English"); "und" where unknown."""
    return LANGUAGE_CODES.get(language.strip().lower().split("-")[0].split("_")[0], "und")


def tag_mp3(path: Path, tags: TrackTags) -> None:
    """Puts ID3v2.4 tags in front of an MP3 file."""
    from mutagen import MutagenError, id3

    code = language_code(tags.language)
    frames = id3.ID3()
    frames.add(id3.TIT2(encoding=3, text=tags.title))
    frames.add(id3.TALB(encoding=3, text=tags.album))
    frames.add(id3.TPE1(encoding=3, text=tags.artist))
    frames.add(id3.TPE2(encoding=3, text=tags.artist))
    frames.add(id3.TCOM(encoding=3, text=tags.narrator))
    frames.add(id3.TRCK(encoding=3, text=f"{tags.track}/{tags.tracks}"))
    frames.add(id3.TCON(encoding=3, text=["Audiobook", *tags.genres]))
    frames.add(id3.TLAN(encoding=3, text=code))
    frames.add(id3.USLT(encoding=3, lang=code, desc="", text=tags.lyrics))
    if tags.year:
        frames.add(id3.TDRC(encoding=3, text=tags.year))
    if tags.summary:
        frames.add(id3.COMM(encoding=3, lang=code, desc="", text=tags.summary))
    if tags.cover:
        kind = id3.PictureType.COVER_FRONT
        frames.add(id3.APIC(encoding=3, mime=tags.cover.mime, type=kind, desc="", data=tags.cover.data))
    try:
        frames.save(path, v2_version=4, padding=lambda _: 0)
    except MutagenError as error:
        # Mutagen wraps what the file system said; only that can be told to a person.
        raise (error.args[0] if error.args and isinstance(error.args[0], OSError) else error) from error
