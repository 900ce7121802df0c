"""The lines of an album as a listener meets them, whether they are spoken already or not."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.model import Episode, TextRun
from audiobook.production.changes import AlbumChanges, ChangeAction
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeJob

# The place of a line in a chapter: its paragraph, and which of that paragraph's lines it is.
Place = tuple[int, int]
BEFORE_ALL: Place = (-1, -1)
# What is done to chapters whose sound is not finished yet.
SPOKEN_ACTIONS = frozenset({ChangeAction.MAKE, ChangeAction.ENCODE})


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
    """A chapter; `lines` is empty while they are not known, `words` says how long it is.

    `file` is the name of its finished file in the album's folder, "" while there is none.
    """

    number: int
    title: str
    words: int
    lines: tuple[LiveLine, ...] = ()
    file: str = ""

    def find_line_after(self, place: Place) -> int:
        """The index of the first line after a place; that of no line where the place is the last."""
        return bisect_right([line.place for line in self.lines], place)


@dataclass(frozen=True, slots=True)
class LiveBook:
    """What is known of an album that is being made; the default is that of a story that is still being read.

    `folder` is the album's path below the output folder, with slashes, "" until it is known. `is_complete` says that
    the album is finished, `failure` why it will never be.
    """

    title: str = ""
    author: str = ""
    language: str = ""
    chapters: tuple[LiveChapter, ...] = ()
    folder: str = ""
    is_complete: bool = False
    failure: str = ""

    def find_chapter(self, number: int) -> LiveChapter | None:
        """The chapter of that number, None if there is none that is read aloud."""
        return next((chapter for chapter in self.chapters if chapter.number == number), None)

    def with_chapter(self, chapter: LiveChapter) -> LiveBook:
        """The book with this chapter in the place of the one with its number; it stays as it is if there is none."""
        chapters = tuple(chapter if one.number == chapter.number else one for one in self.chapters)
        return replace(self, chapters=chapters)


def build_live_book(plan: Plan, changes: AlbumChanges) -> LiveBook:
    """The book of a planned album; chapters that need no new sound have their files already."""
    metadata, folder = plan.album.metadata, plan.album.folder
    return LiveBook(
        metadata.title,
        metadata.author,
        metadata.language,
        tuple(
            build_live_chapter(change.job, "" if change.action in SPOKEN_ACTIONS else change.job.target.name)
            for change in changes.chapters
        ),
        folder.relative_to(plan.context.settings.output).as_posix(),
    )


def build_live_chapter(job: EpisodeJob, file: str = "") -> LiveChapter:
    """The chapter of a job, with its lines."""
    episode = job.episode
    return LiveChapter(episode.number, episode.title, episode.word_count, build_lines(episode, job.keys), file)


def build_lines(episode: Episode, keys: Sequence[str]) -> tuple[LiveLine, ...]:
    """The lines of a chapter, with the keys of their clips."""
    counts: Counter[int] = Counter()
    lines = []
    paragraph = 0
    for cue, key in zip(episode.cues, keys, strict=True):
        # What isn't in the story's text belongs to the paragraph before it.
        paragraph = max(paragraph, cue.paragraph)
        counts[paragraph] += 1
        lines.append(LiveLine(key, cue.pause_ms, cue.runs, (paragraph, counts[paragraph]), cue.opens_scene))
    return tuple(lines)
