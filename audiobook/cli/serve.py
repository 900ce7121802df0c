"""`audiobook serve`: the albums in a browser, on this machine or on a phone in the same network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiobook.cli.paths import PATH
from audiobook.cli.terminal import echo
from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.settings.settings import DEFAULT_OUTPUT

if TYPE_CHECKING:
    from audiobook.serving.addresses import BindAddress

DEFAULT_PORT = 8017


@click.command()
@click.argument("output", metavar="[OUTPUT]", type=PATH, default=DEFAULT_OUTPUT)
@click.option("--port", type=click.IntRange(1, 65_535), metavar="NUMBER",
              help=f"The port to listen on.  [default: {DEFAULT_PORT}, or the next free one]")  # fmt: skip
@click.option("--lan", is_flag=True,
              help="Let other devices on your network in, such as a phone, with a secret link.")  # fmt: skip
@click.option("--new-token", is_flag=True,
              help="With --lan: make a new link; the old one stops working.")  # fmt: skip
@click.option("--open", "open_page", is_flag=True, help="Also open the page in your browser.")
def serve(output: Path, port: int | None, lan: bool, new_token: bool, open_page: bool) -> None:
    """Listen to your albums in a browser.

    Every album in OUTPUT has a page with a player and its text. Only this computer can reach it. With --lan, phones
    on the same network can, too: scan the QR code, or paste the link of a feed into a podcast app. Ctrl-C stops the
    server.
    """
    _check_output_folder(output)
    if new_token and not lan:
        raise click.UsageError("--new-token needs --lan: without it there is no token")
    from audiobook.serving.addresses import LOOPBACK, lan_address, open_listening_socket
    from audiobook.serving.application import ServerOptions, build_application
    from audiobook.serving.server import run_until_stopped
    from audiobook.serving.token import get_or_create_token

    bind_address = open_listening_socket(
        lan_address() if lan else LOOPBACK, port or DEFAULT_PORT, exact=port is not None
    )
    token = get_or_create_token(output, new_token) if lan else ""
    address = bind_address.url(f"/t/{token}" if token else "")
    _print_address(bind_address, address, port, lan)
    if open_page:
        click.launch(address)
    run_until_stopped(build_application(ServerOptions(output, token)), bind_address)


def _check_output_folder(output: Path) -> None:
    """Raises InputError where there is no folder of albums."""
    if not output.is_dir():
        problem = "not a folder" if output.exists() else "no such folder"
        raise InputError(f"{output}: {problem}; give the output folder of `audiobook make`")
    above = _find_folder_above(output)
    if above:
        raise InputError(f"{output} is below the output folder; try: audiobook serve '{above}'")


def _find_folder_above(folder: Path) -> Path | None:
    """The output folder of an album, or of the folder of an author or series; None for what is none of these."""
    from audiobook.album.library_index import find_album_folders, find_output_above
    from audiobook.album.location import find_place
    from audiobook.album.manifest import MANIFEST_NAME, read_manifest

    albums = (folder, *folder.glob("*"))
    album = next((one for one in albums if (one / MANIFEST_NAME).is_file()), None)
    if album is None:
        # Where an author has series only, the folder looks like an output folder of its own.
        return find_output_above(folder) if any(find_album_folders(folder)) else None
    place = find_place(real_path(album), read_manifest(album))
    return find_output_above(folder) or real_path(album).parents[len(place) - 1]


def _print_address(bind_address: BindAddress, address: str, port: int | None, lan: bool) -> None:
    if port is None and bind_address.port != DEFAULT_PORT:
        echo(f"port {DEFAULT_PORT} is in use; using {bind_address.port} instead")
    if lan:
        _show_qr_code(address)
        echo(
            "Anyone on your network with this link can read and listen to these albums, but not change anything."
            "\nThe connection is not encrypted (HTTP): use --lan only on a network that you trust."
        )
    echo(f"listen at {address}\nfor reading apps (OPDS): {address.rstrip('/')}/opds\npress Ctrl-C to stop")


def _show_qr_code(address: str) -> None:
    """A QR code of the address, for the camera of a phone."""
    import io
    import sys

    import segno

    if sys.stdout.isatty():
        code = io.StringIO()
        segno.make(address, micro=False).terminal(code, compact=True)
        echo(code.getvalue())
