"""A real studio on a free port, for a browser."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from audiobook.serving.addresses import open_listening_socket
from audiobook.serving.server import build_server
from audiobook.studio.application import Studio, StudioOptions, build_studio

TOKEN = "a-token-that-is-long-enough"


@contextlib.contextmanager
def run_studio(folder: Path, *stories: Path) -> Iterator[tuple[str, Studio]]:
    """The address of the studio of a workspace, and the studio itself, for as long as the block lasts."""
    place = open_listening_socket("127.0.0.1", 0)
    hosts = frozenset((f"127.0.0.1:{place.port}",))
    studio = build_studio(StudioOptions(folder / "output", folder / "input", stories, TOKEN, hosts))
    server = build_server(studio.app, None)
    thread = threading.Thread(target=server.run, args=([place.socket],))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{place.port}/t/{TOKEN}/", studio
    finally:
        studio.close()
        server.should_exit = server.force_exit = True
        thread.join()
        place.socket.close()
