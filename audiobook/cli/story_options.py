"""The options that describe a story, shared by every command that reads one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from audiobook.cli.attributor_options import attributor_options, build_attributor_settings
from audiobook.cli.paths import PATH
from audiobook.cli.standard_input import read_standard_input
from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.model import Metadata
from audiobook.settings.parsing import compile_heading_pattern, parse_base_url, parse_names_choice
from audiobook.settings.settings import DEFAULT_OUTPUT, STANDARD_INPUT, StorySettings
from audiobook.settings.story_file import apply_story_file
from audiobook.text.languages.names import language_tag

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


def build_story_settings(
    paths: tuple[Path, ...],
    title: str,
    author: str,
    language: str,
    cover: Path | None,
    split_at: str,
    single: bool,
    cast: Path | None,
    names: str,
    base_url: str = "",
    **attributor: str,
) -> StorySettings:
    """The settings of one story: what was typed, completed by the file next to the story.

    Raises InputError where a setting is wrong or two of them contradict each other.
    """
    if single and split_at:
        raise InputError("--single and --split-at contradict each other; give only one of them")
    if cast and cast.exists() and not cast.is_file():
        kind = "a folder" if cast.is_dir() else "a device or a pipe"
        raise InputError(f"--cast {cast} is {kind}, not a cast file; name the file, such as {cast / 'cast.toml'}")
    if STANDARD_INPUT in paths and len(paths) > 1:
        raise InputError("- (standard input) is a story of its own; save it to a file to --join it with others")
    pattern = compile_heading_pattern(split_at) if split_at else None
    metadata = Metadata(
        title=_clean_text(title), author=_clean_text(author), language=_parse_language(_clean_text(language))
    )
    return apply_story_file(
        StorySettings(
            paths=paths,
            metadata=metadata,
            cover=cover,
            split_at=pattern,
            single=single,
            cast=cast,
            attributor=build_attributor_settings(**attributor),
            base_url=parse_base_url(base_url) if base_url else "",
            speak_names=parse_names_choice(names),
            piped=read_standard_input() if STANDARD_INPUT in paths else None,
        )
    )


def _parse_language(typed: str) -> str:
    tag = language_tag(typed) if typed else ""
    if typed and not tag:
        raise InputError(f"--language {typed}: unknown language; give its English name or its code (pt-BR)")
    return tag


def refuse_story_as_target(target: Path | None, paths: tuple[Path, ...]) -> None:
    """Raises InputError where a file to be written is one of the story's files."""
    if target is not None and any(real_path(target) == real_path(path) for path in paths):
        raise InputError(f"{target} is the story itself; choose another file to write to")


def refuse_undecodable(*typed: str) -> None:
    """Raises InputError where something was typed in bytes that are not text and could not be saved."""
    for text in typed:
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise InputError(f"{text!r} holds bytes that are not text; set the terminal to UTF-8 and type it again")


def _clean_text(typed: str) -> str:
    """What was typed, without bytes that are not text and without invisible characters."""
    readable = typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character for character in readable if character.isprintable()).strip()
