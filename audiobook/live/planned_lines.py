"""The lines that a listener will hear, from the plan of an album."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audiobook.live.timeline import LiveBook, LiveChapter, LiveLine
from audiobook.model import Episode
from audiobook.production.changes import AlbumChanges, ChangeAction
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeJob

# What is done to chapters whose sound is not finished yet.
SPOKEN_ACTIONS = frozenset({ChangeAction.MAKE, ChangeAction.ENCODE})


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
    return LiveChapter(episode.number, episode.title, episode.word_count, build_lines(episode, job.keys), file=file)


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
