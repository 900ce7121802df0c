"""What Windows, macOS and old locales ask of names, folders, files and imports, with a stand-in for each rule."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest

from audiobook.album.location import locate_album
from audiobook.files import workspace
from audiobook.files.workspace import safe_name
from audiobook.model import Metadata, StoryIdentity
from audiobook.pipeline import analyze_story
from audiobook.settings.settings import StorySettings

TEXT = "Chapter 1: Ωmega\n\n“Go,” said Zoë. She went home — slowly.\n\n* * *\n\nThe “café” was shut…\n"
# Windows has them in every folder, whatever their case and ending.
DEVICES = ("CON", "prn", "Aux", "nul", "COM1", "lpt9", "con.txt", "NUL.tar.gz")
# What Windows has not; libraries for locks, terminals and limits must be asked for late, or have something else.
UNIX_ONLY = ("fcntl", "grp", "pwd", "resource", "termios", "tty")
IMPORT_ALL = f"""
import importlib, pkgutil, sys, warnings
sys.modules.update(dict.fromkeys({UNIX_ONLY}))
import audiobook
for module in pkgutil.walk_packages(audiobook.__path__, "audiobook."):
    # Dask looks at the system itself, not at what can be imported.
    if not module.name.endswith("__main__") and not module.name.startswith("audiobook.cluster."):
        importlib.import_module(module.name)
"""
RUN_STRICTLY = r"""
import sys, warnings
warnings.filterwarnings("error", category=EncodingWarning, module=r"audiobook\.")
from audiobook.cli.boundary import run
sys.exit(run(sys.argv[1:]))
"""


def run_python(*words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, *map(str, words)]
    environment = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, check=False, env=environment, timeout=120)


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story in a folder with a space and letters that no code page has together."""
    folder = tmp_path / "Мои книги 本"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / "Zürich é 東京.txt"
    path.write_bytes(TEXT.encode())
    return path


@pytest.mark.parametrize("name", DEVICES)
def test_no_file_has_the_name_of_a_device(name: str) -> None:
    stem = safe_name(name, "untitled").partition(".")[0].strip()
    assert stem.upper() not in {device.partition(".")[0].upper() for device in DEVICES}


def test_the_path_of_a_chapter_is_no_longer_than_windows_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    title = "A Very Long Title, as the Authors of Stories on the Web Like to Give to Everything They Write"
    monkeypatch.setattr("os.name", "nt")
    name = safe_name(title, "untitled")
    monkeypatch.undo()
    output = PureWindowsPath("C:/Users/Somebody/Documents/My Stories/output")
    chapter = output / name / name / name / f"100 - {name}.mp3"
    unfinished = chapter.with_name(workspace._part_name(chapter.name))
    assert len(name) > 35
    assert len(str(unfinished)) <= 259
    assert len(safe_name(title, "untitled")) == len(title)


def test_a_path_that_is_too_long_for_windows_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("C:/", *["a long folder"] * 20, "story.mp3")
    with monkeypatch.context() as patch:
        patch.setattr("os.name", "nt")
        told = str(workspace.to_output_error(path, FileNotFoundError(2, "No such file or directory")))
    assert "more than the 259 characters that Windows allows; choose another folder" in told


@pytest.mark.parametrize(
    ("claimed", "title"),
    [("Tea", "TEA"), ("Straße", "STRASSE"), (unicodedata.normalize("NFD", "Café"), "Café")],
)
def test_two_stories_of_a_run_never_share_a_folder_where_case_does_not_count(
    tmp_path: Path, claimed: str, title: str
) -> None:
    other = StoryIdentity("other.txt", sentences=("1", "2"))
    claims = {(tmp_path / "Ann" / claimed).absolute(): other}
    location = locate_album(tmp_path, Metadata(title, "Ann"), StoryIdentity("mine.txt"), frozenset(), claims)
    assert location.path == tmp_path / "Ann" / f"{title} (2)"


def test_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    scripts = []
    for name, text in (("unix", TEXT), ("windows", TEXT.replace("\n", "\r\n")), ("mac", TEXT.replace("\n", "\r"))):
        path = tmp_path / name / "story.txt"
        path.parent.mkdir()
        path.write_bytes(text.encode())
        segments = analyze_story(StorySettings((path,))).script.segments
        scripts.append([(segment.text, segment.speaker, segment.paragraph) for segment in segments])
    assert len(scripts[0]) > 3
    assert scripts[1] == scripts[0]
    assert scripts[2] == scripts[0]


def test_the_program_starts_without_what_only_unix_has() -> None:
    done = run_python("-W", "ignore", "-c", IMPORT_ALL)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("code_page", ["cp437", "cp1252", "cp932"])
def test_a_console_with_a_code_page_shows_what_it_can(story: Path, code_page: str) -> None:
    done = run_python("-m", "audiobook", "inspect", story, PYTHONIOENCODING=code_page, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "story" in done.stdout.decode(code_page) or "rich" in done.stdout.decode(code_page)


@pytest.mark.skipif(os.name == "nt", reason="file names are always Unicode on Windows")
def test_files_are_called_like_the_story_where_the_locale_has_only_ascii(story: Path) -> None:
    words = ("-m", "audiobook", "make", story, "--title", "Ωmega 東", "--engine", "silent", "-j", "1", "-q")
    done = run_python(*words, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert len(list(Path("output").rglob("Ωmega 東/*.mp3"))) == 1


def test_no_file_is_read_or_written_in_the_code_page_of_the_system(story: Path) -> None:
    words = ("make", story, "--engine", "silent", "-j", "1", "--format", "epub")
    done = run_python("-X", "warn_default_encoding", "-c", RUN_STRICTLY, *words)
    assert done.returncode == 0, done.stderr.decode()
    assert len(list(Path("output").rglob("01 - Ωmega.mp3"))) == 1
    manifests = [path for path in Path("output").rglob("*.json") if "Ωmega" in path.read_text("utf-8")]
    assert manifests
    assert all(json.loads(path.read_text("utf-8")) for path in manifests)
