"""`audiobook studio`: a page on this machine where a book is set right by ear."""

from __future__ import annotations

from pathlib import Path

import click

from audiobook.cli.paths import PATH
from audiobook.cli.story_addresses import STORY, StoryInputs, fetch_stories
from audiobook.cli.terminal import echo
from audiobook.errors import InputError
from audiobook.settings.settings import DEFAULT_INPUT, DEFAULT_OUTPUT, STANDARD_INPUT

DEFAULT_PORT = 8018


@click.command()
@click.argument("inputs", metavar="[STORY…]", nargs=-1, type=STORY)
@click.option("-o", "--output", metavar="FOLDER", type=PATH, default=DEFAULT_OUTPUT, show_default=True,
              help="The folder of your albums, as in `make`.")  # fmt: skip
@click.option("--input", "folder", metavar="FOLDER", type=PATH, default=DEFAULT_INPUT, show_default=True,
              help="The folder of your stories; what you drop on the page is saved here.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65_535), metavar="NUMBER",
              help=f"The port to listen on.  [default: {DEFAULT_PORT}, or the next free one]")  # fmt: skip
@click.option("--lan", is_flag=True, help="Let other devices on your network in, such as a phone or tablet.")
@click.option("--new-token", is_flag=True, help="Make a new link; the old one stops working.")
@click.option("--no-browser", is_flag=True, help="Don't open the page in your browser; only print its address.")
def studio(
    inputs: StoryInputs, output: Path, folder: Path, port: int | None, lan: bool, new_token: bool, no_browser: bool
) -> None:
    """Read a story on a page, set right who speaks, choose voices, and make the album.

    Without a STORY, the page shows the stories in your input folder and your albums. Everything you change is saved
    at once in the story's cast file, the same one that `audiobook cast` and your text editor use. Only this computer
    can reach the page, unless you give --lan. Ctrl-C stops it; nothing is lost.
    """
    from audiobook.serving.addresses import LOOPBACK, lan_address, open_listening_socket
    from audiobook.serving.server import run_until_stopped
    from audiobook.serving.token import STUDIO_TOKEN, get_or_create_token
    from audiobook.studio.application import StudioOptions, build_studio

    paths = fetch_stories(inputs)
    for path in paths:
        _check_story(path)
    bind_address = open_listening_socket(
        lan_address() if lan else LOOPBACK, port or DEFAULT_PORT, exact=port is not None
    )
    # A page that is open goes on when the studio is started again.
    token = get_or_create_token(output, new_token, STUDIO_TOKEN)
    hosts = frozenset(f"{name}:{bind_address.port}" for name in {bind_address.host, *(() if lan else ("localhost",))})
    address = bind_address.url(f"/t/{token}")
    if lan:
        echo(
            "Anyone on your network who has this link can change these stories and albums."
            "\nThe connection is not encrypted (HTTP): use --lan only on a network that you trust."
        )
    echo(f"the studio is at {address}\npress Ctrl-C to stop")
    if not no_browser:
        click.launch(address)
    built = build_studio(StudioOptions(output, folder, paths, token, hosts))
    try:
        run_until_stopped(built.app, bind_address)
    finally:
        built.close()


def _check_story(path: Path) -> None:
    if path == STANDARD_INPUT:
        raise InputError("the studio needs a file, as it reads a story again when it changes; save it first")
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
