"""Albums from elsewhere whose numbers no program could hold: they are judged like any that is wrong."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiobook.checking.albums import inspect_file
from tests.checking import albums
from tests.conftest import Outcome

Command = Callable[..., Outcome]
# More digits than Python takes for a number.
LONG = "9" * 5000


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A moment of silence in two files, with feed and list."""
    folder = tmp_path / "out" / "Ann Example" / "Two Doors"
    folder.mkdir(parents=True)
    for name in albums.NAMES[:2]:
        albums.write_mp3(folder / name, albums.silence(0.4))
    (folder / "cover.jpg").write_bytes(albums.cover(40))
    albums.finish(folder)
    return folder


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<itunes:episode>1<", f"<itunes:episode>{LONG}<"),
        ("<itunes:duration>", f"<itunes:duration>{LONG}"),
        ("<pubDate>", "<pubDate>Mon, 01 Jan 99999999999999999999 00:00:00 GMT</pubDate><pubDate>"),
    ],
)
def test_numbers_of_a_feed_that_no_program_holds(audiobook: Command, album: Path, old: str, new: str) -> None:
    feed = album / "feed.xml"
    text = feed.read_text("utf-8")
    assert old in text
    feed.write_text(text.replace(old, new, 1), "utf-8")
    assert audiobook("check", album).code == 1


@pytest.mark.parametrize("start", ["9" * 400, "[" * 20_000])
def test_chapters_that_no_program_reads(audiobook: Command, album: Path, start: str) -> None:
    (album / "marks.json").write_text(f'{{"version": "1.2.0", "chapters": [{{"startTime": {start}', "utf-8")
    if start.isdecimal():
        (album / "marks.json").write_text(
            f'{{"version": "1.2.0", "chapters": [{{"startTime": {start}, "title": "x"}}]}}'
        )
    feed = album / "feed.xml"
    marks = '<podcast:chapters url="https://x.org/marks.json" type="application/json+chapters"/></item>'
    feed.write_text(feed.read_text("utf-8").replace("</item>", marks, 1), "utf-8")
    done = audiobook("check", album)
    assert (done.code, "marks.json is not a list of chapters" in " ".join(done.out.split())) == (1, True)


def test_a_track_number_and_a_transcript_that_no_program_holds(audiobook: Command, album: Path) -> None:
    first = next(album.glob("01*.mp3"))
    albums.tag(first, TRCK=LONG)
    (album / "transcripts").mkdir(exist_ok=True)
    (album / "transcripts" / f"{first.stem}.vtt").write_text(
        f"WEBVTT\n\n{LONG}:00:01.000 --> {LONG}:00:02.000\nHi.\n", "utf-8"
    )
    assert audiobook("check", first).code == 1


def test_a_rate_that_no_recording_has_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "01.wav"
    soundfile.write(path, np.zeros(9_600, np.int16), 24_000)
    data = bytearray(path.read_bytes())
    data[24:28] = struct.pack("<I", 351_000_000)
    path.write_bytes(data)
    assert inspect_file(path).trouble == "it is damaged: it claims to have 1 channel at 351,000,000 Hz"
