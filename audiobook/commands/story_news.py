"""What is new in a story since its album was made: at its address, and in its files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.album.manifest import ChapterFile
from audiobook.album.story_identity import digest_sentences
from audiobook.errors import StoryGoneError
from audiobook.fetching.kept_stories import KeptStory, read_kept_story, replace_story
from audiobook.fetching.stories import NewerVersion, look_again
from audiobook.model import Book
from audiobook.narration.plan import estimate_seconds
from audiobook.pipeline import analyze_chapters
from audiobook.production.album_record import AlbumRecord
from audiobook.production.changes import AlbumChanges, ChangeAction
from audiobook.settings.settings import StorySettings

# A chapter of which less than this share of sentences is left anywhere in the story is gone.
MIN_LEFT = 1 / 3
# A chapter that has shrunk below this share of its words, or seconds, was replaced by a notice that it is gone.
MIN_KEPT_LENGTH = 1 / 5
# Shorter chapters than this may well be rewritten to a few lines.
MIN_WORDS, MIN_SECONDS = 100, 40.0


@dataclass(frozen=True, slots=True)
class SourceNews:
    """What an address had when it was looked up.

    `notices` is what the user should know, `coming` the titles of new chapters, or that the text has changes. With
    `is_held` the address has a version that lacks chapters, and the kept file stays as it was.
    """

    notices: tuple[str, ...] = ()
    is_held: bool = False
    coming: tuple[str, ...] = ()


def look_up_source(story: StorySettings, recheck: bool, accept: bool, dry_run: bool) -> SourceNews:
    """Looks up a story that was fetched from the web, and keeps the newer version, unless in a dry run.

    A version that lacks chapters replaces the kept one only if the user does `accept` it. Raises FetchError where the
    address can't be looked up, OutputError where the file can't be written.
    """
    news = SourceNews()
    for path in story.paths:
        kept = read_kept_story(path)
        if kept:
            found = _look_up(story, kept, recheck, accept, dry_run)
            news = SourceNews(
                (*news.notices, *found.notices), news.is_held or found.is_held, (*news.coming, *found.coming)
            )
    return news


def _look_up(story: StorySettings, kept: KeptStory, recheck: bool, accept: bool, dry_run: bool) -> SourceNews:
    if kept.is_edited:
        return SourceNews((f"{kept.path} was edited, so it stays as it is; to have it fetched again, delete it and run "
                           f"`audiobook make {kept.address}`",))  # fmt: skip
    try:
        newer = look_again(kept, recheck)
    except StoryGoneError:
        return SourceNews((f"{kept.address} has no story any more; your copy, {kept.path}, and the album stay",))
    preserved = tuple(f"“{title}” is gone from the site; your copy keeps it" for title in newer.vanished)
    if newer.data is None:
        return SourceNews(preserved)
    before, after = _read(story, kept.path), _read_version(story, kept, newer)
    if after.text == before.text:
        return SourceNews(preserved)
    lost = find_lost_chapters(before, after)
    if lost and not accept:
        return SourceNews((*preserved, *(_describe_loss(title, str(kept.path)) for title in lost)), is_held=True)
    known = {chapter.display_name for chapter in before.chapters}
    coming = tuple(chapter.display_name for chapter in after.chapters if chapter.display_name not in known)
    if not dry_run:
        replace_story(kept, newer.data)
    return SourceNews(preserved, coming=coming or ("changes in the text",))


def _describe_loss(title: str, place: str) -> str:
    return f"“{title}” is gone from the story; {place} stays as it was (--accept takes the story as it is now)"


def _read(story: StorySettings, path: Path) -> Book:
    return analyze_chapters(replace(story, paths=(path,)))


def _read_version(story: StorySettings, kept: KeptStory, newer: NewerVersion) -> Book:
    """The newer version, read under the name that its file has; raises FetchError where it is no story."""
    with tempfile.TemporaryDirectory(prefix="audiobook-") as folder:
        path = Path(folder) / kept.path.name
        path.write_bytes(newer.data or b"")
        return _read(story, path)


def find_lost_chapters(before: Book, after: Book) -> tuple[str, ...]:
    """The titles of chapters whose text is hardly anywhere in a newer version of a story.

    A chapter that was rewritten under its old title is not lost, unless only a few lines are left of it.
    """
    sentences = digest_sentences(after)
    words = {chapter.display_name: _count_words(after, number) for number, chapter in enumerate(after.chapters)}
    return tuple(_find_lost(before, sentences, words))


def _find_lost(before: Book, sentences: frozenset[str], words: dict[str, int]) -> Iterator[str]:
    for number, chapter in enumerate(before.chapters):
        own = digest_sentences(replace(before, chapters=(chapter,)))
        if not own or len(own & sentences) >= MIN_LEFT * len(own):
            continue
        length = _count_words(before, number)
        left = words.get(chapter.display_name)
        if left is None or (length >= MIN_WORDS and left < MIN_KEPT_LENGTH * length):
            yield chapter.display_name


def _count_words(book: Book, number: int) -> int:
    return sum(len(block.span.of(book.text).split()) for block in book.chapters[number].story_blocks)


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
