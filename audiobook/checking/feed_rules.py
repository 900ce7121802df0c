"""Judges an album's feed by the rules of RSS 2.0 and of the itunes and podcast namespaces, against the files there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from audiobook.album.file_names import FEED_FILE
from audiobook.checking.tags import parse_number
from audiobook.checking.values import Finding, InspectedFile, absent_finding, failed_finding, passed_finding
from audiobook.model.output_formats import find_format
from audiobook.publishing.feed import CHAPTERS_TYPE, CHAPTERS_VERSION, ITUNES_NAMESPACE, PODCAST_NAMESPACE

CHECK_NAME = "feed"
REMAKE_FEED = "make the album again, which writes the feed anew"
ITUNES, PODCAST = f"{{{ITUNES_NAMESPACE}}}", f"{{{PODCAST_NAMESPACE}}}"
TRANSCRIPT_TYPES = {".vtt": ("text/vtt",), ".srt": ("application/x-subrip", "application/srt", "text/srt")}
MIN_COVER_SIDE, MAX_COVER_SIDE = 1400, 3000
# Between an item's length in whole seconds and the file's.
DURATION_TOLERANCE = 2.0


def check_feed(folder: Path, subjects: Sequence[InspectedFile], listed: bool) -> tuple[Finding, ...]:
    """What is found of the feed in a folder: one finding for each thing that is wrong.

    Where there is no feed that is well, unless the album has it `listed`.
    """
    path = folder / FEED_FILE
    if not path.is_file():
        return (
            failed_finding(CHECK_NAME, f"{FEED_FILE} is missing", REMAKE_FEED)
            if listed
            else absent_finding(CHECK_NAME),
        )
    channel = _channel(path)
    if channel is None:
        return (failed_finding(CHECK_NAME, f"{FEED_FILE} is no RSS 2.0 feed that can be read", REMAKE_FEED),)
    troubles = [*_channel_troubles(channel, folder), *_items_troubles(channel, folder, subjects)]
    return tuple(failed_finding(CHECK_NAME, trouble, REMAKE_FEED) for trouble in troubles) or (
        passed_finding(CHECK_NAME),
    )


def _channel(path: Path) -> Any | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.parse(path, parser).getroot()
    except (etree.XMLSyntaxError, OSError):
        return None
    return root.find("channel") if root.tag == "rss" and root.get("version") == "2.0" else None


def _channel_troubles(channel: Any, folder: Path) -> Iterator[str]:
    for name in ("title", "link", "description", "language", f"{ITUNES}author"):
        if not _text(channel, name):
            yield f"it has no {_local_name(name)}"
    if _text(channel, f"{ITUNES}explicit") not in ("true", "false"):
        yield "itunes:explicit is neither true nor false"
    if _text(channel, f"{ITUNES}type") != "serial":
        yield "itunes:type is not serial, so players show the last chapter first"
    yield from _cover_troubles(channel, folder)
    for element in channel.iter("{*}*"):
        if not len(element) and not element.attrib and not (element.text or "").strip():
            yield f"{_local_name(element.tag)} is empty"


def _cover_troubles(channel: Any, folder: Path) -> Iterator[str]:
    image = channel.find(f"{ITUNES}image")
    place = _local_file(image.get("href", ""), folder) if image is not None else None
    if image is None:
        yield "it has no itunes:image"
    elif place is None:
        yield f"its picture {image.get('href')} is not in the folder"
    elif (size := _size(place)) is None or size[0] != size[1] or not MIN_COVER_SIDE <= size[0] <= MAX_COVER_SIDE:
        yield f"its picture {place.name} is no square of {MIN_COVER_SIDE} to {MAX_COVER_SIDE} pixels"


def _size(picture: Path) -> tuple[int, int] | None:
    from PIL import Image

    try:
        with Image.open(picture) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


@dataclass(frozen=True, slots=True)
class _FeedItem:
    """An item, and the sound file that it belongs to: None where there is none in the folder."""

    element: Any
    title: str
    url: str
    subject: InspectedFile | None


def _items_troubles(channel: Any, folder: Path, subjects: Sequence[InspectedFile]) -> Iterator[str]:
    by_name = {one.path.name: one for one in subjects}
    items = [_item(element, folder, by_name) for element in channel.findall("item")]
    there = {item.subject.path.name for item in items if item.subject}
    for name in by_name:
        if name not in there:
            yield f"no item for {name}"
    guids = [_text(item.element, "guid") for item in items]
    if len(set(guids)) < len(guids):
        yield "two items have the same guid"
    if not _in_order([_number(item) for item in items], [_published(item) for item in items]):
        yield "its items are not dated in the order of the chapters"
    for item in items:
        for trouble in (*_item_troubles(item, folder), *_attachment_troubles(item, folder)):
            yield f"“{item.title}”: {trouble}"


def _item(element: Any, folder: Path, by_name: dict[str, InspectedFile]) -> _FeedItem:
    enclosure = element.find("enclosure")
    url = enclosure.get("url", "") if enclosure is not None else ""
    place = _local_file(url, folder)
    return _FeedItem(element, _text(element, "title"), url, by_name.get(place.name) if place else None)


def _item_troubles(item: _FeedItem, folder: Path) -> Iterator[str]:
    guid, enclosure = item.element.find("guid"), item.element.find("enclosure")
    if not item.title:
        yield "no title"
    if guid is None or not (guid.text or "").strip():
        yield "no guid"
    elif guid.get("isPermaLink") != "false":
        yield "its guid does not say isPermaLink=false"
    if not _text(item.element, f"{ITUNES}episode").isdecimal():
        yield "no itunes:episode, which a serial needs"
    if _published(item) is None:
        yield "no pubDate that can be read"
    if enclosure is None or not _is_web_url(item.url):
        yield "no enclosure with an address" if not item.url else f"its address {item.url} is not encoded as one"
    elif item.subject is None:
        yield f"{item.url} is not among the files of {folder.name}"
    else:
        yield from _enclosure_troubles(enclosure, item.subject)
        yield from _duration_troubles(item, item.subject)


def _enclosure_troubles(enclosure: Any, subject: InspectedFile) -> Iterator[str]:
    size, told = subject.path.stat().st_size, enclosure.get("length", "")
    if told != str(size):
        yield f"its length is told as {told or 'nothing'}, {subject.path.name} has {size} bytes"
    output_format = find_format(subject.path.suffix)
    kinds = output_format.mime_types if output_format else ()
    if kinds and enclosure.get("type") not in kinds:
        yield f"its type is told as {enclosure.get('type') or 'nothing'}, it is {kinds[0]}"


def _duration_troubles(item: _FeedItem, subject: InspectedFile) -> Iterator[str]:
    told = _text(item.element, f"{ITUNES}duration")
    if not told.isdecimal():
        yield "itunes:duration is no whole number of seconds"
    elif subject.sound and abs(parse_number(told) - subject.sound.seconds) > DURATION_TOLERANCE:
        yield f"its duration is told as {told} s, it lasts {subject.sound.seconds:.0f} s"


def _attachment_troubles(item: _FeedItem, folder: Path) -> Iterator[str]:
    """What is wrong with transcripts and chapters."""
    for element in item.element.findall(f"{PODCAST}transcript"):
        place = _local_file(element.get("url", ""), folder)
        if place is None:
            yield f"its transcript {element.get('url')} is not in the folder"
        elif element.get("type") not in TRANSCRIPT_TYPES.get(place.suffix.lower(), ()):
            yield f"the type of {place.name} is told as {element.get('type') or 'nothing'}"
    for element in item.element.findall(f"{PODCAST}chapters"):
        place = _local_file(element.get("url", ""), folder)
        if place is None:
            yield f"its chapters {element.get('url')} are not in the folder"
        elif element.get("type") != CHAPTERS_TYPE:
            yield f"the type of {place.name} is told as {element.get('type') or 'nothing'}, not {CHAPTERS_TYPE}"
        elif not _is_chapters(place):
            yield f"{place.name} is no list of chapters of version {CHAPTERS_VERSION}"


def _is_chapters(path: Path) -> bool:
    try:
        found = json.loads(path.read_text("utf-8"))
        starts = [float(one["startTime"]) for one in found["chapters"]]
        titled = all(str(one["title"]).strip() for one in found["chapters"])
        return found["version"] == CHAPTERS_VERSION and bool(starts) and starts == sorted(starts) and titled
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return False


def _in_order(numbers: Sequence[int], dates: Sequence[Any]) -> bool:
    known = sorted((number, date) for number, date in zip(numbers, dates, strict=True) if date is not None)
    return all(early[1] <= late[1] for early, late in pairwise(known))


def _number(item: _FeedItem) -> int:
    return parse_number(_text(item.element, f"{ITUNES}episode"))


def _published(item: _FeedItem) -> float | None:
    try:
        return parsedate_to_datetime(_text(item.element, "pubDate")).timestamp()
    except (ValueError, TypeError, OverflowError):  # a year of ten digits is too large for a date
        return None


def _is_web_url(url: str) -> bool:
    return bool(url) and url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')


def _local_file(url: str, folder: Path) -> Path | None:
    """The file of the folder, or of a folder in it, that an address ends with; None where there is none."""
    try:
        names = unquote(urlsplit(url).path).split("/")
    except ValueError:
        return None
    for count in (2, 1):
        tail = names[-count:]
        if len(tail) == count and all(name and name not in (".", "..") and "\0" not in name for name in tail):
            place = folder.joinpath(*tail)
            if place.is_file():
                return place
    return None


def _text(element: Any, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _local_name(tag: str) -> str:
    return str(tag).replace(ITUNES, "itunes:").replace(PODCAST, "podcast:").rpartition("}")[2]
