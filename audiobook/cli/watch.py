"""`audiobook watch`: makes an album of each story that appears in a folder, and keeps albums up to date."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.make import make_story
from audiobook.cli.make_album import BAR, DisplayOptions
from audiobook.cli.paths import PATH
from audiobook.cli.terminal import echo, print_notice
from audiobook.cli.update import Updater, build_request, run_alone
from audiobook.errors import AudiobookError, InputError
from audiobook.files.story_endings import BOOK_EXTENSIONS, STORY_EXTENSIONS
from audiobook.settings.parsing import parse_interval
from audiobook.settings.settings import DEFAULT_OUTPUT

if TYPE_CHECKING:
    from audiobook.production.story_record import FolderTimes, KnownAlbum

# How the files of a story look from outside: path, size, and time of the last change.
Signature = tuple[tuple[str, int, int], ...]
Stories = dict[tuple[Path, ...], Signature]
SETTLED_NS = 4_000_000_000


@click.command()
@click.argument("folder", metavar="FOLDER", type=PATH)
@click.option("--every", metavar="TIME", default="5s", show_default=True,
              help="How often to look: 5s, 2m, 1h.")  # fmt: skip
@click.option("--once", is_flag=True, help="Look once and end, for cron.")
@click.option("-o", "--output", metavar="FOLDER", type=PATH, default=DEFAULT_OUTPUT, show_default=True,
              help="The folder for your albums, as in `make`.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def watch(folder: Path, every: str, once: bool, output: Path, quiet: bool) -> int:
    """Make an album of each story that appears in FOLDER, and update albums whose stories change.

    Each file in FOLDER is a story, and so is each folder in it. A file that is still being copied is left until it no
    longer changes. If a story can't be made, you're told once, and it's tried again when it has changed. Stories on the
    web are not checked; `audiobook update` does that. Ctrl-C stops it; finished chapters are safe.

    With --once, the exit codes are those of `update`: 0 if something was made, 7 if nothing was new.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; name the one where your stories arrive")
    seconds = parse_interval(every, "--every")
    display = DisplayOptions(False, quiet, False, BAR)
    watcher = Watcher(folder, output, Updater(build_request(output), display, looks_up=False))
    watcher.look()
    if once:
        time.sleep(seconds)
        return watcher.look()
    if not quiet:
        echo(f"watching {folder}; press Ctrl-C to stop")
    while True:
        time.sleep(seconds)
        watcher.look()


@dataclass(slots=True)
class Watcher:
    """Looks at the stories of a folder and of albums again and again.

    `seen` is how they looked the last time, `handled` how they looked when something was done about them. `folders` are
    those with the records of the albums, as they were before these were read.
    """

    folder: Path
    output: Path
    updater: Updater
    seen: Stories = field(default_factory=dict)
    handled: Stories = field(default_factory=dict)
    albums: tuple[KnownAlbum, ...] = ()
    folders: FolderTimes = field(default_factory=dict)

    def look(self) -> int:
        """Makes what is new and no longer changes; the exit code."""
        found = self._find_stories()
        due = {
            paths: signature
            for paths, signature in found.items()
            if self.seen.get(paths) == signature and self.handled.get(paths) != signature
        }
        self.seen = found
        if not due:
            return ExitCode.NOTHING_NEW
        return run_alone(self.output, lambda: self._handle(due), self.updater.display)

    def _find_stories(self) -> Stories:
        self._find_albums()
        known = (album.story.paths for album in self.albums if album.story)
        stories = {_identify(paths): paths for paths in (*known, *((path,) for path in self._list_folder()))}
        described = {paths: describe_files(paths) for paths in stories.values()}
        return {paths: signature for paths, signature in described.items() if signature}

    def _find_albums(self) -> None:
        """Reads the records of the albums again, unless nothing there has changed since a while before they were read.

        Some disks tell times in steps of two seconds, so what has just changed may change again unseen.
        """
        from audiobook.production.story_record import describe_folders, find_known_albums

        folders, now = describe_folders(self.output), time.time_ns()
        if self.folders != folders:
            self.albums = find_known_albums(self.output)
            is_settled = max(folders.values()) + SETTLED_NS < now
            self.folders = folders if is_settled else {}

    def _list_folder(self) -> Iterator[Path]:
        """The stories in the folder: files of the right kinds, and folders, but for those of albums and hidden ones."""
        from audiobook.files.workspace import real_path

        try:
            with os.scandir(self.folder) as entries:
                found = sorted((one for one in entries if not one.name.startswith(".")), key=lambda one: one.name)
        except OSError:
            return
        output = real_path(self.output)
        for entry in found:
            path = Path(entry)
            if entry.is_file():
                is_story = path.suffix.lower() in (*STORY_EXTENSIONS, *BOOK_EXTENSIONS)
            else:
                is_story = entry.is_dir() and real_path(path) != output and _has_stories(path)
            if is_story:
                yield path

    def _handle(self, due: Stories) -> int:
        """Makes these stories; one that fails costs only itself."""
        codes: list[int] = []
        failures = 0
        for paths, signature in due.items():
            try:
                code = self._make(paths)
            except AudiobookError as error:
                failures += 1
                message = str(error)
                print_notice(message if str(paths[0]) in message else f"{paths[0]}: {message}")
            else:
                codes += [] if code is None else [code]
            self.handled[paths] = signature
        if failures:
            return ExitCode.ERROR if failures == len(due) else ExitCode.SOME_STORIES_FAILED
        return max(codes) if codes else ExitCode.NOTHING_NEW

    def _make(self, paths: tuple[Path, ...]) -> int | None:
        """Makes a story that has no album yet, or what is new in one that has; the exit code, None for nothing."""
        from audiobook.commands.album_claims import AlbumClaims

        name = _identify(paths)
        for album in self.albums:
            if album.story and _identify(album.story.paths) == name:
                return self.updater.update(album, album.story)
        return make_story(paths, self.updater.request, self.updater.display, AlbumClaims()).code


def _identify(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The same paths for the same files, however they were named."""
    return tuple(Path(os.path.abspath(path)) for path in paths)  # noqa: PTH100 - links are left as they are


def _has_stories(folder: Path) -> bool:
    return any(path.suffix.lower() in STORY_EXTENSIONS for path in folder.iterdir())


def describe_files(paths: tuple[Path, ...]) -> Signature:
    """How the files of a story look from outside, with the `.toml` next to it; () where one of them isn't there."""
    files: list[Path] = []
    for path in paths:
        files += sorted(path.rglob("*")) if path.is_dir() else [path]
    try:
        described = [_describe(file) for file in files]
        note = paths[0].with_suffix(".toml")
        return (*described, *([_describe(note)] if note.is_file() else []))
    except OSError:
        return ()


def _describe(path: Path) -> tuple[str, int, int]:
    stat = path.stat()
    return str(path), stat.st_size, stat.st_mtime_ns
