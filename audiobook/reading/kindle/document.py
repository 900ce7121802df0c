"""Reads a story from a Kindle book without DRM: puts its pages into an EPUB in memory, and reads that."""

from __future__ import annotations

import io
import struct
from html import escape
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from audiobook.errors import InputError
from audiobook.model import Manuscript
from audiobook.reading.covers import detect_cover_type
from audiobook.reading.epub.book import read_epub
from audiobook.reading.epub.package import MAX_TOC_ENTRIES
from audiobook.reading.kindle.header import (
    COVER_TAG,
    KF8_TAG,
    KF8_VERSION,
    TITLE_TAG,
    KindleHeader,
    read_header,
    read_text,
)
from audiobook.reading.kindle.index import NO_RECORD, read_index
from audiobook.reading.kindle.kf8 import read_kf8
from audiobook.reading.kindle.mobi6 import read_mobi6
from audiobook.reading.kindle.pages import KindleBook, KindleTocEntry
from audiobook.reading.kindle.palm_database import TYPE_BYTES, PalmDatabase
from audiobook.reading.zip_archive import ZipArchive

KINDLE_TYPE, PALM_TEXT_TYPE = b"BOOKMOBI", b"TEXtREAd"
# How many pages a book can have; each is a file for a moment.
MAX_PAGES = 15_000
# What a damaged or malicious file makes the readers of its tables raise.
DAMAGE_ERRORS = (struct.error, IndexError, KeyError, ValueError, OverflowError)
# EPUB's elements by the numbers of EXTH's details.
DETAIL_ELEMENTS = {
    100: "creator", 101: "publisher", 103: "description", 105: "subject", 106: "date", 112: "source", 524: "language",
}  # fmt: skip


def is_kindle_book(data: bytes) -> bool:
    """Whether bytes are a Palm database with a book in it."""
    return data[TYPE_BYTES] == KINDLE_TYPE


def is_palm_text(data: bytes) -> bool:
    """Whether bytes are a Palm database with a text in it, as the first readers of e-books had them."""
    return data[TYPE_BYTES] == PALM_TEXT_TYPE


def unpack_palm_text(data: bytes, path: Path) -> bytes:
    """The text in a Palm database, in an encoding that it doesn't name. Raises InputError if it is damaged."""
    try:
        database = PalmDatabase(data)
        return read_text(database, read_header(database))
    except DAMAGE_ERRORS as error:
        raise InputError(f"{path} is a damaged Palm text ({error}); download it again") from error


def read_kindle(data: bytes, path: Path) -> Manuscript:
    """The story in a Kindle book. Raises InputError if it is locked or damaged, or has no text."""
    try:
        packed = _convert_to_epub(PalmDatabase(data), path)
    except DAMAGE_ERRORS as error:
        raise InputError(f"{path} is a damaged Kindle book ({error}); download it again") from error
    return read_epub(ZipArchive(packed, path), path)


def _convert_to_epub(database: PalmDatabase, path: Path) -> bytes:
    first_header = read_header(database)
    if first_header.encryption:
        raise InputError(f"{path} is protected by DRM; get a copy without DRM")
    header = _choose_header(database, first_header)
    text = read_text(database, header)
    toc = read_index(database, header.indexes.get("toc", NO_RECORD))
    is_kf8 = header.version >= KF8_VERSION
    book = read_kf8(database, header, text, toc) if is_kf8 else read_mobi6(text, header, toc)
    if len(book.pages) > MAX_PAGES:
        raise ValueError("it has more pages than a book can have")
    return _write_epub(book, header, _find_cover(database, first_header))


def _choose_header(database: PalmDatabase, first: KindleHeader) -> KindleHeader:
    """The header of the newer one, if a file holds a book in both of the formats."""
    start = first.number(KF8_TAG)
    if first.version >= KF8_VERSION or start == NO_RECORD or database.record(start - 1) != b"BOUNDARY":
        return first
    return read_header(database, start)


def _find_cover(database: PalmDatabase, header: KindleHeader) -> bytes:
    offset = header.number(COVER_TAG)
    data = database.record(header.first_image + offset) if NO_RECORD not in (offset, header.first_image) else b""
    return data if detect_cover_type(data) else b""


def _write_epub(book: KindleBook, header: KindleHeader, cover: bytes) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        archive.writestr("book.opf", _write_package(book, header, bool(cover)))
        archive.writestr("toc.ncx", _write_toc(book.toc))
        for page in book.pages:
            html = page.html.decode(header.codec, "replace")
            archive.writestr(page.name, html if html.strip() else "<html/>")
        for number, stylesheet in enumerate(book.stylesheets):
            archive.writestr(f"style{number}.css", stylesheet)
        if cover:
            archive.writestr("cover", cover)
    return packed.getvalue()


def _write_package(book: KindleBook, header: KindleHeader, has_cover: bool) -> str:
    title = header.detail(TITLE_TAG) or header.title
    details = "".join(
        f"<{name}>{escape(value.decode(header.codec, 'replace'))}</{name}>"
        for tag, name in DETAIL_ELEMENTS.items()
        for value in header.details.get(tag, ())
    )
    items = [(page.name, page.name, "application/xhtml+xml") for page in book.pages]
    items += [(f"style{number}.css", f"style{number}.css", "text/css") for number in range(len(book.stylesheets))]
    items += [("cover-image", "cover", "image/jpeg")] if has_cover else []
    manifest = "".join(f'<item id="{key}" href="{name}" media-type="{kind}"/>' for key, name, kind in items)
    spine = "".join(f'<itemref idref="{page.name}"/>' for page in book.pages)
    guide = "".join(f'<reference type="{escape(kind)}" href="{escape(link)}"/>' for kind, link in book.guide.items())
    cover = '<meta name="cover" content="cover-image"/>' if has_cover else ""
    return (
        f"<package><metadata><title>{escape(title)}</title>{details}{cover}</metadata>"
        f'<manifest>{manifest}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
        f'<spine toc="ncx">{spine}</spine><guide>{guide}</guide></package>'
    )


def _write_toc(entries: tuple[KindleTocEntry, ...]) -> str:
    """The table of contents as NCX; an entry's depth is at most one more than that of the entry before it."""
    parts: list[str] = []
    depth = -1
    for entry in entries[:MAX_TOC_ENTRIES]:
        entry_depth = min(entry.depth, depth + 1, 8)
        parts.append("</navPoint>" * (depth - entry_depth + 1))
        parts.append(
            f'<navPoint><navLabel><text>{escape(entry.title)}</text></navLabel><content src="{escape(entry.link)}"/>'
        )
        depth = entry_depth
    return f"<ncx><navMap>{''.join(parts)}{'</navPoint>' * (depth + 1)}</navMap></ncx>"
