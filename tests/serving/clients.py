"""A real server on a free port, and somebody who asks it for things as they are typed, without tidying paths up."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiobook.serving import Served, application, place_to_listen
from audiobook.serving.running import server_of

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


@dataclass(frozen=True)
class Client:
    """Asks the server at a port, naming `host` as whom it asks."""

    port: int
    host: str

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, headers={"Host": self.host, **(headers or {})})
            found = connection.getresponse()
            named = {name.lower(): value for name, value in found.getheaders() if name.lower() != "date"}
            return Answer(found.status, named, found.read())

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.request("GET", path, headers)

    def head(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.request("HEAD", path, headers)


@contextlib.contextmanager
def serving(output: Path, token: str = "", host: str = "") -> Iterator[Client]:
    """A server of an output folder, for as long as the block lasts."""
    place = place_to_listen(LOOPBACK, 0)
    server = server_of(application(Served(output, token)))
    thread = threading.Thread(target=server.run, args=([place.socket],))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield Client(place.port, host or f"{LOOPBACK}:{place.port}")
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        place.socket.close()
