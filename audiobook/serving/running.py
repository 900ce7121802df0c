"""Runs the server until it is stopped, and has it end at once and without a word."""

from __future__ import annotations

import contextlib
import logging
from types import FrameType
from typing import TYPE_CHECKING

from audiobook.serving.addresses import Place
from audiobook.serving.guard import App

if TYPE_CHECKING:
    import uvicorn

LOG = "uvicorn.error"


def run_until_stopped(app: App, place: Place) -> None:
    """Serves at a place until Ctrl-C, or until the process is told to end."""
    with contextlib.suppress(KeyboardInterrupt), place.socket:
        server_of(app).run(sockets=[place.socket])


def server_of(app: App) -> uvicorn.Server:
    """The server, ready to run."""
    import uvicorn

    class Server(uvicorn.Server):
        """Does not wait for those who listen right now: a stream of sound may take an hour."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            self.force_exit = True
            # Streams that are cut off would be told as errors.
            logging.getLogger(LOG).disabled = True
            super().handle_exit(sig, frame)

    settings = uvicorn.Config(
        app,
        log_config=None,
        log_level=logging.ERROR,
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return Server(settings)
