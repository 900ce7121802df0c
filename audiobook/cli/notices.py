"""Tells what a person should know of how the speakers were told: corrections that fit nothing, a model's answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from audiobook.cli.terminal import echo_over, notice
from audiobook.cli.wording import counted, shortened

if TYPE_CHECKING:
    from audiobook.attribution.llm.relabel import Progress
    from audiobook.model import Book
    from audiobook.production.plan import ToldStory
    from audiobook.synthesis.fallback import Mishap

SHOWN = 40
# How many lines that another voice spoke are listed without -v.
LISTED = 20


def tell_notices(told: ToldStory, strangers: tuple[str, ...] = ()) -> None:
    """One line on standard error for each; `strangers` are those of a cast."""
    for stranger in strangers:
        notice(f"{stranger}")
    for line, reason in told.missing:
        notice(f"{told.cast_path}, line {line.row}: “{shortened(line.text, SHOWN)}”: {reason}")
    if told.llm:
        notice(f"{told.llm.told()}")


def tell_omissions(book: Book) -> None:
    """The passages of the story's file that were not taken for story, though they may be."""
    from audiobook.commands.inspect import passed_over

    for omission in book.omissions:
        if what := passed_over(omission):
            notice(f"{what}: {shortened(omission.opening, SHOWN)}" if omission.words else what)


def tell_mishaps(mishaps: tuple[Mishap, ...], verbose: bool) -> None:
    """The lines that another voice had to speak, and how many needed another try; with `verbose` all of them."""
    foreign = [one for one in mishaps if one.voice]
    for one in foreign if verbose else foreign[:LISTED]:
        text = shortened(one.spoken, SHOWN)
        notice(f"{one.voice} stood in for: “{text}” ({one.reason})")
    own = [one for one in mishaps if not one.voice]
    for one in own if verbose else ():
        notice(f"spoken at another try: “{shortened(one.spoken, SHOWN)}” ({one.reason})")
    hidden = len(foreign[LISTED:])
    if hidden and not verbose:
        notice(f"and for {counted(hidden, 'more line')} (-v lists them)")
    if own and not verbose:
        notice(f"{counted(len(own), 'line')} needed another try (-v lists them)")
    if foreign:
        notice("run the same command again to have those lines tried in their own voice")


def watch_asking() -> Callable[[Progress], None] | None:
    """A line on the terminal that counts the requests to a language model; None where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def watch(progress: Progress) -> None:
        echo_over(f"asking who speaks: {progress.done} of {progress.windows}", progress.done == progress.windows)

    return watch
