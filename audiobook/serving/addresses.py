"""Where the server listens: a free port on the loopback address, or on the address in the local network."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass

from audiobook.errors import InputError

LOOPBACK = "127.0.0.1"
# How many ports after the default one are tried.
MAX_PORTS_TRIED = 50
# An address reserved for documentation: connecting to it by UDP sends nothing, but selects a network interface.
PROBE_ADDRESS = ("192.0.2.1", 9)
BACKLOG = 512
NO_NETWORK = "--lan: this computer is not on a network; connect it to the network of the phone"


@dataclass(frozen=True, slots=True)
class BindAddress:
    """A listening socket with its host and port."""

    socket: socket.socket
    host: str
    port: int

    def url(self, prefix: str = "") -> str:
        """The URL of the server, with a `prefix` such as "/t/TOKEN"."""
        return f"http://{self.host}:{self.port}{prefix}/"


def lan_address() -> str:
    """This machine's address in the local network; raises InputError where there is none."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(PROBE_ADDRESS)
            host = str(probe.getsockname()[0])
    except OSError as error:
        raise InputError(NO_NETWORK) from error
    if host.startswith(("127.", "0.")):
        raise InputError(NO_NETWORK)
    return host


def open_listening_socket(host: str, port: int, exact: bool = False) -> BindAddress:
    """A socket that listens on `port`, or unless `exact` on the next free one; raises InputError if there is none."""
    last = port if exact else min(port + MAX_PORTS_TRIED, 65_535)
    for number in range(port, last + 1):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            _set_reuse_options(listener)
            listener.bind((host, number))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise InputError(f"cannot listen on {host}:{number}: {error.strerror or error}") from error
        else:
            return BindAddress(listener, host, int(listener.getsockname()[1]))
    if exact:
        raise InputError(f"Port {port} is in use or needs root; choose another with --port")
    raise InputError(f"Ports {port} to {last} are all in use or need root; choose another with --port")


def _set_reuse_options(listener: socket.socket) -> None:
    """Lets a port be reused right after a former run, but never shared with another server."""
    if os.name == "nt":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
