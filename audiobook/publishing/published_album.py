"""A finished album as the input of everything that is published with it: tags, transcripts, feed, page, e-book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audiobook.model import AuthorNote, Cover, Cue, Kind, Metadata, TextRun
from audiobook.model.output_formats import find_format

# A file of at least this length gets a chapter for each scene, unless the scene is too short.
MIN_SECONDS_FOR_SCENES = 300.0
MIN_SCENE_SECONDS = 20.0
# A scene's title has this many words of its beginning.
SCENE_TITLE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its start and end, in seconds from the start of the file, and its text.

    `paragraph` is its number in the chapter with the number `chapter`; `opens_scene` marks the first sentence after a
    scene break.
    """

    start: float
    end: float
    runs: tuple[TextRun, ...]
    paragraph: int = 0
    chapter: int = 0
    opens_scene: bool = False

    @property
    def text(self) -> str:
        """The sentence as written."""
        return "".join(run.text if run.joins_previous else f" {run.text}" for run in self.runs).strip()

    @property
    def is_heading(self) -> bool:
        """Whether this is a chapter's heading."""
        return bool(self.runs) and all(run.kind is Kind.HEADING for run in self.runs)


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A point in a file that a player can jump to, in seconds, and its title."""

    start: float
    title: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished sound file of an album, by its name in the album's folder: a chapter, or a whole book (`number` 0).

    `track` is its number in the album. `marks` are the scenes of a chapter or the chapters of a book; the first one is
    at 0. `size` is in bytes. `key` is what players know the file by, "" for its number.
    """

    number: int
    track: int
    title: str
    file: str
    mime: str
    size: int
    sha256: str
    seconds: float
    passages: tuple[Passage, ...] = ()
    marks: tuple[ChapterMark, ...] = ()
    notes: tuple[AuthorNote, ...] = ()
    key: str = ""

    @property
    def lasting_key(self) -> str:
        """What players know a chapter by; it stays when the number changes."""
        return self.key or str(self.number)

    @property
    def stem(self) -> str:
        """The file's name without its ending, as its transcripts have it."""
        return self.file.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class CastCredit:
    """A voice of the cast and its character; "" stands for the narrator, and for characters without a voice."""

    character: str
    voice: str


@dataclass(frozen=True, slots=True)
class DownloadFile:
    """A whole book to download that lies next to the album's recordings: an e-book, or all chapters in one sound file.

    `label` says what it is ("E-book with audio (EPUB)"), `mime` is its MIME type, `size` is in bytes.
    """

    file: str
    label: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class PublishedAlbum:
    """An album whose sound is finished.

    `narrator` is the credit for tags. `identity` is a URN that stays the same over rebuilds, renames and moves;
    `created` is the ISO time (UTC) when the album was first made. `tracks` is the number of files in the whole album,
    including those that are not made yet. `downloads` are whole books that lie next to the recordings. `depth` is how
    many levels below the output folder the album is.
    """

    identity: str
    created: str
    metadata: Metadata
    narrator: str
    cast_credits: tuple[CastCredit, ...]
    cover: Cover
    recordings: tuple[Recording, ...]
    tracks: int
    downloads: tuple[DownloadFile, ...] = ()
    depth: int = 2

    @property
    def seconds(self) -> float:
        """The length of all files together."""
        return sum(recording.seconds for recording in self.recordings)


@dataclass(frozen=True, slots=True)
class CompanionFile:
    """A file next to the sound: its path in the album's folder, with slashes, and its bytes.

    The same album always gives the same bytes.
    """

    name: str
    data: bytes


def sound_mime_type(file: str) -> str:
    """The MIME type of a sound file by its name, as feeds and servers list it.

    >>> sound_mime_type("01 - Storm.mp3")
    'audio/mpeg'
    """
    output_format = find_format(f".{file.rpartition('.')[2]}")
    return output_format.mime_type if output_format else "application/octet-stream"


def build_passages(cues: Iterable[Cue], times: Iterable[tuple[float, float]], chapter: int = 0) -> tuple[Passage, ...]:
    """The sentences of a chapter with their times.

    Sentences that were not spoken, and words that are not in the story's text, are left out.
    """
    return tuple(
        Passage(start, end, cue.runs, cue.paragraph, chapter, cue.opens_scene)
        for cue, (start, end) in zip(cues, times, strict=True)
        if cue.runs and end > start
    )


def build_scene_marks(cues: Sequence[Cue], times: Sequence[tuple[float, float]], title: str) -> tuple[ChapterMark, ...]:
    """The scenes of a long chapter; () for a short chapter, or one with a single scene.

    The first mark has the chapter's `title`.
    """
    if not times or times[-1][1] < MIN_SECONDS_FOR_SCENES:
        return ()
    marks = [ChapterMark(0.0, title)]
    for cue, (start, _) in zip(cues, times, strict=True):
        if cue.opens_scene and start - marks[-1].start >= MIN_SCENE_SECONDS:
            marks.append(ChapterMark(start, _scene_title(cue, len(marks) + 1)))
    return tuple(marks) if len(marks) > 1 else ()


def _scene_title(cue: Cue, number: int) -> str:
    words = Passage(0, 0, cue.runs).text.split()
    ellipsis = "…" if len(words) > SCENE_TITLE_WORDS else ""
    return (
        f"Scene {number}: {' '.join(words[:SCENE_TITLE_WORDS]).rstrip('.,;:')}{ellipsis}"
        if words
        else f"Scene {number}"
    )


def group_by_paragraph(passages: Iterable[Passage]) -> Iterator[tuple[Passage, ...]]:
    """The passages, grouped by paragraph."""
    from itertools import groupby

    for _, group in groupby(passages, key=lambda passage: (passage.chapter, passage.paragraph, passage.is_heading)):
        yield tuple(group)
