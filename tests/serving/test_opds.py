"""The catalogue of e-books for reading apps: what OPDS 1.2 asks of a feed, paging, search, and the password."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audiobook.album.library import LibraryAlbum
from audiobook.serving.opds import BOOKS, CATALOG, DESCRIPTION, JSON, NEW, SEARCH, CatalogRequest, build_catalog
from tests.serving.clients import Client, serving

BASE = "http://nas.local/"
ATOM = "{http://www.w3.org/2005/Atom}"
TOKEN = "k3gQ-not-a-real-token_1"
BOOK = LibraryAlbum(
    "Ann/Tea & Rain", "Tea & Rain", "Ann Ångström", summary="A <short> one.", series="Lamps #2", language="en",
    genres=("Humor",), cover="cover.jpg", ebook="Tea & Rain.epub", ebook_changed="2026-01-02T03:04:05Z",
    identity="urn:uuid:1",
)  # fmt: skip
LIBRARY = (
    BOOK,
    replace(BOOK, title="No e-book", ebook=""),
    *(replace(BOOK, title=f"Volume {n}", identity=f"urn:uuid:v{n}", cover="", summary="", series="", genres=(),
              ebook_changed=f"2026-02-01T00:00:{n % 60:02d}Z") for n in range(120)),
)  # fmt: skip


def ask(path: str, page: int = 1, words: str = "") -> ElementTree.Element:
    data, mime = build_catalog(LIBRARY, CatalogRequest(path, page, words), BASE)
    assert mime.startswith("application/atom+xml;profile=opds-catalog;kind=")
    return ElementTree.fromstring(data)


def links(element: ElementTree.Element) -> dict[str, tuple[str, str]]:
    return {
        link.get("rel", ""): (link.get("href", ""), link.get("type", "")) for link in element.findall(f"{ATOM}link")
    }


def titles(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title", "") for entry in feed.findall(f"{ATOM}entry")]


@pytest.mark.parametrize("path", [CATALOG, BOOKS, NEW, SEARCH])
def test_a_feed_has_what_the_standard_requires(path: str) -> None:
    feed = ask(path)
    assert feed.tag == f"{ATOM}feed"
    assert links(feed)["self"][0] == BASE + path
    assert links(feed)["start"] == (f"{BASE}opds", "application/atom+xml;profile=opds-catalog;kind=navigation")
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
            assert element.findtext(ATOM + name)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    if path == CATALOG:
        assert {link.get("rel") for link in feed.findall(f"{ATOM}entry/{ATOM}link")} == {"subsection"}
    else:  # each entry of an acquisition feed has a book to get
        assert all("http://opds-spec.org/acquisition/open-access" in links(entry)
                   for entry in feed.findall(f"{ATOM}entry"))  # fmt: skip


def test_a_book_can_be_got_with_its_cover() -> None:
    (entry,) = ask(SEARCH, words="angstrom TEA").findall(f"{ATOM}entry")
    folder = f"{BASE}Ann/Tea%20%26%20Rain/"
    assert links(entry)["http://opds-spec.org/image"] == (f"{folder}cover.jpg", "image/jpeg")
    assert links(entry)["http://opds-spec.org/image/thumbnail"][0] == f"{folder}cover.jpg"
    epub = (f"{folder}Tea%20%26%20Rain.epub", "application/epub+zip")
    assert links(entry)["http://opds-spec.org/acquisition/open-access"] == epub
    assert entry.findtext(f"{ATOM}summary") == "Lamps #2\n\nA <short> one."


def test_long_lists_have_pages() -> None:
    first, last = ask(BOOKS), ask(BOOKS, page=3)
    assert (len(titles(first)), len(titles(last)), titles(ask(BOOKS, page=99))) == (50, 21, titles(last))
    assert links(first)["next"][0] == f"{BASE}opds/books?page=2"
    assert ("previous" in links(first), "next" in links(last)) == (False, False)
    assert links(ask(SEARCH, words="volume"))["next"][0] == f"{BASE}opds/search?q=volume&page=2"
    assert titles(ask(NEW))[0] == "Volume 59"


def test_apps_find_the_search() -> None:
    data, mime = build_catalog(LIBRARY, CatalogRequest(DESCRIPTION), BASE)
    assert mime == "application/opensearchdescription+xml"
    assert b'template="http://nas.local/opds/search?q={searchTerms}"' in data


def test_the_same_as_json() -> None:
    data, mime = build_catalog(LIBRARY, CatalogRequest(JSON), BASE)
    assert mime == "application/opds+json"
    found = json.loads(data)["publications"]
    assert (len(found), found[0]["metadata"]["author"]) == (121, "Ann Ångström")


@pytest.fixture(scope="module")
def phone(output: Path) -> Iterator[Client]:
    with serving(output, TOKEN, "192.168.1.7:8017") as found:
        yield found


def test_the_token_is_the_password(phone: Client) -> None:
    def code(password: str) -> dict[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(f'ann:{password}'.encode()).decode()}"}

    asked = phone.get("/opds")
    assert (asked.status, asked.headers["www-authenticate"][:5]) == (401, "Basic")
    assert phone.get("/opds", code("wrong")).status == 401
    assert phone.get("/", code("wrong")).status == 404
    answer = phone.get("/opds", code(TOKEN))
    assert (answer.status, "http://192.168.1.7:8017/opds/books" in answer.text) == (200, True)
    assert f"/t/{TOKEN}/opds/books" in phone.get(f"/t/{TOKEN}/opds").text
