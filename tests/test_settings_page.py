"""docs/settings.md names everything that a person can set, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from audiobook.cast_file.line_takes import TAKE_KEYS
from audiobook.cast_file.reading import LINE_KEYS, TABLE_NAMES, VOICE_KEYS
from audiobook.cli.boundary import audiobook
from audiobook.model.album_options import ALBUM_OPTIONS
from audiobook.model.pauses import Pauses
from audiobook.settings.story_file import STORY_KEYS

PAGE = (Path(__file__).parents[1] / "docs" / "settings.md").read_text("utf-8")
NAMED = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", PAGE))))
# Asking for help sets nothing.
NO_SETTING = {"--help"}


def options_of(name: str) -> set[str]:
    command = audiobook.commands[name]
    options = [option for option in command.params if isinstance(option, click.Option) and not option.hidden]
    return {max(option.opts, key=len) for option in options} - NO_SETTING


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("an option of make", options_of("make")),
        ("a table of the cast file", set(TABLE_NAMES)),
        ("a setting of a voice", set(VOICE_KEYS)),
        ("a setting of a line", set(LINE_KEYS)),
        ("a setting of how a line is spoken", set(TAKE_KEYS)),
        ("a pause", set(Pauses.__slots__)),
        ("a setting of the story's .toml", set(STORY_KEYS)),
    ],
)
def test_the_page_names_each(kind: str, names: set[str]) -> None:
    assert sorted(names - NAMED) == [], kind


def test_the_page_names_no_setting_of_the_story_that_there_is_not() -> None:
    rows = PAGE.partition("## The story\n")[2].partition("\n## ")[0].splitlines()[5:]
    named = re.findall(r"`(\w+)`", " ".join(row.split("|")[3] for row in rows if row.startswith("|")))
    assert sorted(named) == sorted(STORY_KEYS)


def test_the_page_says_of_each_option_of_make_whether_it_is_kept() -> None:
    kept = set(re.findall(r"`(--[\w-]+)`", PAGE.partition("These options are kept")[2].partition("To switch")[0]))
    section = PAGE.partition("## This run only")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if "|" in row]
    once = set(re.findall(r"`(--[\w-]+)`", " ".join(rows)))
    assert kept == {f"--{name}" for name in (*ALBUM_OPTIONS, "format")}
    assert once == options_of("make") - kept - {"--output", "--join"}


def test_the_page_names_no_option_that_there_is_not() -> None:
    switches = {name for param in audiobook.commands["make"].params for name in param.secondary_opts}
    options = switches | {option for command in audiobook.commands for option in options_of(command)}
    assert sorted(name for name in NAMED if name.startswith("--") and name not in options) == []
