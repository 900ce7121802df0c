"""Chapters bound into one M4B file, read back with mutagen and FFmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from mutagen.mp4 import MP4
from numpy.typing import NDArray

from audiobook.audio.encoding import encode_aac
from audiobook.audio.ffmpeg import decode_mono, ffmpeg_path
from audiobook.errors import OutputError
from audiobook.publishing.m4b import BookPart, build_book_marks, build_ffmetadata, read_book_part, write_book
from audiobook.publishing.tags.files import TrackTags, tag_m4b

RATE = 24_000
TITLES = ("One = #1; a \\ b", "Zwei – 二", "  Three\nlines\x00 ")
SHOWN = ("One = #1; a \\ b", "Zwei – 二", "Three lines")
SECONDS = (2.0, 3.3, 1.7)


def beep(seconds: float) -> NDArray[np.int16]:
    """Half a second of silence, a beep, silence."""
    wave = np.zeros(int(seconds * RATE))
    wave[RATE // 2 : RATE // 2 + 6000] = 9000 * np.sin(np.arange(6000) * 0.2)
    return wave.astype(np.int16)


@pytest.fixture
def parts(tmp_path: Path) -> list[BookPart]:
    made = []
    for number, (title, seconds) in enumerate(zip(TITLES, SECONDS, strict=True)):
        path = tmp_path / f"{number}.aac"
        encode_aac([beep(seconds)], path, RATE, 64)
        made.append(read_book_part(path, title))
    return made


def test_a_part_lasts_as_long_as_its_sound_and_a_frame_or_two(parts: list[BookPart]) -> None:
    for part, seconds in zip(parts, SECONDS, strict=True):
        assert part.rate == RATE
        assert 0 <= part.seconds - seconds < 3 * 1024 / RATE


def test_players_find_the_chapters_where_they_begin(parts: list[BookPart], tmp_path: Path) -> None:
    marks, target = build_book_marks(parts), tmp_path / "book.part"
    write_book(parts, marks, target)
    book = MP4(target)
    assert [chapter.title for chapter in book.chapters] == list(SHOWN)
    assert book.info.length == pytest.approx(sum(part.seconds for part in parts), abs=0.001)
    wave = np.concatenate(list(decode_mono(target, RATE)))
    for chapter, mark in zip(book.chapters, marks, strict=True):
        assert chapter.start == pytest.approx(mark.start, abs=0.002)
        heard = np.flatnonzero(np.abs(wave[int(chapter.start * RATE) :]) > 0.1)[0] / RATE
        # The beep comes half a second after the chapter's beginning, and the encoder's delay of a frame.
        assert heard == pytest.approx(0.5 + 1024 / RATE, abs=0.05)


def test_both_ways_of_listing_chapters_are_there(parts: list[BookPart], tmp_path: Path) -> None:
    target = tmp_path / "book.m4b"
    write_book(parts, build_book_marks(parts), target)
    told = subprocess.run([ffmpeg_path(), "-i", str(target)], capture_output=True, text=True, check=False).stderr
    assert "Referenced QT chapter track not found" not in told
    assert told.count("Chapter #0:") == 3
    assert b"chpl" in target.read_bytes()


def test_the_list_stands_before_the_sound_and_tags_leave_it_whole(parts: list[BookPart], tmp_path: Path) -> None:
    target = tmp_path / "book.m4b"
    write_book(parts, build_book_marks(parts), target)
    data = target.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    before = np.concatenate(list(decode_mono(target, RATE)))
    tag_m4b(target, TrackTags("Book", "Book", "Ann", "heart", 1, 1, (), "", "en", "", "words " * 5000))
    assert [chapter.title for chapter in MP4(target).chapters] == list(SHOWN)
    assert np.array_equal(np.concatenate(list(decode_mono(target, RATE))), before)


def test_the_same_parts_give_the_same_bytes(parts: list[BookPart], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_book(parts, build_book_marks(parts), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_chapter_of_an_hour_has_its_place_in_the_list(tmp_path: Path) -> None:
    path = tmp_path / "long.aac"
    encode_aac([np.zeros(RATE, np.int16)] * 200, path, RATE, 32)
    part = read_book_part(path, "Long")
    write_book([part, part], build_book_marks([part, part]), tmp_path / "book")
    assert [round(chapter.start) for chapter in MP4(tmp_path / "book").chapters] == [0, 200]


@pytest.mark.parametrize("damage", [b"", b"no sound at all", None])
def test_a_damaged_part_is_told(parts: list[BookPart], damage: bytes | None) -> None:
    path = parts[0].path
    path.write_bytes(path.read_bytes()[:-5] if damage is None else damage)
    with pytest.raises(OutputError, match="is damaged; remove it"):
        read_book_part(path, "x")


def test_signs_of_the_list_itself_are_escaped() -> None:
    told = build_ffmetadata(build_book_marks([BookPart(Path(), title, RATE, 1.5) for title in TITLES]), 4.5)
    assert [line for line in told.splitlines() if line.startswith("title=")] == [
        "title=One \\= \\#1\\; a \\\\ b", "title=Zwei – 二", "title=Three lines",
    ]  # fmt: skip
    assert told.count("END=") == 3
