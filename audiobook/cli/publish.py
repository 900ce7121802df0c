"""`audiobook publish`: sends finished albums to where people listen."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiobook.cli.album_names import ALL, find_named_folders
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.paths import PATH
from audiobook.cli.terminal import echo, print_notice
from audiobook.errors import AudiobookError, OutputError
from audiobook.settings.settings import DEFAULT_OUTPUT
from audiobook.text.formatting import format_count, format_size

if TYPE_CHECKING:
    from audiobook.sending.plan import SendPlan, Target


@click.command()
@click.argument("albums", metavar="ALBUM…|all", nargs=-1, required=True)
@click.option("--to", "target", metavar="FOLDER|ADDRESS", required=True,
              help="A folder or player, or the address of Audiobookshelf or of a WebDAV folder.")  # fmt: skip
@click.option("--library", metavar="NAME", default="", help="The library of Audiobookshelf, if it has several.")
@click.option("-o", "--output", metavar="FOLDER", type=PATH, default=DEFAULT_OUTPUT, show_default=True,
              help="The folder of your albums, as in `make`.")  # fmt: skip
@click.option("-n", "--dry-run", is_flag=True, help="Only show what would be sent.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def publish(albums: tuple[str, ...], target: str, library: str, output: Path, dry_run: bool, quiet: bool) -> int:
    """Send finished albums to where you listen, and later only what has changed.

    ALBUM is an album's folder or title, or a folder of albums, such as output/Ann. They go to Author/Title, or
    Author/Series/Title.
    Nothing is removed but files that this command has sent and that the album no longer has. An album that fails
    doesn't stop the others; the exit code is then 5.

    What it needs to log in comes from the environment: AUDIOBOOK_SERVER_TOKEN is an API key of Audiobookshelf;
    AUDIOBOOK_SERVER_USER and AUDIOBOOK_SERVER_PASSWORD are for WebDAV.
    """
    from audiobook.sending.albums import find_sent_folders
    from audiobook.sending.targets import open_target

    folders = find_sent_folders(path for name in albums for path in find_paths(name, output))
    run = _PublishRun(open_target(target, library), quiet)
    plans = run.plan(folders)
    if not quiet:
        _show_plans(plans, len(folders), run.target, dry_run)
    if not dry_run:
        run.send(plans)
    if run.failed:
        return ExitCode.ERROR if run.failed == len(folders) else ExitCode.SOME_STORIES_FAILED
    return ExitCode.DONE


@dataclass(slots=True)
class _PublishRun:
    """Sends albums to a target; one that fails costs only itself, and `failed` counts them."""

    target: Target
    quiet: bool
    failed: int = 0

    def plan(self, folders: tuple[Path, ...]) -> list[SendPlan]:
        """What has to be done for each album."""
        from audiobook.sending.albums import read_sent_album
        from audiobook.sending.plan import plan_album
        from audiobook.sending.record import read_sent

        plans = []
        for folder in folders:
            with self._count_failure(str(folder)):
                album = read_sent_album(folder)
                plans.append(plan_album(album, self.target, read_sent(album, self.target.name)))
        return plans

    def send(self, plans: list[SendPlan]) -> None:
        """Sends what is needed, then looks whether the target has it."""
        sent = []
        for plan in plans:
            with self._count_failure("/".join(plan.album.place)):
                _send(plan, self.target, self.quiet)
                sent.append(plan)
        # A target that can't say yet what it has is not asked.
        if any(plan.is_needed for plan in plans) and self.target.finish():
            for plan in sent:
                with self._count_failure("/".join(plan.album.place)):
                    _check(plan, self.target)

    @contextlib.contextmanager
    def _count_failure(self, album: str) -> Iterator[None]:
        from audiobook.sending.server import NoAnswerError

        try:
            yield
        except NoAnswerError:
            # The others would only wait for the same server.
            raise
        except AudiobookError as error:
            self.failed += 1
            print_notice(str(error) if album in str(error) else f"{album}: {error}")


def find_paths(name: str, output: Path) -> tuple[Path, ...]:
    """The folders that a name stands for: a path that is there, a title, or all albums. Raises InputError for none."""
    from audiobook.album.library_index import find_album_folders

    path = Path(name)
    return (path,) if name != ALL and path.exists() else find_named_folders(name, find_album_folders(output), output)


def _show_plans(plans: list[SendPlan], total: int, target: Target, dry_run: bool) -> None:
    """Prints what is to be done for each album, and in all."""
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.console import SafeConsole
    from audiobook.cli.tables import print_table

    needed = [plan for plan in plans if plan.is_needed]
    table = Table("album", "to send", "size", "to remove", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for plan in needed:
        removed = str(len(plan.to_remove)) if plan.to_remove else ""
        table.add_row(escape("/".join(plan.album.place)), f"{len(plan.to_send):,}", format_size(plan.size), removed)
    if needed:
        print_table(SafeConsole(), table)
    unchanged = len(plans) - len(needed)
    what = (
        f"{format_count(len(needed), 'album')} to send" if dry_run else f"sending {format_count(len(needed), 'album')}"
    )
    size = format_size(sum(plan.size for plan in needed))
    if needed:
        echo(f"{what} ({size}) to {target.name}; {unchanged:,} up to date")
    elif len(plans) == total:
        echo(f"{target.name} is up to date")


def _send(plan: SendPlan, target: Target, quiet: bool) -> None:
    """Sends what an album needs, and records all that the target has now."""
    from audiobook.sending.record import read_sent, write_sent

    before = dict(read_sent(plan.album, target.name))
    digests = {file.name: file.sha256 for file in target.select(plan.album.files)}
    still_there = {name: digest for name, digest in before.items() if name in digests or name in plan.to_remove}
    arrived: dict[str, str] = {}

    def note(name: str, size: int) -> None:
        arrived[name] = digests[name]
        if not quiet:
            print_notice(f"{'/'.join(plan.album.place)}/{name} ({format_size(size)})")

    if plan.is_needed:
        try:
            target.send(plan, note)
        except BaseException:
            # What has arrived is not sent again.
            write_sent(plan.album, target.name, still_there | arrived)
            raise
    if plan.is_needed or before != digests:
        write_sent(plan.album, target.name, digests)


def _check(plan: SendPlan, target: Target) -> None:
    """Raises OutputError where a target lacks a file that was sent to it, or has it in another size."""
    from audiobook.sending.plan import find_incomplete

    incomplete = find_incomplete(plan, target)
    if incomplete:
        raise OutputError(
            f"{', '.join(incomplete)} didn't arrive whole; publish it again, and look at the server's log"
        )
