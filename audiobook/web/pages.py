"""Fetches a page of the web: redirects are followed, and gzip is unpacked, all of it within limits."""

from __future__ import annotations

import socket
import zlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from audiobook import __version__
from audiobook.web.addresses import is_local_host, parse_web_address
from audiobook.web.client import (
    UNCOMPRESSED,
    ExchangeError,
    ExchangeFailure,
    ExchangeLimits,
    WebResponse,
    to_exchange_error,
)

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
# A long novel on one page has 5 MB; an e-book with pictures rarely has more than this.
PAGE_LIMITS = ExchangeLimits(seconds=90.0, bytes=64 << 20)
USER_AGENT = f"audiobook/{__version__} (fetches one story for its reader)"
GZIP = ("gzip", "x-gzip")
# What zlib calls a gzip header.
GZIP_WINDOW = 31


def fetch_page(url: str, limits: ExchangeLimits = PAGE_LIMITS) -> tuple[str, WebResponse]:
    """The address where a page was found in the end, and the server's answer, whatever its status.

    A page on the web may not lead to a machine in the own network. Raises ExchangeError if no complete answer arrives,
    ImportError if httpx isn't installed.
    """
    import asyncio

    import httpx

    host = _host(url)
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Accept": "text/html, */*;q=0.8"}

    async def follow() -> tuple[str, WebResponse]:
        timeout = httpx.Timeout(limits.seconds, connect=min(limits.seconds, limits.connect))
        trust = httpx.create_ssl_context()
        async with (
            asyncio.timeout(limits.seconds),
            httpx.AsyncClient(headers=headers, verify=trust, trust_env=not is_local_host(host), timeout=timeout) as web,
        ):
            address = url
            for _ in range(MAX_REDIRECTS + 1):
                if _host(address) != host:
                    await asyncio.to_thread(_refuse_private, address)
                async with web.stream("GET", address) as response:
                    if not response.has_redirect_location:
                        return address, await _read(response, limits)
                    address = urljoin(address, response.headers["location"])
            raise ExchangeError(ExchangeFailure.REDIRECTED)

    try:
        return asyncio.run(follow())
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        raise to_exchange_error(error, str) from None


def _host(url: str) -> str:
    parts = parse_web_address(url)
    return (parts.hostname or "") if parts else ""


def _refuse_private(url: str) -> None:
    """Raises ExchangeError where a redirect leads to this machine, to its network, or to something else than a page."""
    host = _host(url)
    if not host or is_local_host(host):
        raise ExchangeError(ExchangeFailure.ASTRAY, url)
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return  # behind a proxy only the proxy may know it
    if any(is_local_host(str(row[4][0]).partition("%")[0]) for row in found):
        raise ExchangeError(ExchangeFailure.ASTRAY, url)


async def _read(response: httpx.Response, limits: ExchangeLimits) -> WebResponse:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in (*UNCOMPRESSED, *GZIP):
        raise ExchangeError(ExchangeFailure.COMPRESSED)
    unpacker = zlib.decompressobj(GZIP_WINDOW) if encoding in GZIP else None
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += _unpack(unpacker, chunk, limits.bytes - len(data) + 1) if unpacker else chunk
        if len(data) > limits.bytes:
            raise ExchangeError(ExchangeFailure.TOO_LONG)
    if unpacker and not unpacker.eof:
        raise ExchangeError(ExchangeFailure.BROKE_OFF)
    return WebResponse(response.status_code, dict(response.headers), bytes(data), response.reason_phrase)


def _unpack(unpacker: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    """What a piece of gzip unpacks to, at most so many bytes of it: a small one can stand for gigabytes."""
    try:
        return unpacker.decompress(chunk, most)
    except zlib.error:
        raise ExchangeError(ExchangeFailure.BROKE_OFF) from None
