"""A story's album as the page shows it: what can be heard, what was said for it, and what `check` finds."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from audiobook.album.editions import kept_formats
from audiobook.album.manifest import MANIFEST_NAME, Manifest, read_manifest
from audiobook.checking.albums import check_albums
from audiobook.checking.values import AlbumCheck, Finding
from audiobook.errors import InputError, RecognizerUnavailableError
from audiobook.hearing.models import find_model
from audiobook.model.output_formats import PROFILES
from audiobook.studio.shelf import album_address
from audiobook.studio.shelf_model import AlbumView, ChapterSound, CheckProblem, CheckView, ProfileView, ShelfEntry

WHOLE_BOOK = "The whole book"
# Files are measured one after the other, so that the page stays quick.
CHECK_THREADS = 1


def build_album_view(output: Path, entry: ShelfEntry) -> AlbumView:
    """A story's album, and what can be chosen for it; empty where there is no album yet."""
    choices = tuple(
        ProfileView(profile.name, tuple(row.name for row, _ in profile.bitrates), profile.notice)
        for profile in PROFILES.values()
    )
    if not entry.album:
        return AlbumView(choices=choices, can_listen=_can_listen())
    folder = output / entry.album
    manifest = read_manifest(folder)
    return AlbumView(
        folder=entry.album,
        title=manifest.title,
        author=manifest.author,
        cover=entry.cover,
        page=entry.page,
        seconds=entry.seconds,
        profile=manifest.profile,
        formats=kept_formats(output, folder, manifest),
        chapters=tuple(_list_sounds(entry.album, manifest)),
        options=manifest.options.as_mapping(),
        choices=choices,
        can_listen=_can_listen(),
    )


def _list_sounds(folder: str, manifest: Manifest) -> Iterator[ChapterSound]:
    for chapter in manifest.chapters:
        if chapter.sha256:
            title = chapter.title if chapter.number else WHOLE_BOOK
            address = album_address(folder, chapter.file)
            yield ChapterSound(chapter.number, title, address, chapter.seconds, len(chapter.missing))


def _can_listen() -> bool:
    try:
        find_model("")
    except RecognizerUnavailableError:
        return False
    return True


class AlbumChecks:
    """Checks albums, one at a time; an album that has not changed since is not checked again."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._lock = threading.Lock()
        self._found: dict[str, tuple[int, CheckView]] = {}

    def check(self, folder: str) -> CheckView:
        """What `audiobook check` finds in the album in a folder below the output folder; raises InputError for none."""
        if not folder:
            raise InputError("this story has no album yet; make it first")
        path = self._output / folder
        with self._lock:
            changed = (path / MANIFEST_NAME).stat().st_mtime_ns
            known = self._found.get(folder)
            if known and known[0] == changed:
                return known[1]
            albums = check_albums((path,), "", CHECK_THREADS, lambda _path, _count: None)
            view = CheckView(sum(len(album.files) for album in albums), tuple(_list_problems(albums)))
            self._found[folder] = changed, view
            return view


def _list_problems(albums: Iterable[AlbumCheck]) -> Iterator[CheckProblem]:
    """The problems of albums; the same one in several files is told once."""
    grouped: dict[tuple[str, str, str], list[tuple[str, Finding]]] = {}
    for name, finding in (named for album in albums for named in _list_failures(album)):
        # Problems that differ only in their figures are the same.
        key = (finding.check, finding.remedy, finding.trouble if finding.value is None else "")
        grouped.setdefault(key, []).append((name, finding))
    for occurrences in grouped.values():
        name, finding = occurrences[0]
        trouble = f"{finding.check}: {finding.trouble}"
        yield CheckProblem(name, trouble, finding.remedy, len(occurrences) - 1)


def _list_failures(album: AlbumCheck) -> Iterator[tuple[str, Finding]]:
    yield from ((album.title, finding) for finding in album.failures)
    yield from ((file.name, finding) for file in album.files for finding in file.failures)
