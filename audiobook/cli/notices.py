"""Tells what a person should know of how the speakers were told: corrections that fit nothing, a model's answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from audiobook.cli.wording import shortened

if TYPE_CHECKING:
    from audiobook.dialogue.llm import Progress
    from audiobook.pipeline import ToldStory

SHOWN = 40


def tell_notices(told: ToldStory, strangers: tuple[str, ...] = ()) -> None:
    """One line on standard error for each; `strangers` are those of a cast."""
    for stranger in strangers:
        click.echo(f"audiobook: {stranger}", err=True)
    for line, reason in told.missing:
        click.echo(f"audiobook: {told.cast_path}, line {line.row}: “{shortened(line.text, SHOWN)}”: {reason}", err=True)
    if told.llm:
        click.echo(f"audiobook: {told.llm.told()}", err=True)


def watch_asking() -> Callable[[Progress], None] | None:
    """A line on the terminal that counts the requests to a language model; None where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def watch(progress: Progress) -> None:
        end = "\n" if progress.done == progress.windows else ""
        click.echo(f"\rasking who speaks: {progress.done} of {progress.windows}{end}", err=True, nl=False)

    return watch
