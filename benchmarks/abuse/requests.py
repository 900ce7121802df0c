"""What benchmarks/abuse/servers.py sends: requests with another inside, oversized ones, foreign names and origins.

`{host}` and `{path}` stand for the server's own. A hidden request asks for the page, which would be answered with 200.
"""

from __future__ import annotations

from collections.abc import Callable

HIDDEN = b"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
OUTER = b"POST {path}nowhere HTTP/1.1\r\nHost: {host}\r\n"
CHUNK = b"%x\r\n%s\r\n0\r\n\r\n"
LENGTH = b"Content-Length: %d\r\n"
# Two requests one after the other, as they should be: the second is answered.
PIPELINED = b"GET {path}nowhere HTTP/1.1\r\nHost: {host}\r\n\r\n" + HIDDEN


def outer(headers: bytes, body: bytes = HIDDEN) -> bytes:
    """A request for something that there is not, with a body."""
    return OUTER + headers + b"\r\n" + body


SMUGGLED: dict[str, bytes] = {
    "length, then chunks": outer(b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n" + HIDDEN),
    "chunks, then length": outer(b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"0\r\n\r\n" + HIDDEN),
    "two lengths": outer(b"Content-Length: 0\r\nContent-Length: 90\r\n"),
    "two lengths in one": outer(b"Content-Length: 0, 90\r\n"),
    "a length with a sign": outer(b"Content-Length: +0\r\n"),
    "a length below zero": outer(b"Content-Length: -1\r\n"),
    "a length in hexadecimal": outer(b"Content-Length: 0x0\r\n"),
    "a length with an underscore": outer(b"Content-Length: 0_0\r\n"),
    "a length in other digits": outer("Content-Length: ٠\r\n".encode()),
    "no length": outer(b"Content-Length: \r\n"),
    "a space before the colon": outer(b"Content-Length : 0\r\nTransfer-Encoding : chunked\r\n"),
    "an unknown encoding": outer(b"Transfer-Encoding: xchunked\r\n"),
    "two encodings": outer(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", b"0\r\n\r\n" + HIDDEN),
    "encodings in a list": outer(b"Transfer-Encoding: identity, chunked\r\n", b"0\r\n\r\n" + HIDDEN),
    "an encoding behind a tab": outer(b"Transfer-Encoding:\x0bchunked\r\n", b"0\r\n\r\n" + HIDDEN),
    "a folded encoding": outer(b"Transfer-Encoding:\r\n chunked\r\n" + LENGTH % 90, HIDDEN[:90]),
    "a chunk with a sign": outer(b"Transfer-Encoding: chunked\r\n", b"+0\r\n\r\n" + HIDDEN),
    "a chunk with 0x": outer(b"Transfer-Encoding: chunked\r\n", b"0x0\r\n\r\n" + HIDDEN),
    "a chunk that is too short": outer(b"Transfer-Encoding: chunked\r\n", b"2\r\nabcdef\r\n0\r\n\r\n" + HIDDEN),
    "a chunk that never ends": outer(b"Transfer-Encoding: chunked\r\n", b"f" * 40 + b"\r\n" + HIDDEN),
    "line feeds only": b"GET {path}nowhere HTTP/1.1\nHost: {host}\nX: y\n \n" + HIDDEN,
    "a null in a name": outer(b"X\x00: y\r\n"),
    "a null in a value": outer(b"X: a\x00b\r\n"),
    "a return in a value": outer(b"X: a\rContent-Length: 0\r\n"),
    "no name": outer(b": y\r\n"),
    "a line without a colon": outer(b"xyz\r\n"),
    "an indented first header": b"GET {path}nowhere HTTP/1.1\r\n Host: {host}\r\n\r\n" + HIDDEN,
    "two hosts": b"GET {path} HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "no host": b"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n",
    "spaces in the path": b"GET {path} x HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "another version": b"GET {path} HTTP/3.7\r\nHost: {host}\r\n\r\n",
    "no version": b"GET {path}\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "no HTTP": b"\x00\xff" * 500 + b"\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n" + HIDDEN,
}  # fmt: skip

OVERSIZED: dict[str, Callable[[], bytes]] = {
    "a path of 1 MB": lambda: b"GET {path}" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "a header of 1 MB": lambda: outer(b"X: " + b"a" * 1_000_000 + b"\r\n", b""),
    "20,000 headers": lambda: outer(b"".join(b"X%d: y\r\n" % number for number in range(20_000)), b""),
    "20,000 slashes": lambda: b"GET {path}" + b"/" * 20_000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "20,000 queries": lambda: b"GET {path}nowhere?" + b"a=b&" * 15_000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "1,000 ranges": lambda: outer(b"Range: bytes=" + b"0-1," * 1000 + b"2-3\r\n", b""),
    "a body of 10 TB that begins": lambda: outer(LENGTH % 10**13, bytes(1_000_000)),
    "a body of 100 MB": lambda: outer(LENGTH % 100_000_000, bytes(100_000_000)),
    "a chunk of 100 MB": lambda: outer(b"Transfer-Encoding: chunked\r\n", CHUNK % (100_000_000, bytes(100_000_000))),
    "a million chunks": lambda: outer(b"Transfer-Encoding: chunked\r\n", b"1\r\nx\r\n" * 1_000_000 + b"0\r\n\r\n"),
    "a chunk's endless size": lambda: outer(b"Transfer-Encoding: chunked\r\n", b"1;" + b"x" * 1_000_000),
    "an upload of 10 TB": lambda: b"POST {path}api/upload?name=a.txt HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    + LENGTH % 10**13 + b"\r\n" + bytes(1_000_000),
    "a JSON of 50 MB": lambda: b"POST {path}api/fetch HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    + LENGTH % 50_000_000 + b"\r\n" + b"[" * 50_000_000,
}  # fmt: skip

HOSTS = (
    "evil.example", "evil.example:{port}", "localhost.evil.example:{port}", "127.0.0.1.evil.example:{port}",
    "127.0.0.1:{port}@evil.example", "127.1:{port}", "2130706433:{port}", "0x7f000001:{port}", "0.0.0.0:{port}", "",
    "[::ffff:127.0.0.1]:{port}", "127.0.0.1:{port}:80", "127.0.0.1:{port}/", "127.0.0.1:{port},x",
    "127.0.0.1:999999", "localhost:", "local host:{port}", "١٢٧.0.0.1:{port}".encode().decode("latin-1"),
    "*", "a" * 4000,
)  # fmt: skip
SOURCES: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    },
    {"Referer": "https://evil.example/", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
)
