"""`audiobook cache`: the spoken lines that are kept so that nothing is spoken twice."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.terminal import confirm, echo, echo_json
from audiobook.cli.wording import as_size, counted
from audiobook.errors import InputError, OutputError
from audiobook.settings.parsing import byte_count
from audiobook.settings.settings import DEFAULT_OUTPUT

if TYPE_CHECKING:
    from audiobook.synthesis.clip_store import ClipStore, Kept

EXIT_DAMAGED = 1
# Lines that were of no use for so long are told apart: their stories are done with.
LONG_DAYS = 30

output_option = click.option(
    "-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path), help="Where the albums are.  [default: output]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="For programs: the result as JSON.")


@click.group(invoke_without_command=True)
@output_option
@json_option
@click.pass_context
def cache(context: click.Context, output: Path | None, as_json: bool) -> None:
    """Show, check, trim or clear the spoken lines that are kept beside the albums.

    Every line that was spoken is kept, so that a story that is made again speaks only what has changed. Nothing of an
    album is lost with them: what is needed again is spoken again, which takes its time.
    """
    context.obj = output
    if context.invoked_subcommand is None:
        _show(_store(context, None), as_json)


@cache.command()
@output_option
@json_option
@click.pass_context
def check(context: click.Context, output: Path | None, as_json: bool) -> int:
    """Read every line that is kept, and remove those that are damaged; the next make speaks them again.

    The exit code is 1 where any was damaged.
    """
    store = _store(context, output)
    clips = list(store.kept())
    damaged = [clip for clip in _watched(clips) if not store.is_whole(clip)]
    if as_json:
        keys = sorted(clip.key for clip in damaged)
        _told({"folder": str(store.folder), "clips": len(clips), "damaged": keys})
    else:
        told = f"{counted(len(damaged), 'damaged line')} removed; the next make speaks them again"
        echo(f"{counted(len(clips), 'line')} checked: {told if damaged else 'all are whole'}")
    return EXIT_DAMAGED if damaged else 0


@cache.command()
@click.option("--size", metavar="SIZE", required=True, help="How much to keep, such as 500M or 2G.")
@output_option
@json_option
@click.pass_context
def trim(context: click.Context, size: str, output: Path | None, as_json: bool) -> None:
    """Remove the lines that were not used for longest, until so much is left."""
    most = byte_count(size, "--size")
    store = _at_rest(_store(context, output))
    _conclude(store, store.trim(most), as_json)


@cache.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_option
@json_option
@click.pass_context
def clear(context: click.Context, yes: bool, output: Path | None, as_json: bool) -> None:
    """Remove all spoken lines that are kept; albums stay as they are."""
    store = _at_rest(_store(context, output))
    clips = list(store.kept())
    if clips and not yes:
        _ask(f"remove {counted(len(clips), 'spoken line')}, {as_size(_bytes(clips))}, from {store.folder}?")
    _conclude(store, store.clear(), as_json)


def _store(context: click.Context, output: Path | None) -> ClipStore:
    """The store of the workspace that was named, after the command or before it."""
    from audiobook.synthesis.clip_store import ClipStore, clip_folder

    folder = output or context.obj or DEFAULT_OUTPUT
    if (output or context.obj) and not folder.is_dir():
        raise InputError(f"--output {folder}: there is no such folder")
    return ClipStore(clip_folder(folder))


def _at_rest(store: ClipStore) -> ClipStore:
    """The store, where no run needs it now; raises OutputError otherwise."""
    from audiobook.files.locks import at_work

    for holder in at_work(store.folder.parent):
        raise OutputError(f"{store.folder} is needed by {holder}, which makes {holder.album}; wait until it is done")
    return store


def _ask(question: str) -> None:
    if not sys.stdin.isatty():
        raise InputError("nobody is there to be asked; say --yes to remove all spoken lines")
    if not confirm(question):
        raise InputError("nothing was removed")


def _watched(clips: list[Kept]) -> Iterator[Kept]:
    """The clips one by one, with a bar on standard error where that is a terminal."""
    from rich.progress import track

    from audiobook.cli.screen import Screen

    console = Screen(err=True)
    yield from track(clips, "checking", console=console, disable=not console.is_terminal)


def _show(store: ClipStore, as_json: bool) -> None:
    clips = list(store.kept())
    begin = time.time() - LONG_DAYS * 24 * 3600
    long_unused = [clip for clip in clips if clip.used < begin]
    oldest = min((clip.used for clip in clips), default=None)
    day = None if oldest is None else time.strftime("%Y-%m-%d", time.localtime(oldest))
    if as_json:
        unused = {"days": LONG_DAYS, "clips": len(long_unused), "bytes": _bytes(long_unused)}
        about = {"folder": str(store.folder), "clips": len(clips), "bytes": _bytes(clips)}
        _told({**about, "oldest_use": day, "unused": unused})
    elif not clips:
        echo(f"{store.folder}: no spoken lines are kept there")
    else:
        echo(f"{store.folder}: {counted(len(clips), 'spoken line')}, {as_size(_bytes(clips))}")
        share = f"{counted(len(long_unused), 'line')}, {as_size(_bytes(long_unused))}"
        first = f"; the first of them was last used on {day}" if long_unused else ""
        echo(f"not used for {LONG_DAYS} days: {share}{first}")


def _conclude(store: ClipStore, removed: tuple[Kept, ...], as_json: bool) -> None:
    left = list(store.kept())
    if as_json:
        gone = {"clips": len(removed), "bytes": _bytes(removed)}
        _told({"folder": str(store.folder), "removed": gone, "clips": len(left), "bytes": _bytes(left)})
    else:
        gone_told = f"{counted(len(removed), 'spoken line')} removed, {as_size(_bytes(removed))}"
        echo(f"{gone_told}; {counted(len(left), 'line')}, {as_size(_bytes(left))}, kept in {store.folder}")


def _bytes(clips: Iterable[Kept]) -> int:
    return sum(clip.size for clip in clips)


def _told(values: dict[str, Any]) -> None:
    echo_json(values, indent=2)
