"""Tells the open pages what has changed, as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import msgspec

# A comment is sent when nothing happens for this long (seconds), so that a lost connection is noticed.
HEARTBEAT_SECONDS = 15.0
MAX_WAITING_EVENTS = 200


class EventBroker:
    """Passes events on to all pages that listen; `publish` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[asyncio.Queue[bytes]] = set()

    def publish(self, kind: str, value: object) -> None:
        """Sends an event to all pages; a page that has fallen too far behind has to connect again."""
        loop = self._loop
        if loop is not None and self._listeners:
            data = b"event: " + kind.encode() + b"\ndata: " + msgspec.json.encode(value) + b"\n\n"
            with contextlib.suppress(RuntimeError):  # the server is about to end
                loop.call_soon_threadsafe(self._pass_on, data)

    def _pass_on(self, data: bytes) -> None:
        for queue in tuple(self._listeners):
            if queue.full():
                self._listeners.discard(queue)
            else:
                queue.put_nowait(data)

    async def listen(self) -> AsyncIterator[bytes]:
        """The events for one page, from now on."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[bytes] = asyncio.Queue(MAX_WAITING_EVENTS)
        self._listeners.add(queue)
        try:
            yield b"retry: 1000\n\n"
            while queue in self._listeners:
                try:
                    yield await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._listeners.discard(queue)
