"""The pages as they are written: complete, harmless whatever a story says, readable in any light."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from audiobook.album.library import LibraryAlbum
from audiobook.model import AuthorNote, Kind, Metadata, NotePosition, TextRun
from audiobook.publishing.covers.colours import contrast_ratio
from audiobook.publishing.page.album_page import build_page_files
from audiobook.publishing.page.assets import read_asset
from audiobook.publishing.page.colours import DARK_GROUNDS, LIGHT_GROUNDS, parse_hex, speaker_colours, speaker_hue
from audiobook.publishing.page.library_page import build_library_page
from audiobook.publishing.published_album import CastCredit, ChapterMark, DownloadFile, PublishedAlbum
from tests.conftest import examples
from tests.publishing import finished, heard

# Elements that have no end.
VOID = {"meta", "link", "img", "input", "br", "hr"}


class Found(HTMLParser):
    """What stands in a page: its elements with their attributes, its islands of data, and all its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.islands: dict[str, Any] = {}
        self.text = ""
        self.feed(page.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        tag, attributes = self.elements[-1] if self.elements else ("", {})
        if self.open[-1:] == ["script"] and attributes.get("type") == "application/json":
            self.islands[attributes["id"]] = json.loads(data)
        elif self.open[-1:] != [tag] or tag not in ("script", "style"):
            self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]


def page_of(album: PublishedAlbum, beside: set[str] | None = None) -> Found:
    (file,) = build_page_files(album, beside)
    assert file.name == "index.html"
    return Found(file.data)


def test_the_page_tells_what_it_is() -> None:
    page = page_of(finished.album())
    for told in ("Tea & <Rain>", "Ann “A” Example", "A cup.\nAnother.", "Bea & Co", "rowan", "Read by heart (hibari)"):
        assert told in page.text
    assert page.islands["album"]["identity"] == finished.album().identity


def test_the_text_is_there_with_its_times_speakers_and_scenes() -> None:
    found = page_of(finished.album()).islands["text-0"]
    assert found["text"] == [
        [[0.5, 1.0, ["Chapter 1", "h", -1]], [1.2, 2.0, ["Tea", "h", -1]]],
        [[3.0, 4.5, ["“Milk—”", "s", 0], ["she poured", "", -1, 1], ["“or <lemon>?”", "s", 0]]],
        [[4.7, 6.0, "It rained --> hard."]],
        0,
        [[8.0, 9.25, ["Never again, he thought.", "t", 1]]],
    ]
    assert found["notes"] == [["head", "Thank you & <3", "See you."], ["tail", "More soon."]]


def test_places_are_those_that_a_person_types() -> None:
    """Sentences of a file with one chapter do not know its number; those of a whole book do."""
    sentences = tuple(replace(one, chapter=0) for one in finished.PASSAGES)
    for one in (finished.recording(sentences, number=3), finished.recording(number=0, file="Tea.m4b")):
        page = page_of(finished.album(one))
        assert page.islands["album"]["chapters"][0]["number"] == (one.number or 1)
        assert page.islands["text-0"]["places"][:3] == [0, 1, 2]


def test_notes_that_are_heard_are_not_shown_twice() -> None:
    passages = (*finished.PASSAGES, finished.passage(9.3, 9.9, TextRun("More soon.", kind=Kind.NOTE), paragraph=4))
    found = page_of(finished.album(finished.recording(passages))).islands["text-0"]
    assert found["notes"] == []
    assert found["text"][-1] == [[9.3, 9.9, ["More soon.", "o", -1]]]


def test_without_a_script_the_chapters_are_links_to_their_sound(tmp_path: Path) -> None:
    page = page_of(heard.album(tmp_path))
    links = [one["href"] for one in page.all("a") if "data-chapter" in one]
    assert links == ["01%20-%20Rain%20%231.wav", "01%20-%20Rain%20%231.wav#t=6", "02%20-%20Tea%20%232.wav",
                     "03%20-%20Sun%20%233.wav"]  # fmt: skip


def test_a_book_of_one_file_has_a_chapter_at_each_mark(tmp_path: Path) -> None:
    page = page_of(heard.book(tmp_path))
    chapters = page.islands["album"]["chapters"]
    assert [(one["title"], one["start"], one["end"]) for one in chapters] == [
        ("Rain", 0, 12), ("Tea", 12, 24), ("Sun", 24, 36),
    ]  # fmt: skip
    assert len({one["key"] for one in chapters}) == 3
    starts = [
        [sentence[0] for part in page.islands[f"text-{place}"]["text"] for sentence in part] for place in range(3)
    ]
    assert [(min(one), max(one)) for one in starts] == [(0.2, 11), (12.2, 23), (24.2, 35)]
    assert [page.islands[f"text-{place}"]["notes"] for place in range(3)] == [
        [["head", "Hello!"]],
        [["midst", "Sorry!"]],
        [["tail", "Bye."]],
    ]


WITH_BOOKS = replace(
    finished.album(),
    downloads=(
        DownloadFile("Tea.m4b", "M4B audiobook", "audio/mp4", 10),
        DownloadFile("Tea.epub", "EPUB with audio", "application/epub+zip", 20),
    ),
)


def test_only_what_is_there_is_offered() -> None:
    everything = {one["href"] for one in page_of(finished.album()).all("a")}
    assert {"feed.xml", "transcripts/01%20-%20Tea.vtt", "transcripts/01%20-%20Tea.srt"} <= everything
    some = {one["href"] for one in page_of(WITH_BOOKS, {"transcripts/01 - Tea.vtt"}).all("a")}
    assert {"transcripts/01%20-%20Tea.vtt", "Tea.epub", "Tea.m4b"} <= some
    assert not {"feed.xml", "transcripts/01%20-%20Tea.srt"} & some


def test_nothing_comes_from_elsewhere() -> None:
    page = page_of(finished.album())
    addresses = [value for _, found in page.elements for name, value in found.items() if name in ("src", "href")]
    assert not [one for one in addresses if re.match(r"[a-z]+:|//", one)]
    assert not [name for _, found in page.elements for name in found if name.startswith("on") or name == "style"]


def test_every_field_and_button_has_a_name() -> None:
    page = page_of(finished.album())
    for tag in ("select", "button"):
        assert all("aria-label" in found or "pill" in found.get("class", "").split() for found in page.all(tag))
    identities = [found["id"] for _, found in page.elements if "id" in found]
    assert len(identities) == len(set(identities))


@pytest.mark.parametrize(
    ("language", "tag"), [("English", "en"), ("", "en"), ("Deutsch", "de"), ("pt-BR", "pt-br"), ("Elvish", "und")]
)
def test_the_text_says_its_language(language: str, tag: str) -> None:
    page = page_of(finished.album(about=replace(finished.ABOUT, language=language)))
    assert [found["lang"] for found in page.all("main")] == [tag]


def test_the_same_album_gives_the_same_bytes(tmp_path: Path) -> None:
    assert build_page_files(heard.album(tmp_path)) == build_page_files(heard.album(tmp_path))


@settings(max_examples=examples(60))
@given(finished.passages(), finished.texts)
def test_no_text_breaks_the_page(passages: tuple[Any, ...], text: str) -> None:
    about = Metadata(text, text, text, text)
    one = replace(finished.recording(passages), title=text, marks=(ChapterMark(0.0, text), ChapterMark(1.0, text)))
    one = replace(one, notes=(AuthorNote(NotePosition.HEAD, text),))
    made = replace(
        finished.album(one, about=about), cast_credits=(CastCredit("", text), CastCredit(text, text)), narrator=text
    )
    page = page_of(made)
    assert len(page.islands) == 2
    assert len([one for one in page.all("script") if not one]) == 1


@pytest.mark.parametrize("place", range(60))
def test_every_speaker_can_be_read_in_any_light(place: int) -> None:
    light, dark = speaker_colours(place)
    assert min(contrast_ratio(parse_hex(light), parse_hex(ground)) for ground in LIGHT_GROUNDS) >= 4.5
    assert min(contrast_ratio(parse_hex(dark), parse_hex(ground)) for ground in DARK_GROUNDS) >= 4.5


def test_those_who_speak_most_look_different() -> None:
    hues = [speaker_hue(place) for place in range(8)]
    apart = [min(abs(one - other), 360 - abs(one - other)) for at, one in enumerate(hues) for other in hues[:at]]
    assert min(apart) > 20


def test_the_styles_stand_on_the_grounds_that_colours_are_chosen_for() -> None:
    style = read_asset("palette.css")
    assert re.findall(r"--page: (\S+);", style) == [LIGHT_GROUNDS[0], DARK_GROUNDS[0]]
    assert re.findall(r"--now: (\S+);", style) == [LIGHT_GROUNDS[1], DARK_GROUNDS[1]]


# Which colour stands on which.
PAIRS = (
    ("ink", "page"), ("ink", "raised"), ("ink", "now"), ("quiet", "page"), ("quiet", "raised"), ("quiet", "now"),
    ("accent", "page"), ("accent", "raised"), ("on-accent", "accent"),
)  # fmt: skip


@pytest.mark.parametrize("scheme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("above", "below"), PAIRS)
def test_all_text_can_be_read(above: str, below: str, scheme: int) -> None:
    one, other = (re.findall(rf"--{name}: (#\w+)", read_asset("palette.css"))[scheme] for name in (above, below))
    assert contrast_ratio(parse_hex(one), parse_hex(other)) >= 4.5


ALBUMS = (
    LibraryAlbum("Ann/Two #1", "Two <Cups>", "Ann & Co", "heart", "A & b", "Cups", "English", (), 3900, 2,
                 "cover.jpg", "feed.xml", "index.html"),
    LibraryAlbum("Bo/One", "One", "Bo"),
)  # fmt: skip


def test_the_library_shows_each_album() -> None:
    page = Found(build_library_page(ALBUMS))
    for told in (
        "Two <Cups>",
        "by Ann & Co",
        "read by heart",
        "2\xa0chapters",
        "1\xa0h\xa05\xa0min",
        "A & b",
        "2 albums",
    ):
        assert told in page.text
    links = [one["href"] for one in page.all("a") if "href" in one]
    assert links == ["Ann/Two%20%231/index.html", "Ann/Two%20%231/feed.xml", "Bo/One/"]
    assert [one["src"] for one in page.all("img")] == ["Ann/Two%20%231/cover.jpg"]


def test_an_empty_library_says_how_to_fill_it() -> None:
    assert "audiobook make story.txt" in Found(build_library_page(())).text
