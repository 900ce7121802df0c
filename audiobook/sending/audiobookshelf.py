"""Audiobookshelf as a target, by its API (api.audiobookshelf.org; tried with server 2.36.0)."""

from __future__ import annotations

import contextlib
import time
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from audiobook.album.file_names import METADATA_FILE
from audiobook.errors import InputError, OutputError
from audiobook.sending.albums import AlbumFile, SentAlbum
from audiobook.sending.plan import FileCallback, SendPlan
from audiobook.sending.server import Server
from audiobook.text.suggest import format_suggestion

TOKEN_VARIABLE = "AUDIOBOOK_SERVER_TOKEN"
CHAPTER_ENDINGS, BOOK_ENDING = (".mp3", ".m4a", ".opus", ".ogg", ".oga", ".flac", ".aac"), ".m4b"
# What the server makes use of: sound, pictures, e-books, and files that say what the book is.
USEFUL_ENDINGS = frozenset((*CHAPTER_ENDINGS, BOOK_ENDING, ".jpg", ".jpeg", ".png", ".epub", ".txt", ".opf"))
# Many proxies take no request above 100 MB, and what has arrived need not be sent again when the next one fails.
BATCH_BYTES = 64 << 20
MAX_NAME_BYTES = 255
# How a scan is called among the server's tasks, and how often and for how long it is waited for.
SCAN, SCAN_SECONDS, SCAN_LOOKS = "library-scan", 0.5, 120


class AudiobookshelfTarget:
    """A library of a server; raises InputError where there is no such one, OutputError where it can't be reached."""

    def __init__(self, server: Server, library: str) -> None:
        self._server = server
        self._library = self._find_library(library)
        self._folder = self._library["folders"][0]["id"]
        self._items: dict[tuple[str, ...], str] = {}

    @property
    def name(self) -> str:
        """The server and the library."""
        return f"{self._server.address} ({self._library['name']})"

    def _find_library(self, wanted: str) -> dict[str, Any]:
        found = self._get("api/libraries").get("libraries", [])
        libraries = {
            str(row["name"]): row for row in found if row.get("mediaType", "book") == "book" and row.get("folders")
        }
        if not libraries:
            raise InputError(f"{self._server.address} has no library of books for this account; create one there")
        if wanted and wanted not in libraries:
            suggestion = format_suggestion(wanted, libraries)
            raise InputError(f"--library {wanted}: {self._server.address} has no such library{suggestion}")
        if not wanted and len(libraries) > 1:
            raise InputError(f"choose one of the server's libraries with --library: {', '.join(libraries)}")
        return libraries[wanted] if wanted else next(iter(libraries.values()))

    def _get(self, path: str) -> dict[str, Any]:
        response = self._server.request("GET", path)
        try:
            data = response.json()
        except ValueError:
            message = f"{self._server.address} doesn't answer as Audiobookshelf does; check the address"
            raise OutputError(message) from None
        return data if isinstance(data, dict) else {}

    def select(self, files: tuple[AlbumFile, ...]) -> tuple[AlbumFile, ...]:
        """The files that the server makes use of; it takes none in subfolders.

        A book in one file beside its chapters would be played after them.
        """
        useful = tuple(file for file in files if _is_useful(PurePosixPath(file.name)))
        has_chapters = any(file.name.lower().endswith(CHAPTER_ENDINGS) for file in useful)
        return tuple(file for file in useful if not (has_chapters and file.name.lower().endswith(BOOK_ENDING)))

    @property
    def rewritten(self) -> frozenset[str]:
        """What people change there about a book goes to this file if the server keeps it with the book."""
        return frozenset({METADATA_FILE})

    def stored_name(self, name: str) -> str:
        """The name that the server gives a file."""
        return to_stored_name(name)

    def list_files(self, place: tuple[str, ...]) -> Mapping[str, int]:
        """The sizes of the files of the book that has this folder, by their names there."""
        return {name: size for name, (_, size) in self._list_item(place).items()}

    def _find_item(self, place: tuple[str, ...]) -> str | None:
        """The server's name for the book that has this folder, None where there is none."""
        if not self._items:
            rows = self._get(f"api/libraries/{self._library['id']}/items?limit=0&minified=1").get("results", [])
            self._items = {PurePosixPath(str(row.get("relPath", ""))).parts: str(row["id"]) for row in rows}
        return self._items.get(tuple(map(to_stored_name, place)))

    def _list_item(self, place: tuple[str, ...]) -> dict[str, tuple[str, int]]:
        item = self._find_item(place)
        if item is None:
            return {}
        files = self._get(f"api/items/{item}?expanded=1").get("libraryFiles", [])
        return {
            str(file["metadata"]["filename"]): (str(file["ino"]), int(file["metadata"].get("size") or 0))
            for file in files
        }

    def send(self, plan: SendPlan, on_file: FileCallback) -> None:
        """Uploads what changed, then removes what is to go; raises OutputError where that can't be done."""
        for batch in _iterate_batches(plan.to_send):
            self._upload(plan.album, batch)
            for file in batch:
                on_file(file.name, file.size)
        there = self._list_item(plan.album.place) if plan.to_remove else {}
        for name in map(to_stored_name, plan.to_remove):
            if name in there:
                self._server.request("DELETE", f"api/items/{self._find_item(plan.album.place)}/file/{there[name][0]}")

    def _upload(self, album: SentAlbum, files: tuple[AlbumFile, ...]) -> None:
        """Uploads files in one request, which the server takes as a whole or not at all."""
        author, *series, title = album.place
        fields = {"title": title, "author": author, "library": self._library["id"], "folder": self._folder}
        fields |= {"series": series[0]} if series else {}
        with contextlib.ExitStack() as stack:
            # The server keeps only one file of each field.
            parts = {
                str(number): (file.name, stack.enter_context(album.path_of(file).open("rb")))
                for number, file in enumerate(files)
            }
            self._server.request("POST", "api/upload", data=fields, files=parts)

    def finish(self) -> bool:
        """Has the server look for what is new, and waits until it has; whether it has.

        Without the right to that, the server does so when it notices the files by itself.
        """
        # One that is under way may have passed these books already, and the server starts no second one.
        self._await_scan()
        answer = self._server.request("POST", f"api/libraries/{self._library['id']}/scan", accept=(403, 404))
        self._items.clear()
        return answer.is_success and self._await_scan()

    def _await_scan(self) -> bool:
        """Waits until no scan of the library is under way; False where that takes too long."""
        for _ in range(SCAN_LOOKS):
            time.sleep(SCAN_SECONDS)
            tasks = self._get("api/tasks").get("tasks", [])
            if not any(task.get("action") == SCAN and not task.get("isFinished") for task in tasks):
                return True
        return False


def to_stored_name(name: str) -> str:
    """The name that the server gives a file or folder: composed, and cut to 255 bytes of UTF-16.

    >>> to_stored_name("Cafe\\u0301.mp3") == "Caf\\xe9.mp3", len(to_stored_name("a" * 200 + ".mp3"))
    (True, 127)
    """
    path = PurePosixPath(unicodedata.normalize("NFC", name))
    stem, ending = path.name.removesuffix(path.suffix), path.suffix
    room = MAX_NAME_BYTES - len(ending.encode("utf-16-le"))
    if len(stem.encode("utf-16-le")) > room:
        stem = stem.encode("utf-16-le")[: room // 2 * 2].decode("utf-16-le", "ignore").strip()
    return stem + ending


def _iterate_batches(files: tuple[AlbumFile, ...]) -> Iterator[tuple[AlbumFile, ...]]:
    """Files that go in one request each; only a file that is too long on its own makes a longer one."""
    batch: list[AlbumFile] = []
    for file in files:
        if batch and sum(one.size for one in batch) + file.size > BATCH_BYTES:
            yield tuple(batch)
            batch = []
        batch.append(file)
    if batch:
        yield tuple(batch)


def _is_useful(path: PurePosixPath) -> bool:
    return len(path.parts) == 1 and (path.suffix.lower() in USEFUL_ENDINGS or path.name == METADATA_FILE)
