"""Servers on this machine alone, for tests of what goes over the web."""

from __future__ import annotations

import contextlib
import itertools
import json
import socketserver
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.engines.reader import CHARACTERS_PER_SECOND, hum

Answer = tuple[int, dict[str, str], bytes]


@contextlib.contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Runs a server in a thread; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Quiet(BaseHTTPRequestHandler):
    """A handler that keeps no log."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)


def page_server(answer: Callable[[str], Answer], agents: list[str] | None = None) -> type[BaseHTTPRequestHandler]:
    """A server that answers a path with what `answer` makes of it, and lists in `agents` who asked."""

    class Handler(Quiet):
        def do_GET(self) -> None:
            if agents is not None:
                agents.append(self.headers["User-Agent"])
            self.answer(*answer(self.path))

    return Handler


def spoken(request: dict[str, Any]) -> Answer:
    """What a server answers that speaks as it should."""
    seconds = len(request["input"]) / CHARACTERS_PER_SECOND / request["speed"]
    return 200, {"Content-Type": "audio/wav"}, hum(seconds)


def speech_server(answers: Callable[[dict[str, Any], dict[str, str]], Answer]) -> type[BaseHTTPRequestHandler]:
    """A server that takes what OpenAI's takes, and answers what `answers` makes of a request and its headers."""

    class Handler(Quiet):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v1/audio/speech":
                self.answer(404, {}, b"{}")
                return
            self.answer(*answers(request, dict(self.headers)))

    return Handler


def file_server(data: bytes, cut_at: list[int], seen: list[str], ranges: bool = True) -> type[BaseHTTPRequestHandler]:
    """A server with one file at /file, which breaks off after as many bytes as `cut_at` says, answer by answer."""

    class Handler(Quiet):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            asked = self.headers.get("Range", "")
            seen.append(asked)
            if self.path != "/file":
                self.answer(404, {}, b"no such file")
                return
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and ranges else 0
            whole = data[start:]
            told = {"Content-Length": str(len(whole))}
            if start:
                told["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self.answer(206 if start else 200, told, whole[: cut_at.pop(0)] if cut_at else whole)

    return Handler


@contextlib.contextmanager
def misbehaving(pieces: Callable[[], Iterable[bytes]], pause: float = 0.0) -> Iterator[str]:
    """A server that sends these pieces of an answer to whoever asks, with a pause after each; yields its address.

    What it sends need not be HTTP: nothing looks at it here.
    """
    closing = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                self.request.recv(1 << 16)
                for piece in pieces():
                    self.request.sendall(piece)
                    if closing.wait(pause) if pause else closing.is_set():
                        return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        closing.set()
        server.shutdown()
        server.server_close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\n"


def endless_body() -> Iterator[bytes]:
    """A body without a length that never ends."""
    yield HEAD + b"\r\n"
    yield from itertools.repeat(bytes(1 << 16))


def dripping_body() -> Iterator[bytes]:
    """A byte now and then."""
    yield HEAD + b"Content-Length: 100000\r\n\r\n"
    yield from itertools.repeat(b"\0")


def dripping_headers() -> Iterator[bytes]:
    """Headers that come byte by byte and never end."""
    yield HEAD + b"X: "
    yield from itertools.repeat(b"x")


def endless_headers() -> Iterator[bytes]:
    """Headers without end, as quick as they go."""
    yield HEAD
    yield from itertools.repeat(b"X-More: more\r\n" * 1000)


def endless_interim_answers() -> Iterator[bytes]:
    """Again and again the promise of an answer."""
    yield from itertools.repeat(b"HTTP/1.1 102 Processing\r\n\r\n")


def compressed(coding: str) -> Callable[[], Iterator[bytes]]:
    """A small answer that is a thousand times as long when decompressed."""

    def pieces() -> Iterator[bytes]:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(8)) + packer.flush()
        head = f"Content-Encoding: {coding}\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
        yield HEAD + head + packed

    return pieces


def short_body() -> Iterator[bytes]:
    """Less than was promised."""
    yield HEAD + b"Content-Length: 1000\r\n\r\nRIFF"


def no_http() -> Iterator[bytes]:
    """What another program may say that listens there."""
    yield b"SSH-2.0-OpenSSH_9.6\r\n"


def silence() -> Iterator[bytes]:
    """Nothing at all, and the line is kept open."""
    yield from itertools.repeat(b"")
