"""The options that say something of a story, shared by every command that reads one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from audiobook.cli.attributor_options import attributor_options, attributor_settings
from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.model import Metadata
from audiobook.settings.parsing import heading_pattern, names_choice
from audiobook.settings.settings import StorySettings
from audiobook.text.languages.names import language_tag


def story_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the story's options to a command, which is given them as keywords for `story_settings`."""
    command = attributor_options(command)
    for option in reversed(OPTIONS):
        command = option(command)
    return command


OPTIONS = (
    click.option("--title", metavar="TEXT", default="", help="The story's title, where the file does not say."),
    click.option("--author", metavar="TEXT", default="", help="The author's name, where the file does not say."),
    click.option(
        "--language",
        metavar="NAME",
        default="",
        help="The story's language by name or code, where it is not recognized.",
    ),
    click.option("--cover", metavar="PICTURE", type=click.Path(path_type=Path), help="A JPEG or PNG for the cover."),
    click.option(
        "--split-at", metavar="REGEX", default="", help="A chapter begins at each line that this pattern fits."
    ),
    click.option("--single", is_flag=True, help="Don't split: the whole story is one chapter."),
    click.option(
        "--names",
        metavar="skip|spoken",
        default="",
        help="In plays and chats, leave out the names before the lines, or read them.  "
        "[default: skip, except where the narrator reads the line]",
    ),
    click.option(
        "--cast", metavar="FILE", type=click.Path(path_type=Path), help="The cast file.  [default: voices/<story>.toml]"
    ),
)


def story_settings(
    paths: tuple[Path, ...],
    title: str,
    author: str,
    language: str,
    cover: Path | None,
    split_at: str,
    single: bool,
    cast: Path | None,
    names: str,
    **attributor: str,
) -> StorySettings:
    """What a person said of one story; raises InputError where it cannot be."""
    if single and split_at:
        raise InputError("--single and --split-at contradict each other; give one of them")
    pattern = heading_pattern(split_at) if split_at else None
    about = Metadata(title=_clean(title), author=_clean(author), language=_language(_clean(language)))
    asked = attributor_settings(**attributor)
    return StorySettings(paths, about, cover, pattern, single, cast, asked, speak_names=names_choice(names))


def _language(typed: str) -> str:
    tag = language_tag(typed) if typed else ""
    if typed and not tag:
        raise InputError(f"--language {typed}: no such language is known; give its English name or its code (pt-BR)")
    return tag


def refuse_the_story(target: Path | None, paths: tuple[Path, ...]) -> None:
    """Raises InputError where a file to be written is one of the story's own."""
    if target is not None and any(real_path(target) == real_path(path) for path in paths):
        raise InputError(f"{target} is the story itself; name another file to write")


def refuse_bytes(*typed: str) -> None:
    """Raises InputError where something was typed in bytes that are no text, which no file could keep."""
    for one in typed:
        if any("\ud800" <= character <= "\udfff" for character in one):
            raise InputError(f"{one!r} holds bytes that are no text; type it in UTF-8, as this terminal should")


def _clean(typed: str) -> str:
    """What was typed, without bytes that are no text and signs that no one can see."""
    readable = typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character for character in readable if character.isprintable()).strip()
