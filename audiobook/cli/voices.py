"""`audiobook voices`: what voices this machine has, what it could have, and how they get here."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from audiobook.cli.terminal import echo, notice

if TYPE_CHECKING:
    from audiobook.cli.screen import Screen
    from audiobook.engines.downloads import Download


@click.group(invoke_without_command=True)
@click.option("--engine", "only", metavar="NAME", help="Only the voices of this engine.")
@click.option("--all", "every", is_flag=True, help="Other languages than English, too.")
@click.pass_context
def voices(context: click.Context, only: str | None, every: bool) -> None:
    """List the voices that can be used on this machine, and those that can be installed."""
    if context.invoked_subcommand is not None:
        return
    from audiobook.cli.screen import Screen
    from audiobook.engines.registry import engine_named

    if only is not None:
        engine_named(only)
    console = Screen(soft_wrap=False)
    _show_recipes(console, only)
    hidden = _show_voices(console, only, every)
    _show_downloads(console, only)
    _tell_replaced(only)
    if hidden:
        echo(f"{hidden} voices of other languages are not shown; --all lists them")


@voices.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def install(names: tuple[str, ...]) -> None:
    """Fetch voices from the web: `audiobook voices` shows their names and sizes.

    What is cut off goes on with the same command. Nothing is used that is not the very file known beforehand.
    """
    from audiobook.engines.downloads import download_named

    for download in [download_named(name) for name in names]:
        _install(download)


def _show_recipes(console: Screen, only: str | None) -> None:
    """Prints the voices of the catalogue that can be cast here."""
    from rich.markup import escape
    from rich.table import Table

    from audiobook.casting.assign import sorted_out
    from audiobook.casting.catalogue import catalogue

    here, _ = sorted_out(catalogue())
    table = Table("voice", "gender", "age", "engine", "what it is like", box=None, pad_edge=False)
    for entry in sorted(here, key=lambda one: (one.gender, one.age, one.name)):
        if only in (None, entry.voice.engine):
            table.add_row(entry.name, entry.gender, entry.age, entry.voice.engine, escape(entry.description))
    if table.row_count:
        console.print("Voices that characters can be given:", highlight=False)
        console.print(table)
        console.print("\nThe engines' own voices, for the narrator or for a character:", highlight=False)


def _show_voices(console: Screen, only: str | None, every: bool) -> int:
    """Prints the voices that are here; returns how many of other languages are left out."""
    from rich.markup import escape
    from rich.table import Table

    from audiobook.casting.catalogue import catalogue
    from audiobook.engines.registry import voice_listings

    plain = [entry for entry in catalogue() if entry.voice.is_plain]
    described = {(entry.voice.engine, entry.voice.name): entry.description for entry in plain}
    table = Table("engine", "voice", "language", "gender", "what it is like", box=None, pad_edge=False)
    hidden = 0
    for engine, listings, trouble in voice_listings():
        if only not in (None, engine):
            continue
        if not listings:
            table.add_row(engine, "–", "", "", escape(trouble or "cannot run on this machine"))
        for listing in listings:
            if every or _is_english(listing.language):
                about = described.get((engine, listing.name), listing.description)
                table.add_row(engine, *map(escape, (listing.name, listing.language, listing.gender, about)))
            else:
                hidden += 1
    console.print(table)
    return hidden


def _show_downloads(console: Screen, only: str | None) -> None:
    from rich.table import Table

    from audiobook.engines.downloads import downloads
    from audiobook.engines.protocol import offers
    from audiobook.engines.registry import engine_named

    table = Table("engine", "voice", "language", "gender", "size", "what it is like", box=None, pad_edge=False)
    engines = {name: engine_named(name) for name in {download.engine for download in downloads()}}
    for download in downloads():
        if only in (None, download.engine) and download.missing and not offers(engines[download.engine], download.name):
            about = f"{download.description} ({download.licence})"
            table.add_row(download.engine, download.name, download.language, download.gender, _size(download), about)
    if table.row_count:
        console.print("\nMore can be had with `audiobook voices install NAME`:", highlight=False)
        console.print(table)


def _tell_replaced(only: str | None) -> None:
    from audiobook.engines.downloads import downloads

    for download in downloads():
        for file in download.replaced if only in (None, download.engine) else ():
            echo(
                f"audiobook: {file.target} is not the file that belongs there: it was damaged or replaced; "
                f"`audiobook voices install {download.name}` fetches it again",
                err=True,
            )


def _install(download: Download) -> None:
    from audiobook.engines.downloads import install as fetch_missing
    from audiobook.engines.downloads import read_again
    from audiobook.engines.protocol import advice_of
    from audiobook.engines.registry import engine_named

    def tell_waiting() -> None:
        notice(f"another run is fetching {download.name}; waiting for it")

    read_again(download)
    for file in download.replaced:
        notice(f"{file.target} was damaged or replaced; fetching it again")
    if not download.missing:
        echo(f"{download.name} is here already: {_places(download)}")
        return
    echo(f"{download.name}, {_size(download)}, {download.licence}: {download.description}")
    with _progress(download) as watch:
        fetch_missing(download, watch, tell_waiting)
    echo(f"{download.name} is here now: {_places(download)}")
    engine = engine_named(download.engine)
    if not engine.voices():
        echo(f"the engine that speaks it is still missing: {advice_of(engine)}")


@contextlib.contextmanager
def _progress(download: Download) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where that is a terminal; yields what takes the number of bytes that are here."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    from audiobook.cli.screen import Screen

    console = Screen(err=True)
    columns = (BarColumn(bar_width=None), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(download.name, total=download.bytes)
        yield lambda count: bar.update(task, completed=count)


def _places(download: Download) -> str:
    return ", ".join(str(file.target) for file in download.files)


def _size(download: Download) -> str:
    return f"{download.bytes / 1e6:.0f} MB"


def _is_english(language: str) -> bool:
    return language.lower().startswith(("en", "any"))
