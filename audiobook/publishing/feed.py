"""An album as a podcast: RSS 2.0 with the itunes and podcast namespaces, and the chapters inside long files.

Sources: https://www.rssboard.org/rss-specification, Apple's "A Podcaster's Guide to RSS",
https://github.com/Podcastindex-org/podcast-namespace (tags, and JSON chapters 1.2).
"""

from __future__ import annotations

import html
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audiobook.album.addresses import address
from audiobook.errors import OutputError
from audiobook.model import AuthorNote, NotePosition
from audiobook.publishing.published_album import CompanionFile, FinishedAlbum, Recording
from audiobook.publishing.rating import is_explicit
from audiobook.text.languages.document_language import known_tag
from audiobook.text.xml_text import legal_text, wellformed

if TYPE_CHECKING:
    from lxml.etree import _Element, _ElementTree

NAME, PAGE, TRANSCRIPTS = "feed.xml", "index.html", "transcripts"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PREFIXES = {"atom": ATOM, "content": CONTENT, "itunes": ITUNES, "podcast": PODCAST}
# Under this one the podcast namespace makes the UUIDs of feeds.
FEEDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
# Files of one album are dated a minute apart, in their order. The first is dated before the album was made, for
# players hide what is dated in the future.
APART, BEFORE = timedelta(minutes=1), timedelta(days=2)
TRANSCRIPT_TYPES = (("vtt", "text/vtt"), ("srt", "application/x-subrip"))
CHAPTERS_TYPE = "application/json+chapters"
# What longer names of persons are cut to.
MOST_PERSON = 128
# What begins a tag in HTML, and what parts the paragraphs of a note.
OPENS_TAG, PARAGRAPHS = re.compile(r"<(?=[A-Za-z/!?])"), re.compile(r"\n\s*\n")
LABELS = {
    NotePosition.HEAD: "Author’s note",
    NotePosition.MIDDLE: "Author’s note in the chapter",
    NotePosition.TAIL: "Author’s note at the end",
}


def feed_files(
    album: FinishedAlbum, base_url: str = "", picture: str = "cover.jpg", private: bool = True
) -> tuple[CompanionFile, ...]:
    """The feed of an album, and a list of chapters for each of its files that has marks; see `feed_xml`."""
    feed = CompanionFile(NAME, feed_xml(album, base_url, picture, private))
    chapters = (CompanionFile(_chapters_name(one), chapters_json(one)) for one in album.recordings if one.marks)
    return (feed, *chapters)


def feed_xml(album: FinishedAlbum, base_url: str = "", picture: str = "cover.jpg", private: bool = True) -> bytes:
    """The feed of an album whose folder has the address `base_url` (it ends in a slash).

    Without an address all links are relative, which players do not take; `rebased` puts one in. `picture` is the name
    of a square picture in the album's folder, "" for none; `private` asks directories not to list the feed.
    """
    from lxml import etree

    rss = etree.Element("rss", nsmap=PREFIXES, version="2.0")
    channel = etree.SubElement(rss, "channel")
    _describe(channel, album, base_url, picture)
    _number(channel, album, private)
    for one, guid in zip(album.recordings, item_guids(album), strict=True):
        _item(etree.SubElement(channel, "item"), album, one, guid, base_url)
    return _written(rss.getroottree())


def feed_guid(identity: str) -> str:
    """The podcast:guid of an album: it stays where the feed's address changes."""
    return str(uuid.uuid5(FEEDS, identity))


def item_guids(album: FinishedAlbum) -> tuple[str, ...]:
    """What players know each file by: the album's identity and the chapter's number, "book" for a whole book.

    They stay over rebuilds, new titles, moves and formats. A second file of the same number gets a number of its own.
    """
    seen: Counter[int] = Counter()
    found: list[str] = []
    for one in album.recordings:
        seen[one.number] += 1
        place = f"chapter-{one.number}" if one.number else "book"
        again = f".{seen[one.number]}" if seen[one.number] > 1 else ""
        found.append(f"{legal_text(album.identity)}#{place}{again}")
    return tuple(found)


def chapters_json(recording: Recording) -> bytes:
    """A file's marks in the JSON form that podcast players read, times in seconds."""
    marks = [{"startTime": round(one.start, 3), "title": wellformed(one.title)} for one in recording.marks]
    marks[-1]["endTime"] = round(recording.seconds, 3)
    told = {"version": "1.2.0", "title": _title(recording), "fileName": recording.file, "chapters": marks}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _describe(channel: _Element, album: FinishedAlbum, base_url: str, picture: str) -> None:
    """What a listener sees of the album."""
    about, page = album.metadata, address(PAGE, base_url)
    title = _shown_line(about.title) or "Untitled"
    if base_url:
        _add(channel, "atom:link", href=address(NAME, base_url), rel="self", type="application/rss+xml")
    _add(channel, "title", title)
    _add(channel, "link", page)
    _add(channel, "description", _description(album, title))
    _add(channel, "language", known_tag(about.language))
    _add(channel, "generator", "audiobook")
    if picture:
        image = _add(channel, "image")
        _add(image, "url", address(picture, base_url))
        _add(image, "title", title)
        _add(image, "link", page)
        _add(channel, "itunes:image", href=address(picture, base_url))
    _add(channel, "itunes:author", wellformed(about.author))
    for person, role, group in _persons(album):
        _add(channel, "podcast:person", person[:MOST_PERSON], role=role, group=group)


def _description(album: FinishedAlbum, title: str) -> str:
    """The summary, who wrote and who reads it, and where the story itself is to be found."""
    author, narrator = wellformed(album.metadata.author), wellformed(album.narrator)
    credit = f"{title}{f' by {author}' if author else ''}{f', read by {narrator}' if narrator else ''}."
    source = wellformed(album.metadata.source)
    parts = (legal_text(album.metadata.summary).strip(), credit, f"The story itself: {source}" if source else "")
    return tagless("\n\n".join(filter(None, parts)))


def _persons(album: FinishedAlbum) -> Iterator[tuple[str, str, str]]:
    """Name, role and group, as podcasttaxonomy.com has them."""
    yield wellformed(album.metadata.author), "author", "writing"
    yield wellformed(album.narrator), "narrator", "cast"
    for reader in album.readers:
        voice, character = wellformed(reader.voice), wellformed(reader.character)
        if voice and character:
            yield f"{voice} as {character}", "voice actor", "cast"


def _number(channel: _Element, album: FinishedAlbum, private: bool) -> None:
    """What players and directories go by."""
    _add(channel, "itunes:type", "serial")
    _add(_add(channel, "itunes:category", text="Arts"), "itunes:category", text="Books")
    _add(channel, "itunes:explicit", _explicit(album))
    if private:
        _add(channel, "itunes:block", "Yes")
        _add(channel, "podcast:block", "yes")
    _add(channel, "podcast:guid", feed_guid(album.identity))
    _add(channel, "podcast:medium", "audiobook")
    _add(channel, "podcast:locked", "no")


def _item(item: _Element, album: FinishedAlbum, one: Recording, guid: str, base_url: str) -> None:
    _add(item, "title", _title(one))
    _add(item, "guid", guid, isPermaLink="false")
    _add(item, "pubDate", _date(album.created, one.track))
    _add(item, "enclosure", url=address(one.file, base_url), length=str(one.size), type=one.mime)
    _add(item, "description", _shown(one.notes))
    _add(item, "content:encoded", _as_html(one.notes))
    _add(item, "itunes:duration", str(max(1, round(one.seconds))))
    _add(item, "itunes:episode", str(one.track))
    _add(item, "itunes:episodeType", "full")
    _add(item, "itunes:explicit", _explicit(album))
    if one.marks:
        _add(item, "podcast:chapters", url=address(_chapters_name(one), base_url), type=CHAPTERS_TYPE)
    for ending, mime in TRANSCRIPT_TYPES if one.passages else ():
        url = address(f"{TRANSCRIPTS}/{one.stem}.{ending}", base_url)
        _add(item, "podcast:transcript", url=url, type=mime, rel="captions")


def _chapters_name(one: Recording) -> str:
    return f"{TRANSCRIPTS}/{one.stem}.chapters.json"


def _explicit(album: FinishedAlbum) -> str:
    return "true" if is_explicit(album.metadata.rating) else "false"


def _title(one: Recording) -> str:
    return _shown_line(one.title) or wellformed(one.stem)


def _date(created: str, track: int) -> str:
    made = datetime.fromisoformat(created)
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    return format_datetime((made.astimezone(UTC) - BEFORE + track * APART).replace(microsecond=0), usegmt=True)


def _shown(notes: Sequence[AuthorNote]) -> str:
    return tagless("\n\n".join(filter(None, (legal_text(note.text).strip() for note in notes))))


def _as_html(notes: Sequence[AuthorNote]) -> str:
    """The notes as HTML that holds nothing but paragraphs of text, each note under what it is."""
    return "\n".join(paragraph for note in notes for paragraph in _paragraphs(note))


def _paragraphs(note: AuthorNote) -> Iterator[str]:
    text = legal_text(note.text).strip()
    if text:
        yield f"<p><strong>{LABELS[note.position]}</strong></p>"
        for paragraph in filter(None, map(str.strip, PARAGRAPHS.split(text))):
            yield f"<p>{html.escape(paragraph, quote=False)}</p>".replace("\n", "<br/>")


def tagless(text: str) -> str:
    """Text that players show the same whether they take it for plain text or, as many do, for HTML.

    So no author's note makes them fetch a picture, nor swallows a word in angle brackets.

    >>> tagless("I <3 this & <img src=x>, 1 < 2")
    'I <3 this & ‹img src=x>, 1 < 2'
    """
    return OPENS_TAG.sub("‹", text)


def _shown_line(text: str) -> str:
    return tagless(wellformed(text))


def _add(parent: _Element, name: str, content: str = "", **attributes: str) -> _Element:
    """A new element; one that would say nothing is left away, as an empty one is worse than none."""
    from lxml import etree

    prefix, colon, local = name.rpartition(":")
    element = etree.Element(f"{{{PREFIXES[prefix]}}}{local}" if colon else name, attributes)
    element.text = content or None
    if content or name in SAYING_WITHOUT_TEXT:
        parent.append(element)
    return element


# Elements that say what they say by attributes or by other elements.
SAYING_WITHOUT_TEXT = (
    "atom:link", "enclosure", "image", "itunes:category", "itunes:image", "podcast:chapters", "podcast:transcript",
)  # fmt: skip


def rebased(feed: bytes, base_url: str) -> bytes:
    """A finished feed with the links to its album's files below another address (it ends in a slash).

    Raises OutputError where the bytes are no such feed.
    """
    channel = _channel(feed)
    own = channel.find("atom:link[@rel='self']", PREFIXES)
    if own is None:
        own = _add(channel, "atom:link", href=NAME, rel="self", type="application/rss+xml")
        channel.remove(own)
        channel.insert(0, own)
    before = own.get("href", "").removesuffix(NAME)
    for element in channel.iter("*"):
        for name in LINKS & set(element.attrib):
            element.set(name, _moved(element.get(name, ""), before, base_url))
        if element.tag in LINK_ELEMENTS:
            element.text = _moved(element.text or "", before, base_url)
    return _written(channel.getroottree())


# Attributes and elements that name one of the album's files.
LINKS, LINK_ELEMENTS = frozenset({"href", "url"}), frozenset({"link", "url"})


def _channel(feed: bytes) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        channel = etree.fromstring(feed, parser).find("channel")
    except etree.XMLSyntaxError:
        channel = None
    if channel is None:
        raise OutputError(f"{NAME} is no feed that could be read; make the album again")
    return channel


def _moved(link: str, before: str, base_url: str) -> str:
    """A link below its new base; one that leads elsewhere stays."""
    ours = link.startswith(before) if before else not urlsplit(link).scheme
    return base_url + link.removeprefix(before) if ours else link


def _written(tree: _ElementTree) -> bytes:
    from lxml import etree

    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, pretty_print=True)
