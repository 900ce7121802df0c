"""The options that are kept with an album: all there are, read back as they were, and true to a moved workspace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from PIL import Image

from audiobook.album.manifest import MANIFEST_NAME, Manifest, read_manifest, write_manifest
from audiobook.cli.album_options import describe_options
from audiobook.cli.make import make
from audiobook.commands.album_options import restore_make_settings
from audiobook.model.album_options import ALBUM_OPTIONS, AlbumOptions
from audiobook.settings.album_paths import restore_path, shorten_path
from audiobook.settings.kept_options import parameter_of
from tests.conftest import Outcome

Command = Callable[..., Outcome]
# Options that say what this run is to do, and nothing of the album.
RUN_OPTIONS = {
    "inputs", "join", "output", "chapters", "form", "cache_size", "jobs", "cluster", "progress", "again", "listen",
    "lan", "prune", "defaults", "dry_run", "quiet", "verbose", "listen_check", "listen_model", "end_with_caller",
    "color",
}  # fmt: skip


def test_every_option_of_make_holds_for_the_run_or_for_the_album() -> None:
    parameters = {str(option.name) for option in make.params}
    assert parameters == RUN_OPTIONS | {parameter_of(option) for option in ALBUM_OPTIONS}
    names = {
        word.removeprefix("--") for option in make.params if isinstance(option, click.Option) for word in option.opts
    }
    assert set(ALBUM_OPTIONS) <= names


def test_options_are_read_back_from_the_manifest(tmp_path: Path) -> None:
    options = AlbumOptions((("title", "Tea"), ("speed", 1.1), ("single-voice", True)), "wren pitch=1.1", "true")
    write_manifest(tmp_path, Manifest("Tea", options=options))
    assert read_manifest(tmp_path).options == options


@pytest.mark.parametrize("said", [None, [], "x", {"options": 3}, {"options": {"speed": [], "volume": 11}}])
def test_what_is_no_option_is_left_out(tmp_path: Path, said: object) -> None:
    write_manifest(tmp_path, Manifest("Tea"))
    path = tmp_path / MANIFEST_NAME
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"settings": said}), "utf-8")
    assert read_manifest(tmp_path) == Manifest("Tea")


@pytest.mark.parametrize(("option", "value"), [("speed", "fast"), ("single-voice", 1), ("voice", True)])
def test_an_option_of_the_wrong_kind_is_not_used(tmp_path: Path, option: str, value: str | bool) -> None:
    settings = restore_make_settings(AlbumOptions(((option, value),)), tmp_path)
    assert settings == restore_make_settings(AlbumOptions(), tmp_path)


@pytest.mark.parametrize(
    ("path", "kept"), [("work/a.png", "a.png"), ("home/b.png", "~/b.png"), ("other/c.png", "{}/other/c.png")]
)
def test_paths_are_kept_so_that_a_workspace_can_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, kept: str
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    output = tmp_path / "work" / "output"
    assert shorten_path(tmp_path / path, output) == kept.format(tmp_path)
    assert restore_path(kept.format(tmp_path), output) == tmp_path / path


LAST = AlbumOptions((("voice", "reed"), ("speed", 1.1), ("single-voice", True)))
SAME = "as last time: voice reed, speed 1.1, single-voice (--defaults forgets this)"
CHANGES = (
    (LAST, LAST, SAME),
    (AlbumOptions(), AlbumOptions(), ""),
    (LAST, LAST.without(("speed", "single-voice")).merge({"voice": "wren"}),
     "changed since last time: voice reed → wren, speed 1.1 → default, single-voice on → default"),
    (AlbumOptions(), LAST, "changed since last time: voice reed, speed 1.1, single-voice"),
)  # fmt: skip


@pytest.mark.parametrize(("before", "now", "line"), CHANGES)
def test_one_line_tells_what_is_different(before: AlbumOptions, now: AlbumOptions, line: str) -> None:
    assert describe_options(before, now) == line


def test_a_kept_cover_that_is_gone_is_reported(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    cover = tmp_path / "cover.png"
    Image.new("RGB", (30, 30), "teal").save(cover)
    audiobook("make", short_story, "--engine", "silent", "--cover", cover, "-q")
    cover.unlink()
    done = audiobook("make", short_story)
    assert (done.code, done.err.count("given for this album with --cover, is gone; give --cover again")) == (0, 1)
