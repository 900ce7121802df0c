"""`audiobook cache`: the spoken lines that are kept so that nothing is spoken twice."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.formatting import format_count, format_size
from audiobook.cli.terminal import confirm, echo, echo_json
from audiobook.errors import InputError, OutputError
from audiobook.settings.parsing import parse_byte_count
from audiobook.settings.settings import DEFAULT_OUTPUT

if TYPE_CHECKING:
    from audiobook.synthesis.clip_store import ClipFile, ClipStore

EXIT_DAMAGED = 1
# Lines that were of no use for so long are told apart: their stories are done with.
UNUSED_DAYS = 30

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
        _show_statistics(_open_store(context, None), as_json)


@cache.command()
@output_option
@json_option
@click.pass_context
def check(context: click.Context, output: Path | None, as_json: bool) -> int:
    """Read every line that is kept, and remove those that are damaged; the next make speaks them again.

    The exit code is 1 where any was damaged.
    """
    store = _open_store(context, output)
    clips = list(store.clip_files())
    damaged = [clip for clip in _show_check_progress(clips) if not store.is_intact(clip)]
    if as_json:
        keys = sorted(clip.key for clip in damaged)
        _print_json({"folder": str(store.folder), "clips": len(clips), "damaged": keys})
    else:
        outcome = f"{format_count(len(damaged), 'damaged line')} removed; the next make speaks them again"
        echo(f"{format_count(len(clips), 'line')} checked: {outcome if damaged else 'all are whole'}")
    return EXIT_DAMAGED if damaged else 0


@cache.command()
@click.option("--size", metavar="SIZE", required=True, help="How much to keep, such as 500M or 2G.")
@output_option
@json_option
@click.pass_context
def trim(context: click.Context, size: str, output: Path | None, as_json: bool) -> None:
    """Remove the lines that were not used for longest, until so much is left."""
    max_bytes = parse_byte_count(size, "--size")
    store = _ensure_unlocked(_open_store(context, output))
    _report_removal(store, store.trim(max_bytes), as_json)


@cache.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_option
@json_option
@click.pass_context
def clear(context: click.Context, yes: bool, output: Path | None, as_json: bool) -> None:
    """Remove all spoken lines that are kept; albums stay as they are."""
    store = _ensure_unlocked(_open_store(context, output))
    clips = list(store.clip_files())
    if clips and not yes:
        _confirm_removal(
            f"remove {format_count(len(clips), 'spoken line')}, {format_size(_total_bytes(clips))}, from {store.folder}?"
        )
    _report_removal(store, store.clear(), as_json)


def _open_store(context: click.Context, output: Path | None) -> ClipStore:
    """The store of the workspace that was named, after the command or before it."""
    from audiobook.synthesis.clip_store import ClipStore, clip_folder

    folder = output or context.obj or DEFAULT_OUTPUT
    if (output or context.obj) and not folder.is_dir():
        raise InputError(f"--output {folder}: there is no such folder")
    return ClipStore(clip_folder(folder))


def _ensure_unlocked(store: ClipStore) -> ClipStore:
    """The store, where no run needs it now; raises OutputError otherwise."""
    from audiobook.files.locks import find_lock_holders

    for holder in find_lock_holders(store.folder.parent):
        raise OutputError(f"{store.folder} is needed by {holder}, which makes {holder.album}; wait until it is done")
    return store


def _confirm_removal(question: str) -> None:
    if not sys.stdin.isatty():
        raise InputError("nobody is there to be asked; say --yes to remove all spoken lines")
    if not confirm(question):
        raise InputError("nothing was removed")


def _show_check_progress(clips: list[ClipFile]) -> Iterator[ClipFile]:
    """The clips one by one, with a bar on standard error where that is a terminal."""
    from rich.progress import track

    from audiobook.cli.console import SafeConsole

    console = SafeConsole(err=True)
    yield from track(clips, "checking", console=console, disable=not console.is_terminal)


def _show_statistics(store: ClipStore, as_json: bool) -> None:
    clips = list(store.clip_files())
    unused_since = time.time() - UNUSED_DAYS * 24 * 3600
    unused_clips = [clip for clip in clips if clip.last_used < unused_since]
    oldest = min((clip.last_used for clip in clips), default=None)
    day = None if oldest is None else time.strftime("%Y-%m-%d", time.localtime(oldest))
    if as_json:
        unused_totals = {"days": UNUSED_DAYS, "clips": len(unused_clips), "bytes": _total_bytes(unused_clips)}
        totals = {"folder": str(store.folder), "clips": len(clips), "bytes": _total_bytes(clips)}
        _print_json({**totals, "oldest_use": day, "unused": unused_totals})
    elif not clips:
        echo(f"{store.folder}: no spoken lines are kept there")
    else:
        echo(f"{store.folder}: {format_count(len(clips), 'spoken line')}, {format_size(_total_bytes(clips))}")
        share = f"{format_count(len(unused_clips), 'line')}, {format_size(_total_bytes(unused_clips))}"
        oldest_note = f"; the first of them was last used on {day}" if unused_clips else ""
        echo(f"not used for {UNUSED_DAYS} days: {share}{oldest_note}")


def _report_removal(store: ClipStore, removed: tuple[ClipFile, ...], as_json: bool) -> None:
    remaining = list(store.clip_files())
    if as_json:
        removed_totals = {"clips": len(removed), "bytes": _total_bytes(removed)}
        _print_json(
            {
                "folder": str(store.folder),
                "removed": removed_totals,
                "clips": len(remaining),
                "bytes": _total_bytes(remaining),
            }
        )
    else:
        removed_text = f"{format_count(len(removed), 'spoken line')} removed, {format_size(_total_bytes(removed))}"
        echo(
            f"{removed_text}; {format_count(len(remaining), 'line')}, {format_size(_total_bytes(remaining))}, kept in {store.folder}"
        )


def _total_bytes(clips: Iterable[ClipFile]) -> int:
    return sum(clip.size for clip in clips)


def _print_json(values: dict[str, Any]) -> None:
    echo_json(values, indent=2)
