"""An album of three short chapters whose files can be played, as its folder holds it."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from PIL import Image

from audiobook.album.manifest import MANIFEST_NAME, ChapterFile, Manifest, hash_file, write_manifest
from audiobook.model import AuthorNote, Cover, Kind, Metadata, NotePosition, TextRun
from audiobook.publishing.feed import build_feed_files
from audiobook.publishing.page.album_page import build_page_files
from audiobook.publishing.published_album import CastCredit, ChapterMark, Passage, PublishedAlbum, Recording
from tests.publishing.finished import DOT

SECONDS = 12.0
RATE = 8000
TITLES = ("Rain", "Tea", "Sun")
ABOUT = Metadata("Two <Cups> & a Pot", "Ann Example", "A cup.\nAnother.", "English")


def sentences(chapter: int) -> tuple[Passage, ...]:
    """A sentence each second, in paragraphs of three; the second of each paragraph is said by somebody."""
    found = [Passage(0.2, 0.9, (TextRun(TITLES[chapter - 1], kind=Kind.HEADING),), 0, chapter)]
    for place in range(1, int(SECONDS)):
        who = (None, "Bea", "Tom")[place % 3]
        run = TextRun(f"“Sentence {place}?”", who, Kind.SPEECH) if who else TextRun(f"Sentence {place} of {chapter}.")
        found.append(Passage(place, place + 0.9, (run,), 1 + place // 3, chapter, opens_scene=place == 6))
    return tuple(found)


def album(folder: Path) -> PublishedAlbum:
    """The album, with its sound in `folder`."""
    return _album(tuple(_recording(folder, number) for number in (1, 2, 3)))


def book(folder: Path) -> PublishedAlbum:
    """The same as a book of one file, whose chapters are marks."""
    passages = tuple(
        Passage(one.start + SECONDS * chapter, one.end + SECONDS * chapter, one.runs, one.paragraph, chapter + 1)
        for chapter in range(3)
        for one in sentences(chapter + 1)
    )
    marks = tuple(ChapterMark(place * SECONDS, title) for place, title in enumerate(TITLES))
    name = "Two Cups.wav"
    size = _sound(folder / name, 3 * SECONDS)
    notes = (
        AuthorNote(NotePosition.HEAD, "Hello!"),
        AuthorNote(NotePosition.TAIL, "Bye."),
        AuthorNote(NotePosition.MIDDLE, "Sorry!", 2),
    )
    one = Recording(0, 1, ABOUT.title, name, "audio/wav", size, "", 3 * SECONDS, passages, marks, notes)
    return _album((one,))


def with_page(folder: Path, made: PublishedAlbum) -> Path:
    """Puts all that belongs to an album into its folder below `folder`, the page among it; gives the page's path."""
    place = folder / "Ann Example" / "Two Cups"
    Image.new("RGB", (1, 1)).save(place / "cover.jpg")
    for file in (*build_feed_files(made), *build_page_files(made)):
        (place / file.name).parent.mkdir(exist_ok=True)
        (place / file.name).write_bytes(file.data)
    chapters = tuple(
        ChapterFile(one.number, one.title, one.file, seconds=one.seconds, size=one.size,
                    sha256=hash_file(place / one.file)) for one in made.recordings
    )  # fmt: skip
    write_manifest(place, Manifest(ABOUT.title, ABOUT.author, made.narrator, "", chapters, made.identity))
    assert (place / MANIFEST_NAME).is_file()
    return place / "index.html"


def shelf(output: Path) -> Path:
    """An output folder with the album in it; gives the path of the album's page."""
    place = output / "Ann Example" / "Two Cups"
    place.mkdir(parents=True)
    return with_page(output, album(place))


def _album(recordings: tuple[Recording, ...]) -> PublishedAlbum:
    readers = (CastCredit("", "heart"), CastCredit("Bea", "rowan"), CastCredit("Tom", "birch"))
    return PublishedAlbum(
        "urn:uuid:5a8d8a62-6f2c-5b53-9a5d-6b3d5d0c0c11", "2026-11-21T16:45:00+00:00", ABOUT, "heart", readers,
        Cover(DOT, "image/png"), recordings, len(recordings),
    )  # fmt: skip


def _recording(folder: Path, number: int) -> Recording:
    title = TITLES[number - 1]
    name = f"{number:02d} - {title} #{number}.wav"
    marks = (ChapterMark(0.0, title), ChapterMark(6.0, "Scene 2")) if number == 1 else ()
    notes = (AuthorNote(NotePosition.HEAD, "Thank you!\n\nSee </script> you."),) if number == 1 else ()
    size = _sound(folder / name, SECONDS)
    return Recording(number, number, title, name, "audio/wav", size, "", SECONDS, sentences(number), marks, notes)


def _sound(path: Path, seconds: float) -> int:
    """Writes a low tone; gives the file's size."""
    times = np.arange(round(seconds * RATE)) / RATE
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((2000 * np.sin(2 * np.pi * 110 * times)).astype("<i2").tobytes())
    return path.stat().st_size
