"""Kindle books in both of their formats: pages, chapters, metadata, and what is wrong with those that can't be read."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.model import Manuscript, SectionRole
from audiobook.reading.kindle.compression import HuffmanDecompressor
from audiobook.reading.story import read_story
from tests.reading.books import DOT
from tests.reading.kindle_files import azw3, header, mobi, palm

Reading = Callable[[bytes], Manuscript]
DETAILS = {100: b"Ann Writer", 105: b"Fantasy", 112: b"https://example.org/weir", 503: "The Weir – 2".encode()}
PAGE_BREAK = b"<mbp:pagebreak/>"
ONE = b'<p width="0pt"><font size="5"><b>Rain</b></font></p><p>It <i>rained</i><sup><a filepos=%010d>1</a></sup>.</p>'
TWO = b"<h2>Sun</h2><p>It stopped \xe2\x80\x93 at last.</p>"
NOTES = b"<p>1 All day.</p>"


def old_book() -> bytes:
    start = b"<html><head><guide></guide></head><body>"
    first = len(start) + len(PAGE_BREAK)
    second = first + len(ONE % 0) + len(PAGE_BREAK)
    third = second + len(TWO) + len(PAGE_BREAK)
    text = PAGE_BREAK.join((start, ONE % third, TWO, NOTES)) + b"</body></html>"
    return mobi(text, {"Rain": first, "Sun": second}, details=DETAILS)


def new_book(**options: object) -> bytes:
    frame = b'<html><head><link rel="stylesheet" href="kindle:flow:0001"/></head><body></body></html>'
    place = frame.index(b"</body>")
    first = (
        b'<p class="t" aid="0">Rain</p><p>It rained<sup><a href="kindle:pos:fid:0002:off:0000000000">1</a></sup>.</p>'
    )
    notes = b"<p>1 All day.</p>"
    pages = [(frame, first, place), (frame, TWO, place), (frame, notes, place)]
    return azw3(pages, {"Rain": 0, "Sun": 1}, b".t {font-weight: bold}", details=DETAILS, **options)


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    def reading(data: bytes) -> Manuscript:
        path = tmp_path / "story"
        path.write_bytes(data)
        return read_story(path)

    return reading


@pytest.mark.parametrize("book", [old_book, new_book])
def test_a_book_in_either_format(read: Reading, book: Callable[[], bytes]) -> None:
    story = read(book())
    chapters = [section.title for section in story.sections if section.role is SectionRole.CHAPTER]
    notes = [section.span.of(story.text) for section in story.sections if section.reason == "footnotes"]
    assert story.text.replace("*", "") == "Rain\n\nIt rained[1].\n\nSun\n\nIt stopped – at last.\n\n1 All day."
    assert (chapters, notes) == (["Rain", "Sun"], ["1 All day."])
    about = story.metadata
    assert (about.title, about.author, about.source) == ("The Weir – 2", "Ann Writer", "https://example.org/weir")


def test_the_newer_format_is_read_where_a_file_has_both(read: Reading) -> None:
    old = header(1, details={121: struct.pack(">L", 3), 201: struct.pack(">L", 0)}, first_image=2)
    new = header(1, version=8, title="The newer one")
    story = read(palm([old, b"<p>Old.</p>", b"BOUNDARY", new, b"<html><body><p>New.</p></body></html>"]))
    assert (story.text, story.metadata.title) == ("New.", "The newer one")


def test_the_cover(read: Reading) -> None:
    cover = header(1, first_image=2, details={201: struct.pack(">L", 0)})
    assert read(palm([cover, b"<p>A story.</p>", DOT])).cover is not None


def test_compressed_text(read: Reading) -> None:
    packed = b"<p>rain,\xf2ain \xe1nd \x80\x51</p>"
    assert read(palm([header(1, compression=2), packed])).text == "rain, rain and rain"
    text = b"It rained.\n\nIt poured."
    assert read(palm([header(1, compression=2)[:16], text], b"TEXtREAd")).text == text.decode()


def phrases(*texts: tuple[bytes, bool]) -> HuffmanDecompressor:
    """A decompressor whose codes are the bytes 255 (the first phrase), 254 and so on."""
    table = struct.pack(">4sLLL", b"HUFF", 24, 24, 24 + 1024).ljust(24, b"\x00")
    table += b"".join(struct.pack(">L", 0xFF << 8 | 0x80 | 8) for _ in range(256)) + bytes(256)
    body, offsets = b"", []
    for text, is_plain in texts:
        offsets.append(2 * len(texts) + len(body))
        body += struct.pack(">H", len(text) | (0x8000 if is_plain else 0)) + text
    record = (
        struct.pack(">4sLLL", b"CDIC", 16, len(texts), 8)
        + b"".join(struct.pack(">H", offset) for offset in offsets)
        + body
    )
    return HuffmanDecompressor(table, [record])


def test_phrases_of_codes() -> None:
    assert phrases((b"rain", True), (b"\xff\xff", False))(b"\xfe\xff") == b"rainrainrain"
    endless = [(b"x" * 1000, True), *((bytes((255 - at, 255 - at)), False) for at in range(25))]
    with pytest.raises(ValueError, match="more than a book can hold"):
        phrases(*endless)(bytes((255 - 25,)))
    assert phrases((b"\xff\xff", False))(b"\xff") == b""


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (palm([header(1, encryption=2), b"x"]), "protected by DRM"),
        (new_book(encryption=1), "protected by DRM"),
        (palm([b"short"]), "damaged Kindle book"),
        (palm([header(1, compression=7), b"x"]), "compression 7 is unknown"),
        (palm([header(1, compression=17480), b"x"]), "damaged Kindle book"),
        (palm([header(0)]), "without any text"),
        (palm([header(1, toc=2), b"<p>x</p>", b"INDX" + b"\xff" * 300]), "damaged Kindle book"),
        (old_book()[:90], "damaged Kindle book"),
        (b"TPZ0" + bytes(100), "Topaz"),
        (b"CONT\x02\x00" + bytes(100), "KFX"),
    ],
)
def test_what_is_wrong_is_told(read: Reading, data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(data)
