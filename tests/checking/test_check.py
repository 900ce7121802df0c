"""`audiobook check` tells each thing that is wrong with an album, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen import id3
from mutagen.mp3 import MP3

from tests.checking import albums
from tests.checking.albums import NAMES, TEXT, chapter, cover, finish, silence, speech, tag, tone, write_mp3
from tests.conftest import Outcome

Command = Callable[..., Outcome]
FIRST = NAMES[0]


@pytest.fixture(scope="session")
def fine_album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An album in which everything is well."""
    folder = tmp_path_factory.mktemp("checked") / "Ann Example" / "Two Doors"
    folder.mkdir(parents=True)
    write_mp3(folder / FIRST, chapter())
    for name in NAMES[1:]:
        shutil.copy(folder / FIRST, folder / name)
        tag(folder / name)
    (folder / "cover.jpg").write_bytes(cover())
    finish(folder)
    return folder


@pytest.fixture
def album(fine_album: Path, tmp_path: Path) -> Path:
    """A copy of it to be spoilt."""
    return Path(shutil.copytree(fine_album, tmp_path / "out" / "Ann Example" / "Two Doors"))


def resound(*pieces: albums.Wave, channels: int = 1) -> Callable[[Path], None]:
    """Puts another sound into the first chapter, and that into the feed and the list."""

    def spoil(folder: Path) -> None:
        write_mp3(folder / FIRST, np.concatenate(pieces), channels=channels)
        finish(folder)

    return spoil


def retag(**frames: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        tag(folder / FIRST, **frames)
        finish(folder)

    return spoil


def with_frames(*frames: id3.Frame) -> Callable[[Path], None]:
    """Adds frames to the first chapter's tags, in the place of those of the same kind."""

    def spoil(folder: Path) -> None:
        tags = id3.ID3(folder / FIRST)
        for frame in frames:
            tags.delall(frame.FrameID)
        for frame in frames:
            tags.add(frame)
        tags.save(folder / FIRST)
        finish(folder)

    return spoil


TRANSCRIPT = '<podcast:transcript url="x.vtt" type="text/vtt"/>'


def in_feed(old: str, new: str) -> Callable[[Path], None]:
    """Writes something else into the feed, once, and the list anew."""

    def spoil(folder: Path) -> None:
        text = (folder / "feed.xml").read_text("utf-8")
        assert old in text
        finish(folder, feed=text.replace(old, new, 1))

    return spoil


def items_less(folder: Path) -> None:
    """The feed has no item for the last chapter."""
    text = (folder / "feed.xml").read_text("utf-8")
    finish(folder, feed=text[: text.rindex("<item>")] + "</channel></rss>")


def gone(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def damaged(folder: Path) -> None:
    data = bytearray((folder / FIRST).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = bytes([0x55]) * 600
    (folder / FIRST).write_bytes(data)


def cut_off(folder: Path) -> None:
    data = (folder / FIRST).read_bytes()
    (folder / FIRST).write_bytes(data[: len(data) - 8_000])


def cut_off_early(folder: Path) -> None:
    """Half of it is gone, by whole frames (288 bytes each at 96 kbit/s and 24 kHz), and all else was written anew."""
    path = folder / FIRST
    data, first = path.read_bytes(), id3.ID3(folder / FIRST).size
    path.write_bytes(data[: first + (len(data) - first) // 288 // 2 * 288])
    finish(folder)


def other_cover(folder: Path) -> None:
    (folder / "cover.jpg").write_bytes(cover(colours=(255, 0)))
    finish(folder)


def no_sound(folder: Path) -> None:
    (folder / FIRST).write_text("#EXTM3U\nhttp://127.0.0.1:9/sound.mp3\n" * 500)


def scenes(*, listed: bool) -> tuple[id3.Frame, ...]:
    marks = [
        id3.CHAP(element_id=f"c{n}", start_time=n * 3_000, end_time=(n + 1) * 3_000, start_offset=0xFFFFFFFF,
                 end_offset=0xFFFFFFFF, sub_frames=[id3.TIT2(encoding=3, text=f"Scene {n + 1}")])
        for n in range(3)
    ]  # fmt: skip
    contents = id3.CTOC(element_id="toc", flags=3, child_element_ids=["c0", "c1", "c2"], sub_frames=[])
    return (*marks, contents) if listed else tuple(marks)


def picture(data: bytes) -> id3.Frame:
    return id3.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=data)


def timed(*times: int) -> id3.Frame:
    return id3.SYLT(encoding=3, lang="eng", format=2, type=1, desc="", text=[("It was open.", time) for time in times])


@dataclass(frozen=True)
class Fault:
    """Something wrong, the checks that must fail of it and no others, and what must be told."""

    name: str
    spoil: Callable[[Path], None]
    checks: set[str]
    told: str


FAULTS = (
    Fault("too loud", resound(chapter(loudness=-14.0)), {"loudness"}, " LUFS, expected -19.5 to -18.5 LUFS"),
    Fault("too soft", resound(chapter(loudness=-30.0)), {"loudness"}, " LUFS, expected"),
    Fault(
        "clipped",
        resound(silence(0.5), np.clip(speech() * 30, -1, 1), silence(1)),
        {"loudness", "true peak", "clipping"},
        "runs of samples at full scale, expected at most 0",
    ),
    Fault("a long silence", resound(chapter(tail=4.2), speech(4), silence(1)), {"longest silence"}, "at most 4.0 s"),
    Fault("a long head", resound(chapter(head=11)), {"head"}, "expected 0.00 to 10.00 s"),
    Fault("a long tail", resound(chapter(tail=21)), {"tail"}, "expected 0.00 to 20.00 s"),
    Fault("noise", resound(chapter() + tone(10, 0.01)), {"noise floor"}, "dBFS, expected at most -50.0 dBFS"),
    Fault("nothing is heard", resound(silence(16)), {"loudness", "head"}, "expected 0.00 to 10.00 s"),
    Fault("stereo", resound(chapter(loudness=-22.0), channels=2), {"consistent format"}, "is stereo at 24000 Hz, "),
    Fault("half is lost", cut_off_early, {"words per minute"}, "some of its text may be missing"),
    Fault("cut off", cut_off, {"playable", "files", "feed"}, "its last frame is cut off"),
    Fault("damaged", damaged, {"playable", "files"}, "it is damaged: "),
    Fault("no sound", no_sound, {"playable", "tags", "files", "feed"}, "it contains no audio that can be decoded"),
    Fault("another album", retag(TALB="One Door"), {"tags"}, "the album is “One Door”, the album's is “Two Doors”"),
    Fault("no title", retag(TIT2=""), {"tags"}, "no title"),
    Fault("no narrator", retag(TCOM=""), {"tags"}, "no narrator"),
    Fault("a bare number", retag(TRCK="1"), {"tags"}, "no track number of the form n/N"),
    Fault("a number twice", retag(TRCK="2/3"), {"track order"}, "the files have the track numbers 2, 2, 3"),
    Fault("another cover", other_cover, {"tags"}, "its cover is not the album's cover.jpg"),
    Fault("a broken cover", with_frames(picture(b"picture")), {"tags"}, "its cover is not a picture"),
    Fault("no text", with_frames(id3.USLT(encoding=3, lang="eng", desc="", text=" ")), {"tags"}, "no text"),
    Fault("chapters without a list", with_frames(*scenes(listed=False)), {"chapters"}, "(CTOC)"),
    Fault("text that goes on", with_frames(timed(500, 90_000)), {"timed text"}, "it goes on to 90.0 s"),
    Fault("text out of order", with_frames(timed(900, 500)), {"timed text"}, "order of their times"),
    Fault("a wrong length", in_feed('length="', 'length="1'), {"feed"}, "its length is given as 1"),
    Fault("a wrong type", in_feed("audio/mpeg", "audio/mp3"), {"feed"}, "its type is given as audio/mp3"),
    Fault("a wrong duration", in_feed("duration>", "duration>9"), {"feed"}, "its duration is given as 9"),
    Fault("a guid twice", in_feed("urn:x:2", "urn:x:1"), {"feed"}, "two items have the same guid"),
    Fault("an empty element", in_feed("<item>", "<item><itunes:summary/>"), {"feed"}, "itunes:summary is empty"),
    Fault("a bare address", in_feed("01%20-%20", "01 - "), {"feed"}, "is not encoded as one"),
    Fault("a serial backwards", in_feed(">serial<", ">episodic<"), {"feed"}, "itunes:type is not serial"),
    Fault("no feed", in_feed("<rss", "<rdf"), {"feed"}, "cannot be read as an RSS 2.0 feed"),
    Fault("no transcript", in_feed("<item>", f"<item>{TRANSCRIPT}"), {"feed"}, "its transcript x.vtt is not in the"),
    Fault("the feed is gone", gone("feed.xml"), {"feed", "files"}, "feed.xml is missing"),
    Fault("a chapter is gone", gone(NAMES[2]), {"files", "feed"}, "03 - The Last One.mp3 is missing"),
    Fault("an unlisted item", items_less, {"feed"}, "no item for 03 - The Last One.mp3"),
    Fault("a file was replaced", lambda it: tag(it / FIRST, TENC="me"), {"files"}, "it was replaced or damaged"),
    Fault("a cover was replaced", lambda it: (it / "cover.jpg").write_bytes(cover(1500)), {"files"}, "cover.jpg is"),
    Fault("the list is broken", lambda it: (it / "album.json").write_text("{"), {"files"}, "cannot be read"),
)  # fmt: skip


def failing(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The checks that fail anywhere in what --json told."""
    found = told["albums"][0]
    checks = [*found["checks"], *(one for file in found["files"] for one in file["checks"])]
    return [one for one in checks if one["verdict"] == "fail"]


def test_an_album_in_which_all_is_well(audiobook: Command, fine_album: Path) -> None:
    done = audiobook("check", fine_album)
    assert (done.code, done.err) == (0, "")
    assert "no problems found" in done.out
    assert "feed: ok · files: ok · consistent format: ok · track order: ok" in done.out


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_told_and_nothing_else(audiobook: Command, album: Path, fault: Fault) -> None:
    fault.spoil(album)
    done = audiobook("check", album, "--json")
    assert done.code == 1
    wrong = failing(json.loads(done.out))
    assert {one["check"] for one in wrong} == fault.checks
    assert any(fault.told in one["trouble"] for one in wrong)


def test_what_fails_is_told_in_a_line_each(audiobook: Command, album: Path) -> None:
    for name in NAMES:
        tag(album / name, TCOM="", TALB="One Door" if name == FIRST else albums.TITLE)
    finish(album)
    done = audiobook("check", album)
    assert done.code == 1
    assert [line for line in done.out.splitlines() if line.startswith("problem: ")] == [
        f"problem: {FIRST}: tags: the album is “One Door”, the album's is “Two Doors”. Make the album again, which"
        " rewrites the tags but not the sound.",
        f"problem: {FIRST}: tags: no narrator (and 2 more files). Make the album again, which rewrites the tags but"
        " not the sound.",
    ]
    assert done.out.endswith("1 album, 3 files, 0:30 of audio: 4 problems found\n")


def test_chapters_with_their_list_are_well(audiobook: Command, album: Path) -> None:
    with_frames(*scenes(listed=True), timed(500, 900))(album)
    assert audiobook("check", album).code == 0


def test_a_pause_that_the_transcript_has_is_no_fault(audiobook: Command, album: Path) -> None:
    resound(chapter(tail=4.2), speech(4), silence(1))(album)
    transcript = album / "transcripts" / FIRST.replace(".mp3", ".vtt")
    transcript.parent.mkdir()
    transcript.write_text(
        "WEBVTT\n\n00:00.500 --> 00:08.400\nIt was open.\n\n00:00:12.700 --> 00:00:16.500\nNobody went in.\n"
    )
    assert audiobook("check", album).code == 0


def test_json_has_every_figure(audiobook: Command, fine_album: Path) -> None:
    told = json.loads(audiobook("check", fine_album.parents[1], "--json").out)
    assert (told["passed"], len(told["albums"])) == (True, 1)
    found = told["albums"][0]
    assert (found["title"], found["profile"], found["passed"]) == ("Two Doors", "podcast", True)
    assert [one["file"] for one in found["files"]] == list(NAMES)
    first = found["files"][0]
    assert (first["rate"], first["channels"]) == (24_000, 1)
    figures = {one["check"]: one["value"] for one in first["checks"]}
    assert figures["loudness"] == pytest.approx(-19.0, abs=0.2)
    assert figures["head"] == pytest.approx(0.5 + 1105 / 24_000, abs=0.02)
    assert figures["tail"] == pytest.approx(1.5, abs=0.1)
    assert figures["noise floor"] < -60
    with_pauses = 60 * len(TEXT.split()) / MP3(fine_album / FIRST).info.length
    assert figures["words per minute"] == pytest.approx(with_pauses, rel=0.01)
    assert (figures["clipping"], figures["bitrate"], figures["sample rate"]) == (0, 96, 24_000)


def test_what_fails_in_json_says_what_to_do(audiobook: Command, album: Path) -> None:
    retag(TALB="One Door")(album)
    checks = json.loads(audiobook("check", album, "--json").out)["albums"][0]["files"][0]["checks"]
    wrong = next(one for one in checks if one["verdict"] == "fail")
    assert wrong["trouble"].startswith("the album is")
    assert wrong["remedy"].startswith("make the album again")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_table_fits_the_terminal(
    audiobook: Command, fine_album: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = audiobook("check", fine_album).out
    rows = [line for line in out.splitlines() if line.startswith("01")]
    assert len(rows) == 1
    assert len(rows[0].rstrip()) <= width
    assert "0:10" in rows[0]
    assert " -19." in rows[0]
    assert rows[0].split()[-2:] == ["ok", "ok"]


def acx_chapter(head: float = 0.7, tail: float = 2.0, seconds: float = 8.0, loudness: float = -20.0) -> albums.Wave:
    """A chapter such as ACX takes, at the rate that it wants."""
    return chapter(head, tail, 44_100, seconds=seconds, loudness=loudness)


ACX_NAMES = ("01 - Opening Credits.mp3", "02 - The Red One.mp3", "03 - Closing Credits.mp3")


@pytest.fixture(scope="session")
def fine_acx_album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("acx")
    write_mp3(folder / ACX_NAMES[0], acx_chapter(), 44_100, 192)
    for name in ACX_NAMES[1:]:
        shutil.copy(folder / ACX_NAMES[0], folder / name)
        tag(folder / name)
    (folder / "cover.jpg").write_bytes(cover())
    finish(folder, "acx", bitrate=192)
    return folder


def test_an_album_for_acx_is_judged_by_its_own_rules(audiobook: Command, fine_acx_album: Path) -> None:
    told = json.loads(audiobook("check", fine_acx_album, "--json").out)
    assert failing(told) == []
    assert told["albums"][0]["profile"] == "acx"
    podcast = json.loads(audiobook("check", fine_acx_album, "--json", "--profile", "podcast").out)
    assert {one["check"] for one in failing(podcast)} == {"loudness"}


@pytest.mark.parametrize(
    ("wave", "form", "checks"),
    [
        (lambda: acx_chapter(head=0.2), (44_100, 192), {"head"}),
        (lambda: acx_chapter(tail=0.3), (44_100, 192), {"tail"}),
        (lambda: acx_chapter(loudness=-27.0), (44_100, 192), {"RMS"}),
        (acx_chapter, (44_100, 128), {"bitrate"}),
        (lambda: chapter(0.7, 2.0, loudness=-20.0), (24_000, 160), {"bitrate", "sample rate", "consistent format"}),
        (lambda: np.clip(acx_chapter() * 4, -0.9, 0.9), (44_100, 192), {"RMS", "peak"}),
    ],
    ids=["short head", "short tail", "too soft", "bitrate", "rate", "peak"],
)
def test_what_acx_would_send_back_is_told(
    audiobook: Command,
    fine_acx_album: Path,
    tmp_path: Path,
    wave: Callable[[], albums.Wave],
    form: tuple[int, int],
    checks: set[str],
) -> None:
    folder = Path(shutil.copytree(fine_acx_album, tmp_path / "acx"))
    write_mp3(folder / ACX_NAMES[1], wave(), *form)
    finish(folder, "acx", bitrate=192)
    assert {one["check"] for one in failing(json.loads(audiobook("check", folder, "--json").out))} - {"feed"} == checks


def test_missing_credits_are_told(audiobook: Command, fine_acx_album: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(fine_acx_album, tmp_path / "acx"))
    (folder / ACX_NAMES[2]).unlink()
    finish(folder, "acx", bitrate=192)
    wrong = failing(json.loads(audiobook("check", folder, "--json").out))
    assert [(one["check"], one["trouble"]) for one in wrong] == [
        ("credits", "the last file is not the closing credits")
    ]


def test_a_single_file_is_judged_by_itself(audiobook: Command, album: Path) -> None:
    gone(NAMES[2])(album)
    assert audiobook("check", album / FIRST).code == 0


def test_files_without_a_list_are_measured(audiobook: Command, album: Path) -> None:
    for name in ("album.json", "feed.xml"):
        (album / name).unlink()
    done = audiobook("check", album)
    assert done.code == 0
    assert "feed: none · files: none" in done.out


def test_what_lies_beside_albums_is_none(audiobook: Command, album: Path) -> None:
    """A line that was written out to be heard lies in the output folder, and is nobody's chapter."""
    first = next(album.glob("*.mp3"))
    (album.parent / "line.mp3").write_bytes(first.read_bytes()[:5000])
    assert (album / "album.json").is_file()
    done = audiobook("check", album.parent)
    assert (done.code, "line.mp3" in done.out) == (0, False)


def test_the_work_folder_is_no_album(audiobook: Command, album: Path) -> None:
    hidden = album.parents[1] / ".audiobook" / "clips"
    hidden.mkdir(parents=True)
    (hidden / "clip.flac").write_bytes(b"no sound")
    assert audiobook("check", album.parents[1]).code == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere", "no such file or folder"),
        ("empty", "no album in this folder"),
        ("story.txt", "is not a sound file"),
    ],
)
def test_what_is_no_album_is_told_in_one_line(audiobook: Command, tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "story.txt").write_text("It rained.")
    done = audiobook("check", tmp_path / name)
    assert done.code == 1
    assert told in done.err
    assert done.err.count("\n") == 1


def test_a_title_with_signs_that_no_tag_holds_is_well(audiobook: Command, album: Path) -> None:
    told = json.loads((album / "album.json").read_text("utf-8"))
    told["chapters"][0]["title"] = told["chapters"][0]["title"].replace(" ", "\x00 \x1b", 1)
    (album / "album.json").write_text(json.dumps(told), "utf-8")
    assert audiobook("check", album).code == 0


def test_an_unknown_profile_is_told(audiobook: Command, fine_album: Path) -> None:
    done = audiobook("check", fine_album, "--profile", "axc")
    assert (done.code, "did you mean 'acx'" in done.err) == (1, True)
