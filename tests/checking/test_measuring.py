"""What is measured of decoded sound: levels, silences, clipping, pace; and what the frames and tags of files tell."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from imageio_ffmpeg import get_ffmpeg_exe
from mutagen.flac import FLAC, Picture
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from audiobook.checking.file_decoder import UndecodableError
from audiobook.checking.levels import measure_envelope, measure_noise_floor
from audiobook.checking.limits import Bounds, profile_limits
from audiobook.checking.measuring import SoundMeasurements, _Meters, measure_file
from audiobook.checking.mpeg import read_frames
from audiobook.checking.pace_rules import check_pace, count_words, usual_pace
from audiobook.checking.sound_rules import check_sound
from audiobook.checking.tags import FileTags, read_tags
from audiobook.checking.timed_text import read_transcript_text
from audiobook.checking.values import InspectedFile
from audiobook.model.output_formats import PROFILES
from tests.checking.albums import RATE, SOFTER, TEXT, chapter, cover, silence, speech, tone, write_mp3

HOP = 0.01
LOUD, QUIET = 0.01, 1e-9


def windows(*stretches: tuple[float, float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Mean squares of windows of 10 ms, from pairs of seconds and power."""
    return np.concatenate([np.full(round(seconds / HOP), power) for seconds, power in stretches])


def test_room_and_silences_are_told_from_sound() -> None:
    powers = windows((0.7, QUIET), (3, LOUD), (2.5, QUIET), (1, LOUD), (0.4, QUIET), (1, LOUD), (1.2, QUIET))
    shape = measure_envelope(powers, HOP, len(powers) * HOP)
    assert (shape.head, shape.tail, shape.sounding) == pytest.approx((0.7, 1.2, 5.0))
    assert [(one.start, one.end) for one in shape.silences] == [pytest.approx((3.7, 6.2))]


def test_a_click_is_no_sound() -> None:
    powers = windows((1, QUIET), (0.02, LOUD), (1, QUIET), (1, LOUD))
    assert measure_envelope(powers, HOP, 3.02).head == pytest.approx(2.02)


def test_the_noise_floor_is_the_quietest_half_second() -> None:
    assert measure_noise_floor(windows((1, 1e-4), (0.4, 1e-9), (1, 1e-4), (0.6, 1e-6)), HOP) == pytest.approx(
        -60.0, abs=0.01
    )
    assert measure_noise_floor(windows((0.2, 1e-4)), HOP) == pytest.approx(-40.0)


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, -1.0]), min_size=1, max_size=60), st.integers(1, 20))
def test_clipping_is_the_same_however_the_sound_is_cut(samples: list[float], length: int) -> None:
    wave = np.asarray(samples, np.float32).reshape(-1, 1)
    meters = _Meters(1000, 1)
    for start in range(0, len(wave), length):
        meters.add(wave[start : start + length])
    runs = "".join("x" if abs(sample) == 1 else " " for sample in samples).split()
    assert meters.clipped == sum(len(run) >= 2 for run in runs)
    assert meters.result().rms == pytest.approx(max(-120, 10 * np.log10(np.mean(wave**2) + 1e-30)), abs=0.01)


def converted(source: Path, name: str, *options: str) -> Path:
    target = source.with_name(name)
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-i", source, *options, target], check=True)
    return target


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.wav", ()), ("a.flac", ()), ("a.opus", ("-b:a", "48k")), ("a.m4b", ("-c:a", "aac", "-b:a", "96k"))],
)
def test_all_kinds_of_files_are_measured_alike(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    soundfile.write(tmp_path / "source.wav", chapter(seconds=6), RATE)
    found = measure_file(converted(tmp_path / "source.wav", name, *options))
    assert found.loudness == pytest.approx(-19.0 + SOFTER, abs=0.3)
    assert (found.seconds, found.shape.head, found.channels) == pytest.approx((8.0, 0.5, 1), abs=0.06)
    assert (found.clipped, found.damage) == (0, "")


def test_channels_are_heard_together(tmp_path: Path) -> None:
    wave = speech(6)
    soundfile.write(tmp_path / "mono.wav", wave, RATE)
    soundfile.write(tmp_path / "stereo.wav", np.stack([wave, wave], 1), RATE)
    mono, stereo = measure_file(tmp_path / "mono.wav"), measure_file(tmp_path / "stereo.wav")
    assert stereo.loudness - mono.loudness == pytest.approx(3.01, abs=0.02)
    assert (stereo.rms, stereo.true_peak) == pytest.approx((mono.rms, mono.true_peak), abs=0.01)


def test_a_playlist_is_not_followed(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "real.wav", speech(2), RATE)
    for text in ("#EXTM3U\n#EXTINF:2,\nreal.wav\n", "ffconcat version 1.0\nfile real.wav\n", ""):
        (tmp_path / "list.mp3").write_text(text)
        with pytest.raises(UndecodableError):
            measure_file(tmp_path / "list.mp3")


def test_the_frames_of_an_mp3_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "01 - A.mp3"
    write_mp3(path, tone(2, 0.1))
    frames = read_frames(path)
    assert (frames.bitrates, frames.whole, frames.delay) == ((96,), True, None)
    assert frames.count * 576 / RATE == pytest.approx(2.0, abs=0.1)
    path.write_bytes(path.read_bytes()[:-10])
    assert not read_frames(path).whole
    path.write_bytes(b"")
    assert read_frames(path).count == 0


def test_a_header_with_the_encoders_delay_is_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "source.wav", tone(2, 0.1), RATE)
    frames = read_frames(converted(tmp_path / "source.wav", "a.mp3", "-b:a", "64k", "-ac", "1"))
    assert (frames.promised, frames.delay) == (frames.count, 576)


def test_changing_bitrates_are_told(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "source.wav", chapter(seconds=4), RATE)
    path = converted(tmp_path / "source.wav", "a.mp3", "-q:a", "4", "-ac", "1")
    findings = check_sound(
        InspectedFile(path, measure_file(path), None, read_frames(path)), profile_limits(PROFILES["acx"])
    )
    assert "constant bitrate" in {one.check for one in findings if one.failed}


def sounding(minutes: float) -> SoundMeasurements:
    shape = measure_envelope(windows((60 * minutes, LOUD)), HOP, 60 * minutes)
    return SoundMeasurements(60 * minutes, RATE, 1, -19, -3, -3, -20, -80, 0, shape)


def read_in(minutes: float, words: int = 1000) -> InspectedFile:
    return InspectedFile(Path("a.mp3"), sounding(minutes), text="word " * words)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(5.0, ""), (5.9, ""), (2.5, "some of its text may be missing"), (8.0, "it may contain more than its text")],
)
def test_half_a_chapter_less_or_more_is_seen(minutes: float, told: str) -> None:
    usual = usual_pace([read_in(5), read_in(5.2), read_in(4.9), read_in(minutes)])
    finding = check_pace(read_in(minutes), usual)
    assert finding.failed == bool(told)
    assert told in finding.trouble


def test_a_few_words_may_take_their_time() -> None:
    assert not check_pace(read_in(0.1, words=12), usual=240).failed
    assert check_pace(read_in(0.1, words=1), usual=240).failed


def test_the_text_of_a_transcript_is_what_is_said(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "a.vtt").write_text(
        "WEBVTT\n\nNOTE\nTitle: Two Doors\n\n1\n00:00:00.500 --> 00:00:01.400 align:left\n<v Ann>It was\n"
        "<v Ann>open &amp; wide.</v>\n\n2\n00:01.500 --> 00:02.000\nGo in!\n"
    )
    assert read_transcript_text(tmp_path / "a.m4b").split() == ["It", "was", "open", "&", "wide.", "Go", "in!"]
    assert read_transcript_text(tmp_path / "b.m4b") == ""


def test_words_are_counted_in_any_script() -> None:
    assert count_words("One — two, three!") == 3
    assert count_words("春が来た。") == 2.0


ACX = profile_limits(PROFILES["acx"])


@pytest.mark.parametrize(
    ("limit", "well", "ill"),
    [
        (ACX.rms, (-23.0, -18.0), (-23.1, -17.9)),
        (ACX.peak, (-3.0, -9.0), (-2.9,)),
        (ACX.floor, (-60.0, -75.0), (-59.9,)),
        (ACX.head, (0.5, 1.0), (0.49, 1.01)),
        (ACX.tail, (1.0, 5.0), (0.99, 5.01)),
        (ACX.rate, (44_100,), (48_000, 24_000)),
        (ACX.bitrate, (192, 320), (160,)),
        (ACX.minutes, (120.0,), (120.1,)),
        (profile_limits(PROFILES["podcast"]).loudness, (-19.5, -18.5), (-19.6, -18.4)),
        (profile_limits(PROFILES["small"]).true_peak, (-1.0,), (-0.9,)),
    ],
)
def test_the_bounds_of_profiles(limit: Bounds, well: tuple[float, ...], ill: tuple[float, ...]) -> None:
    assert all(limit.contains(value) for value in well)
    assert not any(limit.contains(value) for value in ill)


WANTED = ("Rain", "Two Doors", "Ann", "Ann", "heart", "Audiobook", 2, 3)


def shown(tags: FileTags | None) -> tuple[object, ...]:
    assert tags is not None
    assert tags.cover[:2] == b"\xff\xd8"
    assert tags.text.strip() == TEXT.strip()
    named = (tags.title, tags.album, tags.artist, tags.album_artist, tags.narrator, tags.genre)
    return (*named, tags.track, tags.tracks)


def test_the_tags_of_comments_are_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "source.wav", silence(1), RATE)
    comments = {"title": "Rain", "album": "Two Doors", "artist": "Ann", "albumartist": "Ann", "composer": "heart",
                "genre": "Audiobook", "tracknumber": "2", "tracktotal": "3", "lyrics": TEXT,
                "chapter001": "00:00:00.000", "chapter001name": "One"}  # fmt: skip
    image = Picture()
    image.data, image.mime, image.type = cover(100), "image/jpeg", 3
    flac = FLAC(converted(tmp_path / "source.wav", "a.flac"))
    flac.add_picture(image)
    opus = OggOpus(converted(tmp_path / "source.wav", "a.opus"))
    for file, more in ((flac, {}), (opus, {"metadata_block_picture": base64_of(image)})):
        file.update(comments | more)
        file.save()
        found = read_tags(Path(file.filename))
        assert shown(found) == WANTED
        assert found is not None
        assert [(one.start, one.title) for one in found.chapters] == [(0.0, "One")]


def base64_of(image: Picture) -> str:
    import base64

    return base64.b64encode(image.write()).decode()


def test_the_tags_of_a_book_in_one_file_are_read(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "source.wav", silence(4), RATE)
    (tmp_path / "marks.txt").write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=4000\ntitle=Two\n"
    )
    bare = read_tags(converted(tmp_path / "source.wav", "bare.m4b"))
    assert bare is not None
    assert bare.chapters == ()
    path = converted(tmp_path / "source.wav", "a.m4b", "-i", str(tmp_path / "marks.txt"), "-map_metadata", "1")
    file = MP4(path)
    atoms = {"\xa9nam": "Rain", "\xa9alb": "Two Doors", "\xa9ART": "Ann", "aART": "Ann", "\xa9wrt": "heart"}
    file.update(atoms | {"\xa9gen": "Audiobook", "trkn": [(2, 3)], "\xa9lyr": TEXT, "covr": [MP4Cover(cover(100))]})
    file.save()
    found = read_tags(path)
    assert shown(found) == WANTED
    assert found is not None
    assert [(one.start, one.end, one.title) for one in found.chapters] == [
        (0.0, 2.0, "One"),
        (2.0, pytest.approx(4.0, abs=0.1), "Two"),
    ]


def test_a_wav_has_tags_too(tmp_path: Path) -> None:
    from mutagen import id3

    soundfile.write(tmp_path / "a.wav", silence(1), RATE)
    assert read_tags(tmp_path / "a.wav") is None
    file = WAVE(tmp_path / "a.wav")
    file.add_tags()
    assert file.tags is not None
    file.tags.add(id3.TIT2(encoding=3, text="Rain"))
    file.save()
    found = read_tags(tmp_path / "a.wav")
    assert found is not None
    assert found.title == "Rain"
