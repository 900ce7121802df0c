"""Stories as people type them: files, folders, and addresses of the web."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from audiobook.cli.paths import UserPath
from audiobook.cli.terminal import print_notice
from audiobook.settings.settings import DEFAULT_INPUT

SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class StoryAddress:
    """The web address of a story, as it was typed."""

    url: str

    def __str__(self) -> str:
        return self.url


StoryInput = Path | StoryAddress
StoryInputs = tuple[StoryInput, ...]


class StoryParameter(UserPath):
    """A story: a path, or a web address, which a path would lose a slash of."""

    def convert(  # type: ignore[override]
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> StoryInput:
        """The story that was typed; raises InputError where nothing was."""
        typed = os.fspath(value)
        return StoryAddress(typed) if typed.lower().startswith(SCHEMES) else super().convert(value, param, ctx)


STORY = StoryParameter()


def fetch_stories(inputs: StoryInputs, quiet: bool = False) -> tuple[Path, ...]:
    """The files of stories; those that are addresses are fetched, unless they are kept already.

    Raises FetchError where one can't be fetched, OutputError where it can't be kept.
    """
    return tuple(_fetch_story(story.url, quiet) if isinstance(story, StoryAddress) else story for story in inputs)


def _fetch_story(url: str, quiet: bool) -> Path:
    from audiobook.fetching.stories import get_story

    story = get_story(url, DEFAULT_INPUT)
    if not quiet and story.is_new:
        print_notice(f"saved as {story.path}")
    elif not quiet:
        print_notice(f"using {story.path}, which was fetched before; `audiobook update` looks for new chapters")
    return story.path
