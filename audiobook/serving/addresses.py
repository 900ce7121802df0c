"""Where the server listens: a free port of this machine's loopback, or of its address in the local network."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass

from audiobook.errors import InputError

LOOPBACK = "127.0.0.1"
# How many ports after the usual one are tried.
PORTS_TRIED = 50
# An address kept for documentation: connecting to it by UDP sends nothing, but tells which way out would be taken.
PROBE_ADDRESS = ("192.0.2.1", 9)
BACKLOG = 512


@dataclass(frozen=True, slots=True)
class BindAddress:
    """A socket that listens, and its host and port."""

    socket: socket.socket
    host: str
    port: int

    def url(self, prefix: str = "") -> str:
        """The address of what is served here, behind a `prefix` such as "/t/TOKEN"."""
        return f"http://{self.host}:{self.port}{prefix}/"


def lan_address() -> str:
    """This machine's address in the local network; raises InputError where it is in none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(PROBE_ADDRESS)
            host = str(probe.getsockname()[0])
    except OSError as error:
        raise InputError("--lan: this machine is in no network; connect it to the one the phone is in") from error
    if host.startswith(("127.", "0.")):
        raise InputError("--lan: this machine is in no network; connect it to the one the phone is in")
    return host


def open_listening_socket(host: str, port: int, exact: bool = False) -> BindAddress:
    """A place to listen at `port`, or, unless it has to be `exact`, at the next one that is free.

    Raises InputError where there is none.
    """
    last = port if exact else min(port + PORTS_TRIED, 65_535)
    for number in range(port, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            _set_reuse_options(listener)
            listener.bind((host, number))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise InputError(f"{host}:{number} cannot be listened at: {error.strerror or error}") from error
        else:
            return BindAddress(listener, host, int(listener.getsockname()[1]))
    tried = f"port {port} is" if exact else f"ports {port} to {last} are"
    raise InputError(f"{tried} taken, or not for everybody to use; name another with --port")


def _set_reuse_options(listener: socket.socket) -> None:
    """A port that a former run has just left can be had again at once; one that is in use cannot be shared."""
    if os.name == "nt":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
