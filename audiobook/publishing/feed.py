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

from audiobook.album.addresses import file_url
from audiobook.album.file_names import COVER_FILE, FEED_FILE, PAGE_FILE, TRANSCRIPT_FOLDER
from audiobook.errors import OutputError
from audiobook.model import AuthorNote, NotePosition
from audiobook.publishing.published_album import CompanionFile, PublishedAlbum, Recording
from audiobook.publishing.rating import is_explicit
from audiobook.text.languages.document_language import known_language_tag
from audiobook.text.xml_text import strip_illegal, to_single_line
from audiobook.web.addresses import split_address

if TYPE_CHECKING:
    from lxml.etree import _Element, _ElementTree

ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
CONTENT_NAMESPACE = "http://purl.org/rss/1.0/modules/content/"
ITUNES_NAMESPACE = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST_NAMESPACE = "https://podcastindex.org/namespace/1.0"
PREFIXES = {
    "atom": ATOM_NAMESPACE,
    "content": CONTENT_NAMESPACE,
    "itunes": ITUNES_NAMESPACE,
    "podcast": PODCAST_NAMESPACE,
}
# The podcast namespace derives the UUIDs of feeds from this one.
FEED_GUID_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
# The files of an album are dated a minute apart, in their order. The first one is dated before the album was made,
# because players hide episodes with a date in the future.
ITEM_INTERVAL, FIRST_ITEM_OFFSET = timedelta(minutes=1), timedelta(days=2)
TRANSCRIPT_TYPES = (("vtt", "text/vtt"), ("srt", "application/x-subrip"))
CHAPTERS_TYPE, CHAPTERS_VERSION = "application/json+chapters", "1.2.0"
# Names of persons are cut to this length.
MAX_PERSON_CHARACTERS = 128
# The start of an HTML tag, and what separates the paragraphs of a note.
TAG_START, PARAGRAPH_BREAK = re.compile(r"<(?=[A-Za-z/!?])"), re.compile(r"\n\s*\n")
NOTE_LABELS = {
    NotePosition.HEAD: "Author’s note",
    NotePosition.MIDDLE: "Author’s note in the chapter",
    NotePosition.TAIL: "Author’s note at the end",
}

# Elements with attributes or child elements instead of text.
VALID_WHEN_EMPTY = frozenset(
    {"atom:link", "enclosure", "image", "itunes:category", "itunes:image", "podcast:chapters", "podcast:transcript"}
)
# Attributes and elements that link to one of the album's files.
LINK_ATTRIBUTES, LINK_ELEMENTS = frozenset({"href", "url"}), frozenset({"link", "url"})


def build_feed_files(
    album: PublishedAlbum, base_url: str = "", picture: str = COVER_FILE, private: bool = True
) -> tuple[CompanionFile, ...]:
    """The feed of an album, and a list of chapters for each of its files with marks; see `build_feed`."""
    feed = CompanionFile(FEED_FILE, build_feed(album, base_url, picture, private))
    chapters = (
        CompanionFile(_chapters_file(recording), build_chapters_json(recording))
        for recording in album.recordings
        if recording.marks
    )
    return (feed, *chapters)


def build_feed(album: PublishedAlbum, base_url: str = "", picture: str = COVER_FILE, private: bool = True) -> bytes:
    """The feed of an album whose folder has the address `base_url` (ending in a slash).

    Without an address all links are relative, which players don't accept; `rebase_feed` adds one later. `picture` is
    the name of a square picture in the album's folder, "" for none; `private` asks directories not to list the feed.
    """
    from lxml import etree

    rss = etree.Element("rss", nsmap=PREFIXES, version="2.0")
    channel = etree.SubElement(rss, "channel")
    _add_album_details(channel, album, base_url, picture)
    _add_classification(channel, album, private)
    for recording, guid in zip(album.recordings, item_guids(album), strict=True):
        _add_item(etree.SubElement(channel, "item"), album, recording, guid, base_url)
    return _serialize_xml(rss.getroottree())


def feed_guid(identity: str) -> str:
    """The podcast:guid of an album: it stays the same when the feed's address changes."""
    return str(uuid.uuid5(FEED_GUID_NAMESPACE, identity))


def item_guids(album: PublishedAlbum) -> tuple[str, ...]:
    """The GUIDs by which players recognize the files: the album's identity, and the chapter's key or "book".

    They stay the same over rebuilds, new titles, moves, formats, and chapters that come in between. A second file of
    the same chapter gets a suffix.
    """
    counts: Counter[str] = Counter()
    guids: list[str] = []
    for recording in album.recordings:
        part = f"chapter-{recording.lasting_key}" if recording.number else "book"
        counts[part] += 1
        suffix = f".{counts[part]}" if counts[part] > 1 else ""
        guids.append(f"{strip_illegal(album.identity)}#{part}{suffix}")
    return tuple(guids)


def build_chapters_json(recording: Recording) -> bytes:
    """A file's marks as JSON chapters, as podcast players read them; times are seconds."""
    chapters = [{"startTime": round(mark.start, 3), "title": to_single_line(mark.title)} for mark in recording.marks]
    chapters[-1]["endTime"] = round(recording.seconds, 3)
    fields = {
        "version": CHAPTERS_VERSION,
        "title": _item_title(recording),
        "fileName": recording.file,
        "chapters": chapters,
    }
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


def _add_album_details(channel: _Element, album: PublishedAlbum, base_url: str, picture: str) -> None:
    """Adds what listeners see of the album: title, description, picture, author and cast."""
    metadata, page = album.metadata, file_url(PAGE_FILE, base_url)
    title = _plain_line(metadata.title) or "Untitled"
    if base_url:
        _add_element(channel, "atom:link", href=file_url(FEED_FILE, base_url), rel="self", type="application/rss+xml")
    _add_element(channel, "title", title)
    _add_element(channel, "link", page)
    _add_element(channel, "description", _description(album, title))
    _add_element(channel, "language", known_language_tag(metadata.language))
    _add_element(channel, "generator", "audiobook")
    if picture:
        image = _add_element(channel, "image")
        _add_element(image, "url", file_url(picture, base_url))
        _add_element(image, "title", title)
        _add_element(image, "link", page)
        _add_element(channel, "itunes:image", href=file_url(picture, base_url))
    _add_element(channel, "itunes:author", to_single_line(metadata.author))
    for person, role, group in _credits(album):
        _add_element(channel, "podcast:person", person[:MAX_PERSON_CHARACTERS], role=role, group=group)


def _description(album: PublishedAlbum, title: str) -> str:
    """The summary, the author and narrator, and the address of the story."""
    author, narrator = to_single_line(album.metadata.author), to_single_line(album.narrator)
    credit = f"{title}{f' by {author}' if author else ''}{f', read by {narrator}' if narrator else ''}."
    source = to_single_line(album.metadata.source)
    parts = (strip_illegal(album.metadata.summary).strip(), credit, f"The story itself: {source}" if source else "")
    return neutralize_tags("\n\n".join(filter(None, parts)))


def _credits(album: PublishedAlbum) -> Iterator[tuple[str, str, str]]:
    """Name, role and group of each person, in the terms of podcasttaxonomy.com."""
    yield to_single_line(album.metadata.author), "author", "writing"
    yield to_single_line(album.narrator), "narrator", "cast"
    for reader in album.cast_credits:
        voice, character = to_single_line(reader.voice), to_single_line(reader.character)
        if voice and character:
            yield f"{voice} as {character}", "voice actor", "cast"


def _add_classification(channel: _Element, album: PublishedAlbum, private: bool) -> None:
    """Adds what players and directories need: category, explicitness, whether it may be listed, and its identity."""
    _add_element(channel, "itunes:type", "serial")
    _add_element(_add_element(channel, "itunes:category", text="Arts"), "itunes:category", text="Books")
    _add_element(channel, "itunes:explicit", _explicit(album))
    if private:
        _add_element(channel, "itunes:block", "Yes")
        _add_element(channel, "podcast:block", "yes")
    _add_element(channel, "podcast:guid", feed_guid(album.identity))
    _add_element(channel, "podcast:medium", "audiobook")
    _add_element(channel, "podcast:locked", "no")


def _add_item(item: _Element, album: PublishedAlbum, recording: Recording, guid: str, base_url: str) -> None:
    _add_element(item, "title", _item_title(recording))
    _add_element(item, "guid", guid, isPermaLink="false")
    _add_element(item, "pubDate", _format_item_date(album.created, recording.track))
    _add_element(
        item, "enclosure", url=file_url(recording.file, base_url), length=str(recording.size), type=recording.mime
    )
    _add_element(item, "description", _notes_to_text(recording.notes))
    _add_element(item, "content:encoded", _notes_to_html(recording.notes))
    _add_element(item, "itunes:duration", str(max(1, round(recording.seconds))))
    _add_element(item, "itunes:episode", str(recording.track))
    _add_element(item, "itunes:episodeType", "full")
    _add_element(item, "itunes:explicit", _explicit(album))
    if recording.marks:
        _add_element(item, "podcast:chapters", url=file_url(_chapters_file(recording), base_url), type=CHAPTERS_TYPE)
    for ending, mime in TRANSCRIPT_TYPES if recording.passages else ():
        url = file_url(f"{TRANSCRIPT_FOLDER}/{recording.stem}.{ending}", base_url)
        _add_element(item, "podcast:transcript", url=url, type=mime, rel="captions")


def _chapters_file(recording: Recording) -> str:
    return f"{TRANSCRIPT_FOLDER}/{recording.stem}.chapters.json"


def _explicit(album: PublishedAlbum) -> str:
    return "true" if is_explicit(album.metadata.rating) else "false"


def _item_title(recording: Recording) -> str:
    return _plain_line(recording.title) or to_single_line(recording.stem)


def _format_item_date(created: str, track: int) -> str:
    moment = datetime.fromisoformat(created)
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return format_datetime((moment - FIRST_ITEM_OFFSET + track * ITEM_INTERVAL).replace(microsecond=0), usegmt=True)


def _notes_to_text(notes: Sequence[AuthorNote]) -> str:
    return neutralize_tags("\n\n".join(filter(None, (strip_illegal(note.text).strip() for note in notes))))


def _notes_to_html(notes: Sequence[AuthorNote]) -> str:
    """The notes as HTML with only paragraphs of text, each note under a label."""
    return "\n".join(paragraph for note in notes for paragraph in _note_paragraphs(note))


def _note_paragraphs(note: AuthorNote) -> Iterator[str]:
    text = strip_illegal(note.text).strip()
    if text:
        yield f"<p><strong>{NOTE_LABELS[note.position]}</strong></p>"
        for paragraph in filter(None, map(str.strip, PARAGRAPH_BREAK.split(text))):
            yield f"<p>{html.escape(paragraph, quote=False)}</p>".replace("\n", "<br/>")


def neutralize_tags(text: str) -> str:
    """Text that looks the same in players that take it for HTML, as many do, and in those that don't.

    An author's note can then neither load a picture nor lose a word in angle brackets.

    >>> neutralize_tags("I <3 this & <img src=x>, 1 < 2")
    'I <3 this & ‹img src=x>, 1 < 2'
    """
    return TAG_START.sub("‹", text)


def _plain_line(text: str) -> str:
    return neutralize_tags(to_single_line(text))


def _add_element(parent: _Element, name: str, content: str = "", **attributes: str) -> _Element:
    """Adds a new element to its parent, unless it would be empty, which is worse than none."""
    from lxml import etree

    prefix, colon, local = name.rpartition(":")
    element = etree.Element(f"{{{PREFIXES[prefix]}}}{local}" if colon else name, attributes)
    element.text = content or None
    if content or name in VALID_WHEN_EMPTY:
        parent.append(element)
    return element


def rebase_feed(feed: bytes, base_url: str) -> bytes:
    """A finished feed with the links to its album's files moved to another address (ending in a slash).

    Raises OutputError where the bytes are not a feed of this program.
    """
    channel = _parse_channel(feed)
    self_link = channel.find("atom:link[@rel='self']", PREFIXES)
    if self_link is None:
        self_link = _add_element(channel, "atom:link", href=FEED_FILE, rel="self", type="application/rss+xml")
        channel.remove(self_link)
        channel.insert(0, self_link)
    before = self_link.get("href", "").removesuffix(FEED_FILE)
    for element in channel.iter("*"):
        for name in LINK_ATTRIBUTES & set(element.attrib):
            element.set(name, _rebase_link(element.get(name, ""), before, base_url))
        if element.tag in LINK_ELEMENTS:
            element.text = _rebase_link(element.text or "", before, base_url)
    return _serialize_xml(channel.getroottree())


def _parse_channel(feed: bytes) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        channel = etree.fromstring(feed, parser).find("channel")
    except etree.XMLSyntaxError:
        channel = None
    if channel is None:
        raise OutputError(f"{FEED_FILE} cannot be read as a feed; make the album again")
    return channel


def _rebase_link(link: str, before: str, base_url: str) -> str:
    """A link with its new base; a link to another site stays."""
    is_own = link.startswith(before) if before else not split_address(link).scheme
    return base_url + link.removeprefix(before) if is_own else link


def _serialize_xml(tree: _ElementTree) -> bytes:
    from lxml import etree

    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, pretty_print=True)
