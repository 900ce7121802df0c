"""Reads an EPUB's metadata from its package file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ftfy.fixes import unescape_html

from audiobook.model import Metadata
from audiobook.reading.html.parse import attribute, element_text, parse_html
from audiobook.reading.metadata_labels import MAX_SUMMARY_CHARACTERS, parse_iso_date
from audiobook.text.series import join_series

if TYPE_CHECKING:
    from lxml.etree import _Element

ROLE_ATTRIBUTE = "{http://www.idpf.org/2007/opf}role"
EVENT_ATTRIBUTE = "{http://www.idpf.org/2007/opf}event"
# FanFicFare lists a story's status among its subjects.
SUBJECT_STATUSES = {
    "in-progress": "In progress",
    "in progress": "In progress",
    "completed": "Complete",
    "complete": "Complete",
}
NON_GENRE_PREFIXES = ("last update", "fanfiction")
# What Archive of Our Own's downloads begin with, in whatever program they were converted.
AO3_OPENING = "Posted originally on the Archive of Our Own"
MAX_OPENING_STRINGS = 100
AO3_NAMES = ("archiveofourown.org", "archive of our own", "squidgeworld")


def read_package_metadata(opf: _Element) -> Metadata:
    """The book's metadata as its package file states it."""
    subjects = [subject for element in _find_all(opf, "subject") if (subject := _read_name(element))]
    statuses = [SUBJECT_STATUSES[subject.lower()] for subject in subjects if subject.lower() in SUBJECT_STATUSES]
    published, updated = _read_dates(opf)
    return Metadata(
        title=next((_read_name(element) for element in _find_all(opf, "title")), ""),
        author=", ".join(_read_authors(opf)),
        summary=_read_summary(opf),
        language=next((element_text(element) for element in _find_all(opf, "language")), ""),
        series=_read_series(opf),
        genres=tuple(dict.fromkeys(subject for subject in subjects if _is_genre(subject))),
        published=published,
        updated=updated,
        status=next(iter(statuses), ""),
        source=_read_source_url(opf),
    )


def is_from_ao3(opf: _Element) -> bool:
    """Whether the book was made by Archive of Our Own."""
    identification = " ".join(
        element_text(element).lower()
        for name in ("publisher", "source", "identifier")
        for element in _find_all(opf, name)
    )
    return any(name in identification for name in AO3_NAMES)


def begins_like_ao3(body: _Element) -> bool:
    """Whether a document begins as the downloads of Archive of Our Own do."""
    return AO3_OPENING in " ".join("".join(islice(map(str, body.itertext()), MAX_OPENING_STRINGS)).split())


def _find_all(opf: _Element, name: str) -> Iterator[_Element]:
    return opf.iter(name)


def _read_name(element: _Element) -> str:
    """The text of an element that names something; FanFicFare and others escape it twice ("Ann &amp;amp; Bea")."""
    return unescape_html(element_text(element))


def _read_authors(opf: _Element) -> list[str]:
    """The book's authors; all creators if none of them has the role of author."""
    creators = [(_read_name(creator), _creator_role(opf, creator)) for creator in _find_all(opf, "creator")]
    authors = [name for name, role in creators if name and role in ("", "aut")]
    return list(dict.fromkeys(authors or [name for name, _ in creators if name]))


def _creator_role(opf: _Element, creator: _Element) -> str:
    return str(creator.get(ROLE_ATTRIBUTE) or "") or _refining_value(opf, creator, "role")


def _refining_value(opf: _Element, element: _Element, name: str) -> str:
    """The value of a property that EPUB 3 attaches to another element by its id, "" if there is none."""
    identity = f"#{attribute(element, 'id')}"
    for meta in _find_all(opf, "meta"):
        if attribute(meta, "refines") == identity != "#" and attribute(meta, "property") == name:
            return element_text(meta)
    return ""


def _read_summary(opf: _Element) -> str:
    """The description as plain text; many books have HTML in it."""
    description = next((element_text(element) for element in _find_all(opf, "description")), "")
    if "<" in description:
        description = element_text(
            parse_html(description.replace("<br", " <br").replace("</p>", " </p>"), Path("description"))
        )
    return description[:MAX_SUMMARY_CHARACTERS]


def _read_series(opf: _Element) -> str:
    meta_values = {attribute(meta, "name"): attribute(meta, "content") for meta in _find_all(opf, "meta")}
    name, number = meta_values.get("calibre:series", ""), meta_values.get("calibre:series_index", "")
    if not name:
        for meta in _find_all(opf, "meta"):
            if attribute(meta, "property") == "belongs-to-collection":
                name, number = element_text(meta), _refining_value(opf, meta, "group-position")
                break
    number = number.removesuffix(".0").removesuffix(".00")
    return join_series(name, number)


def _read_dates(opf: _Element) -> tuple[str, str]:
    """The dates of publication and of the last change, "" for those that aren't given."""
    dates = [
        (str(element.get(EVENT_ATTRIBUTE) or ""), parse_iso_date(element_text(element)))
        for element in _find_all(opf, "date")
    ]
    published = [date for event, date in dates if event in ("publication", "original-publication", "") and date]
    updated = [date for event, date in dates if event in ("modification", "updated") and date]
    return next(iter(published), ""), next(iter(updated), "")


def _is_genre(subject: str) -> bool:
    name = subject.lower()
    return name not in SUBJECT_STATUSES and not name.startswith(NON_GENRE_PREFIXES)


def _read_source_url(opf: _Element) -> str:
    addresses = [element_text(element) for name in ("source", "identifier") for element in _find_all(opf, name)]
    return next((element for element in addresses if element.startswith(("http://", "https://"))), "")
