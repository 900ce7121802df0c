"""Extracts the text of a PDF with its geometry; runs in a process of its own, because PDFium is native code.

The process reads the file from its standard input and writes the result, as MessagePack, to its standard output.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from audiobook.reading.pdf.content import Extraction, OutlineEntry, PdfContent
from audiobook.reading.pdf.fonts import FontTable
from audiobook.reading.pdf.page_reader import PageReader

# The longest fan fictions fill ten thousand pages.
MAX_PAGES = 20_000
MAX_CHARACTERS = 40_000_000
# If in so many pages more than this share of the lines lack spaces, the spaces of all lines are found by the gaps.
SAMPLE_PAGES, MAX_GROWN_SHARE = 8, 0.03
COVER_PIXELS = 1400
PROPERTIES = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate")
MAX_BOOKMARKS = 20_000
MAX_PROPERTY_BYTES = 4096
STANDARD_OUTPUT = 1


def extract(data: bytes, deadline: float) -> Extraction:
    """The text of a PDF, or why there is none; nothing is read any more once the monotonic clock is past `deadline`."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
        page_count = len(document)
    except pypdfium2.PdfiumError:
        return Extraction(None, _describe_failure(raw.FPDF_GetLastError()))
    if page_count > MAX_PAGES:
        return Extraction(None, f"has {page_count:,} pages, more than any story; split it and try again")
    fonts, pages, unmapped, characters = FontTable(), [], 0, 0
    by_gaps = _needs_spaces(raw, document, page_count)
    for number in range(page_count):
        if time.monotonic() > deadline:
            return Extraction(None, "takes too long to read; print it to a new PDF and try that")
        reader = PageReader(raw, document, number, fonts, by_gaps)
        pages.append(reader.read())
        unmapped += reader.unmapped
        characters += reader.count
        if characters > MAX_CHARACTERS:
            return Extraction(None, "has more text than any story; split it and try again")
    outline = tuple(_read_outline(raw, document, page_count))
    cover = _render_cover(document) if pages and pages[0].is_picture else b""
    properties = _read_properties(raw, document)
    return Extraction(PdfContent(tuple(pages), tuple(fonts.fonts), outline, properties, cover, unmapped))


def _describe_failure(error: int) -> str:
    from pypdfium2 import raw

    if error == raw.FPDF_ERR_PASSWORD:
        return "is locked with a password; open it in a PDF viewer, and print it to a new PDF without a password"
    if error == raw.FPDF_ERR_SECURITY:
        return "is locked in a way that can't be opened here; take the story's EPUB or HTML instead"
    return "is a damaged PDF; download it again, or open it in a PDF viewer and print it to a new PDF"


def _needs_spaces(raw: Any, document: Any, page_count: int) -> bool:
    """Whether PDFium finds too few spaces in a file, by some pages from all over it."""
    step = max(1, page_count // SAMPLE_PAGES)
    readers = [PageReader(raw, document, number, FontTable(), False) for number in range(0, page_count, step)]
    for reader in readers[:SAMPLE_PAGES]:
        reader.read()
    return sum(reader.grown_together for reader in readers) > MAX_GROWN_SHARE * sum(reader.runs for reader in readers)


def _read_outline(raw: Any, document: Any, page_count: int) -> Iterator[OutlineEntry]:
    """The bookmarks in reading order; PDFium's own walk ends at loops."""
    entries = list(_walk_outline(raw, document))
    for entry, following in zip_longest(entries, entries[1:]):
        page = entry.page if 0 <= entry.page < page_count else -1
        yield replace(entry, page=page, has_children=bool(following and following.depth > entry.depth))


def _walk_outline(raw: Any, document: Any) -> Iterator[OutlineEntry]:
    for count, bookmark in enumerate(document.get_toc(max_depth=6)):
        if count >= MAX_BOOKMARKS:
            return
        target = bookmark.get_dest()
        page, top = -1, -1.0
        if target:
            index = target.get_index()
            page = -1 if index is None else index
            top = _height_of(raw, target)
        yield OutlineEntry(" ".join(bookmark.get_title().split()), bookmark.level, page, top)


def _height_of(raw: Any, target: Any) -> float:
    """How far up on its page a bookmark points to, -1 if it names only the page."""
    flags = [ctypes.c_int() for _ in range(3)]
    place = [ctypes.c_float() for _ in range(3)]
    if raw.FPDFDest_GetLocationInPage(target, *flags, *place) and flags[1].value:
        return round(place[1].value, 1)
    mode, values = target.get_view()
    return round(values[0], 1) if mode == raw.PDFDEST_VIEW_FITH and values else -1.0


def _read_properties(raw: Any, document: Any) -> tuple[tuple[str, str], ...]:
    values = [(name, _read_meta_text(raw, document, name)) for name in PROPERTIES]
    buffer = ctypes.create_string_buffer(64)
    length = raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 64)
    language = buffer.raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "ignore")
    return tuple((name, value) for name, value in [*values, ("Language", language)] if value)


def _read_meta_text(raw: Any, document: Any, name: str) -> str:
    buffer = ctypes.create_string_buffer(MAX_PROPERTY_BYTES)
    length = raw.FPDF_GetMetaText(document, name.encode(), buffer, MAX_PROPERTY_BYTES)
    if not 2 < length <= MAX_PROPERTY_BYTES:
        return ""
    return " ".join(buffer.raw[: length - 2].decode("utf-16-le", "ignore").split())


def _render_cover(document: Any) -> bytes:
    """The first page as a JPEG picture."""
    import io

    page = document[0]
    scale = COVER_PIXELS / max(page.get_width(), page.get_height(), 1.0)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=88)
    return data.getvalue()


def main() -> None:
    """Reads a PDF from standard input; the arguments are the seconds and the bytes of memory that this may take."""
    from msgspec import msgpack

    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    _limit_memory(memory)
    extraction = extract(sys.stdin.buffer.read(), time.monotonic() + seconds)
    with open(STANDARD_OUTPUT, "wb", closefd=False) as output:
        output.write(msgpack.encode(extraction))


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    with contextlib.suppress(ValueError, OSError):  # there is a lower one already, or the system knows none
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main()
