"""Stitched, encoded and tagged: what a player gets."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from audiobook.audio.concatenate import stitch_clips
from audiobook.audio.encoding import (
    EncodeFunction,
    encode_flac,
    encode_wav,
    encode_with_ffmpeg,
    encode_with_lame,
    output_rate,
)
from audiobook.model import Clip, Cue, Episode, Utterance, Voice
from audiobook.model.output_formats import CodecSettings
from audiobook.model.products import Product, resolve_product
from audiobook.production.render_chapter import EpisodeJob, chapter_file_name, publish_chapter
from audiobook.publishing.tags.files import TrackTags
from audiobook.synthesis.clip_store import ClipStore
from audiobook.text.languages.names import language_code

VOICE = Voice("silent", "silence")
PODCAST = resolve_product()
TAGS = TrackTags(
    "The Red One", "Two Doors", "Ann Example", "heart (hibari)", 1, 12, ("Humor", "Family"), "2017", "English",
    "A door, and another.", "It was open.\n\n“Go in,” he said.",
)  # fmt: skip


def tone(seconds: float = 0.5, rate: int = 24_000) -> Clip:
    wave = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 220 / rate)
    return Clip((wave * 8000).astype(np.int16), rate)


def job(folder: Path, clips: dict[str, Clip], keys: tuple[str, ...], product: Product = PODCAST) -> EpisodeJob:
    store = ClipStore(folder / "clips")
    for key, clip in clips.items():
        store.write(key, clip)
    cues = tuple(Cue(Utterance(key, VOICE), 500) for key in keys)
    episode = Episode(1, 1, 12, "The Red One", cues, TAGS.lyrics, lead_ms=250)
    return EpisodeJob(
        episode, keys, store.folder, folder / chapter_file_name(episode, product.chapter_ending), TAGS, product
    )


def test_a_chapter_is_as_long_as_its_clips_and_pauses(tmp_path: Path) -> None:
    report = publish_chapter(job(tmp_path, {"a": tone(), "b": tone(0.7)}, ("a", "b", "a")))
    assert report.seconds == pytest.approx(0.25 + 0.5 + 0.7 + 0.5 + 3 * 0.5, abs=0.005)
    assert MP3(report.path).info.length == pytest.approx(report.seconds, abs=0.1)
    assert MP3(report.path).info.channels == 1


def test_the_tags_say_what_players_ask_for(tmp_path: Path) -> None:
    tags = ID3(publish_chapter(job(tmp_path, {"a": tone()}, ("a",))).path)
    assert tags.version == (2, 4, 0)
    assert {name: tags[name].text[0] for name in ("TIT2", "TALB", "TPE1", "TPE2", "TCOM", "TRCK", "TLAN")} == {
        "TIT2": "The Red One", "TALB": "Two Doors", "TPE1": "Ann Example", "TPE2": "Ann Example",
        "TCOM": "heart (hibari)", "TRCK": "1/12", "TLAN": "eng",
    }  # fmt: skip
    assert tags["TCON"].text == ["Audiobook", "Humor", "Family"]
    assert str(tags["TDRC"].text[0]) == "2017"
    assert tags.getall("COMM")[0].text == ["A door, and another."]
    assert tags.getall("USLT")[0].text == TAGS.lyrics


def test_the_same_clips_give_the_same_bytes(tmp_path: Path) -> None:
    digests = [
        hashlib.sha256(publish_chapter(job(tmp_path / str(n), {"a": tone()}, ("a", "a"))).path.read_bytes()).hexdigest()
        for n in range(2)
    ]
    assert digests[0] == digests[1]


def test_a_line_without_a_clip_is_told(tmp_path: Path) -> None:
    assert publish_chapter(job(tmp_path, {"a": tone()}, ("a", "gone"))).missing == ("gone",)


@pytest.mark.parametrize("clips", [{}, {"gone": Clip(np.zeros(0, np.int16), 24_000)}], ids=["no clips", "empty ones"])
def test_a_chapter_of_which_nothing_can_be_heard_has_no_file(tmp_path: Path, clips: dict[str, Clip]) -> None:
    report = publish_chapter(job(tmp_path, clips, ("gone",)))
    assert report.seconds == 0
    assert report.missing == (() if clips else ("gone",))
    assert list(tmp_path.glob("*.mp3")) == []
    assert list(tmp_path.glob(".*.part")) == []


def test_what_the_voice_could_not_say_is_reported(tmp_path: Path) -> None:
    clip = tone()
    assert publish_chapter(job(tmp_path, {"a": Clip(clip.samples, clip.rate, ("愛",))}, ("a",))).unspoken == ("愛",)


@pytest.mark.parametrize("encode", [encode_with_lame, encode_with_ffmpeg])
@pytest.mark.parametrize(("rate", "bitrate"), [(24_000, 64), (44_100, 192)])
def test_both_encoders_write_what_was_asked(tmp_path: Path, encode: EncodeFunction, rate: int, bitrate: int) -> None:
    target = tmp_path / "tone.mp3"
    encode(stitch_clips([(tone(1.0, rate), 500)], rate, 250), target, rate, bitrate)
    info = MP3(target).info
    assert (info.sample_rate, info.bitrate) == (rate, bitrate * 1000)
    assert info.length == pytest.approx(1.75, abs=0.12)


def test_clips_of_another_rate_are_brought_to_the_files() -> None:
    pieces = list(stitch_clips([(tone(1.0, 22_050), 0)], 24_000, 0))
    assert sum(len(piece) for piece in pieces) == pytest.approx(24_000, abs=10)


def test_joins_do_not_click() -> None:
    clip = Clip(np.full(2400, 9000, np.int16), 24_000)
    samples = np.concatenate(list(stitch_clips([(clip, 100)], 24_000, 100)))
    assert np.abs(np.diff(samples.astype(int))).max() < 400


@pytest.mark.parametrize(
    ("clip_rate", "bitrate", "rate"),
    [(24_000, 96, 24_000), (24_000, 192, 44_100), (22_050, 64, 22_050), (44_100, 192, 44_100), (11_025, 64, 44_100)],
)
def test_the_rate_of_a_file_is_one_that_mp3_has(clip_rate: int, bitrate: int, rate: int) -> None:
    assert output_rate(clip_rate, CodecSettings("mp3", bitrate)) == rate


@pytest.mark.parametrize(
    ("track", "tracks", "name"), [(1, 9, "01 - Up.mp3"), (7, 99, "07 - Up.mp3"), (7, 120, "007 - Up.mp3")]
)
def test_file_names_sort_as_the_chapters_do(track: int, tracks: int, name: str) -> None:
    assert chapter_file_name(Episode(track, track, tracks, "Up", (), "")) == name


@pytest.mark.parametrize(
    ("language", "code"), [("English", "eng"), ("en-US", "eng"), ("Deutsch", "deu"), ("Elvish", "und")]
)
def test_languages_have_the_codes_that_players_read(language: str, code: str) -> None:
    assert language_code(language) == code


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for files")
@pytest.mark.parametrize("encode", [encode_flac, encode_wav, encode_with_lame])
def test_a_full_disk_is_told_as_such(tmp_path: Path, encode: EncodeFunction) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    noise = np.random.default_rng(1).integers(-9000, 9000, 480_000).astype(np.int16)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            encode([noise, noise], tmp_path / "sound", 24_000, 96)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
