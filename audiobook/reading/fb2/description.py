"""Reads what a FictionBook says about itself: its description, and the picture of its cover."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from audiobook.model import Cover, Metadata
from audiobook.reading.covers import MAX_COVER_BYTES, detect_cover_type
from audiobook.reading.html.parse import attribute, element_text
from audiobook.reading.metadata_labels import MAX_SUMMARY_CHARACTERS, parse_iso_date
from audiobook.text.series import join_series

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME_PARTS = ("first-name", "middle-name", "last-name")
PICTURE_NAME = re.compile(r"""\bid\s*=\s*["']([^"']{1,200})""")
# The first words of FictionBook's codes for genres; "sf_fantasy" says more than the code of its group.
GENRE_GROUPS = {
    "sf": "science fiction", "det": "crime", "adv": "adventure", "sci": "science", "ref": "reference",
    "comp": "computers", "antique": "antiquity", "prose": "prose", "child": "children's books", "love": "romance",
    "home": "home", "nonf": "nonfiction", "religion": "religion", "humor": "humour", "dramaturgy": "drama",
}  # fmt: skip
# Genres whose code needs other words than its own.
GENRE_NAMES = {
    "sf": "Science fiction", "sf_fantasy": "Fantasy", "sf_history": "Alternative history", "sf_action": "Action",
    "sf_horror": "Horror", "sf_etc": "Science fiction", "fanfiction": "Fan fiction", "prose_classic": "Classics",
    "prose_contemporary": "Contemporary prose", "prose_history": "Historical prose", "detective": "Crime",
    "thriller": "Thriller", "love_contemporary": "Romance", "love_sf": "Fantasy romance", "poetry": "Poetry",
    "child_tale": "Fairy tales", "adventure": "Adventure", "sf_litrpg": "LitRPG", "sf_space": "Space opera",
}  # fmt: skip


def read_description(root: _Element) -> Metadata:
    """The book's metadata; the date is that of the text, or of the printed book."""
    about = root.find("description/title-info")
    if about is None:
        return Metadata()
    dates = (
        about.find("date"),
        root.find("description/publish-info/year"),
        root.find("description/document-info/date"),
    )
    return Metadata(
        title=element_text(about.find("book-title")),
        author=", ".join(dict.fromkeys(filter(None, map(_read_name, about.findall("author"))))),
        summary=element_text(about.find("annotation"))[:MAX_SUMMARY_CHARACTERS],
        language=element_text(about.find("lang")),
        series=_read_series(root),
        genres=tuple(dict.fromkeys(filter(None, map(_read_genre, about.findall("genre"))))),
        published=next(filter(None, map(_read_date, dates)), ""),
        source=_read_address(root),
    )


def _read_name(author: _Element) -> str:
    """A person's name: "First Middle Last", or the name that they go by.

    FanFicFare and others put a whole pen name into one of the parts.
    """
    return " ".join(filter(None, (element_text(author.find(part)) for part in NAME_PARTS))) or element_text(
        author.find("nickname")
    )


def _read_series(root: _Element) -> str:
    series = root.find("description/title-info/sequence")
    if series is None:
        series = root.find("description/publish-info/sequence")
    name, number = (attribute(series, key).strip() for key in ("name", "number")) if series is not None else ("", "")
    return join_series(name, number)


def _read_genre(genre: _Element) -> str:
    code = element_text(genre)
    name = GENRE_NAMES.get(code.lower(), code)
    words = name.replace("_", " ").split()
    if "_" in name and words:
        words[0] = GENRE_GROUPS.get(words[0].lower(), words[0])
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def _read_date(date: _Element | None) -> str:
    return "" if date is None else parse_iso_date(attribute(date, "value")) or parse_iso_date(element_text(date))


def _read_address(root: _Element) -> str:
    addresses = (element_text(element) for element in root.findall("description/document-info/src-url"))
    return next((address for address in addresses if address.startswith(("http://", "https://"))), "")


def link_target(element: _Element) -> str:
    """The id that an element's link leads to, "" if it leads elsewhere; not all books declare the links' prefix."""
    addresses = (str(value) for name, value in element.attrib.items() if str(name).endswith("href"))
    return next((address[1:] for address in addresses if address.startswith("#")), "")


def find_cover(root: _Element, pictures: Iterable[re.Match[str]]) -> Cover | None:
    """The cover among the pictures in a file, None if it names none, or one that tags can't hold."""
    names = {
        link_target(image) for page in root.findall("description/title-info/coverpage") for image in page.iter("image")
    }
    return next(_matching_covers(names, pictures), None) if names else None


def _matching_covers(names: set[str], pictures: Iterable[re.Match[str]]) -> Iterator[Cover]:
    for picture in pictures:
        name = PICTURE_NAME.search(picture["attributes"])
        if name and name[1] in names and len(picture["data"]) <= 2 * MAX_COVER_BYTES:
            data = _decode_picture(picture["data"])
            if mime := detect_cover_type(data):
                yield Cover(data, mime)


def _decode_picture(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii", "ignore"))
    except (binascii.Error, ValueError):
        return b""
