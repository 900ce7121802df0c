"""One connection: uvicorn's own, which here may wait neither for a head nor for a reader for ever.

uvicorn limits how long a connection is kept after an answer, but not how long the head of a request may take.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from audiobook.serving.clients import ConnectionRegistry

# Said to whoever finds no place, before they ask for anything.
SERVER_FULL_RESPONSE = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


class LimitedConnection(H11Protocol):
    """Speaks HTTP with one client; subclasses name the `guests` that it is one of."""

    guests: ClassVar[ConnectionRegistry]
    address: str = ""
    stalled_since: float | None = None
    _has_request: bool = False
    _waiting_from: float = 0.0
    _timer: asyncio.TimerHandle | None = None

    @property
    def waiting_since(self) -> float | None:
        """When it began to wait for the head of a request; None while there is an answer to be sent or read."""
        return None if self._has_request or self._unsent_bytes else self._waiting_from

    @property
    def _unsent_bytes(self) -> int:
        """Bytes of answers that the system has not taken, since whoever should read them does not."""
        return self.transport.get_write_buffer_size()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Lets the client in where there is room, and waits for the head of a first request."""
        super().connection_made(cast(asyncio.Transport, transport))
        self.address = self.client[0] if self.client else ""
        if self.guests.enter(self):
            self._wait_for_head()
        else:
            self.transport.write(SERVER_FULL_RESPONSE)
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Stops waiting once a head is whole."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if not self._has_request and self.cycle is not None and not self.cycle.response_complete:
            self._has_request = True
            self._set_timer(None)

    def on_response_complete(self) -> None:
        """Waits for the head of the next request, unless that has come already."""
        answered = self.cycle
        super().on_response_complete()
        if self.cycle is answered:
            self._wait_for_head()

    def pause_writing(self) -> None:
        """Notes that the client reads no more for now."""
        super().pause_writing()
        self.stalled_since = time.monotonic()
        self._set_timer(self.guests.limits.longest_pause)

    def resume_writing(self) -> None:
        """Notes that the client reads again."""
        super().resume_writing()
        if self._has_request:
            self.stalled_since = None
            self._set_timer(None)
        else:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back."""
        super().connection_lost(exc)
        self._set_timer(None)
        self.guests.leave(self)

    def drop(self) -> None:
        """Closes the connection at once, whatever is still to be sent."""
        self._set_timer(None)
        self.transport.abort()

    def _wait_for_head(self) -> None:
        self._has_request, self._waiting_from = False, time.monotonic()
        # The end of an answer may have been handed over, yet not be read; that is a pause like any other.
        self.stalled_since = self._waiting_from if self._unsent_bytes else None
        self._set_timer(self.guests.limits.head_seconds)

    def _set_timer(self, seconds: float | None) -> None:
        """Looks after the connection in so many seconds; with None it may stay as it is."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._check_progress)

    def _check_progress(self) -> None:
        """Drops the connection, unless it only waits for the rest of an answer to be read."""
        limits = self.guests.limits
        paused = 0.0 if self.stalled_since is None else time.monotonic() - self.stalled_since
        if self._unsent_bytes and paused < limits.longest_pause:
            self._set_timer(limits.head_seconds)
        else:
            self.drop()
