"""Clips are kept by what shapes their sound, damaged ones count as missing, and the store stays within its bounds."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiobook.attribution.corrections import attribute_quotes
from audiobook.cast_file.values import CastFile
from audiobook.chapters.split import split_chapters
from audiobook.errors import OutputError
from audiobook.model import Album, Cast, Clip, Cue, Episode, Manuscript, Metadata, Prosody, Utterance, Voice
from audiobook.model.products import resolve_product
from audiobook.narration.normalization import normalize_for
from audiobook.narration.plan import plan_episodes
from audiobook.production.jobs import plan_jobs
from audiobook.quotations.script import build_script
from audiobook.synthesis.clip_store import ClipFile, ClipStore, clip_key
from tests.conftest import examples

LINE = Utterance("Hello.", Voice("silent", "silence"))
CLIP = Clip(np.arange(-500, 500, dtype=np.int16), 24_000, ("愛",))
KEY = "ab12"
DAY = 24 * 3600

PODCAST = resolve_product()


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips")


def files_in(store: ClipStore) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("clip", [CLIP, Clip(np.zeros(0, np.int16), 22_050)], ids=["sound", "empty"])
def test_a_clip_comes_back_as_it_was(store: ClipStore, clip: Clip) -> None:
    store.write(KEY, clip)
    back = store.read(KEY)
    assert back is not None
    assert np.array_equal(back.samples, clip.samples)
    assert (back.rate, back.unspoken) == (clip.rate, clip.unspoken)
    assert files_in(store) == ["ab12.flac"]


# One other value for each field of a recipe; a field that is added needs a row here.
OTHER_RECIPES: dict[str, Any] = {
    "engine": "other", "name": "other", "pace": 1.1, "gain": 1.0, "pitch": 1.1, "pitch_range": 1.1, "formant": 0.9,
    "formant_high": 0.9, "tilt": 1.0, "breath": 0.1, "roughness": 0.1, "final_rise": 4.0, "height": 1.0, "tremor": 0.1,
    "whisper": 1.0,
}  # fmt: skip
OTHER_LINES: dict[str, Any] = {
    "spoken": "Hello!",
    "voice": Voice("silent", "other"),
    "pronounced": (("Hello", "/hɛlˈO/"),),
    "take": 1,
    "heteronyms": (("Hello", 0, "/hɛlˈO/"),),
    "prosody": Prosody(pace=1.1),
    "accents": (("stressed", 0, 1),),
}


def test_whatever_shapes_the_sound_shapes_the_key() -> None:
    lines = [replace(LINE, **{field.name: OTHER_LINES[field.name]}) for field in fields(Utterance)]
    voices = [replace(LINE.voice, **{field.name: OTHER_RECIPES[field.name]}) for field in fields(Voice)]
    recast = [replace(LINE, voice=voice) for voice in voices if voice.name != "other"]
    said = replace(LINE, pronounced=(("Hello", "/hˈɛlO/"),))
    keys = [clip_key(line, "v1") for line in (LINE, said, *lines, *recast)]
    keys.append(clip_key(LINE, "v2"))
    assert len(set(keys)) == len(keys) == 3 + len(fields(Utterance)) + len(fields(Voice)) - 1


def test_a_key_is_the_same_for_the_same_sound() -> None:
    same = [
        replace(LINE),
        replace(LINE, voice=replace(LINE.voice, pace=1)),
        replace(LINE, voice=replace(LINE.voice, gain=-0.0)),
    ]
    assert {clip_key(line, "v1") for line in same} == {clip_key(LINE, "v1")}
    louder = replace(LINE, voice=replace(LINE.voice, gain=2.0))
    assert clip_key(louder, "v1") == clip_key(replace(LINE, voice=replace(LINE.voice, gain=2)), "v1")


STORY = "Chapter 1\n“Go in,” said {name}.\n\n“Why?” asked {other}.\n"


def keys_of_story(cast: Cast, speakers: tuple[str, str], folder: Path, **changed: Any) -> set[str]:
    text = STORY.format(name=speakers[0], other=speakers[1])
    script = normalize_for(build_script(split_chapters(Manuscript(Path("x.txt"), text))), frozenset())
    told, _ = attribute_quotes(script, CastFile())
    episodes = tuple(replace(one, **changed) for one in plan_episodes(told.script, cast))
    album = Album(folder, Metadata(title=folder.name), "n", episodes)
    return {key for job in plan_jobs(album, folder, PODCAST) for key in job.keys}


def test_who_speaks_and_where_is_nothing_to_the_key(tmp_path: Path) -> None:
    narrator, young = Voice("silent", "silence"), Voice("silent", "silence", pitch=1.2)
    one = keys_of_story(Cast(narrator, (("Ann", young), ("Bea", young))), ("Ann", "Bea"), tmp_path / "one")
    other = keys_of_story(
        Cast(narrator, (("Cleo", young), ("Dora", young))), ("Cleo", "Dora"), tmp_path / "two",
        number=7, track=3, tracks=9, title="Else", lyrics="Else", lead_ms=900,
    )  # fmt: skip
    # What names are said differs; the two quotations and the heading are the same sound.
    assert len(one & other) == 3
    assert len(one) == len(other) == 5


def test_pauses_are_nothing_to_the_key(tmp_path: Path) -> None:
    def key(pause: int) -> tuple[str, ...]:
        episode = Episode(1, 1, 1, "One", (Cue(LINE, pause),), "")
        return plan_jobs(Album(tmp_path, Metadata(), "n", (episode,)), tmp_path, PODCAST)[0].keys

    assert key(10) == key(900)


@pytest.mark.parametrize("damage", [slice(0, 60), slice(0, 0), slice(50, None), slice(0, -1), slice(1, None)])
def test_a_damaged_clip_counts_as_missing_and_is_removed(store: ClipStore, damage: slice) -> None:
    store.write(KEY, CLIP)
    path = store.path(KEY)
    path.write_bytes(path.read_bytes()[damage])
    assert store.has(KEY)
    assert store.read(KEY) is None
    assert not store.has(KEY)
    store.write(KEY, CLIP)
    assert store.read(KEY) is not None


def sound(channels: int = 1, comment: str = '{"samples": 9, "unspoken": []}') -> bytes:
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", 24_000, channels, format="FLAC", subtype="PCM_16") as file:
        file.comment = comment
        file.write(np.zeros((9, channels), np.int16))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", sound(channels=2), sound(comment="x"), sound(comment="{}"), sound(comment="[]"),
     sound(comment='{"samples": "x", "unspoken": []}'), sound(comment='{"samples": 9, "unspoken": null}')],
)  # fmt: skip
def test_a_seal_around_something_else_makes_no_clip(store: ClipStore, content: bytes) -> None:
    sealed = content + hashlib.blake2b(content, digest_size=16, key=KEY.encode()).digest()
    with pytest.raises(ValueError, match="damaged"):
        store.write_sealed(KEY, sealed)
    store.write(KEY, CLIP)
    store.path(KEY).write_bytes(sealed)
    assert store.read(KEY) is None
    assert not store.has(KEY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(200))
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255), more=st.binary(max_size=3))
def test_any_change_of_a_clip_is_noticed(store: ClipStore, place: float, bits: int, more: bytes) -> None:
    store.write(KEY, CLIP)
    path = store.path(KEY)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= bits
    path.write_bytes(bytes(data) + more)
    assert store.read(KEY) is None


def test_a_clip_under_the_name_of_another_is_noticed(store: ClipStore) -> None:
    store.write(KEY, CLIP)
    store.path(KEY).rename(store.path("ab13"))
    assert store.read("ab13") is None


def test_a_clip_that_goes_after_it_was_seen_is_missing(store: ClipStore) -> None:
    store.write(KEY, CLIP)
    assert store.has(KEY)
    ClipStore(store.folder).clear()
    assert store.read(KEY) is None
    store.write(KEY, CLIP)
    assert store.read(KEY) is not None


def test_a_clip_that_was_put_right_meanwhile_is_left_alone(store: ClipStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(KEY, CLIP)
    path = store.path(KEY)
    path.write_bytes(path.read_bytes()[:40])
    read = Path.open

    def opened(self: Path, *arguments: Any) -> Any:
        # Another process speaks the line again, right after this one has opened the damaged file.
        file = read(self, *arguments)
        monkeypatch.undo()
        ClipStore(store.folder).write(KEY, CLIP)
        return file

    monkeypatch.setattr(Path, "open", opened)
    assert store.read(KEY) is None
    assert store.read(KEY) is not None


def test_two_runs_at_once_leave_one_whole_clip(store: ClipStore) -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(40):
                store.write(KEY, CLIP)
                clip = store.read(KEY)
                assert clip is None or len(clip.samples) == len(CLIP.samples)
                store.trim(0)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    store.write(KEY, CLIP)
    assert files_in(store) == ["ab12.flac"]


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, "the disk is full"), (errno.EIO, "its drive doesn.t respond")]
)
def test_a_disk_that_takes_no_more_is_told(
    store: ClipStore, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    def half_written(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:10])
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", half_written)
    with pytest.raises(OutputError, match=told):
        store.write(KEY, CLIP)
    assert files_in(store) == []


def filled(store: ClipStore, count: int = 6) -> list[str]:
    """Keys of as many clips, the first of them longest of no use."""
    keys = [f"{number:02d}aa" for number in range(count)]
    for age, key in enumerate(reversed(keys)):
        store.write(key, CLIP)
        os.utime(store.path(key), (0, time.time() - (age + 2) * DAY))
    return keys


def test_what_was_longest_of_no_use_goes_first(store: ClipStore) -> None:
    keys = filled(store)
    size = next(store.clip_files()).size
    assert [clip.key for clip in store.trim(4 * size)] == keys[:2]
    assert [clip.key for clip in store.trim(4 * size)] == []
    assert [clip.key for clip in store.trim(2 * size, needed_keys={keys[2], keys[4]})] == [keys[3], keys[5]]
    assert [clip.key for clip in store.trim(0, needed_keys=set(keys))] == []
    assert sorted(clip.key for clip in store.clip_files()) == [keys[2], keys[4]]


@pytest.mark.parametrize("name", ["zz.flac", f"00{'0' * 70}.flac", "00é.flac", ".flac", "01aa.flac", "00aa.txt"])
def test_what_is_not_named_as_a_clip_is_left_alone(store: ClipStore, name: str) -> None:
    keys = filled(store, 1)
    foreign = store.folder / "00" / name
    foreign.write_bytes(b"somebody else's")
    assert [clip.key for clip in store.clip_files()] == keys
    store.clear()
    assert foreign.exists()


class Overtaken(ClipStore):
    """A store that another run trims too, as soon as it is listed."""

    def kept(self) -> Iterator[ClipFile]:
        clips = sorted(super().clip_files(), key=lambda clip: clip.last_used)
        for clip in clips[:2]:
            Path(clip.path).unlink()
        yield from clips


def test_what_another_run_removes_counts_as_removed(store: ClipStore) -> None:
    keys = filled(store)
    Overtaken(store.folder).trim(4 * next(store.clip_files()).size)
    assert sorted(clip.key for clip in store.clip_files()) == keys[2:]


def test_reading_a_clip_keeps_it_and_writes_at_most_once_a_day(store: ClipStore) -> None:
    keys = filled(store)
    assert store.read(keys[0]) is not None
    noted = store.path(keys[0]).stat().st_mtime
    assert abs(noted - time.time()) < 60
    lately = time.time() - DAY / 2
    os.utime(store.path(keys[0]), (lately, lately))
    store.read(keys[0])
    assert store.path(keys[0]).stat().st_mtime == pytest.approx(lately, abs=2)
    assert [clip.key for clip in store.trim(0, needed_keys=keys[2:])] == [keys[1], keys[0]]


def test_a_clip_from_the_future_is_set_right(store: ClipStore) -> None:
    store.write(KEY, CLIP)
    os.utime(store.path(KEY), (0, time.time() + 400 * DAY))
    store.read(KEY)
    assert abs(store.path(KEY).stat().st_mtime - time.time()) < 60


def test_clearing_takes_clips_and_nothing_else(store: ClipStore) -> None:
    filled(store)
    (store.folder / "00" / "mine.txt").write_text("x")
    assert len(store.clear()) == 6
    assert [path.name for path in store.folder.rglob("*")] == ["00", "mine.txt"]
    (store.folder / "00" / "mine.txt").unlink()
    store.clear()
    assert not store.folder.exists()
    assert list(store.clip_files()) == []
