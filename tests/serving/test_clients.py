"""Connections that ask for nothing, never end what they ask, or read nothing: they take no place from others."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from audiobook.serving.clients import ConnectionLimits, ConnectionRegistry
from tests.serving.clients import LOOPBACK, Client, serving, until
from tests.serving.test_responses import SOUND

LARGE = "/Ann%20Example/Two%20Cups/02%20-%20Tea%20%232.wav"
# More than the buffers of both ends hold.
LARGE_SIZE = 1_000_000
# Sixty connections share 40 places, of which an address may have 10.
LIMITS = ConnectionLimits(40, head_seconds=1.0, stalled_seconds=0.5)
SHORT = "/Ann%20Example/Two%20Cups/03%20-%20Sun%20%233.wav"
SHORT_SIZE = 60_000
STALE = 60
SMALL_BUFFER = 4096
ELSEWHERE = "127.0.0.2"


@pytest.fixture(scope="module")
def sounds(output: Path) -> Path:
    """The output folder, with a long sound file and a short one."""
    for name, size in (("02 - Tea #2.wav", LARGE_SIZE), ("03 - Sun #3.wav", SHORT_SIZE)):
        with (output / "Ann Example" / "Two Cups" / name).open("ab") as file:
            file.truncate(size)
    return output


@pytest.fixture(scope="module")
def client(sounds: Path) -> Iterator[Client]:
    with serving(sounds, limits=LIMITS, send_buffer=SMALL_BUFFER) as found:
        yield found


def connected(client: Client, source: str = LOOPBACK, read_buffer: int = 0) -> socket.socket:
    own = socket.socket()
    own.settimeout(20)
    if read_buffer:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, read_buffer)
    try:
        own.bind((source, 0))
    except OSError:
        own.close()
        pytest.skip("this machine has no second address of its own")
    own.connect((LOOPBACK, client.port))
    return own


def asked(client: Client, path: str = "/", version: str = "1.1", more: str = "") -> bytes:
    return f"GET {path} HTTP/{version}\r\nHost: {client.host}\r\n{more}\r\n".encode()


def status_for(client: Client, source: str, path: str = "/") -> int:
    """What a well-behaved client at an address is answered."""
    connection = http.client.HTTPConnection(LOOPBACK, client.port, timeout=20, source_address=(source, 0))
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": client.host})
        answer = connection.getresponse()
        answer.read()
        return answer.status


def is_dropped(own: socket.socket) -> bool:
    """Whether the other end has closed a connection; waits for no more than a moment."""
    own.settimeout(0.05)
    try:
        while data := own.recv(1_000_000):
            if data.startswith(b"HTTP/1.1 503"):
                return True
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


BEGINNINGS = {
    "nothing": b"",
    "a line": b"GET / HTTP/1.1\r\n",
    "headers": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: y\r\n",
    "an answer, and half a request more": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HT",
    "a body that never ends": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\nx",
}


def test_a_head_that_never_ends_is_dropped(client: Client) -> None:
    """Also where a byte comes every now and then."""
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        slow = {name: stack.enter_context(connected(client)) for name in BEGINNINGS}
        for name, data in BEGINNINGS.items():
            slow[name].sendall(data)
        left = set(slow)
        while left and time.monotonic() - began < 20:
            for name in tuple(left):
                with contextlib.suppress(OSError):
                    slow[name].sendall(b"x" if BEGINNINGS[name] else b"")
                left -= {name} if is_dropped(slow[name]) else set()
        assert not left
    assert time.monotonic() - began >= LIMITS.head_seconds


def test_many_that_ask_for_nothing_leave_room_for_others(client: Client) -> None:
    with contextlib.ExitStack() as stack:
        stale = [stack.enter_context(connected(client)) for _ in range(STALE)]
        for own in stale:
            with contextlib.suppress(OSError):  # some are dropped before they have said anything
                own.sendall(b"GET / HTTP/1.1\r\n")
        assert status_for(client, ELSEWHERE) == 200
        assert status_for(client, ELSEWHERE, SOUND) == 200
        assert status_for(client, LOOPBACK, SOUND) == 200
        kept = sum(not is_dropped(own) for own in stale)
        assert kept <= LIMITS.from_one_address
        until(lambda: all(map(is_dropped, stale)))


# The second is handed over at once, and the server's own buffer holds it.
@pytest.mark.parametrize("path", [LARGE, SHORT])
def test_players_that_pause_keep_their_place_while_nobody_needs_it(client: Client, path: str) -> None:
    """They read nothing for much longer than a head may take, and then all that is left."""
    with contextlib.ExitStack() as stack:
        paused = [stack.enter_context(connected(client, read_buffer=SMALL_BUFFER)) for _ in range(3)]
        for own, version, more in zip(paused, ("1.1", "1.1", "1.0"), ("", "Connection: close\r\n", ""), strict=True):
            own.sendall(asked(client, path, version, more))
        time.sleep(LIMITS.head_seconds + LIMITS.stalled_seconds + 0.3)
        assert status_for(client, ELSEWHERE) == 200
        assert status_for(client, LOOPBACK) == 200
        for own in paused:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
            assert _read_answer(own) == (LARGE_SIZE if path == LARGE else SHORT_SIZE)


def _read_answer(own: socket.socket) -> int:
    """How many bytes come of an answer."""
    answer = http.client.HTTPResponse(own)
    answer.begin()
    size = 0
    with contextlib.suppress(ConnectionError):
        while data := answer.read(1_000_000):
            size += len(data)
    return size


def test_those_who_never_read_make_room_for_those_who_do(client: Client) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(LIMITS.from_one_address):
            own = stack.enter_context(connected(client, read_buffer=SMALL_BUFFER))
            own.sendall(asked(client, LARGE))
            assert own.recv(1)
        until(lambda: status_for(client, LOOPBACK) == 200)
        assert status_for(client, ELSEWHERE) == 200


@pytest.mark.parametrize("path", [LARGE, SHORT])
def test_a_pause_ends_at_last(sounds: Path, path: str) -> None:
    limits = ConnectionLimits(8, head_seconds=0.2, max_pause=0.5)
    with (
        serving(sounds, limits=limits, send_buffer=SMALL_BUFFER) as brief,
        connected(brief, read_buffer=SMALL_BUFFER) as own,
    ):
        own.sendall(asked(brief, path))
        time.sleep(1.2)
        assert _read_answer(own) < (LARGE_SIZE if path == LARGE else SHORT_SIZE)


@pytest.mark.parametrize(
    ("head", "answers"),
    [
        ("GET / HTTP/1.0\r\nHost: {host}\r\n\r\n", 1),
        ("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n", 1),
        (
            "GET / HTTP/1.1\r\nHost: {host}\r\n\r\n" * 3
            + "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            4,
        ),
    ],
)
def test_other_ways_to_ask_are_answered(client: Client, head: str, answers: int) -> None:
    with connected(client) as own:
        own.sendall(head.format(host=client.host).encode())
        found = b""
        while data := own.recv(100_000):
            found += data
    assert found.count(b"HTTP/1.1 200 OK") == answers


HIDDEN = "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
AMBIGUOUS = {
    "POST /x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
    "GET /x HTTP/3.7\r\nHost: {host}\r\n\r\n": 505,
    "CONNECT evil.example:443 HTTP/1.1\r\nHost: {host}\r\n\r\n": 405,
}


@pytest.mark.parametrize("request_", AMBIGUOUS)
def test_what_a_proxy_could_take_for_another_request_is_not_answered(client: Client, request_: str) -> None:
    with connected(client) as own:
        own.sendall((request_ + HIDDEN).format(host=client.host).encode())
        found = b""
        while data := own.recv(100_000):
            found += data
    assert found.startswith(f"HTTP/1.1 {AMBIGUOUS[request_]} ".encode())
    assert found.count(b"HTTP/1.1") == 1


def test_a_body_that_nobody_waits_for_is_not_read(client: Client) -> None:
    """What came after the answer took seconds to take apart, chunk by chunk, and all others waited."""
    with connected(client) as own:
        own.sendall(f"POST /x HTTP/1.1\r\nHost: {client.host}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        answer = http.client.HTTPResponse(own)
        answer.begin()
        assert answer.status == 405
        own.sendall(b"1\r\nx\r\n" * 1000 + b"0\r\n\r\n" + HIDDEN.format(host=client.host).encode())
        answer.read()
        assert own.recv(1000) == b""
        until(lambda: is_dropped(own))


@dataclass(eq=False)
class Someone:
    """A guest that notes whether it had to go."""

    address: str
    waiting_since: float | None = None
    stalled_since: float | None = None
    dropped: bool = field(default=False)

    def drop(self) -> None:
        self.dropped = True


def guests(count: int, address: str, waiting: float | None = None, stalled: float | None = None) -> list[Someone]:
    return [Someone(address, waiting, stalled) for _ in range(count)]


NOW = 1000.0


@pytest.mark.parametrize(
    ("present", "comes_in", "dropped"),
    [
        pytest.param(lambda: guests(9, "a"), True, [], id="there is room"),
        pytest.param(lambda: guests(10, "a"), False, [], id="all are at work"),
        pytest.param(lambda: guests(10, "b"), True, [], id="another address has its share"),
        pytest.param(
            lambda: [*guests(8, "a"), Someone("a", 5.0), Someone("a", 3.0)], True, [9], id="who has waited for longest"
        ),
        pytest.param(
            lambda: [*guests(8, "a"), Someone("a", None, 3.0), Someone("a", 990.0)], True, [9], id="not who pauses"
        ),
        pytest.param(lambda: [*guests(9, "a"), Someone("a", None, 880.0)], True, [9], id="who reads nothing"),
        pytest.param(lambda: [*guests(9, "a"), Someone("a", None, 881.0)], False, [], id="who has just paused"),
        pytest.param(
            lambda: [one for name in "bcde" for one in guests(10, name, 5.0)], True, [0], id="the house is full"
        ),
    ],
)
def test_who_has_to_go_for_somebody_new(
    present: Callable[[], list[Someone]], comes_in: bool, dropped: list[int]
) -> None:
    house = ConnectionRegistry(ConnectionLimits(40), lambda: NOW)
    before = present()
    assert all(house.enter(one) for one in before)
    assert house.enter(Someone("a")) is comes_in
    assert [place for place, one in enumerate(before) if one.dropped] == dropped


def test_a_place_that_was_left_is_free_again() -> None:
    house = ConnectionRegistry(ConnectionLimits(8), lambda: NOW)
    first = guests(8, "a")
    assert all(house.enter(one) for one in first)
    assert not house.enter(Someone("b"))
    for one in (first[0], first[0]):  # twice costs no second place
        house.leave(one)
    assert house.enter(Someone("b"))
    assert not house.enter(Someone("b"))
