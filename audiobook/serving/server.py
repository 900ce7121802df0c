"""Runs the server until it is stopped, and has it end at once and without a word."""

from __future__ import annotations

import contextlib
import logging
from types import FrameType
from typing import TYPE_CHECKING

from audiobook.serving.access import App
from audiobook.serving.addresses import BACKLOG, Place
from audiobook.serving.clients import Guests, Limits
from audiobook.serving.connection_limit import most_connections

if TYPE_CHECKING:
    import socket

    import uvicorn

LOG = "uvicorn.error"
LOGS = (LOG, "asyncio")
# So many connections are accepted in one go: they have to fit into the files that are kept for the program itself.
ACCEPTED_AT_ONCE = 32
# The same is told once in so many seconds: a full house would fill the terminal.
TOLD_EVERY = 60.0


def run_until_stopped(app: App, place: Place) -> None:
    """Serves at a place until Ctrl-C, or until the process is told to end."""
    _tell_seldom()
    with contextlib.suppress(KeyboardInterrupt), place.socket:
        server_of(app).run(sockets=[place.socket])


class Seldom(logging.Filter):
    """Lets what goes wrong while serving through as one line, and the same line not again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is told; what led to it is left out."""
        reason = f": {record.exc_info[1]}" if record.exc_info and record.exc_info[1] else ""
        line = f"audiobook: {record.getMessage().splitlines()[0].strip()}{reason}"
        record.msg, record.args, record.exc_info, record.exc_text = line, (), None, None
        if record.created - self.told.get(line, -TOLD_EVERY) < TOLD_EVERY:
            return False
        self.told = {line: record.created} if len(self.told) > MOST_LINES else {**self.told, line: record.created}
        return True


MOST_LINES = 100


def _tell_seldom() -> None:
    seldom = Seldom()
    for name in LOGS:
        logging.getLogger(name).addFilter(seldom)


def server_of(app: App, limits: Limits | None = None) -> uvicorn.Server:
    """The server, ready to run, for as many connections as this process may have open unless `limits` say otherwise."""
    import uvicorn

    from audiobook.serving.connection import Connection

    class OwnConnection(Connection):
        """A connection of this server."""

        guests = Guests(limits or Limits(most_connections()))

    class Server(uvicorn.Server):
        """Does not wait for those who listen right now: a stream of sound may take an hour."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            # The event loop has made the system's queue as short as what it accepts at once.
            for listening in sockets or ():
                listening.listen(BACKLOG)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            self.force_exit = True
            # Streams that are cut off would be told as errors.
            logging.getLogger(LOG).disabled = True
            super().handle_exit(sig, frame)

    settings = uvicorn.Config(
        app,
        http=OwnConnection,
        backlog=ACCEPTED_AT_ONCE,
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
