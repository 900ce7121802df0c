"""`audiobook publish`: sends finished albums to where people listen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiobook.cli.album_names import ALL, find_named_folders
from audiobook.cli.formatting import format_count, format_size
from audiobook.cli.paths import PATH
from audiobook.cli.terminal import echo, print_notice
from audiobook.settings.settings import DEFAULT_OUTPUT

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
def publish(albums: tuple[str, ...], target: str, library: str, output: Path, dry_run: bool, quiet: bool) -> None:
    """Send finished albums to where you listen, and later only what has changed.

    ALBUM is an album's folder or title, or a folder of albums, such as output/Ann. They go to Author/Title, or
    Author/Series/Title.
    Nothing is removed but files that this command has sent and that the album no longer has.

    What it needs to log in comes from the environment: AUDIOBOOK_SERVER_TOKEN is an API key of Audiobookshelf;
    AUDIOBOOK_SERVER_USER and AUDIOBOOK_SERVER_PASSWORD are for WebDAV.
    """
    from audiobook.sending.albums import find_sent_albums
    from audiobook.sending.plan import plan_album
    from audiobook.sending.record import read_sent
    from audiobook.sending.targets import open_target

    found = find_sent_albums(path for name in albums for path in find_paths(name, output))
    opened = open_target(target, library)
    plans = [plan_album(album, opened, read_sent(album, opened.name)) for album in found]
    if not quiet:
        _show_plans(plans, opened, dry_run)
    if dry_run:
        return
    for plan in plans:
        _send(plan, opened, quiet)
    if any(plan.is_needed for plan in plans):
        opened.finish()


def find_paths(name: str, output: Path) -> tuple[Path, ...]:
    """The folders that a name stands for: a path that is there, a title, or all albums. Raises InputError for none."""
    from audiobook.album.library_index import find_album_folders

    path = Path(name)
    return (path,) if name != ALL and path.exists() else find_named_folders(name, find_album_folders(output), output)


def _show_plans(plans: list[SendPlan], target: Target, dry_run: bool) -> None:
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
    echo(f"{what} ({size}) to {target.name}; {unchanged:,} up to date" if needed else f"{target.name} is up to date")


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
