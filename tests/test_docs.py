"""Every command in the documentation is run, in an empty folder with the story that ships."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audiobook.cli.boundary import run

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
# Setting up and testing is what .ci/run does with the very commands of the README.
LEFT_TO_CI = ("python3 -m venv", ". .venv/bin/activate", "pytest")


def commands_in(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip() and line.strip()[0] != "#"]


def test_the_documents_hold_commands_to_run() -> None:
    assert sum(len(commands_in(page)) for page in PAGES) >= 8


# The README's commands speak with the real voice, and take a minute.
READ = [pytest.param(page, marks=pytest.mark.slow if page.name == "README.md" else (), id=page.name) for page in PAGES]


@pytest.mark.parametrize("page", READ)
def test_commands_work_as_written(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "input", tmp_path / "input")
    monkeypatch.chdir(tmp_path)
    for command in commands_in(page):
        if command.startswith(LEFT_TO_CI):
            continue
        words = shlex.split(command)
        assert words[0] == "audiobook", command
        assert run(words[1:]) == 0, command


def test_the_first_command_of_the_readme_is_what_ci_runs() -> None:
    commands = commands_in(ROOT / "README.md")
    make, test = (command.split(" && ") for command in commands[:2])
    # Debian's own Python refuses to install packages, so both commands bring or enter an environment.
    assert make[:3] == ["python3 -m venv .venv", ". .venv/bin/activate", "pip install ."]
    assert make[3:] == ["audiobook make input/the-night-dolores-lost-her-voice.txt"]
    assert test == [". .venv/bin/activate", "pip install -e '.[test]'", "pytest"]
    steps = (ROOT / ".ci" / "run").read_text() + (ROOT / ".ci" / "common.sh").read_text()
    assert all(word in steps for word in ("readme_command pytest", "readme_command 'audiobook make'"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


# Paths as the pages name them: `audiobook/cli/make.py`, python benchmarks/fuzz.py, `tests/cases/*.txt`.
PATH_IN_TEXT = re.compile(r"(?<![\w/.-])(?:audiobook|benchmarks|tests)/[\w./*-]+")
GUIDES = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_paths_that_a_guide_names_exist(page: Path) -> None:
    paths = {path.rstrip(".") for path in PATH_IN_TEXT.findall(page.read_text("utf-8"))}
    assert sorted(path for path in paths if not any(ROOT.glob(path))) == []


def test_the_module_runs_as_the_command_does(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "audiobook", "--version"],
        cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=60, check=True,
    )  # fmt: skip
    assert "audiobook" in done.stdout
