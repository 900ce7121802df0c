"""Checks an album's feed: the rules of RSS 2.0 and of the itunes and podcast namespaces, and the files it links to."""

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
REMAKE_FEED = "make the album again, which rewrites the feed"
ITUNES, PODCAST = f"{{{ITUNES_NAMESPACE}}}", f"{{{PODCAST_NAMESPACE}}}"
TRANSCRIPT_TYPES = {".vtt": ("text/vtt",), ".srt": ("application/x-subrip", "application/srt", "text/srt")}
MIN_COVER_SIDE, MAX_COVER_SIDE = 1400, 3000
# The difference that is allowed between an item's duration (whole seconds) and the file's.
DURATION_TOLERANCE = 2.0


def check_feed(folder: Path, subjects: Sequence[InspectedFile], listed: bool) -> tuple[Finding, ...]:
    """The findings on the feed in a folder, one for each problem.

    A missing feed is a problem only where the album's manifest has it (`listed`).
    """
    path = folder / FEED_FILE
    if not path.is_file():
        return (
            failed_finding(CHECK_NAME, f"{FEED_FILE} is missing", REMAKE_FEED)
            if listed
            else absent_finding(CHECK_NAME),
        )
    channel = _parse_channel(path)
    if channel is None:
        return (failed_finding(CHECK_NAME, f"{FEED_FILE} cannot be read as an RSS 2.0 feed", REMAKE_FEED),)
    troubles = [*_channel_problems(channel, folder), *_items_problems(channel, folder, subjects)]
    return tuple(failed_finding(CHECK_NAME, trouble, REMAKE_FEED) for trouble in troubles) or (
        passed_finding(CHECK_NAME),
    )


def _parse_channel(path: Path) -> Any | None:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.parse(path, parser).getroot()
    except (etree.XMLSyntaxError, OSError):
        return None
    return root.find("channel") if root.tag == "rss" and root.get("version") == "2.0" else None


def _channel_problems(channel: Any, folder: Path) -> Iterator[str]:
    for name in ("title", "link", "description", "language", f"{ITUNES}author"):
        if not _text(channel, name):
            yield f"it has no {_local_name(name)}"
    if _text(channel, f"{ITUNES}explicit") not in ("true", "false"):
        yield "itunes:explicit is neither true nor false"
    if _text(channel, f"{ITUNES}type") != "serial":
        yield "itunes:type is not serial, so players show the last chapter first"
    yield from _cover_problems(channel, folder)
    for element in channel.iter("{*}*"):
        if not len(element) and not element.attrib and not (element.text or "").strip():
            yield f"{_local_name(element.tag)} is empty"


def _cover_problems(channel: Any, folder: Path) -> Iterator[str]:
    image = channel.find(f"{ITUNES}image")
    path = _local_file(image.get("href", ""), folder) if image is not None else None
    if image is None:
        yield "it has no itunes:image"
    elif path is None:
        yield f"its picture {image.get('href')} is not in the folder"
    elif (size := _picture_size(path)) is None or size[0] != size[1] or not MIN_COVER_SIDE <= size[0] <= MAX_COVER_SIDE:
        yield f"its picture {path.name} is not a square of {MIN_COVER_SIDE} to {MAX_COVER_SIDE} pixels"


def _picture_size(picture: Path) -> tuple[int, int] | None:
    from PIL import Image

    try:
        with Image.open(picture) as opened:
            return opened.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


@dataclass(frozen=True, slots=True)
class _FeedItem:
    """An item and its sound file, None where that is not in the folder."""

    element: Any
    title: str
    url: str
    subject: InspectedFile | None


def _items_problems(channel: Any, folder: Path, subjects: Sequence[InspectedFile]) -> Iterator[str]:
    by_name = {subject.path.name: subject for subject in subjects}
    items = [_build_item(element, folder, by_name) for element in channel.findall("item")]
    linked_names = {item.subject.path.name for item in items if item.subject}
    for name in by_name:
        if name not in linked_names:
            yield f"no item for {name}"
    guids = [_text(item.element, "guid") for item in items]
    if len(set(guids)) < len(guids):
        yield "two items have the same guid"
    if not _are_dates_in_order([_episode_number(item) for item in items], [_publication_time(item) for item in items]):
        yield "the dates of its items are not in the order of the chapters"
    for item in items:
        for trouble in (*_item_problems(item, folder), *_attachment_problems(item, folder)):
            yield f"“{item.title}”: {trouble}"


def _build_item(element: Any, folder: Path, by_name: dict[str, InspectedFile]) -> _FeedItem:
    enclosure = element.find("enclosure")
    url = enclosure.get("url", "") if enclosure is not None else ""
    path = _local_file(url, folder)
    return _FeedItem(element, _text(element, "title"), url, by_name.get(path.name) if path else None)


def _item_problems(item: _FeedItem, folder: Path) -> Iterator[str]:
    guid, enclosure = item.element.find("guid"), item.element.find("enclosure")
    if not item.title:
        yield "no title"
    if guid is None or not (guid.text or "").strip():
        yield "no guid"
    elif guid.get("isPermaLink") != "false":
        yield "its guid does not say isPermaLink=false"
    if not _text(item.element, f"{ITUNES}episode").isdecimal():
        yield "no itunes:episode, which a serial needs"
    if _publication_time(item) is None:
        yield "no pubDate that can be read"
    if enclosure is None or not _is_web_url(item.url):
        yield "no enclosure with an address" if not item.url else f"its address {item.url} is not encoded as one"
    elif item.subject is None:
        yield f"{item.url} is not among the files of {folder.name}"
    else:
        yield from _enclosure_problems(enclosure, item.subject)
        yield from _duration_problems(item, item.subject)


def _enclosure_problems(enclosure: Any, subject: InspectedFile) -> Iterator[str]:
    size, length = subject.path.stat().st_size, enclosure.get("length", "")
    if length != str(size):
        yield f"its length is given as {length or 'nothing'}, but {subject.path.name} has {size} bytes"
    output_format = find_format(subject.path.suffix)
    types = output_format.mime_types if output_format else ()
    if types and enclosure.get("type") not in types:
        yield f"its type is given as {enclosure.get('type') or 'nothing'}, but it is {types[0]}"


def _duration_problems(item: _FeedItem, subject: InspectedFile) -> Iterator[str]:
    duration = _text(item.element, f"{ITUNES}duration")
    if not duration.isdecimal():
        yield "itunes:duration is not a whole number of seconds"
    elif subject.sound and abs(parse_number(duration) - subject.sound.seconds) > DURATION_TOLERANCE:
        yield f"its duration is given as {duration} s, but it lasts {subject.sound.seconds:.0f} s"


def _attachment_problems(item: _FeedItem, folder: Path) -> Iterator[str]:
    """The problems of an item's transcripts and chapters."""
    for element in item.element.findall(f"{PODCAST}transcript"):
        path = _local_file(element.get("url", ""), folder)
        if path is None:
            yield f"its transcript {element.get('url')} is not in the folder"
        elif element.get("type") not in TRANSCRIPT_TYPES.get(path.suffix.lower(), ()):
            yield f"the type of {path.name} is given as {element.get('type') or 'nothing'}"
    for element in item.element.findall(f"{PODCAST}chapters"):
        path = _local_file(element.get("url", ""), folder)
        if path is None:
            yield f"its chapters {element.get('url')} are not in the folder"
        elif element.get("type") != CHAPTERS_TYPE:
            yield f"the type of {path.name} is given as {element.get('type') or 'nothing'}, not {CHAPTERS_TYPE}"
        elif not _is_chapter_list(path):
            yield f"{path.name} is not a list of chapters of version {CHAPTERS_VERSION}"


def _is_chapter_list(path: Path) -> bool:
    try:
        data = json.loads(path.read_text("utf-8"))
        starts = [float(chapter["startTime"]) for chapter in data["chapters"]]
        has_titles = all(str(chapter["title"]).strip() for chapter in data["chapters"])
        return data["version"] == CHAPTERS_VERSION and bool(starts) and starts == sorted(starts) and has_titles
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return False


def _are_dates_in_order(numbers: Sequence[int], dates: Sequence[Any]) -> bool:
    dated = sorted((number, date) for number, date in zip(numbers, dates, strict=True) if date is not None)
    return all(early[1] <= late[1] for early, late in pairwise(dated))


def _episode_number(item: _FeedItem) -> int:
    return parse_number(_text(item.element, f"{ITUNES}episode"))


def _publication_time(item: _FeedItem) -> float | None:
    try:
        return parsedate_to_datetime(_text(item.element, "pubDate")).timestamp()
    except (ValueError, TypeError, OverflowError):  # such as a year of ten digits
        return None


def _is_web_url(url: str) -> bool:
    return bool(url) and url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')


def _local_file(url: str, folder: Path) -> Path | None:
    """The file in the folder or a subfolder that an address ends with; None where there is none."""
    try:
        names = unquote(urlsplit(url).path).split("/")
    except ValueError:
        return None
    for count in (2, 1):
        tail = names[-count:]
        if len(tail) == count and all(name and name not in (".", "..") and "\0" not in name for name in tail):
            path = folder.joinpath(*tail)
            if path.is_file():
                return path
    return None


def _text(element: Any, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _local_name(tag: str) -> str:
    return str(tag).replace(ITUNES, "itunes:").replace(PODCAST, "podcast:").rpartition("}")[2]
