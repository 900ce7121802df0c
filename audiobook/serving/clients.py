"""Who is connected: so many at once, so many from one address, and who has to go for somebody new.

A connection that has not asked for anything yet, or not again, makes room for a new one from the same address: it costs
an honest browser a second try at most. One whose answer is on its way is left alone, for a player that pauses reads
nothing for an hour; only after `STALLED_SECONDS` without reading may it be closed, and only where its place is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

# A request's head fits into one packet; a phone at the edge of the network may send it twice.
HEAD_SECONDS = 10.0
# A player with a full buffer reads again before that, unless somebody has paused it.
STALLED_SECONDS = 120.0
# Nobody pauses longer without minding that the player asks again for the rest; most do so by themselves.
LONGEST_PAUSE = 6 * 3600.0
# One address gets a quarter of the room, but what a browser opens at once in any case.
ADDRESS_SHARE, MIN_ADDRESS_SHARE = 4, 8


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections there may be, and for how many seconds one may do nothing."""

    connections: int
    head_seconds: float = HEAD_SECONDS
    stalled_seconds: float = STALLED_SECONDS
    longest_pause: float = LONGEST_PAUSE

    @property
    def from_one_address(self) -> int:
        """How many connections one address may have.

        >>> [ConnectionLimits(count).from_one_address for count in (480, 16, 5)]
        [120, 8, 5]
        """
        return min(self.connections, max(self.connections // ADDRESS_SHARE, MIN_ADDRESS_SHARE))


class ManagedConnection(Protocol):
    """A connection, as far as it matters for who may stay."""

    @property
    def address(self) -> str:
        """Where it comes from."""

    @property
    def waiting_since(self) -> float | None:
        """When it began to wait for the head of a request, None while an answer is on its way."""

    @property
    def stalled_since(self) -> float | None:
        """When whoever is at the other end stopped reading an answer, None while they read."""

    def drop(self) -> None:
        """Closes the connection at once."""


class ConnectionRegistry:
    """All connections of a server, by address."""

    def __init__(self, limits: ConnectionLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._by_address: dict[str, dict[ManagedConnection, None]] = {}
        self._count = 0

    def enter(self, guest: ManagedConnection) -> bool:
        """Lets a connection in, by closing another one where need be; False where there is no place for it."""
        own = self._by_address.get(guest.address, {})
        if len(own) >= self.limits.from_one_address and not self._make_room(own):
            return False
        if self._count >= self.limits.connections and not self._make_room(self._largest()):
            return False
        self._by_address.setdefault(guest.address, {})[guest] = None
        self._count += 1
        return True

    def leave(self, guest: ManagedConnection) -> None:
        """Takes a connection off the list; nothing happens where it is not on it."""
        own = self._by_address.get(guest.address, {})
        if guest in own:
            del own[guest]
            self._count -= 1
        if not own:
            self._by_address.pop(guest.address, None)

    def _largest(self) -> Iterable[ManagedConnection]:
        """The connections of the address that has most."""
        return max(self._by_address.values(), key=len, default={})

    def _make_room(self, guests: Iterable[ManagedConnection]) -> bool:
        """Closes the connection that has done nothing for longest; False where all are at work."""
        idle = {guest: guest.waiting_since for guest in guests if guest.waiting_since is not None}
        too_long = self._clock() - self.limits.stalled_seconds
        stalled = {
            guest: guest.stalled_since
            for guest in guests
            if guest.stalled_since is not None and guest.stalled_since <= too_long
        }
        candidates = idle or stalled
        if not candidates:
            return False
        longest = min(candidates, key=candidates.__getitem__)
        self.leave(longest)
        longest.drop()
        return True
