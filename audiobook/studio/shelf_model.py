"""What the studio's page is told of the shelf, of the queue, and of albums: frozen values that travel as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# How far a make in the queue is; INTERRUPTED is one that had not ended when the studio did.
WAITING, WORKING, DONE, FAILED, CANCELLED = "waiting", "working", "done", "failed", "cancelled"
INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """A story on the shelf, or an album whose story is not here: then `id` and `file` are "".

    `file` is the name of the story's (first) file, `album` the folder of its album below the output folder, "" if
    there is none; `cover` and `page` are addresses. `chapters` and `seconds` count what is finished; `is_complete` says
    that the last make left nothing to do.
    """

    id: str
    title: str
    author: str
    file: str
    album: str = ""
    cover: str = ""
    page: str = ""
    chapters: int = 0
    seconds: float = 0.0
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class ChapterSound:
    """A finished chapter; `address` is that of its file, "" if all chapters go into one, `missing` counts lines."""

    number: int
    title: str
    address: str
    seconds: float
    missing: int = 0


@dataclass(frozen=True, slots=True)
class JobView:
    """A make in the queue; `state` is WAITING, WORKING, INTERRUPTED, DONE, FAILED or CANCELLED.

    `chapters` and `lines` are those to make, `finished` and `spoken` how many of them are there; `speed` is in seconds
    of speech per second, `left` and `seconds` (of the whole album) are in seconds. `message` says what went wrong.
    `page` is where to listen: while it is being made, and then in the album.
    `unsure`, `notes` and `guessed` are what the person may want to look at: lines whose speaker is a guess, notes that
    were left out, and names whose pronunciation is a guess. `missing` are lines that could not be spoken, `unspoken`
    words that the voice has no sounds for, `misheard` lines that sounded wrong to the speech recognizer.
    """

    id: int
    story: str
    title: str
    state: str
    chapters: int = 0
    finished: int = 0
    lines: int = 0
    spoken: int = 0
    speed: float = 0.0
    left: float | None = None
    message: str = ""
    album: str = ""
    page: str = ""
    seconds: float = 0.0
    unsure: int = 0
    notes: int = 0
    guessed: tuple[str, ...] = ()
    ready: tuple[ChapterSound, ...] = ()
    missing: tuple[str, ...] = ()
    unspoken: tuple[str, ...] = ()
    misheard: tuple[str, ...] = ()
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class AlbumView:
    """A story's album: its finished chapters, and what was said for it with options, by the names of `make`.

    `folder` is "" where there is no album yet. `can_listen` says that a speech recognizer is on this machine.
    """

    folder: str = ""
    title: str = ""
    author: str = ""
    cover: str = ""
    page: str = ""
    seconds: float = 0.0
    profile: str = ""
    formats: tuple[str, ...] = ()
    chapters: tuple[ChapterSound, ...] = ()
    options: Mapping[str, str | float | bool] = field(default_factory=dict)
    choices: tuple[ProfileView, ...] = ()
    can_listen: bool = False


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What an album can be for, and the formats that it can have then, the usual one first; `notice` is a warning."""

    name: str
    formats: tuple[str, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class CheckProblem:
    """Something wrong with an album's files: where, what, what to do about it, and in how many more files."""

    place: str
    trouble: str
    remedy: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class CheckView:
    """What `audiobook check` finds in an album; no problems mean that it passed."""

    files: int
    problems: tuple[CheckProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverView:
    """A picture that can be the cover: the name to make the album with, and its address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The stories of the workspace, and the queue of albums that are being made."""

    stories: tuple[ShelfEntry, ...]
    jobs: tuple[JobView, ...] = ()
