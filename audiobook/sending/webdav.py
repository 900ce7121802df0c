"""A WebDAV server as a target (RFC 4918): Nextcloud, a NAS, rclone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

from audiobook.errors import OutputError
from audiobook.sending.albums import AlbumFile
from audiobook.sending.plan import FileCallback, SendPlan
from audiobook.sending.server import Server
from audiobook.web.addresses import split_address

USER_VARIABLE, PASSWORD_VARIABLE = "AUDIOBOOK_SERVER_USER", "AUDIOBOOK_SERVER_PASSWORD"
NOT_FOUND, NOT_ALLOWED = 404, 405
QUESTION = (
    '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><getcontentlength/><resourcetype/></prop>'
    "</propfind>"
)
# Files are sent under this name first, and renamed when they are whole.
PART_ENDING = ".part"
MAX_DEPTH = 3
# No file is larger than a number of so many digits says.
MAX_SIZE_DIGITS = 18


class WebDavTarget:
    """A folder of a WebDAV server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._folders: set[str] = set()

    @property
    def name(self) -> str:
        """Its address."""
        return self._server.address

    def select(self, files: tuple[AlbumFile, ...]) -> tuple[AlbumFile, ...]:
        """Everything is sent."""
        return files

    @property
    def rewritten(self) -> frozenset[str]:
        """It leaves files as they are."""
        return frozenset()

    def stored_name(self, name: str) -> str:
        """A file keeps its name."""
        return name

    def list_files(self, place: tuple[str, ...]) -> Mapping[str, int]:
        """The sizes of an album's files, by name."""
        return dict(self._walk(_quote(place), "", 1))

    def _walk(self, folder: str, prefix: str, depth: int) -> Iterator[tuple[str, int]]:
        response = self._server.request(
            "PROPFIND", f"{folder}/", accept=(NOT_FOUND,), headers={"Depth": "1"}, content=QUESTION
        )
        if response.status_code == NOT_FOUND:
            return
        own_path = urlsplit(str(response.request.url)).path.rstrip("/")
        for path, size in self._parse(response.content):
            name = path.rstrip("/").rpartition("/")[2]
            if unquote(path.rstrip("/")) == unquote(own_path):
                continue
            if size is not None:
                yield f"{prefix}{unquote(name)}", size
            elif depth < MAX_DEPTH:
                yield from self._walk(f"{folder}/{quote(unquote(name))}", f"{prefix}{unquote(name)}/", depth + 1)

    def _parse(self, data: bytes) -> Iterator[tuple[str, int | None]]:
        """The path of each entry, and its size, None for a folder."""
        from lxml import etree

        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except (etree.XMLSyntaxError, ValueError):
            raise OutputError(f"{self.name} doesn't answer as a WebDAV server does; check the address") from None
        for row in root.iter("{DAV:}response"):
            path = split_address(row.findtext("{DAV:}href", "").strip()).path
            is_folder = row.find(".//{DAV:}collection") is not None
            size = row.findtext(".//{DAV:}getcontentlength", "")
            yield path, None if is_folder else int(size) if size.isdecimal() and len(size) <= MAX_SIZE_DIGITS else -1

    def send(self, plan: SendPlan, on_file: FileCallback) -> None:
        """Puts and deletes what a plan says; a file is renamed when it is whole."""
        for file in plan.to_send:
            *folders, name = (*plan.album.place, *file.name.split("/"))
            self._make_folders(tuple(folders))
            path = _quote((*folders, name))
            with plan.album.path_of(file).open("rb") as stream:
                self._server.request(
                    "PUT", path + PART_ENDING, content=stream, headers={"Content-Length": str(file.size)}
                )
            headers = {"Destination": f"{self._server.address}/{path}", "Overwrite": "T"}
            self._server.request("MOVE", path + PART_ENDING, headers=headers)
            on_file(file.name, file.size)
        for name in plan.to_remove:
            self._server.request("DELETE", _quote((*plan.album.place, *name.split("/"))), accept=(NOT_FOUND,))

    def _make_folders(self, folders: tuple[str, ...]) -> None:
        for depth in range(1, len(folders) + 1):
            path = _quote(folders[:depth])
            if path not in self._folders:
                # "Not allowed" says that it is there already.
                self._server.request("MKCOL", f"{path}/", accept=(NOT_ALLOWED,))
                self._folders.add(path)

    def finish(self) -> bool:
        """There is nothing left to do."""
        return True


def _quote(parts: tuple[str, ...]) -> str:
    return "/".join(quote(part, safe="") for part in parts)
