"""ID3v2.4, the tags of MP3 and WAV files.

The frames and their order are those of id3.org's "ID3v2.4.0 Native Frames" and "ID3v2 Chapter Frame Addendum"; values
without a standard frame have the names that Mp3tag and Audiobookshelf share (TXXX:SERIES, TXXX:SERIES-PART).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from audiobook.publishing.published_album import ChapterMark, Passage
from audiobook.publishing.tags.values import TrackTags
from audiobook.text.languages.names import language_code
from audiobook.text.series import split_series
from audiobook.text.xml_text import strip_illegal, to_single_line

ENCODING_UTF8 = 3
FORMAT_MILLISECONDS = 2
# Players look for timed text only under "lyrics", not under "transcription".
TYPE_LYRICS = 1
# Characters that stay in a URL; all others are percent-encoded, because URL frames are Latin-1.
SAFE_URL_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


def tag_mp3(path: Path, tags: TrackTags) -> None:
    """Replaces the ID3v2.4 tags of an MP3 file."""
    from mutagen import id3
    from mutagen.mp3 import MP3

    info: Any = MP3(path).info if tags.marks else None
    frames = id3.ID3()
    _add_frames(frames, tags, info.length if info else 0.0)
    frames.save(path, v2_version=4, padding=no_padding)


def tag_wav(path: Path, tags: TrackTags) -> None:
    """Replaces the ID3v2.4 tags of a WAV file, in a chunk after the sound."""
    from mutagen import wave

    # A chunk that shrinks in place would give other bytes than a new one.
    wave.delete(path)
    file: Any = wave.WAVE(path)
    file.add_tags()
    _add_frames(file.tags, tags, file.info.length)
    file.save(path, v2_version=4, padding=no_padding)


def no_padding(_: object) -> int:
    """The padding after the tags: none, because files are always written as a whole."""
    return 0


def _add_frames(tag: Any, tags: TrackTags, seconds: float) -> None:
    """Adds all frames of a file that is `seconds` long to an empty tag."""
    for frame in (*_name_frames(tags), *_description_frames(tags), *_series_frames(tags.series), *_lyrics_frames(tags)):
        tag.add(frame)
    # Mutagen sorts frames by size, but FFmpeg lists chapters in the order of the file.
    tag.unknown_frames = [_render_frame(frame) for frame in chapter_frames(tags.marks, seconds)]


def _render_frame(frame: Any) -> bytes:
    """The bytes of one frame: a tag with only this frame, without the tag's header of ten bytes."""
    from io import BytesIO

    from mutagen import id3

    tag, buffer = id3.ID3(), BytesIO()
    tag.add(frame)
    tag.save(buffer, v2_version=4, padding=no_padding)
    return buffer.getvalue()[10:]


def _name_frames(tags: TrackTags) -> Iterator[Any]:
    from mutagen import id3

    lines: dict[Any, str] = {
        id3.TIT2: tags.title,
        id3.TALB: tags.album,
        id3.TPE1: tags.artist,
        id3.TPE2: tags.artist,
        id3.TCOM: tags.narrator,
        id3.TRCK: f"{tags.track}/{tags.tracks}",
        id3.TPOS: "1/1",
        id3.TLAN: language_code(tags.language),
        id3.TDRC: tags.date,
    }
    for frame, text in lines.items():
        if to_single_line(text):
            yield frame(encoding=ENCODING_UTF8, text=to_single_line(text))
    yield id3.TCON(encoding=ENCODING_UTF8, text=list(tags.all_genres))


def _description_frames(tags: TrackTags) -> Iterator[Any]:
    from mutagen import id3

    summary = strip_illegal(tags.summary)
    if summary:
        yield id3.COMM(encoding=ENCODING_UTF8, lang=language_code(tags.language), desc="", text=summary)
        yield id3.TXXX(encoding=ENCODING_UTF8, desc="DESCRIPTION", text=summary)
    if tags.narrator:
        yield id3.TXXX(encoding=ENCODING_UTF8, desc="NARRATOR", text=to_single_line(tags.narrator))
    if tags.source.startswith(("http://", "https://")):
        yield id3.WOAS(url=quote(to_single_line(tags.source), safe=SAFE_URL_CHARACTERS))
    if tags.cover:
        kind = id3.PictureType.COVER_FRONT
        yield id3.APIC(encoding=ENCODING_UTF8, mime=tags.cover.mime, type=kind, desc="", data=tags.cover.data)


def _series_frames(series: str) -> Iterator[Any]:
    """The series in the frames of Mp3tag and in those of Apple's players."""
    from mutagen import id3

    name, part = split_series(series)
    if name:
        yield id3.TXXX(encoding=ENCODING_UTF8, desc="SERIES", text=name)
        yield id3.MVNM(encoding=ENCODING_UTF8, text=name)
    if part:
        yield id3.TXXX(encoding=ENCODING_UTF8, desc="SERIES-PART", text=part)
        yield id3.MVIN(encoding=ENCODING_UTF8, text=part)


def _lyrics_frames(tags: TrackTags) -> Iterator[Any]:
    from mutagen import id3

    code = language_code(tags.language)
    if tags.lyrics:
        yield id3.USLT(encoding=ENCODING_UTF8, lang=code, desc="", text=strip_illegal(tags.lyrics))
    timed = list(_timed_lines(tags.passages))
    if timed:
        yield id3.SYLT(
            encoding=ENCODING_UTF8, lang=code, format=FORMAT_MILLISECONDS, type=TYPE_LYRICS, desc="", text=timed
        )


def _timed_lines(passages: Iterable[Passage]) -> Iterator[tuple[str, int]]:
    """Each sentence with its start in milliseconds; a line feed at its beginning starts a new line."""
    for count, passage in enumerate(passages):
        yield ("\n" if count else "") + to_single_line(passage.text), to_milliseconds(passage.start)


def chapter_frames(marks: Sequence[ChapterMark], seconds: float) -> Iterator[Any]:
    """The CTOC frame that lists the chapters (players need it to show them), and a CHAP frame for each mark."""
    from mutagen import id3

    if not marks:
        return
    names = [f"ch{number:04d}" for number in range(1, len(marks) + 1)]
    flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    yield id3.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[])
    ends = [*(mark.start for mark in marks[1:]), max(seconds, marks[-1].start)]
    for name, mark, end in zip(names, marks, ends, strict=True):
        title = id3.TIT2(encoding=ENCODING_UTF8, text=to_single_line(mark.title))
        start = to_milliseconds(mark.start)
        yield id3.CHAP(element_id=name, start_time=start, end_time=to_milliseconds(end), sub_frames=[title])


def to_milliseconds(seconds: float) -> int:
    """Seconds as whole milliseconds."""
    return round(seconds * 1000)
