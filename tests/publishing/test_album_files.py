"""The files beside the sound that other programs read."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

from PIL import Image

from audiobook.model import Cover, Metadata
from audiobook.publishing.album_files import album_chapters, build_album_files
from audiobook.publishing.covers.art import draw_cover
from audiobook.publishing.published_album import CastCredit, ChapterMark, PublishedAlbum, Recording

ABOUT = Metadata(
    title="Two Doors", author="Ann Example", summary="A door,\nand another.", language="English",
    series="The Lamp Cycle, part 2", fandoms=("Doors",), genres=("Humor", "Family", "Humor"), characters=("Ann",),
    rating="Mature", published="2017-05-04",
)  # fmt: skip
SCENES = (ChapterMark(0, "The Red One"), ChapterMark(9, "Scene 2"))
ALBUM = PublishedAlbum(
    "urn:uuid:1", "2020-01-02T03:04:05Z", ABOUT, "heart (hibari)",
    (CastCredit("", "heart"), CastCredit("Bob", "oak"), CastCredit("Ann", "fern"), CastCredit("Cy", "oak")),
    draw_cover("Two Doors", "Ann Example"),
    (
        Recording(1, 1, "The Red One", "01 - The Red One.mp3", "audio/mpeg", 900, "ab", 61.5, (), SCENES),
        Recording(2, 2, "Ünd the Blue", "02 - Ünd the Blue.mp3", "audio/mpeg", 900, "cd", 30.25),
    ),
    2,
)  # fmt: skip
BOOK = replace(
    ALBUM,
    recordings=(
        Recording(
            0,
            1,
            "Two Doors",
            "#Two Doors.m4b",
            "audio/mp4",
            9,
            "e",
            91.75,
            (),
            (ChapterMark(0, "One"), ChapterMark(61.5, "Two")),
        ),
    ),
)


def files_of(album: PublishedAlbum) -> dict[str, bytes]:
    return {one.name: one.data for one in build_album_files(album)}


def test_metadata_has_the_shape_that_audiobookshelf_reads() -> None:
    assert json.loads(files_of(ALBUM)["metadata.json"]) == {
        "tags": ["Doors", "Ann"],
        "chapters": [
            {"id": 0, "start": 0.0, "end": 61.5, "title": "The Red One"},
            {"id": 1, "start": 61.5, "end": 91.75, "title": "Ünd the Blue"},
        ],
        "title": "Two Doors", "subtitle": None, "authors": ["Ann Example"], "narrators": ["heart (hibari)"],
        "series": ["The Lamp Cycle #2"], "genres": ["Humor", "Family"], "publishedYear": "2017",
        "publishedDate": "2017-05-04", "publisher": None, "description": "A door,\nand another.", "isbn": None,
        "asin": None, "language": "English", "explicit": True, "abridged": False,
    }  # fmt: skip


def test_the_chapters_of_a_book_in_one_file_are_its_marks() -> None:
    assert list(album_chapters(BOOK)) == [(0.0, 61.5, "One"), (61.5, 91.75, "Two")]


def test_a_book_in_one_file_without_marks_is_one_chapter() -> None:
    bare = replace(BOOK, recordings=(replace(BOOK.recordings[0], marks=()),))
    assert list(album_chapters(bare)) == [(0.0, 91.75, "Two Doors")]


def test_the_texts() -> None:
    files = files_of(ALBUM)
    assert files["desc.txt"].decode() == "A door,\nand another.\n"
    assert files["reader.txt"].decode() == "heart (hibari)\n\nBob: oak\nAnn: fern\nCy: oak\n"
    assert files["playlist.m3u8"].decode() == (
        "#EXTM3U\n#PLAYLIST:Two Doors\n#EXTART:Ann Example\n#EXTINF:62,The Red One\n01 - The Red One.mp3\n"
        "#EXTINF:30,Ünd the Blue\n02 - Ünd the Blue.mp3\n"
    )


def test_no_name_in_a_playlist_reads_like_a_comment() -> None:
    assert files_of(BOOK)["playlist.m3u8"].decode().endswith("\n./#Two Doors.m4b\n")


def test_what_there_is_nothing_to_write_into_is_left_out() -> None:
    bare = replace(ALBUM, metadata=Metadata(title="T"), narrator="", cast_credits=())
    assert set(files_of(bare)) == {"cover.jpg", "metadata.json", "playlist.m3u8"}
    told = json.loads(files_of(bare)["metadata.json"])
    assert (told["authors"], told["series"], told["publishedYear"], told["explicit"]) == ([], [], None, False)


def test_the_cover_is_always_a_jpeg() -> None:
    assert files_of(ALBUM)["cover.jpg"] == ALBUM.cover.data
    held = BytesIO()
    Image.new("RGB", (20, 30), "teal").save(held, "PNG")
    made = files_of(replace(ALBUM, cover=Cover(held.getvalue(), "image/png")))["cover.jpg"]
    assert Image.open(BytesIO(made)).format == "JPEG"


def test_the_same_album_gives_the_same_bytes() -> None:
    assert files_of(ALBUM) == files_of(replace(ALBUM))
