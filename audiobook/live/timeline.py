"""The lines of an album as a listener meets them, whether they are spoken already or not."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from audiobook.model import TextRun

# The place of a line in a chapter: its paragraph, and which of that paragraph's lines it is.
Place = tuple[int, int]
BEFORE_ALL: Place = (-1, -1)


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A line: the key of its clip, the pause after it in milliseconds, its text as written, and its place."""

    key: str
    pause_ms: int
    runs: tuple[TextRun, ...]
    place: Place
    opens_scene: bool = False


@dataclass(frozen=True, slots=True)
class LiveChapter:
    """A chapter; `lines` are those that are known, all of them if it `is_whole`. `words` says how long it is.

    `file` is the name of its finished file in the album's folder, "" while there is none.
    """

    number: int
    title: str
    words: int
    lines: tuple[LiveLine, ...] = ()
    is_whole: bool = True
    file: str = ""

    def find_line_after(self, place: Place) -> int:
        """The index of the first line after a place; that of no line where the place is the last."""
        return bisect_right(self.lines, place, key=lambda line: line.place)


@dataclass(frozen=True, slots=True)
class LiveBook:
    """What is known of an album that is being made; the default is that of a story that is still being read.

    `folder` is the album's path below the output folder, with slashes, "" until it is known. `is_complete` says that
    the album is finished.
    """

    title: str = ""
    author: str = ""
    language: str = ""
    chapters: tuple[LiveChapter, ...] = ()
    folder: str = ""
    is_complete: bool = False

    def find_chapter(self, number: int) -> LiveChapter | None:
        """The chapter of that number, None if there is none that is read aloud."""
        return next((chapter for chapter in self.chapters if chapter.number == number), None)

    def with_chapter(self, chapter: LiveChapter) -> LiveBook:
        """The book with this chapter in the place of the one with its number; it stays as it is if there is none."""
        chapters = tuple(chapter if one.number == chapter.number else one for one in self.chapters)
        return replace(self, chapters=chapters)
