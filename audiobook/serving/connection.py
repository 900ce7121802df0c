"""A connection of uvicorn with time limits for the head of a request and for reading a response.

uvicorn limits how long a connection is kept open after a response, but not how long the head of a request may take.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from audiobook.serving.clients import ConnectionRegistry

# Sent to a client that finds no room, before its first request.
SERVER_FULL_RESPONSE = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


class LimitedConnection(H11Protocol):
    """An HTTP connection with one client; subclasses set the `registry` that it belongs to."""

    registry: ClassVar[ConnectionRegistry]
    address: str = ""
    stalled_since: float | None = None
    _has_request: bool = False
    _waiting_from: float = 0.0
    _timer: asyncio.TimerHandle | None = None
    # Set once a request was answered before its body had come: what is still sent is not looked at.
    _is_over: bool = False

    @property
    def waiting_since(self) -> float | None:
        """When it began to wait for the head of a request; None while a response is still to be sent or read."""
        return None if self._has_request or self._unsent_bytes else self._waiting_from

    @property
    def _unsent_bytes(self) -> int:
        """The number of response bytes in the buffer, because the client does not read them."""
        return self.transport.get_write_buffer_size()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Waits for the first request, or rejects the client where there is no room."""
        super().connection_made(cast(asyncio.Transport, transport))
        self.address = self.client[0] if self.client else ""
        if self.registry.enter(self):
            self._wait_for_head()
        else:
            self.transport.write(SERVER_FULL_RESPONSE)
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Stops the timer once the head of a request is complete."""
        if self._is_over or self.transport.is_closing():
            return
        super().data_received(data)
        if not self._has_request and self.cycle is not None and not self.cycle.response_complete:
            self._has_request = True
            self._set_timer(None)

    def on_response_complete(self) -> None:
        """Waits for the head of the next request, unless it has already arrived.

        A request whose body has not come yet is the last one: reading that body would keep others waiting.
        """
        answered = self.cycle
        body_is_missing = self.conn.their_state is h11.SEND_BODY
        super().on_response_complete()
        if body_is_missing and not self.transport.is_closing():
            # The client still gets the response, and has as long as for a head to notice that it is over.
            self._is_over = True
            self.transport.write_eof()
        if self.cycle is answered:
            self._wait_for_head()

    def pause_writing(self) -> None:
        """Notes that the client has stopped reading."""
        super().pause_writing()
        self.stalled_since = time.monotonic()
        self._set_timer(self.registry.limits.max_pause)

    def resume_writing(self) -> None:
        """Notes that the client reads again."""
        super().resume_writing()
        if self._has_request:
            self.stalled_since = None
            self._set_timer(None)
        else:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leaves the registry."""
        super().connection_lost(exc)
        self._set_timer(None)
        self.registry.leave(self)

    def drop(self) -> None:
        """Closes the connection at once, without sending the rest."""
        self._set_timer(None)
        self.transport.abort()

    def _wait_for_head(self) -> None:
        self._has_request, self._waiting_from = False, time.monotonic()
        # The end of a response may be in the buffer and not read yet; that counts as a pause, too.
        self.stalled_since = self._waiting_from if self._unsent_bytes else None
        self._set_timer(self.registry.limits.head_seconds)

    def _set_timer(self, seconds: float | None) -> None:
        """Checks the connection again after `seconds`; None means not at all."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._check_progress)

    def _check_progress(self) -> None:
        """Drops the connection, unless it is waiting for the client to read the rest of a response."""
        limits = self.registry.limits
        paused = 0.0 if self.stalled_since is None else time.monotonic() - self.stalled_since
        if self._unsent_bytes and paused < limits.max_pause:
            self._set_timer(limits.head_seconds)
        else:
            self.drop()
