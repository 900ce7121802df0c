"""The e-books of the albums as a catalogue for reading apps: OPDS 1.2 (specs.opds.io), and OPDS 2.0 as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from audiobook.album.library import LibraryAlbum
from audiobook.text.folding import fold_accents

if TYPE_CHECKING:
    from lxml.etree import _Element

CATALOG, BOOKS, NEW, SEARCH, DESCRIPTION, JSON = (
    "opds", "opds/books", "opds/new", "opds/search", "opds/search.xml", "opds/books.json",
)  # fmt: skip
PATHS = frozenset((CATALOG, f"{CATALOG}/", BOOKS, NEW, SEARCH, DESCRIPTION, JSON))
PAGE_SIZE = 50
ATOM, DC, OPEN_SEARCH = (
    "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/", "http://a9.com/-/spec/opensearch/1.1/",
)  # fmt: skip
NAMESPACES = {None: ATOM, "dc": DC, "opensearch": OPEN_SEARCH}
NAVIGATION, ACQUISITION = (
    f"application/atom+xml;profile=opds-catalog;kind={kind}" for kind in ("navigation", "acquisition")
)
SEARCH_TYPE, JSON_TYPE, EPUB_TYPE = (
    "application/opensearchdescription+xml", "application/opds+json", "application/epub+zip",
)  # fmt: skip
DOWNLOAD_RELATION, IMAGE_RELATION = "http://opds-spec.org/acquisition/open-access", "http://opds-spec.org/image"
TITLE = "Audiobooks"
NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class CatalogRequest:
    """What is asked of the catalogue: the path, the page from 1, and the words to search for."""

    path: str
    page: int = 1
    words: str = ""


def build_catalog(albums: Iterable[LibraryAlbum], asked: CatalogRequest, base_url: str) -> tuple[bytes, str]:
    """The answer to a request and its MIME type; only albums with an e-book count, and `base_url` ends in a slash."""
    books = tuple(album for album in albums if album.ebook)
    if asked.path == DESCRIPTION:
        return _build_search_description(base_url), SEARCH_TYPE
    if asked.path == JSON:
        return _build_json(books, base_url), JSON_TYPE
    if asked.path.rstrip("/") == CATALOG:
        return _build_root(books, base_url), NAVIGATION
    if asked.path == NEW:
        books = tuple(sorted(books, key=lambda book: book.ebook_changed, reverse=True))
    if asked.path == SEARCH:
        books = tuple(book for book in books if _matches(book, asked.words))
    return _build_page(books, asked, base_url), ACQUISITION


def _matches(book: LibraryAlbum, words: str) -> bool:
    """Whether a book has all of these words in its title, author, series or genres, whatever their accents."""
    text = fold_accents(" ".join((book.title, book.author, book.series, *book.genres)))
    return all(word in text for word in fold_accents(words).split())


def _build_root(books: tuple[LibraryAlbum, ...], base_url: str) -> bytes:
    feed = _start_feed(TITLE, CATALOG, base_url, NAVIGATION, books)
    for path, title, text in ((BOOKS, "All books", "By author and title"), (NEW, "New books", "The latest first")):
        entry = _add(feed, "entry")
        _add(entry, "title", title)
        _add(entry, "id", base_url + path)
        _add(entry, "updated", _latest(books))
        _add(entry, "content", text, type="text")
        _add(entry, "link", rel="subsection", href=base_url + path, type=ACQUISITION)
    return _to_bytes(feed)


def _build_page(books: tuple[LibraryAlbum, ...], asked: CatalogRequest, base_url: str) -> bytes:
    last = max(1, -(-len(books) // PAGE_SIZE))
    page = min(max(1, asked.page), last)
    feed = _start_feed(TITLE, _page_path(asked, page), base_url, ACQUISITION, books)
    _add(feed, "link", rel="up", href=base_url + CATALOG, type=NAVIGATION)
    for relation, number in (("first", 1), ("previous", page - 1), ("next", page + 1), ("last", last)):
        if 1 <= number <= last:
            _add(feed, "link", rel=relation, href=base_url + _page_path(asked, number), type=ACQUISITION)
    for name, value in (
        ("totalResults", len(books)), ("itemsPerPage", PAGE_SIZE), ("startIndex", (page - 1) * PAGE_SIZE + 1),
    ):  # fmt: skip
        _add(feed, f"{{{OPEN_SEARCH}}}{name}", str(value))
    for book in books[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]:
        _add_book(feed, book, base_url)
    return _to_bytes(feed)


def _page_path(asked: CatalogRequest, page: int) -> str:
    values = {**({"q": asked.words} if asked.words else {}), **({"page": str(page)} if page > 1 else {})}
    return f"{asked.path}?{urlencode(values)}" if values else asked.path


def _start_feed(title: str, path: str, base_url: str, kind: str, books: tuple[LibraryAlbum, ...]) -> _Element:
    from lxml import etree

    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=NAMESPACES)  # type: ignore[arg-type]
    _add(feed, "id", base_url + path)
    _add(feed, "title", title)
    _add(feed, "updated", _latest(books))
    _add(_add(feed, "author"), "name", TITLE)
    _add(feed, "link", rel="self", href=base_url + path, type=kind)
    _add(feed, "link", rel="start", href=base_url + CATALOG, type=NAVIGATION)
    _add(feed, "link", rel="search", href=base_url + DESCRIPTION, type=SEARCH_TYPE)
    return feed


def _latest(books: tuple[LibraryAlbum, ...]) -> str:
    return max((book.ebook_changed for book in books), default=NEVER)


def _add_book(feed: _Element, book: LibraryAlbum, base_url: str) -> None:
    entry = _add(feed, "entry")
    _add(entry, "title", book.title)
    _add(entry, "id", book.identity or book.url(book.ebook, base_url))
    _add(entry, "updated", book.ebook_changed)
    _add(_add(entry, "author"), "name", book.author)
    if book.language:
        _add(entry, f"{{{DC}}}language", book.language)
    for genre in book.genres:
        _add(entry, "category", term=genre, label=genre)
    summary = "\n\n".join(filter(None, (book.series, book.summary)))
    if summary:
        _add(entry, "summary", summary, type="text")
    if book.cover:
        for relation in (IMAGE_RELATION, f"{IMAGE_RELATION}/thumbnail"):
            _add(entry, "link", rel=relation, href=book.url(book.cover, base_url), type=_cover_type(book))
    _add(entry, "link", rel=DOWNLOAD_RELATION, href=book.url(book.ebook, base_url), type=EPUB_TYPE)


def _add(parent: _Element, name: str, text: str = "", **attributes: str) -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, name if name.startswith("{") else f"{{{ATOM}}}{name}", attributes)
    if text:
        element.text = text
    return element


def _to_bytes(element: _Element) -> bytes:
    from lxml import etree

    return etree.tostring(element.getroottree(), encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _build_search_description(base_url: str) -> bytes:
    from lxml import etree

    root = etree.Element(f"{{{OPEN_SEARCH}}}OpenSearchDescription", nsmap={None: OPEN_SEARCH})  # type: ignore[dict-item]
    for name, text in (("ShortName", TITLE), ("Description", "Search for e-books"), ("InputEncoding", "UTF-8")):
        _add(root, f"{{{OPEN_SEARCH}}}{name}", text)
    # The braces are the standard's, so they must not be percent-encoded.
    _add(root, f"{{{OPEN_SEARCH}}}Url", type=ACQUISITION, template=f"{base_url}{SEARCH}?q={{searchTerms}}")
    return _to_bytes(root)


def _build_json(books: tuple[LibraryAlbum, ...], base_url: str) -> bytes:
    catalog = {
        "metadata": {"title": TITLE, "numberOfItems": len(books)},
        "links": [{"rel": "self", "href": base_url + JSON, "type": JSON_TYPE}],
        "publications": [dict(_describe_book(book, base_url)) for book in books],
    }
    return json.dumps(catalog, ensure_ascii=False).encode()


def _describe_book(book: LibraryAlbum, base_url: str) -> Iterator[tuple[str, Any]]:
    metadata = {
        "@type": "http://schema.org/Book", "title": book.title, "author": book.author, "language": book.language,
        "identifier": book.identity, "description": book.summary, "modified": book.ebook_changed,
    }  # fmt: skip
    yield "metadata", {name: value for name, value in metadata.items() if value}
    yield "links", [{"rel": DOWNLOAD_RELATION, "href": book.url(book.ebook, base_url), "type": EPUB_TYPE}]
    if book.cover:
        yield "images", [{"href": book.url(book.cover, base_url), "type": _cover_type(book)}]


def _cover_type(book: LibraryAlbum) -> str:
    return "image/png" if book.cover.endswith(".png") else "image/jpeg"
