"""`make --listen`: serves an album while it is made, and afterwards until Ctrl-C."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from audiobook.cli.json_events import print_event
from audiobook.cli.terminal import echo, print_notice
from audiobook.settings.settings import DEFAULT_ENGINE

if TYPE_CHECKING:
    from audiobook.live.making import LiveMaking
    from audiobook.settings.settings import MakeSettings

DEFAULT_PORT = 8019
# Programs are not kept waiting: a page that is open learns in this time (s) that the album is finished.
LAST_NEWS_SECONDS = 3.0


@contextlib.contextmanager
def listen_while_made(settings: MakeSettings, lan: bool, is_json: bool) -> Iterator[LiveMaking]:
    """Serves an album that is made in this block, tells where, and opens the page for a person."""
    from audiobook.production.shared_workers import load_default_voice, share_workers
    from audiobook.serving.addresses import LOOPBACK, lan_address, open_listening_socket
    from audiobook.serving.token import get_or_create_token

    bind_address = open_listening_socket(lan_address() if lan else LOOPBACK, DEFAULT_PORT)
    with share_workers(settings.jobs, settings.cluster, print_notice) as workers:
        if not settings.cluster:
            load_default_voice(workers, settings.engine or DEFAULT_ENGINE)
        # The rest takes a while to import, in which the workers load.
        from audiobook.live.making import LiveMaking

        token = get_or_create_token(settings.output) if lan else ""
        with LiveMaking(settings, workers, bind_address, token) as live:
            _tell_address(bind_address.url(f"/t/{token}/live" if token else "/live"), is_json)
            yield live


def _tell_address(address: str, is_json: bool) -> None:
    if is_json:
        print_event("listen", address=address)
        return
    echo(f"listen at {address}")
    if sys.stdout.isatty():
        click.launch(address)


def keep_serving(is_json: bool) -> None:
    """Serves a finished album for as long as somebody may listen: until Ctrl-C, or for other programs a moment."""
    if is_json:
        time.sleep(LAST_NEWS_SECONDS)
        return
    echo("the album is finished; you can go on listening until you press Ctrl-C")
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
