"""Options from settings files and from the environment: which of them wins, and what is said of a wrong one."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.album.manifest import read_manifest
from audiobook.cli import option_files
from audiobook.cli.boundary import audiobook as group
from audiobook.cli.option_files import find_settings
from audiobook.commands.album_options import restore_make_settings
from audiobook.model.album_options import NO_OPTIONS, AlbumOptions
from tests.conftest import Outcome

Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's own settings file is; there is none yet."""
    for variable in ("XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "config"))
    path = tmp_path / "config" / "audiobook" / "audiobook.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def workspace_file(tmp_path: Path) -> Path:
    return tmp_path / "audiobook.toml"


def narrator_of(audiobook: Command, story: Path, *options: str) -> str:
    """The narrator that `make` would take."""
    done = audiobook("make", story, "--dry-run", "--progress", "json", *options)
    assert done.code == 0, done.err
    return str(json.loads(done.out.splitlines()[-1])["narrator"]).partition(" ")[0]


def test_each_place_wins_over_those_below_it(
    audiobook: Command, short_story: Path, own_file: Path, workspace_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = narrator_of(audiobook, short_story)
    own_file.write_text('[make]\nvoice = "reed"\n', "utf-8")
    assert narrator_of(audiobook, short_story) == "reed" != default
    workspace_file.write_text('[make]\nvoice = "clover"\n', "utf-8")
    assert narrator_of(audiobook, short_story) == "clover"
    cast_path = short_story.parent / "voices" / "Two Doors.toml"
    cast_path.parent.mkdir()
    cast_path.write_text('[narrator]\nvoice = "sorrel"\n', "utf-8")
    assert narrator_of(audiobook, short_story) == "sorrel"
    monkeypatch.setenv("AUDIOBOOK_MAKE_VOICE", "wren")
    assert narrator_of(audiobook, short_story) == "wren"
    assert narrator_of(audiobook, short_story, "--voice", "reed") == "reed"


def test_what_was_kept_with_the_album_comes_between_the_environment_and_the_files(
    audiobook: Command, short_story: Path, workspace_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert audiobook("make", short_story, "--engine", "silent", "--speed", "1.5", "-q").code == 0
    album = next(path.parent for path in (short_story.parent / "output").rglob("album.json"))
    workspace_file.write_text("[make]\nspeed = 0.5\nno-emotion = true\n", "utf-8")
    monkeypatch.setenv("AUDIOBOOK_MAKE_PROFILE", "small")
    again = audiobook("make", short_story)
    assert (again.code, "speed 1.5" in again.err) == (0, True)
    # Only what was typed is kept; the files and the environment hold as long as they say so.
    assert read_manifest(album).options.values == (("engine", "silent"), ("speed", 1.5))
    settings = restore_make_settings(read_manifest(album).options, short_story.parent / "output")
    assert (settings.engine, settings.speed, settings.flat, settings.yielding) == ("silent", 1.5, True, ())


def test_a_preview_and_the_studio_sound_as_the_album_will(
    audiobook: Command, workspace_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert audiobook("config").code == 0
    workspace_file.write_text('[make]\nengine = "silent"\nspeed = 1.2\nsingle-voice = true\n', "utf-8")
    monkeypatch.setenv("AUDIOBOOK_MAKE_SPEED", "1.4")
    settings = restore_make_settings(NO_OPTIONS, tmp_path / "output")
    assert (settings.engine, settings.speed, settings.single_voice) == ("silent", 1.4, True)
    assert settings.yielding == ("engine",)
    # A voice belongs to its engine, so one that was typed replaces both.
    assert restore_make_settings(AlbumOptions((("voice", "reed"),)), tmp_path / "output").engine is None


def test_the_file_next_to_the_story_comes_before_the_settings_files(
    audiobook: Command, short_story: Path, workspace_file: Path
) -> None:
    workspace_file.write_text('author = "Everybody"\nlanguage = "de"\n', "utf-8")
    short_story.with_suffix(".toml").write_text('author = "Only Me"\n', "utf-8")
    shown = json.loads(audiobook("inspect", short_story, "--json").out)
    assert (shown["metadata"]["author"], shown["metadata"]["language"]) == ("Only Me", "de")
    typed = json.loads(audiobook("inspect", short_story, "--json", "--author", "Ann Typed").out)
    assert typed["metadata"]["author"] == "Ann Typed"


def test_a_folder_below_the_workspace_has_its_settings(
    audiobook: Command, workspace_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_file.write_text('output = "books"\n', "utf-8")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    rows = json.loads(audiobook("config", "--json").out)["options"]
    folders = {
        row["command"]: row["value"] for row in rows if row["option"] == "output" and "books" in str(row["value"])
    }
    assert set(folders.values()) == {str(tmp_path / "books")}
    # In preview and script, --output is a file.
    assert {"make", "serve", "cache trim"} <= folders.keys()
    assert not {"preview", "script"} & folders.keys()


WRONG = (
    ("[make]\nspede = 1.2\n", "audiobook.toml, line 2: `make` has no option 'spede'; did you mean 'speed'?"),
    ("[mak]\nspeed = 1.2\n", "audiobook.toml, line 1: there's no setting 'mak'; did you mean 'make'?"),
    ("\nspeed = 1.2\n", "audiobook.toml, line 2: speed is no setting for all commands; put it below [make]"),
    ("[make]\n\nspeed = 'fast'\n", "audiobook.toml, line 3: speed must be a number, without quotes"),
    ("[make]\nagain = 'yes'\n", "audiobook.toml, line 2: again must be true or false"),
    ("[make]\nvoice = 3\n", "audiobook.toml, line 2: voice must be a text in quotes"),
    ("make = 3\n", "audiobook.toml, line 1: make is a command; write its options below [make]"),
    ("[cast]\napart = 'Jo'\n", "audiobook.toml, line 2: apart must be a list"),
    ("speaker-detection = 'magic'\n", "audiobook.toml, line 1: speaker-detection: 'magic' is not one of"),
    ("[make]\nspeed = 9\n", "give 0.5 (slow) to 2.0 (fast) (set in audiobook.toml, line 2)"),
    ("[make\n", "audiobook.toml, line 1"),
    ("llm-address = 'http://localhost:1/v1'\n", "audiobook.toml, line 1: llm-address connects this computer"),
    ("[serve]\nlan = true\n", "audiobook.toml, line 2: lan connects this computer"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_wrong_setting_is_told_in_one_line(
    audiobook: Command, short_story: Path, workspace_file: Path, text: str, message: str
) -> None:
    workspace_file.write_text(text, "utf-8")
    done = audiobook("make", short_story, "--dry-run")
    assert (done.code, done.err.count("\n"), message in done.err) == (1, 1, True), done.err


def test_a_wrong_variable_is_named(audiobook: Command, short_story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIOBOOK_MAKE_BITRATE", "loud")
    done = audiobook("make", short_story, "--dry-run")
    assert (done.code, "(set in AUDIOBOOK_MAKE_BITRATE)" in done.err) == (2, True)
    assert "AUDIOBOOK" not in audiobook("make", short_story, "--dry-run", "--bitrate", "soft").err


def test_errors_are_events_where_a_variable_asks_for_them(
    audiobook: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIOBOOK_PROGRESS", "json")
    assert json.loads(audiobook("make", tmp_path / "none.txt").out)["event"] == "error"
    assert audiobook("make", tmp_path / "none.txt", "--progress", "bar").out == ""


def test_a_language_model_is_asked_only_where_that_is_wanted(
    audiobook: Command, short_story: Path, own_file: Path
) -> None:
    own_file.write_text('llm-address = "http://localhost:1/v1"\n', "utf-8")
    assert audiobook("inspect", short_story).code == 0
    own_file.write_text('llm-address = "http://localhost:1/v1"\nspeaker-detection = "llm"\n', "utf-8")
    assert audiobook("inspect", short_story, "--speaker-detection", "built-in").code == 0


@pytest.mark.skipif(os.name == "nt", reason="a file has no such owner there")
def test_a_file_of_somebody_else_in_a_folder_above_is_not_read(
    audiobook: Command, workspace_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_file.write_text("[make]\nspeed = 1.2\n", "utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert "speed" in audiobook("config").out
    monkeypatch.setattr("os.getuid", lambda: workspace_file.stat().st_uid + 1)
    assert "speed" not in audiobook("config").out


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("AUDIOBOOK_FORMAT", "did you mean AUDIOBOOK_MAKE_FORMAT"),
        ("AUDIOBOOK_MAKE_SPED", "did you mean AUDIOBOOK_MAKE_SPEED"),
        ("AUDIOBOOK_MAKE_JOBS", ""),
        ("AUDIOBOOK_SPEECH_MODEL", ""),
        ("AUDIOBOOK_XYZZY", "AUDIOBOOK_XYZZY is set, but means nothing\n"),
    ],
)
def test_config_names_variables_that_mean_nothing(
    audiobook: Command, monkeypatch: pytest.MonkeyPatch, variable: str, told: str
) -> None:
    monkeypatch.setenv(variable, "1")
    printed = audiobook("config").out
    assert told in printed
    assert ("means nothing" in printed) == bool(told)
    assert json.loads(audiobook("config", "--json").out)["unknown"] == ([variable] if told else [])


def test_the_other_variables_are_those_that_the_sources_name() -> None:
    package = Path(option_files.__file__).parents[1]
    named = {
        name
        for path in package.rglob("*.py")
        for name in re.findall(r"(?<![A-Z_])AUDIOBOOK_[A-Z_]+", path.read_text("utf-8"))
    }
    options = {variable for setting in find_settings(group) for variable in setting.variables}
    assert {name for name in named - options if not name.startswith(option_files.OTHER_VARIABLES)} == set()


def test_config_tells_where_each_value_comes_from(
    audiobook: Command, workspace_file: Path, own_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_file.write_text("[make]\nspeed = 1.2\n", "utf-8")
    own_file.write_text('[publish]\nto = "https://me:secret@dav.example/books"\n', "utf-8")
    monkeypatch.setenv("AUDIOBOOK_JOBS", "3")
    monkeypatch.setenv("COLUMNS", "200")
    rows = [line.split() for line in audiobook("config").out.splitlines()]
    assert ["speed", "1.2", "audiobook.toml,", "line", "2", "make"] in rows
    assert ["jobs", "3", "AUDIOBOOK_JOBS", "check", "make"] in [sorted_names(row) for row in rows]
    assert "secret" not in audiobook("config").out + audiobook("config", "--json").out
    assert ["profile", "podcast", "default"] in [line.split() for line in audiobook("config", "make").out.splitlines()]
    assert audiobook("config", "--path").out.splitlines() == ["audiobook.toml", str(own_file)]


def sorted_names(row: list[str]) -> list[str]:
    """A row of the table with the names of commands in alphabetical order."""
    return row[:3] + sorted(word.strip(",") for word in row[3:])


def test_colours_are_a_choice(audiobook: Command, workspace_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed for the command comes before what is typed in front of it, and that before the files."""
    monkeypatch.setenv("AUDIOBOOK_JOBS", "3")
    assert "\x1b[" not in audiobook("config").out
    workspace_file.write_text('color = "always"\n', "utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in audiobook("config").out
    assert "\x1b[" not in audiobook("--color", "never", "config").out
    assert "\x1b[" in audiobook("--color", "never", "config", "--color", "always").out


def test_no_two_options_share_a_variable() -> None:
    """Each has a variable of its own, and none is one that means something else."""
    own = [setting.variables[0] for setting in find_settings(group) if setting.command]
    assert len(own) == len(set(own))
    others = {"AUDIOBOOK_VOICES", "AUDIOBOOK_LLM_KEY", "AUDIOBOOK_SUPERTONIC_STEPS", "AUDIOBOOK_VERSION"}
    named = {name for setting in find_settings(group) for name in setting.variables}
    assert not others & named
    assert not [name for name in named if name.startswith(("AUDIOBOOK_SPEECH_", "AUDIOBOOK_SERVER_"))]
