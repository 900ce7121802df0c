"""`audiobook cache`: the audio cache, which has every line that was synthesized so far."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.paths import PATH, require_output
from audiobook.cli.terminal import confirm, echo, echo_json
from audiobook.errors import InputError, OutputError
from audiobook.settings.parsing import parse_byte_count
from audiobook.settings.settings import DEFAULT_OUTPUT
from audiobook.text.formatting import format_count, format_size

if TYPE_CHECKING:
    from audiobook.synthesis.clip_store import ClipFile, ClipStore

# Lines that were not used for this long probably belong to stories that are finished; they are counted separately.
UNUSED_DAYS = 30

output_option = click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=PATH,
    help="The output folder with the albums.  [default: output]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for other programs.")


@click.group(invoke_without_command=True)
@output_option
@json_option
@click.pass_context
def cache(context: click.Context, output: Path | None, as_json: bool) -> None:
    """Show, check, trim or clear the audio cache.

    Every line that was synthesized is cached, so that a later run synthesizes only what changed. You can delete cached
    lines without any harm to your albums; if they are needed again, they are synthesized again.
    """
    context.obj = output
    if context.invoked_subcommand is None:
        _show_statistics(_open_store(context, None), as_json)


@cache.command()
@output_option
@json_option
@click.pass_context
def check(context: click.Context, output: Path | None, as_json: bool) -> int:
    """Find and remove damaged lines.

    The next `make` synthesizes them again. The exit code is 1 if any line was damaged.
    """
    store = _open_store(context, output)
    clips = list(store.clip_files())
    damaged = [clip for clip in _show_check_progress(clips) if not store.is_intact(clip)]
    if as_json:
        keys = sorted(clip.key for clip in damaged)
        _print_json({"folder": str(store.folder), "clips": len(clips), "damaged": keys})
    else:
        outcome = f"{format_count(len(damaged), 'damaged line')} removed; the next make synthesizes them again"
        echo(f"{format_count(len(clips), 'cached line')} checked: {outcome if damaged else 'no damage found'}")
    return ExitCode.ERROR if damaged else ExitCode.DONE


@cache.command()
@click.option("--size", metavar="SIZE", required=True, help="The size to trim it to, such as 500M or 2G.")
@output_option
@json_option
@click.pass_context
def trim(context: click.Context, size: str, output: Path | None, as_json: bool) -> None:
    """Remove the least recently used lines, down to a size."""
    max_bytes = parse_byte_count(size, "--size")
    store = _ensure_unlocked(_open_store(context, output))
    _report_removal(store, store.trim(max_bytes), as_json)


@cache.command()
@click.option("--yes", is_flag=True, help="Delete without asking.")
@output_option
@json_option
@click.pass_context
def clear(context: click.Context, yes: bool, output: Path | None, as_json: bool) -> None:
    """Delete the whole cache; albums stay as they are."""
    store = _ensure_unlocked(_open_store(context, output))
    clips = list(store.clip_files())
    if clips and not yes:
        amount = f"{format_count(len(clips), 'cached line')} ({format_size(_total_bytes(clips))})"
        _confirm_removal(f"delete {amount} from {store.folder}?")
    _report_removal(store, store.clear(), as_json)


def _open_store(context: click.Context, output: Path | None) -> ClipStore:
    """The store of the output folder that was given after the subcommand or before it."""
    from audiobook.synthesis.clip_store import ClipStore, clip_folder

    typed: Path | None = output or context.obj
    if typed:
        require_output(typed)
    return ClipStore(clip_folder(typed or DEFAULT_OUTPUT))


def _ensure_unlocked(store: ClipStore) -> ClipStore:
    """The store; raises OutputError where a run is using it."""
    from audiobook.files.locks import find_lock_holders

    for holder in find_lock_holders(store.folder.parent):
        raise OutputError(f"{holder} is using {store.folder} to make {holder.album}; wait until it is done")
    return store


def _confirm_removal(question: str) -> None:
    if not sys.stdin.isatty():
        raise InputError("not a terminal, so I can't ask; pass --yes to delete the cache")
    if not confirm(question):
        raise InputError("nothing was deleted")


def _show_check_progress(clips: list[ClipFile]) -> Iterator[ClipFile]:
    """The clips one by one, with a progress bar on standard error where that is a terminal."""
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
        echo(f"{store.folder}: the cache is empty")
    else:
        echo(f"{store.folder}: {format_count(len(clips), 'cached line')}, {format_size(_total_bytes(clips))}")
        share = f"{format_count(len(unused_clips), 'line')}, {format_size(_total_bytes(unused_clips))}"
        oldest_note = f"; the oldest on {day}" if unused_clips else ""
        echo(f"not used in the last {UNUSED_DAYS} days: {share}{oldest_note}")


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
        deleted = f"deleted {format_count(len(removed), 'cached line')} ({format_size(_total_bytes(removed))})"
        left = f"{format_count(len(remaining), 'line')} ({format_size(_total_bytes(remaining))})"
        echo(f"{deleted}; {left} left in {store.folder}")


def _total_bytes(clips: Iterable[ClipFile]) -> int:
    return sum(clip.size for clip in clips)


def _print_json(values: dict[str, Any]) -> None:
    echo_json(values, indent=2)
