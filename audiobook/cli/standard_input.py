"""A story from standard input, for which `-` is typed."""

from __future__ import annotations

import sys

import click

from audiobook.cli.terminal import print_notice
from audiobook.errors import InputError

# Where a command keeps what it has read.
CONTEXT_KEY = "audiobook.standard_input"


def read_standard_input() -> bytes:
    """The bytes of standard input, which a command reads only once, however often it asks for them.

    Raises InputError if it is closed, can't be read, or is larger than any story.
    """
    context = click.get_current_context(silent=True)
    kept = context.find_root().meta if context else {}
    if CONTEXT_KEY not in kept:
        kept[CONTEXT_KEY] = _read_all()
    data: bytes = kept[CONTEXT_KEY]
    return data


def _read_all() -> bytes:
    from audiobook.reading.story import MAX_FILE_BYTES

    if sys.stdin is None:
        raise InputError("standard input is closed; pipe the story in: cat story.txt | audiobook make -")
    if sys.stdin.isatty():
        end = "press Ctrl-Z and Enter" if sys.platform == "win32" else "press Ctrl-D on a line of its own"
        print_notice(f"waiting for the story: paste it here, then {end}")
    try:
        data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"standard input cannot be read: {error.strerror or error}; pipe a story in") from error
    if len(data) > MAX_FILE_BYTES:
        raise InputError("standard input is larger than any story; pipe in the story alone")
    return data
