"""Limits the number of connections, in total and from one address, and chooses which one to close for a new one.

A connection without a request makes room for a new one from the same address: an honest browser just connects again.
A connection with a response on its way stays open, because a paused player may read nothing for an hour; it can be
closed only after `STALLED_SECONDS` without reading, and only if its place is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

# The head of a request fits into one packet; a phone with a bad connection may have to send it twice.
HEAD_SECONDS = 10.0
# A player with a full buffer reads again within this time, unless it is paused.
STALLED_SECONDS = 120.0
# After a longer pause, players request the rest of the file again.
MAX_PAUSE_SECONDS = 6 * 3600.0
# One address gets a quarter of all connections, but at least as many as a browser opens at once.
ADDRESS_SHARE, MIN_ADDRESS_SHARE = 4, 8


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """The maximum number of connections, and how many seconds each may be idle."""

    connections: int
    head_seconds: float = HEAD_SECONDS
    stalled_seconds: float = STALLED_SECONDS
    max_pause: float = MAX_PAUSE_SECONDS

    @property
    def from_one_address(self) -> int:
        """The maximum number of connections from one address.

        >>> [ConnectionLimits(count).from_one_address for count in (480, 16, 5)]
        [120, 8, 5]
        """
        return min(self.connections, max(self.connections // ADDRESS_SHARE, MIN_ADDRESS_SHARE))


class ManagedConnection(Protocol):
    """A connection as the registry sees it."""

    @property
    def address(self) -> str:
        """The client's address."""

    @property
    def waiting_since(self) -> float | None:
        """When it began to wait for the head of a request, None while a response is on its way."""

    @property
    def stalled_since(self) -> float | None:
        """When the client stopped reading a response, None while it reads."""

    def drop(self) -> None:
        """Closes the connection at once."""


class ConnectionRegistry:
    """All connections of a server, by address."""

    def __init__(self, limits: ConnectionLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._by_address: dict[str, dict[ManagedConnection, None]] = {}
        self._count = 0

    def enter(self, connection: ManagedConnection) -> bool:
        """Adds a connection, if necessary in place of an idle one; False where there is no room for it."""
        own = self._by_address.get(connection.address, {})
        if len(own) >= self.limits.from_one_address and not self._make_room(own):
            return False
        if self._count >= self.limits.connections and not self._make_room(self._largest()):
            return False
        self._by_address.setdefault(connection.address, {})[connection] = None
        self._count += 1
        return True

    def leave(self, connection: ManagedConnection) -> None:
        """Removes a connection, if it is registered."""
        own = self._by_address.get(connection.address, {})
        if connection in own:
            del own[connection]
            self._count -= 1
        if not own:
            self._by_address.pop(connection.address, None)

    def _largest(self) -> Iterable[ManagedConnection]:
        """The connections of the address with the most of them."""
        return max(self._by_address.values(), key=len, default={})

    def _make_room(self, connections: Iterable[ManagedConnection]) -> bool:
        """Closes the connection that has been idle for the longest time; False where none is idle."""
        idle = {
            connection: connection.waiting_since for connection in connections if connection.waiting_since is not None
        }
        stalled_before = self._clock() - self.limits.stalled_seconds
        stalled = {
            connection: connection.stalled_since
            for connection in connections
            if connection.stalled_since is not None and connection.stalled_since <= stalled_before
        }
        candidates = idle or stalled
        if not candidates:
            return False
        longest_idle = min(candidates, key=candidates.__getitem__)
        self.leave(longest_idle)
        longest_idle.drop()
        return True
