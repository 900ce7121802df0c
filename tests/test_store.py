"""Clips are kept by what shapes their sound, and damaged ones count as missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audiobook.model import Clip, Line, Voice
from audiobook.store import ClipStore, key_of

LINE = Line("Hello.", Voice("silent", "silence"))
CLIP = Clip(np.arange(-500, 500, dtype=np.int16), 24_000, ("愛",))


def test_a_clip_comes_back_as_it_was(tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    store.write("ab12", CLIP)
    back = store.read("ab12")
    assert back is not None
    assert np.array_equal(back.samples, CLIP.samples)
    assert (back.rate, back.unspoken) == (CLIP.rate, CLIP.unspoken)


def test_an_empty_clip_comes_back_too(tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    store.write("ab12", Clip(np.zeros(0, np.int16), 24_000))
    back = store.read("ab12")
    assert back is not None
    assert len(back.samples) == 0


@pytest.mark.parametrize("damage", [slice(0, 60), slice(0, 0), slice(50, None)], ids=["cut", "empty", "headless"])
def test_a_damaged_clip_counts_as_missing(tmp_path: Path, damage: slice) -> None:
    store = ClipStore(tmp_path)
    store.write("ab12", CLIP)
    path = store.path("ab12")
    path.write_bytes(path.read_bytes()[damage])
    assert store.read("ab12") is None


def test_nothing_temporary_is_left(tmp_path: Path) -> None:
    store = ClipStore(tmp_path)
    store.write("ab12", CLIP)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["ab12.flac"]


@pytest.mark.parametrize(
    "other",
    [
        replace(LINE, spoken="Hello!"),
        replace(LINE, voice=replace(LINE.voice, pace=1.1)),
        replace(LINE, voice=replace(LINE.voice, gain=1.0)),
        replace(LINE, voice=replace(LINE.voice, name="other")),
    ],
)
def test_whatever_shapes_the_sound_shapes_the_key(other: Line) -> None:
    assert key_of(LINE, "v1") != key_of(other, "v1")
    assert key_of(LINE, "v1") == key_of(replace(LINE), "v1")
    assert key_of(LINE, "v1") != key_of(LINE, "v2")


def test_how_a_name_is_said_shapes_the_sound() -> None:
    said = replace(LINE, pronounced=(("Hello", "/hɛlˈO/"),))
    otherwise = replace(LINE, pronounced=(("Hello", "/hˈɛlO/"),))
    assert len({key_of(line, "x") for line in (LINE, said, otherwise)}) == 3
