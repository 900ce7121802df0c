"""A small server that speaks OpenAI's protocol and can be told to misbehave."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LINE = re.compile(r"\[(\d+)\] [“‘]?([^”’]*)")


@dataclass(frozen=True)
class Seen:
    """A request as it came in."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def lines(self) -> dict[str, str]:
        """The words of each numbered line by its number."""
        return dict(LINE.findall(self.body["messages"][-1]["content"]))


Behaviour = Callable[["Handler", Seen], None]


@dataclass
class Model:
    """The server's state: what it does with each question (the last thing again and again), and what it was asked."""

    address: str = ""
    behaviours: list[Behaviour] = field(default_factory=list)
    models: Behaviour | None = None
    seen: list[Seen] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def questions(self) -> list[Seen]:
        return [one for one in self.seen if one.path.endswith("/chat/completions")]

    def next(self) -> Behaviour:
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]


class Handler(BaseHTTPRequestHandler):
    """Keeps what it is asked, and does as the model's state says."""

    model: Model

    def do_GET(self) -> None:
        self._serve(self.model.models or sends({"data": [{"id": "first"}, {"id": "second"}]}))

    def do_POST(self) -> None:
        self._serve(self.model.next())

    def _serve(self, behaviour: Behaviour) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else {}
        seen = Seen(self.path, dict(self.headers), body)
        self.model.seen.append(seen)
        with suppress(OSError):  # whoever asked may have gone
            behaviour(self, seen)

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the name is the base class's
        pass


@contextmanager
def running() -> Iterator[Model]:
    """A server on a free port of this machine."""
    model = Model()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"model": model}))
    server.daemon_threads = True
    server.block_on_close = False
    model.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.closing.set()
        server.shutdown()
        server.server_close()


def closed_address() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def sends(body: Any, status: int = 200, **headers: str) -> Behaviour:
    """Sends this body as JSON, or as it is where it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda handler, _: handler.reply(status, data, **headers)


def says(text: Any) -> Behaviour:
    """Answers with these words of the model."""
    return sends({"choices": [{"message": {"role": "assistant", "content": text}}]})


def names(who: Mapping[str, Any], otherwise: Any = None) -> Behaviour:
    """Labels each line by the first of these words that it holds."""

    def behave(handler: Handler, seen: Seen) -> None:
        found = {
            number: next((name for words, name in who.items() if words in line), otherwise)
            for number, line in seen.lines.items()
        }
        says(json.dumps(found, ensure_ascii=False))(handler, seen)

    return behave


def fails(status: int, message: str = "", **headers: str) -> Behaviour:
    """Answers with an HTTP error."""
    return sends({"error": {"message": message}}, status, **headers)


def takes_only(wanted: Callable[[dict[str, Any]], bool], then: Behaviour) -> Behaviour:
    """Answers HTTP 400 to questions that have settings it does not take."""
    refuse = fails(400, "unknown setting")
    return lambda handler, seen: (then if wanted(seen.body) else refuse)(handler, seen)


def late(handler: Handler, _: Seen) -> None:
    """Says nothing for a long time."""
    handler.model.closing.wait(5)


def drips(handler: Handler, __: Seen) -> None:
    """Sends a blank every now and then, for a long time."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(150):
        if handler.model.closing.wait(0.02):
            return
        handler.wfile.write(b" ")
        handler.wfile.flush()


def breaks_off(handler: Handler, _: Seen) -> None:
    """Promises more than it sends, and hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [{"mess')
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def endless(handler: Handler, __: Seen) -> None:
    """Sends far more than anyone would read."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" " * 65536)
