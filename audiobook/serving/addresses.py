"""Where the server listens: a free port of this machine's loopback, or of its address in the local network."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass

from audiobook.errors import InputError

LOOPBACK = "127.0.0.1"
# How many ports after the usual one are tried.
TRIED = 50
# An address kept for documentation: connecting to it by UDP sends nothing, but tells which way out would be taken.
ELSEWHERE = ("192.0.2.1", 9)
BACKLOG = 512


@dataclass(frozen=True, slots=True)
class Place:
    """A socket that listens, and its host and port."""

    socket: socket.socket
    host: str
    port: int

    def address(self, prefix: str = "") -> str:
        """The address of what is served here, behind a `prefix` such as "/t/TOKEN"."""
        return f"http://{self.host}:{self.port}{prefix}/"


def lan_address() -> str:
    """This machine's address in the local network; raises InputError where it is in none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(ELSEWHERE)
            found = str(probe.getsockname()[0])
    except OSError as error:
        raise InputError("--lan: this machine is in no network; connect it to the one the phone is in") from error
    if found.startswith(("127.", "0.")):
        raise InputError("--lan: this machine is in no network; connect it to the one the phone is in")
    return found


def place_to_listen(host: str, port: int, exact: bool = False) -> Place:
    """A place to listen at `port`, or, unless it has to be `exact`, at the next one that is free.

    Raises InputError where there is none.
    """
    last = port if exact else min(port + TRIED, 65_535)
    for number in range(port, last + 1):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            _make_own(listening)
            listening.bind((host, number))
            listening.listen(BACKLOG)
        except OSError as error:
            listening.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise InputError(f"{host}:{number} cannot be listened at: {error.strerror or error}") from error
        else:
            return Place(listening, host, int(listening.getsockname()[1]))
    tried = f"port {port} is" if exact else f"ports {port} to {last} are"
    raise InputError(f"{tried} taken, or not for everybody to use; name another with --port")


def _make_own(listening: socket.socket) -> None:
    """A port that a former run has just left can be had again at once; one that is in use cannot be shared."""
    if os.name == "nt":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
