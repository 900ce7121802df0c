"""The shortcut that says "nothing changed" is wrong for nothing that an album depends on."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import espeakng_loader
import pytest

from audiobook.engines.silent import SilentEngine
from audiobook.model import Metadata
from audiobook.production import fingerprint
from audiobook.production.context import BuildContext
from audiobook.production.fingerprint import BuildFingerprint, compute_fingerprint, digest_file
from audiobook.production.up_to_date import find_up_to_date_album, record_up_to_date
from audiobook.settings.settings import MakeSettings, StorySettings
from tests.conftest import Outcome

Command = Callable[..., Outcome]
STORY = StorySettings((Path("story.txt"),), cover=Path("cover.png"))
SETTINGS = MakeSettings(Path("out"), "silent")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a story and all that may go with one; the program's own files are stood in for by one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("AUDIOBOOK_VOICES", str(tmp_path / "machine"))
    monkeypatch.setattr(fingerprint, "PACKAGE_FOLDER", tmp_path / "program")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "packages")])
    for name in ("story.txt", "cover.png", "program/rules.py", "machine/a.onnx", "packages/one-1.0.dist-info/METADATA"):
        put(name, "as it was")
    return tmp_path


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")


# The field of BuildFingerprint that changes with it, and the file that is changed or added.
FILES = (
    ("story_files", "story.txt"),
    ("story_files", "story.toml"),
    ("story_files", "cover.png"),
    ("correction_files", "voices/story.toml"),
    ("correction_files", "voices/lexicon.toml"),
    ("correction_files", "config/audiobook/lexicon.toml"),
    ("voice_files", "machine/a.onnx"),
    ("voice_files", "machine/commands.toml"),
    ("voice_files", "voices/b.onnx"),
    ("program_files", "program/rules.py"),
    ("program_files", "program/data/weights.json"),
    ("packages", "packages/one-1.1.dist-info/METADATA"),
)


def build_fingerprint() -> BuildFingerprint:
    """The fingerprint of the story with its cast file, as a build has it when the story was read."""
    cast = Path("voices/story.toml")
    return compute_fingerprint(STORY, SETTINGS).with_cast_file(cast, digest_file(cast))


def test_every_input_is_changed_once_in_these_tests() -> None:
    assert {name for name, _ in FILES} | {"settings", "variables"} == {field.name for field in fields(BuildFingerprint)}


@pytest.mark.parametrize(("field", "name"), FILES)
@pytest.mark.usefixtures("workspace")
def test_a_changed_file_is_seen(field: str, name: str) -> None:
    before = build_fingerprint()
    put(name, "# changed" if name.endswith(".toml") else "something else")
    after = build_fingerprint()
    assert before.digest != after.digest
    assert {one.name for one in fields(BuildFingerprint) if getattr(before, one.name) != getattr(after, one.name)} == {
        field
    }


@pytest.mark.parametrize(
    ("name", "seen"),
    [("Part 1/ch2.txt", True), ("Part 1/more/ch3.md", True), ("Part 1/notes.xyz", False), (".git/ch1.txt", False),
     ("Album/Part 1/ch1.txt", False)],
)  # fmt: skip
@pytest.mark.usefixtures("workspace")
def test_a_changed_chapter_in_a_part_of_a_folder_is_seen(name: str, seen: bool) -> None:
    for path in ("tale/Part 1/ch1.txt", "tale/Album/album.json", f"tale/{name}"):
        put(path, "as it was")
    story = StorySettings((Path("tale"),))
    before = compute_fingerprint(story, SETTINGS)
    put(f"tale/{name}", "something else")
    assert (compute_fingerprint(story, SETTINGS).digest != before.digest) == seen


STORIES = {
    "paths": (Path("story.txt"), Path("program/rules.py")),
    "metadata": Metadata(title="Doors"),
    "cover": None,
    "split_at": re.compile("x" * 300),
    "single": True,
    "cast": Path("voices/other.toml"),
    "base_url": "https://example.org/",
    "speak_names": True,
    "piped": b"A story.",
}
SETTINGS_CHANGED = {
    "output": Path("elsewhere"), "engine": "hibari", "voice": "silence", "voice_quality": "best", "speed": 1.1,
    "chapters": "1",
    "speak_notes": True, "single_voice": True, "flat": True, "profile": "acx", "formats": ("flac",),
    "bitrate": 64, "default_format": "wav",
    "yielding": ("speed",),
}  # fmt: skip
# These ask for something to be done, or how, and say nothing of what the album then is.
DEEDS = {"again", "recast", "prune", "jobs", "cluster", "cache_size", "listen_check", "listen_model"}
# What follows from the others.
COMPUTED = {"products"}


def test_every_setting_is_changed_once_in_these_tests() -> None:
    # Where a language model is asked, the shortcut is not taken at all; whether a file may be missing changes no album.
    assert set(STORIES) | {"attributor", "may_create_cast"} == {field.name for field in fields(StorySettings)}
    assert set(SETTINGS_CHANGED) | DEEDS | COMPUTED == {field.name for field in fields(MakeSettings)}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.usefixtures("workspace")
def test_a_changed_wish_for_the_story_is_seen(name: str) -> None:
    put("voices/other.toml", "[cast]")
    changed = replace(STORY, **{name: STORIES[name]})  # type: ignore[arg-type]
    assert compute_fingerprint(STORY, SETTINGS).digest != compute_fingerprint(changed, SETTINGS).digest


@pytest.mark.usefixtures("workspace")
def test_a_long_pattern_is_compared_to_its_end() -> None:
    one, other = (replace(STORY, split_at=re.compile("x" * 300 + end)) for end in "ab")
    assert compute_fingerprint(one, SETTINGS).digest != compute_fingerprint(other, SETTINGS).digest


@pytest.mark.parametrize("name", SETTINGS_CHANGED)
@pytest.mark.usefixtures("workspace")
def test_a_changed_setting_is_seen(name: str) -> None:
    changed = replace(SETTINGS, **{name: SETTINGS_CHANGED[name]})  # type: ignore[arg-type]
    assert compute_fingerprint(STORY, SETTINGS).digest != compute_fingerprint(STORY, changed).digest


@pytest.mark.usefixtures("workspace")
def test_to_remove_other_formats_is_another_wish_than_to_add_one() -> None:
    adding = replace(SETTINGS, formats=("m4b",))
    removing = replace(adding, prune=True)
    assert compute_fingerprint(STORY, adding).digest != compute_fingerprint(STORY, removing).digest


@pytest.mark.usefixtures("workspace")
def test_a_changed_variable_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    before = compute_fingerprint(STORY, SETTINGS)
    monkeypatch.setenv("AUDIOBOOK_SPEECH_MODEL", "another")
    after = compute_fingerprint(STORY, SETTINGS)
    assert before.variables != after.variables
    assert before.digest != after.digest


@pytest.mark.usefixtures("workspace")
def test_a_variable_that_the_program_sets_for_itself_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ESPEAK_DATA_PATH", raising=False)
    before = compute_fingerprint(STORY, SETTINGS)
    monkeypatch.setenv("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())
    assert compute_fingerprint(STORY, SETTINGS) == before
    monkeypatch.setenv("ESPEAK_DATA_PATH", "/elsewhere")
    assert compute_fingerprint(STORY, SETTINGS) != before


@pytest.mark.usefixtures("workspace")
def test_the_same_is_the_same() -> None:
    doing = replace(SETTINGS, again=True, prune=True, listen_check=True, listen_model="base")
    assert compute_fingerprint(STORY, SETTINGS) == compute_fingerprint(STORY, doing)


def test_an_engine_that_sounds_otherwise_is_asked_itself(
    audiobook: Command, short_story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, settings = StorySettings((short_story,)), MakeSettings(Path("out"), "silent")
    assert audiobook("make", short_story, "-o", "out", "--engine", "silent").code == 0
    assert find_up_to_date_album(BuildContext.start(story, settings)) is not None
    monkeypatch.setattr(SilentEngine, "fingerprint", lambda _, voice: f"another silence {voice}")
    assert find_up_to_date_album(BuildContext.start(story, settings)) is None


@pytest.mark.parametrize("record", ["", "[]", "{}", '{"folder": 1, "inputs": "", "prints": []}'])
def test_a_damaged_record_says_nothing(audiobook: Command, short_story: Path, record: str) -> None:
    story, settings = StorySettings((short_story,)), MakeSettings(Path("out"), "silent")
    record_up_to_date(BuildContext.start(story, settings), Path("out"), "", ())
    for path in Path("out/.audiobook/albums").iterdir():
        path.write_text(record, "utf-8")
    assert find_up_to_date_album(BuildContext.start(story, settings)) is None
    assert audiobook("make", short_story, "-o", "out", "--engine", "silent").code == 0
