"""Small servers that behave as the real ones do, as far as sending goes: Audiobookshelf's API, and WebDAV."""

from __future__ import annotations

import json
import shutil
import ssl
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "key-of-a-test"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    root: Path
    asked: list[str]

    def log_message(self, *_: Any) -> None:
        """Prints nothing."""

    def read(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_json(self, value: Any) -> None:
        self.answer(200, json.dumps(value).encode())


class _Audiobookshelf(_Handler):
    """The routes of server/routers/ApiRouter.js that are used, each as its controller answers."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/status":
            self.answer_json({"app": "audiobookshelf", "serverVersion": "2.36.0", "isInit": True})
        elif not self.is_allowed():
            self.answer(401, b"Unauthorized")
        elif path == "/api/libraries":
            folder = {"id": "f1", "fullPath": str(self.root), "libraryId": "l1"}
            names = ("Books", "Stories") if (self.root / "two-libraries").exists() else ("Books",)
            rows = [{"id": "l1", "name": name, "mediaType": "book", "folders": [folder]} for name in names]
            self.answer_json(
                {"libraries": [*rows, {"id": "p", "name": "Casts", "mediaType": "podcast", "folders": []}]}
            )
        elif path == "/api/tasks":
            self.answer_json({"tasks": []})
        elif path == "/api/libraries/l1/items":
            self.answer_json({"results": [{"id": self.id_of(one), "relPath": self.id_of(one)} for one in self.items()]})
        else:
            folder = self.root / unquote(path.removeprefix("/api/items/"))
            files = [
                {"ino": one.name, "metadata": {"filename": one.name, "size": one.stat().st_size}}
                for one in folder.iterdir()
            ]
            self.answer_json({"id": self.id_of(folder), "libraryFiles": files})

    def do_POST(self) -> None:
        data = self.read()
        self.asked.append(self.path)
        if not self.is_allowed():
            self.answer(401)
        elif self.path == "/api/upload":
            self.upload(data)
        else:
            self.answer(200)

    def upload(self, data: bytes) -> None:
        # Latin-1 keeps every byte as it is.
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n"
        fields: dict[str, tuple[str, bytes]] = {}
        for part in message_from_string(head + data.decode("latin-1")).walk():
            name = part.get_param("name", header="content-disposition")
            if name:
                file = (part.get_filename() or "").encode("latin-1").decode()
                fields[str(name)] = (file, str(part.get_payload()).encode("latin-1"))
        texts = {name: value.decode() for name, (file, value) in fields.items() if not file}
        if texts.get("library") != "l1" or texts.get("folder") != "f1":
            self.answer(404, b"Library not found")
            return
        place = (texts.get("author"), texts.get("series"), texts["title"])
        folder = self.root.joinpath(*(store_name(part) for part in place if part))
        folder.mkdir(parents=True, exist_ok=True)
        for file, value in fields.values():
            if file:
                self.asked.append(file)
                self.store(folder / store_name(file), value)
        self.answer(200, b"OK")

    def store(self, path: Path, data: bytes) -> None:
        """Writes a file; one that says so arrives damaged, which the real server doesn't notice either."""
        path.write_bytes(data.replace(b"[lost]", b""))

    def do_DELETE(self) -> None:
        item, _, file = self.path.removeprefix("/api/items/").partition("/file/")
        (self.root / unquote(item) / unquote(file)).unlink()
        self.asked.append(f"DELETE {unquote(file)}")
        self.answer(200)

    def is_allowed(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def items(self) -> list[Path]:
        return sorted({path.parent for path in self.root.rglob("*.mp3")})

    def id_of(self, folder: Path) -> str:
        return folder.relative_to(self.root).as_posix()


def store_name(name: str) -> str:
    """As the real server names files."""
    path = Path(unicodedata.normalize("NFC", name))
    return path.stem[: 127 - len(path.suffix)] + path.suffix


class _WebDav(_Handler):
    """The methods of RFC 4918 that are used, in the folder /dav."""

    def place(self, url: str = "") -> Path:
        return self.root / unquote(urlsplit(url or self.path).path).removeprefix("/dav").strip("/")

    def do_GET(self) -> None:
        self.answer(404)

    def do_OPTIONS(self) -> None:
        if self.headers.get("Authorization") == "Basic YW5uOnNlY3JldC0x":  # ann:secret-1
            self.answer(200, DAV="1, 2")
        else:
            self.answer(401)

    def do_PROPFIND(self) -> None:
        self.read()
        folder = self.place()
        if not folder.is_dir():
            self.answer(404)
            return
        path = self.path.rstrip("/")
        rows = [(f"{path}/", None)]
        rows += [(f"{path}/{_quote(one.name)}", None if one.is_dir() else one.stat().st_size)
                 for one in folder.iterdir()]  # fmt: skip
        self.answer(207, "".join(("<D:multistatus xmlns:D='DAV:'>", *map(_row, rows), "</D:multistatus>")).encode())

    def do_MKCOL(self) -> None:
        if self.place().exists():
            self.answer(405)
        elif self.place().parent.exists():
            self.place().mkdir()
            self.answer(201)
        else:
            self.answer(409)

    def do_PUT(self) -> None:
        self.place().write_bytes(self.read().replace(b"[lost]", b""))
        self.answer(201)

    def do_MOVE(self) -> None:
        target = self.place(self.headers["Destination"])
        shutil.move(self.place(), target)
        self.asked.append(target.name)
        self.answer(204)

    def do_DELETE(self) -> None:
        self.asked.append(f"DELETE {self.place().name}")
        self.place().unlink()
        self.answer(204)


def _quote(name: str) -> str:
    return name.replace("%", "%25").replace(" ", "%20").replace("&", "&amp;")


def _row(entry: tuple[str, int | None]) -> str:
    path, size = entry
    prop = "<D:resourcetype><D:collection/></D:resourcetype>" if size is None else ""
    prop += "" if size is None else f"<D:getcontentlength>{size}</D:getcontentlength>"
    return f"<D:response><D:href>{path}</D:href><D:propstat><D:prop>{prop}</D:prop></D:propstat></D:response>"


@contextmanager
def serve(kind: str, root: Path, certificate: Path | None = None) -> Iterator[tuple[str, list[str]]]:
    """A server of a kind with its files in a folder; yields its address, and what it was asked to change.

    With a file of a certificate and its key, it answers HTTPS.
    """
    base = {"audiobookshelf": _Audiobookshelf, "webdav": _WebDav}[kind]
    asked: list[str] = []
    handler = type("Handler", (base,), {"root": root, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            host = f"127.0.0.1:{server.server_address[1]}"
            yield f"http{'s' if certificate else ''}://{host}{'/dav' if kind == 'webdav' else ''}", asked
        finally:
            server.shutdown()
            thread.join()
