"""Each format is read back: how long, how loud, how high its peaks, and the same bytes each time."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from audiobook.audio import encoding, ffmpeg
from audiobook.audio.concatenate import ReplayableAudio, stitch_clips
from audiobook.audio.encoding import encode_with_ffmpeg, encoder_loss, ensure_encoder, find_encoder
from audiobook.audio.ffmpeg import decode_mono, has_encoder, run_ffmpeg
from audiobook.audio.loudness import integrated_loudness, rms, true_peak
from audiobook.checking.albums import inspect_file
from audiobook.errors import InputError, OutputError
from audiobook.model import Clip, Cue, Episode, Utterance, Voice
from audiobook.model.output_formats import (
    OPUS,
    OUTPUT_FORMATS,
    PODCAST,
    PROFILES,
    CodecSettings,
    OutputFormat,
    sound_endings,
)
from audiobook.model.products import resolve_product
from audiobook.production import render_chapter
from audiobook.production.changes import sound_fingerprint
from audiobook.production.render_chapter import EpisodeJob, chapter_file_name, publish_chapter
from audiobook.publishing.published_album import sound_mime_type
from audiobook.publishing.tags.files import TrackTags, find_tagger, read_album_names
from audiobook.serving.files import mime_type
from audiobook.synthesis.clip_store import ClipStore

VOICE = Voice("silent", "silence")
TAGS = TrackTags("One", "Two Doors", "Ann", "heart", 1, 1, (), "", "en", "", "")
RATE = 24_000
KINDS = [("podcast", "mp3"), ("podcast", "m4b"), ("podcast", "opus"), ("podcast", "flac"), ("podcast", "wav"),
         ("acx", ""), ("small", ""), ("small", "mp3")]  # fmt: skip


def voice_like(seconds: float, level: float, seed: int = 1) -> Clip:
    """A buzz with formants that comes and goes in syllables, so that it has a voice's peaks."""
    generator = np.random.default_rng(seed)
    count = int(seconds * RATE)
    at = np.arange(count) / RATE
    pitch = np.cumsum(120 + 20 * np.sin(2 * np.pi * 0.7 * at)) / RATE
    buzz = sum(np.cos(2 * np.pi * n * pitch + np.pi * n**2 / 40) / n**0.8 for n in range(1, 40))
    syllables = np.maximum(0.05, np.sin(2 * np.pi * 3 * at)) * (1 + 0.3 * generator.normal(0, 1, count // 2400 + 1)
                                                                .repeat(2400)[:count])  # fmt: skip
    wave = buzz * syllables
    return Clip((wave / np.abs(wave).max() * level * 32767).astype(np.int16), RATE)


def job(folder: Path, profile: str = "podcast", form: str = "", level: float = 0.3) -> EpisodeJob:
    product = resolve_product(profile, form)
    store = ClipStore(folder / "clips")
    store.write("a", voice_like(2.5, level))
    store.write("b", voice_like(2.0, level * 0.8, seed=2))
    cues = (Cue(Utterance("a", VOICE), 400), Cue(Utterance("b", VOICE), 1500))
    one = Episode(1, 1, 1, "One", cues, "", lead_ms=500)
    return EpisodeJob(
        one, ("a", "b"), store.folder, folder / chapter_file_name(one, product.chapter_ending), TAGS, product
    )


def heard(path: Path, rate: int = 48_000) -> NDArray[np.float32]:
    return np.concatenate(list(decode_mono(path, rate)))


@pytest.mark.parametrize(("profile", "form"), KINDS)
def test_every_format_is_as_loud_as_its_profile_says(tmp_path: Path, profile: str, form: str) -> None:
    made = job(tmp_path, profile, form)
    report = publish_chapter(made)
    wave, wanted = heard(report.path), made.product.profile
    assert len(wave) / 48_000 == pytest.approx(report.seconds, abs=0.12)
    if wanted.loudness is not None:
        assert integrated_loudness(wave, 48_000) == pytest.approx(wanted.loudness, abs=0.5)
    else:
        assert -23 <= rms(wave) <= -18
    assert true_peak(wave, 48_000) <= wanted.peak_ceiling


def peak(wave: NDArray[np.float32], start: float, end: float) -> float:
    return float(np.abs(wave[int(start * 48_000) : int(end * 48_000)]).max())


@pytest.mark.parametrize(("profile", "form"), KINDS)
def test_sentences_are_heard_at_their_times(tmp_path: Path, profile: str, form: str) -> None:
    report = publish_chapter(job(tmp_path, profile, form))
    wave = heard(report.path)
    for start, end in report.times:
        # From 30 ms before to 30 ms after its beginning a clip comes out of the quiet, and so at its end.
        before, after = (
            wave[int((start - 0.15) * 48_000) : int((start - 0.03) * 48_000)],
            wave[int(end * 48_000) + 2400 :],
        )
        assert before.max() < 0.01
        assert wave[int(start * 48_000) : int((start + 0.05) * 48_000)].max() > 0.02
        assert after[: int(0.2 * 48_000)].max() < 0.01


@pytest.mark.parametrize(("profile", "form"), KINDS)
def test_the_same_sound_gives_the_same_bytes(tmp_path: Path, profile: str, form: str) -> None:
    paths = [publish_chapter(job(tmp_path / str(n), profile, form)).path for n in range(2)]
    one, other = (hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    assert one == other


@pytest.mark.parametrize("level", [0.04, 0.2, 0.999])
def test_chapters_come_to_one_loudness_however_loud_their_clips_are(tmp_path: Path, level: float) -> None:
    wave = heard(publish_chapter(job(tmp_path, form="flac", level=level)).path, RATE)
    assert integrated_loudness(wave, RATE) == pytest.approx(-19.0, abs=0.3)
    assert true_peak(wave, RATE) <= -1.0


def test_a_long_chapter_is_not_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = publish_chapter(job(tmp_path / "held")).path.read_bytes()
    monkeypatch.setattr(render_chapter, "MAX_CACHED_SAMPLES", 1000)
    report = publish_chapter(job(tmp_path / "read"))
    assert report.path.read_bytes() == held
    assert report.missing == ()
    assert report.seconds == pytest.approx(0.5 + 2.5 + 0.4 + 2.0 + 1.5, abs=0.01)


def test_a_tape_reads_its_pieces_once_where_it_may_hold_them() -> None:
    asked: list[int] = []

    def pieces() -> list[NDArray[np.int16]]:
        asked.append(1)
        return [np.ones(10, np.int16)] * 3

    for most, times in ((30, 1), (29, 2)):
        asked.clear()
        tape = ReplayableAudio(pieces, most)
        assert [sum(len(piece) for piece in tape) for _ in range(2)] == [30, 30]
        assert len(asked) == times


def test_a_clip_with_an_offset_is_joined_without_a_step() -> None:
    wave = (2000 + 3000 * np.sin(np.arange(12_000) * 0.05)).astype(np.int16)
    whole = np.concatenate(list(stitch_clips([(Clip(wave, RATE), 200)], RATE, 200))).astype(int)
    assert abs(whole[5000:16_000].mean()) < 100
    # No step over -40 dBFS beyond those of the sine itself.
    assert np.abs(np.diff(whole)).max() < 3000 * 0.05 + 327


def test_times_do_not_drift_over_a_long_chapter() -> None:
    # Neither the clips nor the pauses are whole numbers of samples at the file's rate.
    clips = [(Clip(np.full(997, 5, np.int16), 22_050), 33)] * 300
    count = sum(len(piece) for piece in stitch_clips(clips, RATE, 0))
    assert count / RATE == pytest.approx(300 * (997 / 22_050 + 0.033), abs=0.001)


@pytest.mark.parametrize("bitrate", [64, 96, 160, 192, 224, 256])
@pytest.mark.parametrize("with_lame", [True, False])
def test_what_mp3_takes_from_the_level_is_known(tmp_path: Path, bitrate: int, with_lame: bool) -> None:
    rate = 24_000 if bitrate <= 160 else 44_100
    wave = (np.sin(np.arange(rate * 2) * 2 * np.pi * 500 / rate) * 8000).astype(np.int16)
    (find_encoder("mp3").encode if with_lame else encode_with_ffmpeg)([wave], tmp_path / "tone", rate, bitrate)
    middle = heard(tmp_path / "tone", rate)[rate // 2 : rate * 3 // 2]
    assert rms(wave) - rms(middle) == pytest.approx(encoder_loss(CodecSettings("mp3", bitrate)), abs=0.05)


def test_the_digest_of_a_chapter_s_sound_tells_profiles_and_formats_apart(tmp_path: Path) -> None:
    made = [job(tmp_path, profile, form) for profile, form in KINDS]
    digests = {sound_fingerprint(one) for one in made}
    assert len(digests) == len(KINDS)
    assert sound_fingerprint(made[0]) == sound_fingerprint(replace(made[0], tags=replace(TAGS, title="Other")))
    quieter = replace(made[0].product, profile=replace(made[0].product.profile, loudness=-23.0))
    assert sound_fingerprint(replace(made[0], product=quieter)) not in digests


def test_without_an_encoder_it_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "ffmpeg_path", lambda: str(tmp_path / "nowhere"))
    with pytest.raises(OutputError, match="cannot be run"):
        publish_chapter(job(tmp_path, form="opus"))
    assert not has_encoder("libopus")
    monkeypatch.setattr(encoding, "has_encoder", has_encoder)
    with pytest.raises(OutputError, match="cannot encode Opus; choose another format: --format NAME --prune"):
        ensure_encoder(CodecSettings("opus", 28))
    assert list(tmp_path.glob("*.opus")) == []


def test_what_ffmpeg_complains_of_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"ffmpeg could not write .*Encoder not found") as error:
        run_ffmpeg(
            ("-f", "s16le", "-ar", "8000", "-i", "pipe:0", "-c:a", "nothing"), tmp_path / "x.wav", [b"00" * 1_000_000]
        )
    assert "\n" not in str(error.value)
    (tmp_path / "words").write_text("no sound")
    with pytest.raises(OutputError, match="can't read the file that was just written"):
        heard(tmp_path / "words")


def test_a_wav_file_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MAX_WAV_BYTES", 1000)
    with pytest.raises(OutputError, match="choose --format flac"):
        publish_chapter(job(tmp_path, form="wav"))
    assert list(tmp_path.glob("*.wav")) == []


# Opus in files that end in .oga: a format that does not exist, made of an encoder and a tagger that do.
OGA = replace(
    OPUS, name="oga", label="OGA", ending=".oga", mime_type="audio/x-oga", other_endings=(), other_mime_types=()
)


def add_format(monkeypatch: pytest.MonkeyPatch, row: OutputFormat) -> None:
    monkeypatch.setitem(OUTPUT_FORMATS, row.name, row)
    monkeypatch.setitem(PROFILES, "podcast", replace(PODCAST, bitrates=(*PODCAST.bitrates, (row, 48))))


def test_a_row_is_all_that_a_new_format_of_known_parts_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_format(monkeypatch, OGA)
    report = publish_chapter(job(tmp_path, form="oga"))
    assert report.path.suffix == ".oga"
    assert report.path.suffix in sound_endings()
    assert read_album_names(report.path) == ("Two Doors",)
    assert sound_mime_type(report.path.name) == mime_type(report.path.name) == "audio/x-oga"
    inspected = inspect_file(report.path)
    assert inspected.sound is not None
    assert inspected.tags is not None
    assert inspected.sound.seconds == pytest.approx(report.seconds, abs=0.12)
    assert inspected.sound.loudness == pytest.approx(-19.0, abs=0.5)
    with pytest.raises(InputError, match="did you mean 'oga'"):
        resolve_product("podcast", "ogaa")


@pytest.mark.parametrize("row", OUTPUT_FORMATS.values(), ids=OUTPUT_FORMATS.keys())
def test_every_row_names_an_encoder_and_a_tagger(row: OutputFormat) -> None:
    assert find_encoder(row.codec.name)
    assert all(find_tagger(ending) for ending in (*row.endings, row.chapter_ending or row.ending))


def test_what_a_row_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_format(monkeypatch, replace(OGA, codec=replace(OPUS.codec, name="vorbis", encoder="vorbis")))
    with pytest.raises(LookupError, match="'vorbis' needs the encoder 'vorbis', which ENCODERS"):
        publish_chapter(job(tmp_path, form="oga"))
    add_format(monkeypatch, replace(OGA, tagger="ape"))
    with pytest.raises(LookupError, match=r"'.oga' need the tagger 'ape', which TAGGERS"):
        publish_chapter(job(tmp_path, form="oga"))
    assert list(tmp_path.glob("*.oga")) == []
