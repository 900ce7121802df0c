"""A finished album to make feeds from, and the rules that every feed has to keep."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime

from lxml import etree
from lxml.etree import _Element

from audiobook.model import AuthorNote, Cover, Metadata, NotePosition, TextRun
from audiobook.publishing.feed import PREFIXES
from audiobook.publishing.published_album import CastCredit, ChapterMark, Passage, PublishedAlbum, Recording

BASE = "https://example.org/books/Ann%20Example/Two%20Doors/"
ABOUT = Metadata(
    title="Two Doors",
    author="Ann Example",
    summary="A door & another.\n\n<Both> open.",
    language="English",
    rating="Mature",
    source="https://example.org/stories/2",
)
FIRST = Recording(
    1, 1, "The Red One", "01 - The Red One.mp3", "audio/mpeg", 1_234_567, "ab" * 32, 400.4,
    (Passage(0.25, 1.5, (TextRun("It was open."),)),),
    (ChapterMark(0.0, "The Red One"), ChapterMark(200.5, "Scene 2: They went in")),
    (
        AuthorNote(NotePosition.HEAD, "Thanks to Bea & Cy <3\nand all.\n\nEnjoy!"),
        AuthorNote(NotePosition.TAIL, "What a <b>cliff</b>."),
    ),
)  # fmt: skip
SECOND = Recording(
    2, 2, "What #2? 100% Blau", "02 - What #2 100% Blau Ü.mp3", "audio/mpeg", 89, "cd" * 32, 0.2,
    (Passage(0.0, 0.2, (TextRun("Shut."),)),),
)  # fmt: skip
ALBUM = PublishedAlbum(
    "urn:uuid:7b1f9d4e-3f64-4b39-9d53-bb0a1b0d8a11",
    "2026-11-21T16:45:00+00:00",
    ABOUT,
    "heart (hibari)",
    (CastCredit("", "heart"), CastCredit("Bea", "bella"), CastCredit("Cy", "adam")),
    Cover(b"\xff\xd8", "image/jpeg"),
    (FIRST, SECOND),
    2,
)


def long_album(count: int) -> PublishedAlbum:
    """The album with so many chapters."""
    chapters = tuple(
        replace(FIRST, number=number, track=number, title=f"Chapter {number}", file=f"{number:04d} - Chapter.mp3")
        for number in range(1, count + 1)
    )
    return replace(ALBUM, recordings=chapters, tracks=count)


def texts(element: _Element, path: str) -> list[str]:
    """What the elements at a path say, by the prefixes of feeds; "@" before the last name asks for an attribute."""
    return [str(found) for found in element.xpath(path, namespaces=PREFIXES)]


def channel_of(feed: bytes) -> _Element:
    channel = etree.fromstring(feed).find("channel")
    assert channel is not None
    return channel


URL = re.compile(r"https?://[\x21-\x7e]+")
UUID5 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
COUNT = re.compile(r"[1-9]\d*")


def is_date(text: str) -> bool:
    return parsedate_to_datetime(text).utcoffset() is not None


def one_of(*values: str) -> Callable[[str], bool]:
    return values.__contains__


def is_some(text: str) -> bool:
    return bool(text.strip())


def reads_the_same(text: str) -> bool:
    """Whether a reader that takes the text for HTML finds no tags in it."""
    return is_some(text) and not re.search(r"<[A-Za-z/!?]", text)


# What: where it stands, how often at least and at most (None: once for each file), and what it may say.
Rule = tuple[str, int | None, int | None, Callable[[str], object]]
RULES: tuple[Rule, ...] = (
    ("title/text()", 1, 1, reads_the_same),
    ("link/text()", 1, 1, URL.fullmatch),
    ("description/text()", 1, 1, reads_the_same),
    ("language/text()", 0, 1, re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*").fullmatch),
    ("atom:link[@rel='self'][@type='application/rss+xml']/@href", 1, 1, URL.fullmatch),
    ("image/url/text()", 1, 1, URL.fullmatch),
    ("itunes:image/@href", 1, 1, re.compile(r"https?://[\x21-\x7e]+\.(jpg|png)").fullmatch),
    ("itunes:author/text()", 1, 1, is_some),
    ("itunes:type/text()", 1, 1, one_of("serial")),
    ("itunes:category/@text", 1, 1, one_of("Arts")),
    ("itunes:category/itunes:category/@text", 1, 1, one_of("Books")),
    ("itunes:explicit/text()", 1, 1, one_of("true", "false")),
    ("itunes:block/text()", 0, 1, one_of("Yes")),
    ("podcast:block/text()", 0, 1, one_of("yes")),
    ("podcast:guid/text()", 1, 1, UUID5.fullmatch),
    ("podcast:medium/text()", 1, 1, one_of("audiobook")),
    ("podcast:locked/text()", 1, 1, one_of("yes", "no")),
    ("podcast:person/text()", 1, 1000, lambda text: 0 < len(text) <= 128),
    ("podcast:person/@role", 1, 1000, one_of("author", "narrator", "voice actor")),
    ("podcast:person/@group", 1, 1000, one_of("writing", "cast")),
    ("item/title/text()", None, None, reads_the_same),
    ("item/guid[@isPermaLink='false']/text()", None, None, is_some),
    ("item/pubDate/text()", None, None, is_date),
    ("item/enclosure/@url", None, None, URL.fullmatch),
    ("item/enclosure/@length", None, None, COUNT.fullmatch),
    ("item/enclosure/@type", None, None, re.compile(r"audio/[a-z0-9.-]+").fullmatch),
    ("item/itunes:duration/text()", None, None, COUNT.fullmatch),
    ("item/itunes:episode/text()", None, None, COUNT.fullmatch),
    ("item/itunes:episodeType/text()", None, None, one_of("full")),
    ("item/itunes:explicit/text()", None, None, one_of("true", "false")),
    ("item/description/text()", 0, None, reads_the_same),
    ("item/content:encoded/text()", 0, None, is_some),
    ("item/podcast:chapters/@url", 0, None, URL.fullmatch),
    ("item/podcast:chapters/@type", 0, None, one_of("application/json+chapters")),
    ("item/podcast:transcript[@type='text/vtt']/@url", 0, None, URL.fullmatch),
    ("item/podcast:transcript[@type='application/x-subrip']/@url", 0, None, URL.fullmatch),
)


def broken_rules(feed: bytes) -> list[str]:
    """The rules that a feed with an address does not keep; none is named for a good one."""
    channel = channel_of(feed)
    items = len(channel.findall("item"))
    broken = [rule[0] for rule in RULES if not _kept(channel, items, rule)]
    broken += [
        f"empty: {one.tag}" for one in channel.iter("*") if not (len(one) or one.attrib or (one.text or "").strip())
    ]
    broken += [f"empty attribute: {one.tag}" for one in channel.iter("*") if not all(one.attrib.values())]
    guids, urls = texts(channel, "item/guid/text()"), texts(channel, "item/enclosure/@url")
    broken += [] if len({*guids}) == len(guids) == len({*urls}) else ["files told apart"]
    dates = [parsedate_to_datetime(date) for date in texts(channel, "item/pubDate/text()")]
    broken += [] if dates == sorted({*dates}) else ["dates in order"]
    episodes = [int(number) for number in texts(channel, "item/itunes:episode/text()")]
    return broken + ([] if episodes == sorted({*episodes}) else ["episodes in order"])


def _kept(channel: _Element, items: int, rule: Rule) -> bool:
    path, least, most, fits = rule
    found = texts(channel, path)
    in_bounds = (items if least is None else least) <= len(found) <= (items if most is None else most)
    return in_bounds and all(fits(text) for text in found)
