"""`make --cluster`, as people type it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Outcome

pytest.importorskip("distributed")


def sounds_below(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.mp3")}


def test_an_album_of_a_cluster_is_the_same(
    audiobook: Callable[..., Outcome], short_story: Path, tmp_path: Path
) -> None:
    assert audiobook("make", short_story, "-o", tmp_path / "here", "--engine", "silent").code == 0
    done = audiobook("make", short_story, "-o", tmp_path / "there", "--engine", "silent", "--cluster", "1", "-j", "1")
    assert done.code == 0, done.err
    assert "the cluster speaks 1 line at a time: worker 0 (1)" in done.err
    assert len(sounds_below(tmp_path / "here")) == 2
    assert sounds_below(tmp_path / "there") == sounds_below(tmp_path / "here")


def test_how_the_work_is_shared_changes_nothing_in_the_album(
    audiobook: Callable[..., Outcome], short_story: Path, tmp_path: Path
) -> None:
    assert audiobook("make", short_story, "-o", tmp_path / "out", "--engine", "silent").code == 0
    again = audiobook("make", short_story, "-o", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")
    assert again.code == 0
    assert "nothing changed" in again.out


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("tcp://127.0.0.1:9", "no Dask scheduler answers at tcp://127.0.0.1:9; start one there"),
        ("tls://127.0.0.1:9", "tls://127.0.0.1:9 needs certificates"),
        ("somewhere", "--cluster somewhere: give the address of a Dask scheduler"),
        ("0", "--cluster 0: give the address"),
    ],
)
def test_one_line_where_there_is_no_cluster(
    typed: str, told: str, audiobook: Callable[..., Outcome], short_story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiobook.cluster.connection.CONNECT_SECONDS", 0.3)
    done = audiobook("make", short_story, "--engine", "silent", "--cluster", typed, "-q")
    assert done.code in (1, 2)
    assert told in done.err
    assert done.err.count("\n") == 1


def test_one_line_without_the_extra(
    audiobook: Callable[..., Outcome], short_story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiobook.cluster.connection.PACKAGE", "no_such_package")
    done = audiobook("make", short_story, "--engine", "silent", "--cluster", "2")
    assert done.code in (1, 2)
    assert done.err == "audiobook: --cluster needs Dask, which isn't installed; run: pip install 'storycast[cluster]'\n"
