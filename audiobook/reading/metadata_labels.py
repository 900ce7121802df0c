"""Maps the labels of an archive's title page ("Rating: Teen") to fields of Metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields

from audiobook.model import Metadata
from audiobook.text.calendar import SHORT_MONTHS

# Labels by the field that they fill, in the singular and in lower case.
LABEL_FIELDS = {
    "title": "title", "story title": "title", "author": "author", "creator": "author", "writer": "author",
    "summary": "summary", "description": "summary", "language": "language", "series": "series", "fandom": "fandoms",
    "category": "fandoms", "book": "fandoms", "genre": "genres", "genres": "genres", "tag": "genres",
    "additional tag": "genres", "year": "published",
    "subject": "genres", "keyword": "genres", "character": "characters", "relationship": "relationships",
    "pairing": "relationships", "rating": "rating", "rated": "rating", "archive warning": "warnings",
    "warning": "warnings", "content warning": "warnings", "published": "published", "date": "published",
    "publication date": "published", "updated": "updated", "completed": "updated", "status": "status",
    "story url": "source", "source": "source", "url": "source", "original publication": "published",
}  # fmt: skip
# Labels of a header whose values tags don't need.
IGNORED_LABELS = frozenset(
    ("translator", "translated by", "illustrator", "editor", "publisher", "copyright", "isbn", "words", "word count",
     "chapters", "beta", "disclaimer", "edition")
)  # fmt: skip
# Archive of Our Own's categories are kinds of pairing; elsewhere the category is the fandom.
AO3_CATEGORIES = frozenset(("f/f", "f/m", "gen", "m/m", "multi", "other", "no category"))
DATE_FIELDS = frozenset(("published", "updated"))
LABEL_LINE = re.compile(r"(?P<label>[A-Z][A-Za-z’' ]{1,30}?):\s*(?P<value>\S.*)")
ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)(?!\d)")
MONTH_FIRST_DATE = re.compile(r"\b([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
DAY_FIRST_DATE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]{2,8})\.?,? (\d{4})\b")
SLASHED_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
YEAR_FIRST_SLASHED_DATE = re.compile(r"\b(\d{4})/(\d{1,2})/(\d{1,2})\b")
YEAR = re.compile(r"\b(?:1[4-9]|20)\d\d\b")
# Programs write their first date if they know none: 0101-01-01 (calibre), 0001-01-01 (.NET).
MIN_YEAR = 1400
# Longer values are cut off here.
MAX_SUMMARY_CHARACTERS = 5000


def metadata_from_labels(pairs: Iterable[tuple[str, str]]) -> Metadata:
    """The metadata in labels and their values; unknown labels are ignored.

    >>> metadata_from_labels([("Rating:", "Teen"), ("Characters:", "Ann, Bob"), ("Published", "May 6, 2017")]).published
    '2017-05-06'
    """
    values: dict[str, str | tuple[str, ...]] = {}
    for label, value in pairs:
        field = metadata_field(label)
        if field and value.strip() and not _is_ao3_category(label, value):
            values.setdefault(field, _parse_value(field, " ".join(value.split())))
    return build_metadata(values)


def _is_ao3_category(label: str, value: str) -> bool:
    """Whether a label names AO3's kinds of pairing instead of a fandom: "Category: F/M, Gen"."""
    categories = {category.strip().lower() for category in value.split(",")}
    return label.strip().rstrip(":").lower() in ("category", "categories") and categories <= AO3_CATEGORIES


def build_metadata(values: dict[str, str | tuple[str, ...]]) -> Metadata:
    """Metadata from values by field name."""
    defaults = Metadata()
    return Metadata(*(values.get(field.name, getattr(defaults, field.name)) for field in fields(Metadata)))


def metadata_field(label: str) -> str:
    """The field of Metadata that a label fills, "" for none; its colon, case and plural don't matter."""
    name = label.strip().rstrip(":").strip().lower()
    singular = f"{name[:-3]}y" if name.endswith("ies") and name != "series" else name.removesuffix("s")
    return LABEL_FIELDS.get(name) or LABEL_FIELDS.get(singular, "")


def is_header_label(label: str) -> bool:
    """Whether a label may be in a story's header, even if no tag holds its value."""
    return bool(metadata_field(label)) or label.strip().lower() in IGNORED_LABELS


def parse_label_line(line: str) -> tuple[str, str] | None:
    """The label and value of a line "Label: value", None for any other line."""
    match = LABEL_LINE.fullmatch(line.strip())
    return (match["label"], match["value"]) if match else None


def _parse_value(field: str, value: str) -> str | tuple[str, ...]:
    if field in DATE_FIELDS:
        return parse_iso_date(value)
    if isinstance(getattr(Metadata(), field), tuple):
        return tuple(dict.fromkeys(item.strip() for item in value.split(",") if item.strip()))
    return value[:MAX_SUMMARY_CHARACTERS]


def parse_iso_date(text: str) -> str:
    """The first date in `text` in ISO format, only its year if nothing more is known, "" for none.

    >>> (parse_iso_date("25 June 2008"), parse_iso_date("6/25/2008"), parse_iso_date("21/10/2008"),
    ... parse_iso_date("about 1899"))
    ('2008-06-25', '2008-06-25', '2008-10-21', '1899')
    """
    if match := ISO_DATE.search(text) or YEAR_FIRST_SLASHED_DATE.search(text):
        return _format_iso_date(match[1], match[2], match[3])
    if match := MONTH_FIRST_DATE.search(text):
        return _format_iso_date(match[3], _month_number(match[1]), match[2])
    if match := DAY_FIRST_DATE.search(text):
        return _format_iso_date(match[3], _month_number(match[2]), match[1])
    if match := SLASHED_DATE.search(text):
        # FanFiction.net writes the month first, as Americans do; a number over 12 can only be the day.
        day_first = int(match[1]) > 12
        return _format_iso_date(match[3], match[2] if day_first else match[1], match[1] if day_first else match[2])
    year = YEAR.search(text)
    return year[0] if year else ""


def _month_number(name: str) -> str:
    key = name[:3].lower()
    return str(SHORT_MONTHS.index(key) + 1) if key in SHORT_MONTHS else ""


def _format_iso_date(year: str, month: str, day: str) -> str:
    if int(year) < MIN_YEAR:
        return ""
    is_valid = month.isdecimal() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    return f"{year}-{int(month):02}-{int(day):02}" if is_valid else year
