"""Runs the server until it is stopped; it then ends at once and quietly."""

from __future__ import annotations

import contextlib
import logging
from types import FrameType
from typing import TYPE_CHECKING

from audiobook.serving.access import App
from audiobook.serving.addresses import BACKLOG, BindAddress
from audiobook.serving.clients import ConnectionLimits, ConnectionRegistry
from audiobook.serving.connection_limit import max_connections
from audiobook.serving.request_checks import refuse_ambiguous

if TYPE_CHECKING:
    import socket

    import uvicorn

LOGGER_NAME = "uvicorn.error"
LOGGER_NAMES = (LOGGER_NAME, "asyncio")
# How many connections are accepted at once: they must fit into RESERVED_FILES of connection_limit.py.
ACCEPTED_AT_ONCE = 32
# How long a connection stays open without a request (s). After 5 s, as is usual, a browser would now and then send a
# correction just as the connection is closed; Firefox and WebKit don't send it again.
KEPT_OPEN = 120
# The same message is printed only once in this many seconds: a busy server would fill the terminal.
REPORT_INTERVAL = 60.0
MAX_REMEMBERED_LINES = 100


def run_until_stopped(app: App, bind_address: BindAddress) -> None:
    """Serves on a socket until Ctrl-C, or until the process is asked to end."""
    _install_log_filters()
    with contextlib.suppress(KeyboardInterrupt), bind_address.socket:
        build_server(app).run(sockets=[bind_address.socket])


class RateLimitFilter(logging.Filter):
    """Reduces each log record to one line, and suppresses repeated ones."""

    def __init__(self) -> None:
        super().__init__()
        self.reported_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is printed; its traceback is removed."""
        reason = f": {record.exc_info[1]}" if record.exc_info and record.exc_info[1] else ""
        line = f"audiobook: {record.getMessage().splitlines()[0].strip()}{reason}"
        record.msg, record.args, record.exc_info, record.exc_text = line, (), None, None
        if record.created - self.reported_at.get(line, -REPORT_INTERVAL) < REPORT_INTERVAL:
            return False
        self.reported_at = (
            {line: record.created}
            if len(self.reported_at) > MAX_REMEMBERED_LINES
            else {**self.reported_at, line: record.created}
        )
        return True


def _install_log_filters() -> None:
    rate_limit = RateLimitFilter()
    for name in LOGGER_NAMES:
        logging.getLogger(name).addFilter(rate_limit)


def build_server(app: App, limits: ConnectionLimits | None = None) -> uvicorn.Server:
    """The server, ready to run; without `limits` it has as many connections as this process may open files for."""
    import uvicorn

    from audiobook.serving.connection import LimitedConnection

    class OwnConnection(LimitedConnection):
        """A connection of this server."""

        registry = ConnectionRegistry(limits or ConnectionLimits(max_connections()))

    class Server(uvicorn.Server):
        """Does not wait for open connections when it stops: a stream of sound may take an hour."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            # The event loop has limited the system's queue to ACCEPTED_AT_ONCE.
            for listening in sockets or ():
                listening.listen(BACKLOG)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            self.force_exit = True
            # Interrupted streams would be reported as errors.
            logging.getLogger(LOGGER_NAME).disabled = True
            super().handle_exit(sig, frame)

    settings = uvicorn.Config(
        refuse_ambiguous(app),
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
        timeout_keep_alive=KEPT_OPEN,
    )
    return Server(settings)
