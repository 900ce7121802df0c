"""Changes of one file by many: all of them are kept, an editor's too."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import CastEntry, LineCorrection
from audiobook.cast_file.writing import add_corrections, write_cast
from audiobook.commands.make import make_album, plan_changes
from audiobook.errors import InputError, OutputError
from audiobook.files.editing import MAX_EDIT_ATTEMPTS, edit_file
from audiobook.files.locks import lock_file
from audiobook.pipeline import plan_album
from audiobook.production.context import BuildContext
from audiobook.production.ebook_and_library import refresh_library
from audiobook.production.fingerprint import compute_fingerprint, digest_file
from audiobook.production.up_to_date import find_up_to_date_album
from audiobook.serving.token import get_or_create_token
from audiobook.settings.settings import MakeSettings, StorySettings
from tests.conftest import Outcome

EDITS = 24


def all_at_once(work: Callable[[int], object], count: int = EDITS) -> list[object]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_edits_of_one_cast_file_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text('# Mine.\n[gender]\nTom = "male"  # so he says\n', "utf-8")

    def edit(number: int) -> None:
        if number % 2:
            add_corrections(path, genders=[(f"Bea{number}", "female")])
        else:
            write_cast(path, [CastEntry(f"Bea{number}", "wren", "3 lines, 5 %")])

    all_at_once(edit)
    said = read_cast_file(path)
    assert len(said.genders) + len(said.voices) == EDITS + 1
    assert path.read_text("utf-8").startswith('# Mine.\n[gender]\nTom = "male"  # so he says\n')
    assert left_in(tmp_path) == ["cast.toml"]


def test_what_an_editor_saves_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text("[gender]\n", "utf-8")
    saved: list[str] = []

    def change(data: bytes | None) -> bytes:
        assert data is not None
        if len(saved) < 3:  # each time after the file was read
            saved.append(f"Tom{len(saved)} = 'male'  # by hand\n")
            path.write_text("[gender]\n" + "".join(saved), "utf-8")
        return data + b"Bea = 'female'\n"

    edit_file(path, change)
    assert path.read_text("utf-8") == "[gender]\n" + "".join(saved) + "Bea = 'female'\n"


def test_a_file_that_never_rests_is_left(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    saves: list[int] = []

    def change(data: bytes | None) -> bytes:
        saves.append(1)
        path.write_text(str(len(saves)), "utf-8")
        return (data or b"") + b"!"

    with pytest.raises(OutputError, match=r"another program keeps saving .*cast\.toml; close the file"):
        edit_file(path, change)
    assert (len(saves), path.read_text("utf-8")) == (MAX_EDIT_ATTEMPTS + 1, str(MAX_EDIT_ATTEMPTS + 1))
    assert left_in(tmp_path) == ["cast.toml"]


def test_a_change_that_is_refused_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text("[aliases]\nA = 'B'\n", "utf-8")
    with pytest.raises(InputError, match="form a circle"):
        add_corrections(path, aliases=[("B", "A")])
    assert path.read_text("utf-8") == "[aliases]\nA = 'B'\n"
    assert left_in(tmp_path) == ["cast.toml"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_says_it_already_needs_no_folder_that_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    add_corrections(path, genders=[("Bea", "female")])
    tmp_path.chmod(0o500)
    try:
        add_corrections(path, genders=[("Bea", "female")])
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_says_it_already_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    add_corrections(path, genders=[("Bea", "female")])
    with lock_file(path):
        add_corrections(path, genders=[("Bea", "female")])


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_file_has_one_lock_by_all_its_names(tmp_path: Path) -> None:
    (tmp_path / "link.toml").symlink_to(tmp_path / "cast.toml")
    with (
        lock_file(tmp_path / "cast.toml"),
        pytest.raises(OutputError, match=r"another run is changing .*link\.toml"),
        lock_file(tmp_path / "link.toml", wait_seconds=0),
    ):
        raise AssertionError


def test_a_change_of_the_cast_while_an_album_is_made_is_made_next(
    audiobook: Callable[..., Outcome], short_story: Path, tmp_path: Path
) -> None:
    story, settings = StorySettings((short_story,)), MakeSettings(tmp_path / "out", engine="silent")
    plan = plan_album(BuildContext.start(story, settings))
    correction = LineCorrection("Go in,", "Bea")
    add_corrections(plan.analysis.cast_path, genders=[("Bea", "female")], lines=[correction])
    make_album(plan, plan_changes(plan), lambda _: None)
    assert find_up_to_date_album(BuildContext.start(story, settings)) is None
    assert audiobook("make", short_story, "-o", settings.output, "--engine", "silent", "-q").code == 0
    assert find_up_to_date_album(BuildContext.start(story, settings)) is not None
    assert tomllib.loads(plan.analysis.cast_path.read_text("utf-8"))["gender"] == {"Bea": "female"}


def test_inputs_after_an_edit_are_those_that_the_next_run_finds(tmp_path: Path, short_story: Path) -> None:
    story, path = StorySettings((short_story,)), tmp_path / "cast.toml"
    settings = MakeSettings(tmp_path / "out")
    before = compute_fingerprint(story, settings).with_cast_file(path, digest_file(path))
    edit = write_cast(path, [CastEntry("Bea", "wren", "")])
    now = compute_fingerprint(story, settings).with_cast_file(path, digest_file(path))
    assert before.with_edit(path, edit) == now
    again = write_cast(path, [CastEntry("Tom", "rowan", "")])
    assert before.with_edit(path, again) is None


def test_an_album_that_is_finished_meanwhile_is_in_the_library(
    audiobook: Callable[..., Outcome], short_story: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    with ThreadPoolExecutor(1) as pool:
        with lock_file(output / ".audiobook" / "library"):
            waiting = pool.submit(refresh_library, output)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        waiting.result(timeout=60)
    assert audiobook("make", short_story, "-o", output, "--engine", "silent", "-q").code == 0
    assert "Two Doors" in (output / "index.html").read_text("utf-8")
    assert [path.name for path in (output / ".audiobook").iterdir() if path.suffix == ".lock"] == []


def test_servers_that_start_at_once_agree_on_one_token(tmp_path: Path) -> None:
    found = set(all_at_once(lambda _: get_or_create_token(tmp_path), 8))
    assert found == {get_or_create_token(tmp_path)}
    renewed = get_or_create_token(tmp_path, renew=True)
    assert {renewed} == {get_or_create_token(tmp_path)} != found
