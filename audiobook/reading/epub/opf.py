"""Reads an EPUB's metadata from its package file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.model import Metadata
from audiobook.reading.html.parse import attribute, parsed_html, text_of
from audiobook.reading.labels import MOST_SUMMARY_CHARACTERS, iso_date

if TYPE_CHECKING:
    from lxml.etree import _Element

ROLE = "{http://www.idpf.org/2007/opf}role"
EVENT = "{http://www.idpf.org/2007/opf}event"
# FanFicFare files its own words among the subjects.
STATES = {"in-progress": "In progress", "in progress": "In progress", "completed": "Complete", "complete": "Complete"}
NO_SUBJECT = ("last update", "fanfiction")
AO3 = ("archiveofourown.org", "archive of our own", "squidgeworld")


def metadata_of_package(opf: _Element) -> Metadata:
    """What the package says of the book."""
    subjects = [subject for one in _all(opf, "subject") if (subject := text_of(one))]
    states = [STATES[subject.lower()] for subject in subjects if subject.lower() in STATES]
    published, updated = _dates(opf)
    return Metadata(
        title=next((text_of(one) for one in _all(opf, "title")), ""),
        author=", ".join(_authors(opf)),
        summary=_summary(opf),
        language=next((text_of(one) for one in _all(opf, "language")), ""),
        series=_series(opf),
        genres=tuple(dict.fromkeys(subject for subject in subjects if _is_genre(subject))),
        published=published,
        updated=updated,
        status=next(iter(states), ""),
        source=_source(opf),
    )


def is_from_ao3(opf: _Element) -> bool:
    """Whether Archive of Our Own made this book."""
    told = " ".join(text_of(one).lower() for name in ("publisher", "source", "identifier") for one in _all(opf, name))
    return any(name in told for name in AO3)


def _all(opf: _Element, name: str) -> Iterator[_Element]:
    return opf.iter(name)


def _authors(opf: _Element) -> list[str]:
    """Those who wrote the book; all its creators where none is called the author."""
    creators = [(text_of(one), _role(opf, one)) for one in _all(opf, "creator")]
    authors = [name for name, role in creators if name and role in ("", "aut")]
    return list(dict.fromkeys(authors or [name for name, _ in creators if name]))


def _role(opf: _Element, creator: _Element) -> str:
    return str(creator.get(ROLE) or "") or _refined(opf, creator, "role")


def _refined(opf: _Element, element: _Element, name: str) -> str:
    """What EPUB 3 says of another element by its id."""
    identity = f"#{attribute(element, 'id')}"
    for meta in _all(opf, "meta"):
        if attribute(meta, "refines") == identity != "#" and attribute(meta, "property") == name:
            return text_of(meta)
    return ""


def _summary(opf: _Element) -> str:
    """The description, which often holds HTML, as plain text."""
    told = next((text_of(one) for one in _all(opf, "description")), "")
    if "<" in told:
        told = text_of(parsed_html(told.replace("<br", " <br").replace("</p>", " </p>"), Path("description")))
    return told[:MOST_SUMMARY_CHARACTERS]


def _series(opf: _Element) -> str:
    named = {attribute(meta, "name"): attribute(meta, "content") for meta in _all(opf, "meta")}
    name, number = named.get("calibre:series", ""), named.get("calibre:series_index", "")
    if not name:
        for meta in _all(opf, "meta"):
            if attribute(meta, "property") == "belongs-to-collection":
                name, number = text_of(meta), _refined(opf, meta, "group-position")
                break
    number = number.removesuffix(".0").removesuffix(".00")
    return f"{name}, part {number}" if name and number not in ("", "0") else name


def _dates(opf: _Element) -> tuple[str, str]:
    """When the book was published and when it was changed last, as far as it says."""
    dates = [(str(one.get(EVENT) or ""), iso_date(text_of(one))) for one in _all(opf, "date")]
    published = [date for event, date in dates if event in ("publication", "original-publication", "") and date]
    modified = [date for event, date in dates if event in ("modification", "updated") and date]
    return next(iter(published), ""), next(iter(modified), "")


def _is_genre(subject: str) -> bool:
    name = subject.lower()
    return name not in STATES and not name.startswith(NO_SUBJECT)


def _source(opf: _Element) -> str:
    told = [text_of(one) for name in ("source", "identifier") for one in _all(opf, name)]
    return next((one for one in told if one.startswith(("http://", "https://"))), "")
