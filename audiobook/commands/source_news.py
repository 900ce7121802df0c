"""What is new at the addresses of a story since it was fetched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.album.story_identity import digest_sentences
from audiobook.errors import StoryGoneError
from audiobook.fetching.kept_stories import KeptStory, read_kept_story, replace_story
from audiobook.fetching.stories import NewerVersion, look_again
from audiobook.model import Book
from audiobook.settings.settings import StorySettings

# A chapter of which less than this share of sentences is left anywhere in the story is gone.
MIN_LEFT = 1 / 3
# A chapter that has shrunk below this share of its words was replaced by a notice that it is gone.
MIN_KEPT_LENGTH = 1 / 5
# Shorter chapters than this may well be rewritten to a few lines.
MIN_WORDS = 100


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
    # Reading stories takes a second to import, which a run without news does not need.
    from audiobook.pipeline import analyze_chapters

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
