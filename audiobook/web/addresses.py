"""What an address and a key must look like before anything is sent."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit


def web_address(typed: str) -> SplitResult | None:
    """The parts of an address on the web, None where it is none.

    >>> web_address("https://example.org/v1").hostname
    'example.org'
    >>> web_address("http://[::1"), web_address("localhost:8880"), web_address("http://localhost:port")
    (None, None, None)
    """
    try:
        parts = urlsplit(typed)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if fits and typed.isprintable() and " " not in typed else None


def is_token(key: str) -> bool:
    """Whether a key can be sent: visible ASCII characters only, which is all that a header takes.

    >>> is_token("sk-1234"), is_token("sk 1234"), is_token("sk-\u20ac"), is_token("sk\\n1")
    (True, False, False, False)
    """
    return all("!" <= character <= "~" for character in key)


def is_nearby(host: str) -> bool:
    """Whether a host is this machine or one of the same network.

    >>> is_nearby("localhost"), is_nearby("192.168.1.7"), is_nearby("nas.local"), is_nearby("example.org")
    (True, True, True, False)
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal"))
    return address.is_loopback or address.is_private
