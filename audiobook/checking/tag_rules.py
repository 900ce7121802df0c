"""Checks the tags of a file: what players show, and what they need to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.file_names import COVER_FILE
from audiobook.checking.tags import FileTags
from audiobook.checking.values import Finding, InspectedFile, absent_finding, failed_finding, passed_finding
from audiobook.model.output_formats import find_format

RETAG = "make the album again, which rewrites the tags but not the sound"

# Times in tags are rounded, and encoders lengthen a file a little (seconds).
TIME_TOLERANCE = 0.5
# Pictures are compared as small as this, because the one in the tags may be a reduced copy of the album's.
THUMBNAIL_SIDE = 16
MAX_PICTURE_DIFFERENCE = 12.0
# Players don't show a picture with more pixels, and it might not fit into memory.
MAX_PICTURE_PIXELS = 50_000_000
Thumbnail = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExpectedTags:
    """The values that the tags of a file should have; "" and 0 mean unknown.

    `files` is the number of sound files in the album, `cover` its picture.
    """

    title: str = ""
    album: str = ""
    author: str = ""
    files: int = 0
    cover: Path | None = None


def _text_problem(field: str, value: str, expected: str = "") -> str:
    if not value.strip():
        return f"no {field}"
    shown, wanted = _printable_line(value), _printable_line(expected)
    return f"the {field} is “{shown}”, the album's is “{wanted}”" if wanted and shown != wanted else ""


def _printable_line(text: str) -> str:
    r"""A text in one line, without control characters, as tags have it.

    >>> _printable_line("The\x00 Red\nOne ")
    'The Red One'
    """
    return " ".join(
        "".join(character for character in text if character.isprintable() or character in "\t\r\n").split()
    )


def _track_problem(tags: FileTags, expected: ExpectedTags) -> str:
    if not tags.track or not tags.tracks:
        return "no track number of the form n/N"
    # In a serial that has grown, the total is that of the day when the chapter was made.
    if tags.track > tags.tracks:
        files = max(expected.files, tags.tracks)
        return f"its track number is {tags.track}/{tags.tracks}, but the album has {files} files"
    return ""


def _cover_problem(tags: FileTags, expected: ExpectedTags) -> str:
    if not tags.cover:
        return "no cover"
    picture = _to_thumbnail(tags.cover)
    if picture is None:
        return "its cover is not a picture that players can show"
    album = _to_thumbnail(expected.cover.read_bytes()) if expected.cover else None
    return "" if album is None or _are_similar(picture, album) else f"its cover is not the album's {COVER_FILE}"


TAG_RULES: tuple[Callable[[FileTags, ExpectedTags], str], ...] = (
    lambda tags, expected: _text_problem("title", tags.title, expected.title),
    lambda tags, expected: _text_problem("album", tags.album, expected.album),
    lambda tags, expected: _text_problem("artist", tags.artist, expected.author),
    lambda tags, expected: _text_problem("album artist", tags.album_artist, expected.author),
    lambda tags, _: _text_problem("narrator", tags.narrator),
    lambda tags, _: _text_problem("genre", tags.genre),
    _track_problem,
    _cover_problem,
)


def _has_text_tag(path: Path) -> bool:
    output_format = find_format(path.suffix)
    return output_format is None or output_format.has_text_tag


def check_tags(subject: InspectedFile, expected: ExpectedTags) -> tuple[Finding, ...]:
    """The findings on a file's tags, chapters and timed text, one for each problem."""
    tags = subject.tags
    if tags is None or not (tags.title or tags.album or tags.artist):
        return (failed_finding("tags", "no tags", RETAG),)
    troubles = [trouble for rule in TAG_RULES if (trouble := rule(tags, expected))]
    if not tags.text.strip() and _has_text_tag(subject.path):
        troubles.append("no text")
    findings = tuple(failed_finding("tags", trouble, RETAG) for trouble in troubles) or (passed_finding("tags"),)
    return (*findings, *_check_chapters(subject, tags), *_check_timed_text(subject, tags))


def _check_chapters(subject: InspectedFile, tags: FileTags) -> tuple[Finding, ...]:
    if not tags.chapters:
        return (absent_finding("chapters"),)
    troubles = list(_chapter_problems(subject, tags))
    shown = str(len(tags.chapters))
    return tuple(failed_finding("chapters", trouble, RETAG, shown) for trouble in troubles) or (
        passed_finding("chapters", shown),
    )


def _chapter_problems(subject: InspectedFile, tags: FileTags) -> Iterator[str]:
    if not tags.listed:
        yield "no ordered list of contents (CTOC) names them all, so players show none"
    if not all(chapter.title.strip() for chapter in tags.chapters):
        yield "one has no title"
    starts = [chapter.start for chapter in tags.chapters]
    if sorted(set(starts)) != starts or starts[0] > TIME_TOLERANCE:
        yield "they do not begin at 0 and follow each other"
    last = max(max(chapter.start, chapter.end) for chapter in tags.chapters)
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


def _to_thumbnail(data: bytes) -> Thumbnail | None:
    """A picture as THUMBNAIL_SIDE x THUMBNAIL_SIDE greys; None where it is not a picture, or too large."""
    import io

    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_PICTURE_PIXELS:
                return None
            # Decodes JPEGs at an eighth of their size, which is fast.
            picture.draft("L", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            return tuple(picture.convert("L").resize((THUMBNAIL_SIDE, THUMBNAIL_SIDE)).tobytes())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _are_similar(first: Thumbnail, second: Thumbnail) -> bool:
    return sum(abs(a - b) for a, b in zip(first, second, strict=True)) / len(first) <= MAX_PICTURE_DIFFERENCE
