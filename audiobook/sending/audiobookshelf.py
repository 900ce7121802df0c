"""Audiobookshelf as a target, by its API (api.audiobookshelf.org; checked against the source of its server, 2.36)."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from audiobook.album.file_names import METADATA_FILE
from audiobook.errors import InputError, OutputError
from audiobook.sending.albums import AlbumFile
from audiobook.sending.plan import FileCallback, SendPlan
from audiobook.sending.server import Server
from audiobook.text.suggest import format_suggestion

TOKEN_VARIABLE = "AUDIOBOOK_SERVER_TOKEN"
CHAPTER_ENDINGS, BOOK_ENDING = (".mp3", ".m4a", ".opus", ".ogg", ".oga", ".flac", ".aac"), ".m4b"
# What the server makes use of: sound, pictures, e-books, and files that say what the book is.
USEFUL_ENDINGS = frozenset((*CHAPTER_ENDINGS, BOOK_ENDING, ".jpg", ".jpeg", ".png", ".epub", ".txt", ".opf"))


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

    def list_files(self, place: tuple[str, ...]) -> Mapping[str, int]:
        """The sizes of the files of the book that has this folder."""
        if not self._items:
            rows = self._get(f"api/libraries/{self._library['id']}/items?limit=0&minified=1").get("results", [])
            self._items = {PurePosixPath(str(row.get("relPath", ""))).parts: str(row["id"]) for row in rows}
        return {name: size for name, (_, size) in self._list_item(place).items()}

    def _list_item(self, place: tuple[str, ...]) -> dict[str, tuple[str, int]]:
        item = self._items.get(place)
        if item is None:
            return {}
        files = self._get(f"api/items/{item}?expanded=1").get("libraryFiles", [])
        return {
            str(file["metadata"]["filename"]): (str(file["ino"]), int(file["metadata"].get("size") or 0))
            for file in files
        }

    def send(self, plan: SendPlan, on_file: FileCallback) -> None:
        """Uploads what changed in one request, which the server only takes as a whole; then removes what is to go."""
        author, *series, title = plan.album.place
        fields = {"title": title, "author": author, "library": self._library["id"], "folder": self._folder}
        fields |= {"series": series[0]} if series else {}
        if plan.to_send:
            with contextlib.ExitStack() as stack:
                # The server keeps only one file of each field.
                files = {
                    str(number): (file.name, stack.enter_context(plan.album.path_of(file).open("rb")))
                    for number, file in enumerate(plan.to_send)
                }
                self._server.request("POST", "api/upload", data=fields, files=files)
            for file in plan.to_send:
                on_file(file.name, file.size)
        there = self._list_item(plan.album.place) if plan.to_remove else {}
        for name in plan.to_remove:
            if name in there:
                self._server.request("DELETE", f"api/items/{self._items[plan.album.place]}/file/{there[name][0]}")

    def finish(self) -> None:
        """Has the server look for what is new; without the right to that, it does so when it notices the files."""
        self._server.request("POST", f"api/libraries/{self._library['id']}/scan", accept=(403, 404))


def _is_useful(path: PurePosixPath) -> bool:
    return len(path.parts) == 1 and (path.suffix.lower() in USEFUL_ENDINGS or path.name == METADATA_FILE)
