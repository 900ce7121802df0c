"""The list of an album is read as it was written, or, where anything in it cannot be, not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audiobook.album.manifest import ChapterFile, Manifest, format_clip_times, read_manifest, write_manifest

CHAPTER = ChapterFile(1, "One", "01 - One.mp3", seconds=2.5, times=format_clip_times(((0.5, 1.0), (1.5, 2.25))))
MANIFEST = Manifest("Doors", "Ann", chapters=(CHAPTER,))


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("file", "a\x00b.mp3"), ("replaces", "a\x00b.mp3"), ("file", "\ud800.mp3"), ("title", "\udfff"), ("times", "x"),
        ("times", "1+"), ("times", "1+2 "), ("times", "²+1"), ("times", "-5+5"), ("times", "9" * 5000 + "+1"),
        ("seconds", float("nan")), ("seconds", float("inf")), ("seconds", -1),
    ],
)  # fmt: skip
def test_a_chapter_that_cannot_be(tmp_path: Path, key: str, value: Any) -> None:
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / "album.json"
    told = json.loads(path.read_text("utf-8"))
    told["chapters"][0][key] = value
    path.write_text(json.dumps(told), "utf-8")
    assert read_manifest(tmp_path) == Manifest()


@pytest.mark.parametrize("name", ["a\x00b", "\ud800"])
def test_a_file_beside_the_sound_that_cannot_be(tmp_path: Path, name: str) -> None:
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / "album.json"
    told = json.loads(path.read_text("utf-8"))
    told["companions"] = [{"file": name, "size": 1, "changed": 1, "sha256": "x"}]
    path.write_text(json.dumps(told), "utf-8")
    assert read_manifest(tmp_path) == Manifest()
