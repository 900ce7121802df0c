"""Runs the server until it is stopped, and has it end at once and without a word."""

from __future__ import annotations

import contextlib
import logging
from types import FrameType
from typing import TYPE_CHECKING

from audiobook.serving.access import App
from audiobook.serving.addresses import BACKLOG, BindAddress
from audiobook.serving.clients import ConnectionLimits, ConnectionRegistry
from audiobook.serving.connection_limit import max_connections

if TYPE_CHECKING:
    import socket

    import uvicorn

LOGGER_NAME = "uvicorn.error"
LOGGER_NAMES = (LOGGER_NAME, "asyncio")
# So many connections are accepted in one go: they have to fit into the files that are kept for the program itself.
ACCEPTED_AT_ONCE = 32
# The same is told once in so many seconds: a full house would fill the terminal.
REPORT_INTERVAL = 60.0


def run_until_stopped(app: App, place: BindAddress) -> None:
    """Serves at a place until Ctrl-C, or until the process is told to end."""
    _install_log_filters()
    with contextlib.suppress(KeyboardInterrupt), place.socket:
        build_server(app).run(sockets=[place.socket])


class RateLimitFilter(logging.Filter):
    """Lets what goes wrong while serving through as one line, and the same line not again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is told; what led to it is left out."""
        reason = f": {record.exc_info[1]}" if record.exc_info and record.exc_info[1] else ""
        line = f"audiobook: {record.getMessage().splitlines()[0].strip()}{reason}"
        record.msg, record.args, record.exc_info, record.exc_text = line, (), None, None
        if record.created - self.told.get(line, -REPORT_INTERVAL) < REPORT_INTERVAL:
            return False
        self.told = (
            {line: record.created} if len(self.told) > MAX_REMEMBERED_LINES else {**self.told, line: record.created}
        )
        return True


MAX_REMEMBERED_LINES = 100


def _install_log_filters() -> None:
    seldom = RateLimitFilter()
    for name in LOGGER_NAMES:
        logging.getLogger(name).addFilter(seldom)


def build_server(app: App, limits: ConnectionLimits | None = None) -> uvicorn.Server:
    """The server, ready to run, for as many connections as this process may have open unless `limits` say otherwise."""
    import uvicorn

    from audiobook.serving.connection import LimitedConnection

    class OwnConnection(LimitedConnection):
        """A connection of this server."""

        guests = ConnectionRegistry(limits or ConnectionLimits(max_connections()))

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
            logging.getLogger(LOGGER_NAME).disabled = True
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
