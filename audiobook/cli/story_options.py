"""The options that describe a story, shared by every command that reads one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from audiobook.cli.attributor_options import attributor_options
from audiobook.cli.paths import PATH
from audiobook.cli.standard_input import read_standard_input
from audiobook.cli.story_addresses import StoryInputs
from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.settings.settings import DEFAULT_OUTPUT, STANDARD_INPUT, StorySettings
from audiobook.settings.story_options import MODEL_PARAMETERS, drop_idle_model, parse_story_options

STORY_OPTIONS = (
    click.option("--title", metavar="TEXT", default="", help="The story's title, if the file doesn't say."),
    click.option("--author", metavar="TEXT", default="", help="The author's name, if the file doesn't say."),
    click.option(
        "--language",
        metavar="NAME",
        default="",
        help="The story's language (name or code), if it's not recognized.",
    ),
    click.option("--cover", metavar="PICTURE", type=PATH, help="A JPEG or PNG file for the cover."),
    click.option(
        "--split-at", metavar="REGEX", default="", help="Start a new chapter at each line that matches this pattern."
    ),
    click.option("--single/--split", help="Don't split the story into chapters."),
    click.option(
        "--names",
        metavar="skip|spoken",
        default="",
        help="In plays and chats, skip the names before the lines, or read them.  "
        "[default: skip, except for lines that the narrator reads]",
    ),
    click.option("--cast", metavar="FILE", type=PATH, help="The cast file.  [default: voices/<title>.toml]"),
)


def albums_option(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option of commands that make no album, for the output folder of `make`; they get it as `albums`."""
    return click.option(
        *names,
        "albums",
        metavar="FOLDER",
        type=PATH,
        default=DEFAULT_OUTPUT,
        show_default=True,
        help="Where this story's album goes, as in `make`. Its cast file is in the voices folder next to it.",
    )


def story_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the story's options to a command, which gets them as keywords for `build_story_settings`."""
    command = attributor_options(command)
    for option in reversed(STORY_OPTIONS):
        command = option(command)
    return command


def build_story_settings(paths: tuple[Path, ...], yielding: Iterable[str] = (), **options: Any) -> StorySettings:
    """The settings of one story: what was typed, completed by the file next to the story.

    `options` are the parameters of `story_options`; those that are `yielding` come after that file. Raises InputError
    where a setting is wrong or two of them contradict each other.
    """
    context = click.get_current_context()
    typed = [name for name in MODEL_PARAMETERS if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    options = drop_idle_model(options, typed)
    return parse_story_options(paths, read_standard_input, yielding, **options)


def refuse_story_as_target(target: Path | None, stories: StoryInputs) -> None:
    """Raises InputError where a file to be written is one of the story's files."""
    if target not in (None, STANDARD_INPUT) and any(
        isinstance(story, Path) and real_path(Path(str(target))) == real_path(story) for story in stories
    ):
        raise InputError(f"{target} is the story itself; choose another file to write to")


def refuse_undecodable(*typed: str) -> None:
    """Raises InputError where something was typed in bytes that are not text and could not be saved."""
    for text in typed:
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise InputError(f"{text!r} holds bytes that are not text; set the terminal to UTF-8 and type it again")
