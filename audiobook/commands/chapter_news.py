"""What planned changes of an album mean for its listener: new, changed and lost chapters."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.album.manifest import ChapterFile
from audiobook.commands.source_news import MIN_KEPT_LENGTH
from audiobook.narration.plan import estimate_seconds
from audiobook.production.album_record import AlbumRecord
from audiobook.production.changes import AlbumChanges, ChangeAction

# Shorter chapters than this may well be rewritten to a few lines.
MIN_SECONDS = 40.0


@dataclass(frozen=True, slots=True)
class ChapterNews:
    """What has happened to the chapters of an album, by their titles."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has."""
        return not (self.new or self.changed or self.lost)


def find_chapter_news(changes: AlbumChanges, record: AlbumRecord | None) -> ChapterNews:
    """What planned changes mean for the listener.

    Chapters that were no longer in the story when the album was last made, as the record has it, are no news.
    """
    known = {chapter.title for chapter in record.chapters} if record else set()
    made = changes.with_action(ChangeAction.MAKE)
    changed = changes.with_action(ChangeAction.ENCODE)
    shrunk = (
        change.job.episode.title
        for change in changed
        if _has_shrunk(change.existing_file, estimate_seconds(change.job.episode))
    )
    removed = (entry.title for entry in changes.removed_chapters if entry.title in known)
    return ChapterNews(
        tuple(change.job.episode.title for change in made),
        tuple(change.job.episode.title for change in changed),
        (*removed, *shrunk),
    )


def _has_shrunk(entry: ChapterFile | None, seconds: float) -> bool:
    return entry is not None and entry.seconds >= MIN_SECONDS and seconds < MIN_KEPT_LENGTH * entry.seconds
