"""What older versions have left is read by this one: an album keeps its identity, its options and its spoken lines.

Each folder of golden/albums is what one version has left of a small story, but sound files and pages. At a release,
`pytest tests/production/test_older_albums.py --renew-golden` adds that of the version.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import audiobook as program
from audiobook.album.manifest import Manifest, read_manifest
from audiobook.production.album_record import read_record, record_path
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from tests.conftest import GOLDEN, Outcome

VERSIONS = GOLDEN / "albums"
STORY = (
    "Two Bells by Ann Example\n\nChapter 1: Day\n\nIt rang.\n\n“Who is there?” asked Cora Vane.\n\n"
    "Chapter 2: Night\n\nIt rang again.\n\n“Go,” said Bram Ford.\n"
)
OPTIONS = ("--engine", "silent", "--title", "The Bells", "--speed", "0.9", "--notes", "spoken")
KEPT = ("*.txt", "output/*/*/album.json", "output/.audiobook/lines/**/*.json", "output/.audiobook/clips/*/*.flac")
UNCHANGED = ("make", "two-bells.txt", "--engine", "silent")


def album_folder(workspace: Path) -> Path:
    (found,) = (workspace / "output").glob("*/*/album.json")
    return found.parent


def read_album(workspace: Path) -> Manifest:
    return read_manifest(album_folder(workspace))


@pytest.fixture
def workspace(version: str, tmp_path: Path) -> Path:
    shutil.copytree(VERSIONS / version, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_this_version_is_among_them(
    audiobook: Callable[..., Outcome], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    target = VERSIONS / program.__version__
    if request.config.getoption("--renew-golden") and not target.exists():
        (tmp_path / "two-bells.txt").write_text(STORY, "utf-8")
        assert audiobook("make", "two-bells.txt", *OPTIONS).code == 0
        for path in (path for pattern in KEPT for path in tmp_path.glob(pattern)):
            place = target / path.relative_to(tmp_path)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    assert target.exists()


@pytest.mark.parametrize("version", sorted(path.name for path in VERSIONS.glob("*")))
def test_an_older_album_is_continued(workspace: Path, audiobook: Callable[..., Outcome]) -> None:
    before, folder = read_album(workspace), album_folder(workspace)
    assert audiobook(*UNCHANGED).code == 0
    after = read_album(workspace)
    assert album_folder(workspace) == folder
    assert (after.title, after.identity, after.created) == ("The Bells", before.identity, before.created)
    assert after.options == before.options
    assert [(one.number, one.key) for one in after.chapters] == [(one.number, one.key) for one in before.chapters]
    assert "nothing changed" in audiobook(*UNCHANGED).out


@pytest.mark.parametrize("version", sorted(path.name for path in VERSIONS.glob("*")))
def test_an_older_record_and_older_clips_are_read(workspace: Path) -> None:
    record = read_record(record_path(workspace / "output", album_folder(workspace)))
    assert record is not None
    assert [chapter.number for chapter in record.chapters] == [1, 2]
    clips = ClipStore(clip_folder(workspace / "output"))
    files = list(clips.clip_files())
    assert len(files) == sum(len(chapter.lines) for chapter in record.chapters)
    assert all(clips.read(file.key) is not None for file in files)
