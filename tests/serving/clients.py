"""A real server on a free port, and somebody who asks it for things as they are typed, without tidying paths up."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audiobook.serving.addresses import open_listening_socket
from audiobook.serving.application import ServerOptions, build_application
from audiobook.serving.clients import ConnectionLimits
from audiobook.serving.server import build_server

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
def serving(
    output: Path, token: str = "", host: str = "", limits: ConnectionLimits | None = None, send_buffer: int = 0
) -> Iterator[Client]:
    """A server of an output folder, for as long as the block lasts; the system keeps `send_buffer` bytes for each."""
    place = open_listening_socket(LOOPBACK, 0)
    if send_buffer:
        place.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    server = build_server(build_application(ServerOptions(output, token)), limits)
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


RUN = """
import resource, sys
from pathlib import Path
from audiobook.serving.addresses import open_listening_socket
from audiobook.serving.application import ServerOptions, build_application
from audiobook.serving.server import run_until_stopped
resource.setrlimit(resource.RLIMIT_NOFILE, (96, 96))
place = open_listening_socket("127.0.0.1", 0)
print(place.port, flush=True)
run_until_stopped(build_application(ServerOptions(Path(sys.argv[1]))), place)
"""


@contextlib.contextmanager
def run_with_few_files(output: Path) -> Iterator[tuple[Client, Path]]:
    """A server in a process of its own that may open 96 files, and the file that its errors go to."""
    told = output.parent / "told.txt"
    with told.open("wb") as errors:
        command = [sys.executable, "-c", RUN, str(output)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert process.stdout
        port = int(process.stdout.readline())
        client = Client(port, f"{LOOPBACK}:{port}")
        until(lambda: client.get("/").status == 200)
        yield client, told
    finally:
        process.kill()
        process.communicate()


def until(what: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits for something to be so; raises where it does not come."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if what():
                return
        assert time.monotonic() < end
        time.sleep(0.1)
