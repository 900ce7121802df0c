"""`audiobook voices`: the voices of this machine, and how to install more."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiobook.cli.tables import print_table
from audiobook.cli.terminal import echo, print_notice

if TYPE_CHECKING:
    from audiobook.cli.console import SafeConsole
    from audiobook.engines.downloads import Download


@click.group(invoke_without_command=True)
@click.option("--engine", "only", metavar="NAME", help="List only the voices of this TTS engine.")
@click.option("--all", "every", is_flag=True, help="Also list voices for other languages than English.")
@click.pass_context
def voices(context: click.Context, only: str | None, every: bool) -> None:
    """List the voices on this machine, and install more."""
    if context.invoked_subcommand is not None:
        return
    from audiobook.cli.console import SafeConsole
    from audiobook.engines.registry import create_engine

    if only is not None:
        create_engine(only)
    console = SafeConsole(soft_wrap=False)
    _show_recipes(console, only)
    hidden = _show_voices(console, only, every)
    _show_downloads(console, only)
    _report_replaced_files(only)
    if hidden:
        echo(f"{hidden} voices for other languages are not shown; --all lists them")


@voices.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--from",
    "source",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Copy the files out of this folder instead of downloading them.",
)
def install(names: tuple[str, ...], source: Path | None) -> None:
    """Download and install voices; `audiobook voices` shows their names and sizes.

    Every file is verified by SHA-256. Interrupted downloads resume with the same command.
    """
    from audiobook.engines.downloads import find_download

    for download in [find_download(name) for name in names]:
        _install_download(download, source)


def _show_recipes(console: SafeConsole, engine: str | None) -> None:
    """Prints the voices of the catalogue that characters can get on this machine."""
    from rich.markup import escape
    from rich.table import Table

    from audiobook.casting.assign import split_available_voices
    from audiobook.casting.catalogue import load_catalogue

    castable, _ = split_available_voices(load_catalogue())
    table = Table("voice", "gender", "age", "engine", "description", box=None, pad_edge=False)
    for entry in sorted(castable, key=lambda recipe: (recipe.gender, recipe.age, recipe.name)):
        if engine in (None, entry.voice.engine):
            table.add_row(entry.name, entry.gender, entry.age, entry.voice.engine, escape(entry.description))
    if table.row_count:
        console.print("Voices for characters:", highlight=False)
        print_table(console, table)
        console.print("\nVoices of the engines, for the narrator or a character:", highlight=False)


def _show_voices(console: SafeConsole, chosen_engine: str | None, show_all: bool) -> int:
    """Prints the engines' voices on this machine; returns how many are hidden because of their language."""
    from rich.markup import escape
    from rich.table import Table

    from audiobook.casting.catalogue import load_catalogue
    from audiobook.engines.registry import list_voices

    plain_entries = [entry for entry in load_catalogue() if entry.voice.is_plain]
    described = {(entry.voice.engine, entry.voice.name): entry.description for entry in plain_entries}
    table = Table("engine", "voice", "language", "gender", "description", box=None, pad_edge=False)
    hidden = 0
    for engine, listings, problem in list_voices():
        if chosen_engine not in (None, engine):
            continue
        if not listings:
            table.add_row(engine, "–", "", "", escape(problem or "doesn't run on this machine"))
        for listing in listings:
            if show_all or _is_english(listing.language):
                description = described.get((engine, listing.name), listing.description)
                table.add_row(engine, *map(escape, (listing.name, listing.language, listing.gender, description)))
            else:
                hidden += 1
    print_table(console, table)
    return hidden


def _show_downloads(console: SafeConsole, engine: str | None) -> None:
    from rich.table import Table

    from audiobook.engines.downloads import downloads
    from audiobook.engines.registry import create_engine, engine_names

    table = Table("engine", "voice", "language", "gender", "size", "description", box=None, pad_edge=False)
    # An engine that came with an update is only known once the program is installed anew.
    known = {download.engine for download in downloads()} & set(engine_names())
    engines = {name: create_engine(name) for name in known}
    for download in downloads():
        if (
            engine in (None, download.engine)
            and download.missing_files
            and download.engine in engines
            and not engines[download.engine].offers(download.name)
        ):
            description = f"{download.description} ({download.licence})"
            table.add_row(
                download.engine,
                download.name,
                download.language,
                download.gender,
                _format_missing_size(download),
                description,
            )
    if table.row_count:
        console.print("\nTo install more: `audiobook voices install NAME`", highlight=False)
        print_table(console, table)


def _report_replaced_files(engine: str | None) -> None:
    from audiobook.engines.downloads import downloads

    for download in downloads():
        for file in download.damaged_files if engine in (None, download.engine) else ():
            print_notice(
                f"{file.target} was damaged or replaced; `audiobook voices install {download.name}` downloads it again"
            )


def _install_download(download: Download, source: Path | None) -> None:
    from audiobook.engines.downloads import install as fetch_missing
    from audiobook.engines.downloads import verify_files
    from audiobook.engines.local_copies import copy_files
    from audiobook.engines.registry import create_engine

    def report_waiting() -> None:
        print_notice(f"another run is downloading {download.name}; waiting…")

    verify_files(download)
    for file in download.damaged_files:
        print_notice(f"{file.target} was damaged or replaced; {'copying' if source else 'downloading'} it again")
    if not download.missing_files:
        echo(f"{download.name} is already installed: {_format_targets(download)}")
        return
    echo(f"{download.name}, {_format_missing_size(download)}, {download.licence}: {download.description}")
    if download.terms:
        echo(download.terms)
    with _show_progress(download) as report_bytes:
        if source is None:
            fetch_missing(download, report_bytes, report_waiting)
        else:
            copy_files(download, source, report_bytes)
    echo(f"{download.name} is installed: {_format_targets(download)}")
    engine = create_engine(download.engine)
    if not engine.voices():
        echo(f"its TTS engine is still missing: {engine.advice}")


@contextlib.contextmanager
def _show_progress(download: Download) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, where that is a terminal; yields the function to call with the bytes so far."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    from audiobook.cli.console import SafeConsole

    console = SafeConsole(err=True)
    columns = (BarColumn(bar_width=None), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(download.name, total=download.size)
        yield lambda count: bar.update(task, completed=count)


def _format_targets(download: Download) -> str:
    if download.page:
        return str(download.folder)
    return ", ".join(str(file.target) for file in download.files)


def _format_missing_size(download: Download) -> str:
    return f"{download.missing_size / 1e6:.0f} MB"


def _is_english(language: str) -> bool:
    return language.lower().startswith(("en", "any"))
