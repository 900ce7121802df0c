"""Every command in the documentation is run, in an empty folder with the story that ships."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from audiobook.cli.boundary import audiobook, run

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
# Setting up and testing is what .ci/run does with the very commands of the README.
LEFT_TO_CI = ("python3 -m venv", ". .venv/bin/activate", "pytest")


def commands_in(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip() and line.strip()[0] != "#"]


# What a page tells people to type in blocks that are not run here, or within a sentence: `audiobook cast STORY --all`.
SHOWN = re.compile(r"^ *(?:\| *)?audiobook ([^#\n]+)|`audiobook ([^`\n]+)`", re.MULTILINE)


def commands_shown_in(page: Path) -> list[str]:
    text = re.sub(r"```(?:sh|mermaid)\n.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    return [block or inline for block, inline in SHOWN.findall(text)]


def find_unknown(words: list[str]) -> str:
    """What the program would say to a command because it knows no such command or option; "" if it knows all."""
    command: click.Command = audiobook
    if words[:1] == ["COMMAND"]:
        return ""
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return "" if command.invoke_without_command else f"no command {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    try:
        command.make_parser(click.Context(command)).parse_args(list(words))
    except click.NoSuchOption as error:
        return error.format_message()
    except click.BadOptionUsage as error:
        # A sentence may name an option without its value, as in `audiobook inspect --html`.
        return "" if words[-1] == error.option_name else error.format_message()
    return ""


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=lambda page: page.name)
def test_a_command_that_a_page_shows_can_be_typed(page: Path) -> None:
    problems = {command: find_unknown(shlex.split(command.replace("…", ""))) for command in commands_shown_in(page)}
    assert {command: problem for command, problem in problems.items() if problem} == {}


def test_a_command_that_cannot_be_typed_is_found() -> None:
    assert find_unknown(["cast", "STORY", "--line", "7:42"])
    assert find_unknown(["read", "STORY"])
    assert find_unknown(["voices", "install", "--fast"])
    assert not find_unknown(["cast", "STORY", "--line", "7:42", "Jo", "--all"])


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


# Who really says these lines of the story that ships, and what its characters really are.
TRUE_LINES = {"3:24": ("“Anything, Joaquin?”", "Captain Fairweather")}
TRUE_GENDERS = {"Captain Fairweather": "female"}


def test_the_corrections_that_the_pages_show_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from audiobook.pipeline import analyze_story
    from audiobook.settings.settings import StorySettings

    monkeypatch.chdir(tmp_path)
    (story,) = (ROOT / "input").glob("*.txt")
    analysis = analyze_story(StorySettings((story,)))
    segments = {f"{segment.chapter}:{segment.paragraph}": segment for segment in analysis.script.segments}
    genders = {character.name: character.gender for character in analysis.characters}
    assert all(genders[name] != gender for name, gender in TRUE_GENDERS.items()), "the README says that it is wrong"
    for place, (line, name) in TRUE_LINES.items():
        assert segments[place].text == line
        assert segments[place].speaker != name, "the README says that the program gets this line wrong; choose another"
    shown = [shlex.split(command) for page in PAGES for command in commands_in(page) if "cast input" in command]
    assert any("--line" in words for words in shown)
    for words in shown:
        pairs = [tuple(words[at + 1 : at + 3]) for at, word in enumerate(words) if word in ("--line", "--gender")]
        assert set(pairs) <= {(place, name) for place, (_, name) in TRUE_LINES.items()} | set(TRUE_GENDERS.items())


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


# Paths as the pages name them: `audiobook/cli/make.py`, python benchmarks/feed.py, `tests/cases/*.txt`.
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
