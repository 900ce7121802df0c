"""The shelf: which stories there are, what was made of them, and which files may be opened at all."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from audiobook.album.addresses import file_url
from audiobook.album.library import LibraryAlbum, find_albums
from audiobook.album.manifest import MANIFEST_NAME, Manifest, read_manifest
from audiobook.album.story_identity import digest_path
from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.production.up_to_date import list_recorded_stories
from audiobook.reading.folder.own_files import is_own_page
from audiobook.settings.settings import StorySettings, workspace_of
from audiobook.studio.shelf_model import ShelfEntry
from audiobook.studio.uploads import STORY_ENDINGS, UploadFolder

# Albums are served below this address.
ALBUMS_ADDRESS = "albums/"
MAX_STORIES = 2000
StoryPaths = tuple[Path, ...]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _ShelfAlbum:
    """An album on the shelf, and its manifest."""

    listed: LibraryAlbum
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Contents:
    """The stories by identity, and the albums by the identity of their story; `lost` are albums without one."""

    stories: dict[str, StoryPaths] = field(default_factory=dict)
    albums: dict[str, _ShelfAlbum] = field(default_factory=dict)
    lost: tuple[_ShelfAlbum, ...] = ()


class Shelf:
    """The stories that were given, those in the folder `inputs`, and those that albums in `output` were made of.

    Nothing else can be opened in the studio. All methods may be called from any thread.
    """

    def __init__(self, output: Path, inputs: Path, given: tuple[Path, ...]) -> None:
        self.output, self.inputs, self.given = output, inputs, given
        self._uploads = UploadFolder(inputs)
        self._lock = threading.Lock()
        # Of two requests for the same story, the second finds what the first one has kept.
        self._fetching = threading.Lock()
        self._known: dict[str, StoryPaths] = {}
        self._names: dict[str, tuple[str, str]] = {}

    def list_entries(self) -> tuple[ShelfEntry, ...]:
        """All stories, those that were given first, the others by title; then the albums whose story is not here."""
        contents = self._read()
        entries = [
            self._build_entry(identity, paths, contents.albums.get(identity))
            for identity, paths in contents.stories.items()
        ]
        given = {identify(_to_paths(path)) for path in self.given}
        first = [entry for entry in entries if entry.id in given]
        others = sorted((entry for entry in entries if entry.id not in given), key=_sort_key)
        lost = sorted((self._build_entry("", (), album) for album in contents.lost), key=_sort_key)
        return (*first, *others, *lost)

    def find(self, identity: str) -> StoryPaths:
        """The files of a story; raises InputError for whatever is not on the shelf."""
        with self._lock:
            paths = self._known.get(identity)
        paths = paths or self._read().stories.get(identity)
        if paths is None:
            raise InputError("this story isn't on the shelf any more; go back to the shelf and choose another")
        return paths

    def find_entry(self, identity: str) -> ShelfEntry:
        """A story as the shelf shows it; raises InputError for whatever is not on the shelf."""
        paths = self.find(identity)
        return self._build_entry(identity, paths, self._read().albums.get(identity))

    def name_story(self, identity: str, title: str, author: str) -> None:
        """Remembers what a story that was read calls itself, until it has an album that says so."""
        with self._lock:
            self._names[identity] = title, author

    def add(self, name: str, chunks: Iterable[bytes]) -> ShelfEntry:
        """Saves an uploaded story in the folder of stories; a story that is there already is not saved again.

        Raises InputError if it is no story, or too long, and OutputError if it can't be written; then nothing is left.
        """
        path = self._uploads.save(name, chunks, (path for path, *more in self._read().stories.values() if not more))
        return self.find_entry(identify((path,)))

    def fetch(self, address: str) -> ShelfEntry:
        """Fetches a story from the web into the folder of stories, as `audiobook make` does; one that is kept is used.

        Raises FetchError where it can't be fetched, OutputError where it can't be kept; then nothing is left.
        """
        from audiobook.fetching.stories import get_story

        with self._fetching:
            path = get_story(address, self.inputs).path
        return self.find_entry(identify(_to_paths(path)))

    def _read(self) -> _Contents:
        """What is on the shelf now."""
        albums = {
            album.folder: _ShelfAlbum(album, read_manifest(self.output / album.folder))
            for album in find_albums(self.output)
        }
        recorded = dict(_list_recorded(self.output))
        stories: dict[str, StoryPaths] = {}
        for paths in (
            *map(_to_paths, self.given),
            *map(_to_paths, _list_inputs(self.inputs)),
            *recorded.values(),
            *self._guess_places(albums.values()),
        ):
            if _exists(paths):
                stories.setdefault(identify(paths), paths)
        own, lost = _match_albums(self.output, stories, albums, recorded)
        with self._lock:
            self._known = stories
        return _Contents(stories, own, lost)

    def _guess_places(self, albums: Iterable[_ShelfAlbum]) -> Iterator[StoryPaths]:
        """The stories of albums that lie where stories usually do, if an album has recorded just that place."""
        folders = (workspace_of(self.output), self.inputs, *(path.parent for path in self.given))
        for album in albums:
            story = album.manifest.story
            if story and story.file and Path(story.file).name == story.file:
                for folder in folders:
                    if digest_path(folder / story.file, self.output) == story.place:
                        yield _to_paths(folder / story.file)

    def _build_entry(self, identity: str, paths: StoryPaths, album: _ShelfAlbum | None) -> ShelfEntry:
        title, author = self._names.get(identity, ("", ""))
        file = paths[0].name if paths else ""
        if album is None:
            return ShelfEntry(identity, title or _title_from_name(paths), author, file)
        listed = album.listed
        return ShelfEntry(
            identity,
            title or listed.title,
            author or listed.author,
            file,
            album=listed.folder,
            cover=album_address(listed.folder, listed.cover) if listed.cover else "",
            page=album_address(listed.folder, listed.page) if listed.page else "",
            chapters=listed.chapters,
            seconds=listed.seconds,
            is_complete=bool(album.manifest.inputs),
        )


def identify(paths: StoryPaths) -> str:
    """The identity of a story on the shelf, the same for every way of writing its path."""
    places = "\n".join(os.path.normcase(real_path(path)) for path in paths)
    return hashlib.blake2b(places.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def album_address(folder: str, name: str) -> str:
    """The address of a file of an album, relative to the studio's page.

    >>> album_address("Ann/Tea #2", "cover.jpg")
    'albums/Ann/Tea%20%232/cover.jpg'
    """
    return file_url(f"{folder}/{name}", ALBUMS_ADDRESS)


def _to_paths(path: Path) -> StoryPaths:
    return (path.absolute(),)


def _exists(paths: StoryPaths) -> bool:
    try:
        return all(path.exists() for path in paths)
    except (OSError, ValueError):
        return False


def _title_from_name(paths: StoryPaths) -> str:
    title = StorySettings(paths).default_title
    return title[:1].upper() + title[1:]


def _sort_key(entry: ShelfEntry) -> tuple[object, ...]:
    from natsort import natsort_keygen

    key: tuple[object, ...] = natsort_keygen()((entry.title.casefold(), entry.file))
    return key


def _list_inputs(folder: Path) -> Iterator[Path]:
    """The stories in the folder of stories: files, and folders of chapters."""
    try:
        entries = sorted(folder.iterdir())[:MAX_STORIES]
    except OSError:
        return
    for path in entries:
        if not path.name.startswith(".") and (_is_story_file(path) or _is_story_folder(path)):
            yield path


def _is_story_file(path: Path) -> bool:
    try:
        return path.suffix.lower() in STORY_ENDINGS and path.is_file() and not is_own_page(path)
    except OSError:
        return False


def _is_story_folder(path: Path) -> bool:
    """Whether a folder has chapters in it; an album does not count."""
    try:
        if not path.is_dir() or (path / MANIFEST_NAME).exists():
            return False
        return any(_is_story_file(item) for item in path.iterdir() if not item.name.startswith("."))
    except OSError:
        return False


def _list_recorded(output: Path) -> Iterator[tuple[str, StoryPaths]]:
    """The albums on record with their stories; a file that the program could not have read is left out."""
    for folder, files in list_recorded_stories(output):
        if all(path.is_absolute() and (_is_story_file(path) or path.is_dir()) for path in files):
            yield folder, files


def _match_albums(
    output: Path,
    stories: dict[str, StoryPaths],
    albums: dict[str, _ShelfAlbum],
    recorded: dict[str, StoryPaths],
) -> tuple[dict[str, _ShelfAlbum], tuple[_ShelfAlbum, ...]]:
    """The albums by the identity of their story, and those whose story is not among these.

    An album is known by the record of its last run, or by the place of the story's file; where a story was moved, also
    by the name of the file alone, if no other story or album has that.
    """
    places = {digest_path(paths[0], output): identity for identity, paths in stories.items()}
    own: dict[str, _ShelfAlbum] = {}
    left: list[_ShelfAlbum] = []
    # What the last run has recorded is more certain than where a file was once.
    for folder, album in sorted(albums.items(), key=lambda row: row[0] not in recorded):
        story = album.manifest.story
        known = identify(recorded[folder]) if folder in recorded else places.get(story.place, "") if story else ""
        if known in stories and known not in own:
            own[known] = album
        else:
            left.append(album)
    by_name = _group_by_name((paths[0].name, identity) for identity, paths in stories.items() if identity not in own)
    albums_by_name = _group_by_name((album.manifest.story.file, album) for album in left if album.manifest.story)
    for name, found in albums_by_name.items():
        candidates = by_name.get(name, [])
        if len(found) == len(candidates) == 1:
            own[candidates[0]] = found[0]
            left.remove(found[0])
    return own, tuple(left)


def _group_by_name(pairs: Iterable[tuple[str, Value]]) -> dict[str, list[Value]]:
    groups: dict[str, list[Value]] = {}
    for name, value in pairs:
        groups.setdefault(name, []).append(value)
    return groups
