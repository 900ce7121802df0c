"""Validates addresses and keys before anything is sent."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

NO_ADDRESS = SplitResult("", "", "", "", "")


def split_address(text: str) -> SplitResult:
    """The parts of an address that somebody else wrote; all are empty for what can't be one.

    >>> split_address("https://example.org/v1").path, split_address("https://[/v1").path
    ('/v1', '')
    """
    try:
        return urlsplit(text)
    except ValueError:
        return NO_ADDRESS


def parse_web_address(text: str) -> SplitResult | None:
    """The parts of a web address, None if it isn't one.

    >>> parse_web_address("https://example.org/v1").hostname
    'example.org'
    >>> parse_web_address("http://[::1"), parse_web_address("localhost:8880"), parse_web_address("http://localhost:port")
    (None, None, None)
    """
    try:
        parts = urlsplit(text)
        is_valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_valid and text.isprintable() and " " not in text else None


def normalize_address(source: str) -> str:
    """A URL without what differs between ways of writing it; "" for none, or for what is no URL.

    >>> normalize_address("https://www.example.org/story/7/#top"), normalize_address("by hand")
    ('example.org/story/7', '')
    """
    parts = source.strip().partition("//")[2] if "://" in source else ""
    host = split_address(f"//{parts}").netloc.lower().removeprefix("www.").removeprefix("m.")
    rest = parts.partition("/")[2].partition("#")[0].rstrip("/")
    return f"{host}/{rest}" if host and rest else ""


def is_token(key: str) -> bool:
    """Whether a key can be sent: headers only allow visible ASCII characters.

    >>> is_token("sk-1234"), is_token("sk 1234"), is_token("sk-\u20ac"), is_token("sk\\n1")
    (True, False, False, False)
    """
    return all("!" <= character <= "~" for character in key)


def is_local_host(host: str) -> bool:
    """Whether a host is this machine or in the same network.

    >>> is_local_host("localhost"), is_local_host("192.168.1.7"), is_local_host("nas.local")
    (True, True, True)
    >>> is_local_host("example.org")
    False
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal"))
    # An IPv4 address may be written as one of IPv6: "::ffff:127.0.0.1".
    plain = getattr(address, "ipv4_mapped", None) or address
    return plain.is_loopback or plain.is_private
