"""Judges the tags of a file: what players show, and what they need to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.checking.tags import FileTags
from audiobook.checking.values import Finding, InspectedFile, absent_finding, failed_finding, passed_finding
from audiobook.model.output_formats import find_format

RETAG = "make the album again, which writes the tags anew without touching the sound"


@dataclass(frozen=True, slots=True)
class ExpectedTags:
    """What the tags of a file should say, as far as it is known: "" and 0 where it is not.

    `files` is how many sound files the album has, `cover` its picture.
    """

    title: str = ""
    album: str = ""
    author: str = ""
    files: int = 0
    cover: Path | None = None


def _text_trouble(what: str, found: str, wanted: str = "") -> str:
    if not found.strip():
        return f"no {what}"
    shown = _shown(wanted)
    return f"the {what} is “{_shown(found)}”, the album's is “{shown}”" if shown and _shown(found) != shown else ""


def _shown(text: str) -> str:
    r"""What is seen of a text in one line: tags hold no control characters.

    >>> _shown("The\x00 Red\nOne ")
    'The Red One'
    """
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign in "\t\r\n").split())


def _number_trouble(tags: FileTags, expected: ExpectedTags) -> str:
    if not tags.track or not tags.tracks:
        return "no number of the form n/N"
    if tags.track > tags.tracks or tags.tracks < expected.files:
        return f"its number is {tags.track}/{tags.tracks}, where the album has {max(expected.files, tags.tracks)} files"
    return ""


def _cover_trouble(tags: FileTags, expected: ExpectedTags) -> str:
    if not tags.cover:
        return "no cover"
    picture = _to_thumbnail(tags.cover)
    if picture is None:
        return "its cover is no picture that can be shown"
    album = _to_thumbnail(expected.cover.read_bytes()) if expected.cover else None
    return "" if album is None or _are_similar(picture, album) else "its cover is another than the album's cover.jpg"


TAG_RULES: tuple[Callable[[FileTags, ExpectedTags], str], ...] = (
    lambda tags, expected: _text_trouble("title", tags.title, expected.title),
    lambda tags, expected: _text_trouble("album", tags.album, expected.album),
    lambda tags, expected: _text_trouble("artist", tags.artist, expected.author),
    lambda tags, expected: _text_trouble("album artist", tags.album_artist, expected.author),
    lambda tags, _: _text_trouble("narrator", tags.narrator),
    lambda tags, _: _text_trouble("genre", tags.genre),
    _number_trouble,
    _cover_trouble,
)


def _has_text_tag(path: Path) -> bool:
    output_format = find_format(path.suffix)
    return output_format is None or output_format.has_text_tag


def check_tags(subject: InspectedFile, expected: ExpectedTags) -> tuple[Finding, ...]:
    """What is found of a file's tags, its chapters and its timed text: one finding for each thing that is wrong."""
    tags = subject.tags
    if tags is None or not (tags.title or tags.album or tags.artist):
        return (failed_finding("tags", "no tags", RETAG),)
    troubles = [trouble for rule in TAG_RULES if (trouble := rule(tags, expected))]
    if not tags.text.strip() and _has_text_tag(subject.path):
        troubles.append("no text")
    found = tuple(failed_finding("tags", trouble, RETAG) for trouble in troubles) or (passed_finding("tags"),)
    return (*found, *_check_chapters(subject, tags), *_check_timed_text(subject, tags))


# Times in tags are rounded, and encoders lengthen a file by a little.
TIME_TOLERANCE = 0.5


def _check_chapters(subject: InspectedFile, tags: FileTags) -> tuple[Finding, ...]:
    if not tags.chapters:
        return (absent_finding("chapters"),)
    troubles = list(_chapter_troubles(subject, tags))
    shown = str(len(tags.chapters))
    return tuple(failed_finding("chapters", one, RETAG, shown) for one in troubles) or (
        passed_finding("chapters", shown),
    )


def _chapter_troubles(subject: InspectedFile, tags: FileTags) -> Iterator[str]:
    if not tags.listed:
        yield "no ordered list of contents (CTOC) names them all, so players show none"
    if not all(one.title.strip() for one in tags.chapters):
        yield "one has no title"
    starts = [one.start for one in tags.chapters]
    if sorted(set(starts)) != starts or starts[0] > TIME_TOLERANCE:
        yield "they do not begin at 0 and follow each other"
    last = max(max(one.start, one.end) for one in tags.chapters)
    if subject.sound and last > subject.sound.seconds + TIME_TOLERANCE:
        yield f"the last ends at {last:.1f} s, the sound at {subject.sound.seconds:.1f} s"


def _check_timed_text(subject: InspectedFile, tags: FileTags) -> tuple[Finding, ...]:
    if not tags.timed:
        return (absent_finding("timed text"),)
    shown = str(len(tags.timed))
    if list(tags.timed) != sorted(tags.timed):
        return (failed_finding("timed text", "its lines are not in the order of their times", RETAG, shown),)
    if subject.sound and tags.timed[-1] > subject.sound.seconds + TIME_TOLERANCE:
        trouble = f"it goes on to {tags.timed[-1]:.1f} s, the sound ends at {subject.sound.seconds:.1f} s"
        return (failed_finding("timed text", trouble, "sound is missing; make the album again", shown),)
    return (passed_finding("timed text", shown),)


# Pictures are compared this small: the one in the tags may be a reduced one of the album's.
THUMBNAIL_SIDE = 16
MAX_PICTURE_DIFFERENCE = 12.0
# A picture of more pixels would not be shown by a player, and might not fit into memory.
MAX_PICTURE_PIXELS = 50_000_000
Thumbnail = tuple[int, ...]


def _to_thumbnail(data: bytes) -> Thumbnail | None:
    """A picture as TINY x TINY grey values; None where it is none, or one that is too large."""
    import io

    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_PICTURE_PIXELS:
                return None
            picture.draft(
                "L", (THUMBNAIL_SIDE, THUMBNAIL_SIDE)
            )  # has JPEGs decoded at an eighth of their size, which is quick
            return tuple(picture.convert("L").resize((THUMBNAIL_SIDE, THUMBNAIL_SIDE)).tobytes())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _are_similar(one: Thumbnail, other: Thumbnail) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) <= MAX_PICTURE_DIFFERENCE
