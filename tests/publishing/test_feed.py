"""A feed that podcast players take, and that knows its files again."""

from __future__ import annotations

import html
import io
import json
import re
import xml.sax
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import podcastparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from audiobook.errors import OutputError
from audiobook.model import AuthorNote, NotePosition
from audiobook.publishing.feed import build_feed, build_feed_files, feed_guid, item_guids, rebase_feed
from audiobook.publishing.published_album import ChapterMark, PublishedAlbum
from audiobook.publishing.rating import is_explicit

from .feeds import ABOUT, ALBUM, BASE, FIRST, SECOND, broken_rules, channel_of, long_album, texts

FEED = build_feed(ALBUM, BASE)


def test_the_feed_is_as_it_was_looked_at(golden: Callable[[str, str], None]) -> None:
    golden("publishing/feed.xml", FEED.decode())


def test_the_rules_of_the_namespaces_are_kept() -> None:
    assert broken_rules(FEED) == []


# What is changed in a good feed, and the rule that notices.
BREAKS = (
    (b"<itunes:duration>400<", b"<itunes:duration>6:40<", "item/itunes:duration/text()"),
    (b'length="89"', b'length=""', "item/enclosure/@length"),
    (b"#chapter-2<", b"#chapter-1<", "files told apart"),
    (b"<itunes:explicit>true<", b"<itunes:explicit>yes<", "itunes:explicit/text()"),
    (b"<itunes:type>serial</itunes:type>", b"", "itunes:type/text()"),
    (b"<podcast:locked>no</podcast:locked>", b"<podcast:locked></podcast:locked>", "podcast:locked/text()"),
    (b"<itunes:episode>2<", b"<itunes:episode>1<", "episodes in order"),
    (b"<generator>audiobook<", b"<generator><", "empty: generator"),
    (b"https://example.org/books/Ann%20Example/Two%20Doors/02", b"02", "item/enclosure/@url"),
)


@pytest.mark.parametrize(("good", "bad", "rule"), BREAKS, ids=[rule for _, _, rule in BREAKS])
def test_a_feed_that_breaks_a_rule_is_noticed(good: bytes, bad: bytes, rule: str) -> None:
    assert good in FEED
    assert rule in broken_rules(FEED.replace(good, bad))


def test_feedparser_reads_it() -> None:
    read = feedparser.parse(FEED)
    assert not read.bozo
    assert (read.feed.title, read.feed.author, read.feed.language) == ("Two Doors", "Ann Example", "en")
    assert read.feed.image.href == BASE + "cover.jpg"
    assert read.feed.podcast_guid == feed_guid(ALBUM.identity)
    assert [one.title for one in read.entries] == ["The Red One", "What #2? 100% Blau"]
    assert [one.id for one in read.entries] == list(item_guids(ALBUM))
    assert [(one.enclosures[0].href, one.enclosures[0].length, one.enclosures[0].type) for one in read.entries] == [
        (BASE + "01%20-%20The%20Red%20One.mp3", "1234567", "audio/mpeg"),
        (BASE + "02%20-%20What%20%232%20100%25%20Blau%20%C3%9C.mp3", "89", "audio/mpeg"),
    ]
    assert [one.itunes_duration for one in read.entries] == ["400", "1"]
    assert "Thanks to Bea" in read.entries[0].content[0].value


def test_gpodder_reads_it() -> None:
    read = podcastparser.parse(BASE + "feed.xml", io.BytesIO(FEED))
    assert (read["title"], read["type"], read["explicit"]) == ("Two Doors", "serial", True)
    assert read["cover_url"] == BASE + "cover.jpg"
    assert read["itunes_categories"] == [["Arts", "Books"]]
    first, second = read["episodes"]
    assert (first["guid"], second["guid"]) == item_guids(ALBUM)
    assert (first["number"], first["total_time"], first["type"]) == (1, 400, "full")
    assert first["enclosures"][0]["file_size"] == FIRST.size
    assert first["published"] < second["published"]
    assert "Enjoy!" in first["description_html"]


def test_gpodder_knows_the_podcast_namespace_by_an_older_name() -> None:
    older = FEED.replace(
        b"https://podcastindex.org/namespace/1.0",
        b"https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    )
    first = podcastparser.parse(BASE, io.BytesIO(older))["episodes"][0]
    assert first["chapters_json_url"] == BASE + "transcripts/01%20-%20The%20Red%20One.chapters.json"
    assert first["transcript_url"].startswith(BASE + "transcripts/01%20-%20The%20Red%20One.")


def test_notes_are_show_notes_and_nothing_but_text() -> None:
    shown = texts(channel_of(FEED), "item[1]/content:encoded/text()")[0]
    assert set(re.findall(r"<(/?\w+)", shown)) == {"p", "/p", "strong", "/strong", "br"}
    assert html.unescape(shown).count("<b>cliff</b>") == 1
    assert texts(channel_of(FEED), "item[1]/description/text()") == [
        "Thanks to Bea & Cy <3\nand all.\n\nEnjoy!\n\nWhat a ‹b>cliff‹/b>."
    ]
    assert texts(channel_of(FEED), "item[2]/description") == []


def test_only_a_file_with_sentences_has_a_transcript() -> None:
    silent = replace(ALBUM, recordings=(FIRST, replace(SECOND, passages=())))
    channel = channel_of(build_feed(silent, BASE))
    assert len(texts(channel, "item[1]/podcast:transcript/@url")) == 2
    assert texts(channel, "item[2]/podcast:transcript/@url") == []


def test_marks_are_chapters() -> None:
    files = {one.name: one.data for one in build_feed_files(ALBUM, BASE)}
    assert set(files) == {"feed.xml", "transcripts/01 - The Red One.chapters.json"}
    assert files["feed.xml"] == FEED
    told = json.loads(files["transcripts/01 - The Red One.chapters.json"])
    assert told["version"] == "1.2.0"
    assert told["chapters"] == [
        {"startTime": 0.0, "title": "The Red One"},
        {"startTime": 200.5, "title": "Scene 2: They went in", "endTime": 400.4},
    ]


# Changes of an album that leave it the same one to its listeners.
THIRD = replace(SECOND, number=3, track=3, file="3")
SAME = {
    "another title": replace(ALBUM, metadata=replace(ABOUT, title="Three Doors", author="A. E.", summary="")),
    "another cover": replace(ALBUM, cover=replace(ALBUM.cover, data=b"new")),
    "chapters renamed": replace(
        ALBUM, recordings=tuple(replace(one, title="New", file=f"{one.track}.opus") for one in ALBUM.recordings)
    ),
    "made anew": replace(ALBUM, recordings=tuple(replace(one, size=7, seconds=9.0) for one in ALBUM.recordings)),
    "a chapter more": replace(ALBUM, tracks=3, recordings=(FIRST, SECOND, THIRD)),
}


@pytest.mark.parametrize("changed", SAME.values(), ids=SAME)
def test_players_know_the_files_again(changed: PublishedAlbum) -> None:
    before, after = channel_of(FEED), channel_of(build_feed(changed, "https://elsewhere.example/"))
    assert texts(after, "podcast:guid/text()") == texts(before, "podcast:guid/text()")
    for path in ("item/guid/text()", "item/pubDate/text()"):
        assert texts(after, path)[:2] == texts(before, path)


def test_another_album_is_another_podcast() -> None:
    other = replace(ALBUM, identity="urn:uuid:00000000-0000-4000-8000-000000000000")
    assert not {*item_guids(other)} & {*item_guids(ALBUM)}
    assert feed_guid(other.identity) != feed_guid(ALBUM.identity)


def test_the_podcasts_own_number_is_made_as_the_namespace_says() -> None:
    assert feed_guid("podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_files_that_share_a_number_are_told_apart() -> None:
    book = replace(FIRST, number=0)
    recordings = (book, FIRST, replace(FIRST, track=2, file="2"), replace(book, track=3, file="3"))
    endings = [guid.partition("#")[2] for guid in item_guids(replace(ALBUM, recordings=recordings))]
    assert endings == ["book", "chapter-1", "chapter-1.2", "book.2"]


def test_a_whole_book_is_one_episode() -> None:
    book = replace(
        FIRST, number=0, file="Two Doors.m4b", mime="audio/mp4", marks=(ChapterMark(0, "One"), ChapterMark(9, "Two"))
    )
    feed = build_feed(replace(ALBUM, recordings=(book,), tracks=1), BASE)
    assert broken_rules(feed) == []
    assert texts(channel_of(feed), "item/itunes:episode/text()") == ["1"]


def test_nothing_is_dated_in_the_future() -> None:
    dates = texts(channel_of(build_feed(long_album(2000), BASE)), "item/pubDate/text()")
    assert parsedate_to_datetime(dates[-1]) < datetime.fromisoformat(ALBUM.created)
    assert dates[0] == "Thu, 19 Nov 2026 16:46:00 GMT"


@pytest.mark.parametrize("created", ["2026-11-21T17:45:00+01:00", "2026-11-21T16:45:00Z", "2026-11-21T16:45:00.7"])
def test_a_time_without_a_zone_is_that_of_greenwich(created: str) -> None:
    found = parsedate_to_datetime(
        texts(channel_of(build_feed(replace(ALBUM, created=created))), "item[1]/pubDate/text()")[0]
    )
    assert found == datetime(2026, 11, 19, 16, 46, tzinfo=UTC)


def test_a_feed_may_be_listed_and_do_without_a_picture() -> None:
    channel = channel_of(build_feed(ALBUM, BASE, picture="", private=False))
    assert not texts(channel, "itunes:block | podcast:block | itunes:image | image")
    assert texts(channel_of(build_feed(ALBUM, BASE, picture="cover-feed.jpg")), "itunes:image/@href") == [
        BASE + "cover-feed.jpg"
    ]


def test_what_is_not_known_is_not_said() -> None:
    bare = replace(
        ALBUM, metadata=replace(ABOUT, summary="", language="Common Tongue", source="", author=""), cast_credits=()
    )
    feed = build_feed(bare, BASE)
    assert [rule for rule in broken_rules(feed) if "itunes:author" not in rule] == []
    assert texts(channel_of(feed), "description/text()") == ["Two Doors, read by heart (hibari)."]
    assert texts(channel_of(feed), "language | itunes:author | podcast:person[@role='author']") == []


BASES = ("", BASE, "http://127.0.0.1:8017/t/a-token/x/", "https://example.org/b%C3%BC/")


@pytest.mark.parametrize("before", BASES)
@pytest.mark.parametrize("after", BASES[1:])
def test_another_address_can_be_put_into_a_finished_feed(before: str, after: str) -> None:
    assert rebase_feed(build_feed(ALBUM, before), after) == build_feed(ALBUM, after)


def test_links_that_lead_elsewhere_stay() -> None:
    feed = FEED.replace(b"</channel>", b'<atom:link rel="payment" href="https://elsewhere.example/x"/></channel>')
    assert b'"https://elsewhere.example/x"' in rebase_feed(feed, "http://here/")
    relative = build_feed(ALBUM).replace(b"<link>index.html<", b"<link>https://elsewhere.example/<")
    assert b"<link>https://elsewhere.example/<" in rebase_feed(relative, "http://here/")


@pytest.mark.parametrize("bad", [b"", b"nonsense", b"<html/>", FEED[:-20], b"<rss><channel>&nope;</channel></rss>"])
def test_what_is_no_feed_is_told(bad: bytes) -> None:
    with pytest.raises(OutputError, match=r"feed\.xml cannot be read as a feed"):
        rebase_feed(bad, "http://here/")


def test_a_feed_fetches_nothing_from_outside(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("what is kept here")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "file").as_uri()}">]>'
    hostile = f"{entity}<rss><channel><title>&x;</title></channel></rss>"
    assert b"what is kept here" not in rebase_feed(hostile.encode(), "http://here/")


TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["\x00\x1b\x7f\x9f", "\ud800", "\ufffe\uffff", "]]>", "<![CDATA[", "&amp;", "a\r\n\n\nb", "👩‍👩‍👧", "  ", "-->"]
)


@given(TEXT, TEXT, TEXT)
def test_no_text_breaks_a_feed(title: str, note: str, name: str) -> None:
    recording = replace(
        FIRST, title=title, notes=(AuthorNote(NotePosition.MIDDLE, note),), marks=(ChapterMark(0.0, title),)
    )
    about = replace(ABOUT, title=title, summary=note, author=name, source=name)
    files = build_feed_files(replace(ALBUM, metadata=about, narrator=name, recordings=(recording, SECOND)), BASE)
    assert [rule for rule in broken_rules(files[0].data) if "itunes:author" not in rule] == []
    xml.sax.parseString(files[0].data, xml.sax.ContentHandler())
    assert json.loads(files[1].data)["chapters"][0]["endTime"] == FIRST.seconds
    assert rebase_feed(files[0].data, BASE) == files[0].data


RATINGS = {
    "Explicit": True, "Mature": True, "M": True, "Fiction M": True, "Rated: MA": True, "NC-17": True, "R": True,
    "18+": True, "Adults only": True, "Teen And Up Audiences": False, "General Audiences": False, "Not Rated": False,
    "T": False, "K+": False, "PG-13": False, "PG": False, "": False, "m/m": False, "Everyone": False,
}  # fmt: skip


@pytest.mark.parametrize(("rating", "explicit"), RATINGS.items())
def test_ratings(rating: str, explicit: bool) -> None:
    assert is_explicit(rating) is explicit


LANGUAGES = {"English": ["en"], "en_US": ["en-us"], "": ["en"], "Common Tongue": [], "und": [], "../..": []}


@pytest.mark.parametrize(("said", "tag"), LANGUAGES.items())
def test_a_feed_names_a_language_only_by_its_code(said: str, tag: list[str]) -> None:
    album = replace(ALBUM, metadata=replace(ABOUT, language=said))
    assert texts(channel_of(build_feed(album, BASE)), "language/text()") == tag


def test_the_same_album_gives_the_same_bytes_and_plain_xml() -> None:
    assert build_feed(replace(ALBUM), BASE) == FEED
    assert etree.fromstring(FEED).getroottree().docinfo.encoding == "UTF-8"
