"""Plain pages: what a server may do, what is kept of a page, and what people are told."""

from __future__ import annotations

import gzip
import time
from email.utils import formatdate

import pytest

from audiobook.errors import FetchError, StoryGoneError
from audiobook.fetching import pages
from audiobook.fetching.pages import fetch_story_page
from audiobook.web.client import ExchangeLimits
from tests.engines import servers
from tests.engines.servers import misbehaving, page_server, served

PAGE = "<html><head><title>The Café &amp; the Sea</title></head><body><p>Ann went out.</p></body></html>"
HTML = {"Content-Type": "text/html"}
LIMITS = ExchangeLimits(seconds=5.0, bytes=20_000)
# Status, headers, body, and what is said of it.
REFUSALS = [
    (302, {"Location": "/again"}, b"", "it redirects again and again"),
    (302, {"Location": "http://localhost:1/secret"}, b"", "can't be opened from the web"),
    (302, {"Location": "http://[::ffff:10.0.0.1]/"}, b"", "can't be opened from the web"),
    (302, {"Location": "file:///etc/passwd"}, b"", "can't be opened from the web"),
    (200, HTML, b"x" * 20_001, "the answer is too long"),
    (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(10_000_000)), "the answer is too long"),
    (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())[:-9], "the connection was interrupted"),
    (200, {"Content-Encoding": "gzip"}, b"no gzip", "the connection was interrupted"),
    (200, {"Content-Encoding": "br"}, b"?", "the answer is compressed"),
    (200, HTML, b"  \n", "is empty"),
    (403, {}, b"", "the site wants a login, or lets no programs in (403 Forbidden)"),
    (418, {}, b"", "the site answers 418"),
    (500, {}, b"", "the site has a problem of its own (500 Internal Server Error)"),
    (503, {"Retry-After": "soon"}, b"", "the site is busy; try again in an hour"),
    (429, {"Retry-After": "600"}, b"", "too many requests; try again in 10 minutes"),
    (429, {"Retry-After": formatdate(time.time() + 9000)}, b"", "too many requests; try again in 3 hours"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = pages.fetch_page
    monkeypatch.setattr(pages, "fetch_page", lambda url: fetch(url, LIMITS))


@pytest.mark.parametrize(
    ("headers", "body", "ending", "kept"),
    [
        (HTML, PAGE.encode(), ".html", PAGE.encode()),
        ({}, PAGE.encode(), ".html", PAGE.encode()),
        ({"Content-Type": "text/html; charset=windows-1252"}, PAGE.encode("cp1252"), ".html", PAGE.encode("utf-8-sig")),
        # A wrong name: the file stays as it came.
        ({"Content-Type": "text/html; charset=klingon"}, PAGE.encode("cp1252"), ".html", PAGE.encode("cp1252")),
        ({**HTML, "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode()), ".html", PAGE.encode()),
        ({"Content-Type": "text/plain"}, b"Ann went out.", ".txt", b"Ann went out."),
        ({}, b"%PDF-1.7 tea", ".pdf", b"%PDF-1.7 tea"),
        ({}, b"PK\x03\x04 META-INF/container.xml", ".epub", b"PK\x03\x04 META-INF/container.xml"),
    ],
    ids=["html", "no type", "another encoding", "a wrong encoding", "gzip", "text", "a PDF", "an e-book"],
)
def test_a_page_is_kept_as_it_came(headers: dict[str, str], body: bytes, ending: str, kept: bytes) -> None:
    agents: list[str] = []
    with served(page_server(lambda _: (200, headers, body), agents)) as address:
        page = fetch_story_page(f"{address}/a/the-cafe.html")
    assert agents[0].startswith("audiobook/")
    assert (page.ending, page.data) == (ending, kept)
    assert page.title == ("The Café & the Sea" if ending == ".html" and kept != PAGE.encode("cp1252") else page.title)


def test_redirects_are_followed() -> None:
    new = (200, HTML, PAGE.encode())
    with served(page_server(lambda path: new if path == "/new" else (301, {"Location": "/new"}, b""))) as one:
        assert fetch_story_page(f"{one}/old").address == f"{one}/new"


@pytest.mark.parametrize(("status", "headers", "body", "problem"), REFUSALS, ids=[problem for *_, problem in REFUSALS])
def test_what_is_wrong_is_said_in_a_line(status: int, headers: dict[str, str], body: bytes, problem: str) -> None:
    with served(page_server(lambda _: (status, headers, body))) as address, pytest.raises(FetchError) as raised:
        fetch_story_page(f"{address}/tea")
    assert problem in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("status", [404, 410])
def test_a_story_that_is_gone_is_told_apart(status: int) -> None:
    with (
        served(page_server(lambda _: (status, {}, b""))) as address,
        pytest.raises(StoryGoneError, match="has no story"),
    ):
        fetch_story_page(f"{address}/tea")


def test_a_slow_server_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "LIMITS", ExchangeLimits(seconds=0.4, bytes=20_000))
    with misbehaving(servers.dripping_body, 0.01) as address, pytest.raises(FetchError, match="came too late"):
        fetch_story_page(address)


def test_no_server_is_a_line() -> None:
    with pytest.raises(FetchError, match=r"it cannot be reached .*; check the address and the connection"):
        fetch_story_page("http://127.0.0.1:9/")
