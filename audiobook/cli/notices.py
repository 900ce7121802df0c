"""Tells what a person should know of how the speakers were told: corrections that fit nothing, a model's answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from audiobook.cli.wording import counted, shortened

if TYPE_CHECKING:
    from audiobook.dialogue.llm import Progress
    from audiobook.narration import Mishap
    from audiobook.pipeline import ToldStory

SHOWN = 40
# How many lines that another voice spoke are listed without -v.
LISTED = 20


def tell_notices(told: ToldStory, strangers: tuple[str, ...] = ()) -> None:
    """One line on standard error for each; `strangers` are those of a cast."""
    for stranger in strangers:
        click.echo(f"audiobook: {stranger}", err=True)
    for line, reason in told.missing:
        click.echo(f"audiobook: {told.cast_path}, line {line.row}: “{shortened(line.text, SHOWN)}”: {reason}", err=True)
    if told.llm:
        click.echo(f"audiobook: {told.llm.told()}", err=True)


def tell_mishaps(mishaps: tuple[Mishap, ...], verbose: bool) -> None:
    """The lines that another voice had to speak, and how many needed another try; with `verbose` all of them."""
    foreign = [one for one in mishaps if one.voice]
    for one in foreign if verbose else foreign[:LISTED]:
        text = shortened(one.spoken, SHOWN)
        click.echo(f"audiobook: {one.voice} stood in for: “{text}” ({one.reason})", err=True)
    own = [one for one in mishaps if not one.voice]
    for one in own if verbose else ():
        click.echo(f"audiobook: spoken at another try: “{shortened(one.spoken, SHOWN)}” ({one.reason})", err=True)
    hidden = len(foreign[LISTED:])
    if hidden and not verbose:
        click.echo(f"audiobook: and for {counted(hidden, 'more line')} (-v lists them)", err=True)
    if own and not verbose:
        click.echo(f"audiobook: {counted(len(own), 'line')} needed another try (-v lists them)", err=True)
    if foreign:
        click.echo("audiobook: run the same command again to have those lines tried in their own voice", err=True)


def watch_asking() -> Callable[[Progress], None] | None:
    """A line on the terminal that counts the requests to a language model; None where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def watch(progress: Progress) -> None:
        end = "\n" if progress.done == progress.windows else ""
        click.echo(f"\rasking who speaks: {progress.done} of {progress.windows}{end}", err=True, nl=False)

    return watch
