"""The exit codes of the program, all of them; docs/scripts.md has the same table."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended.

    A command that is stopped by a signal ends with 128 and the signal's number, as shells expect: STOPPED is that code
    for Ctrl-C.
    """

    DONE = 0
    # A mistake or an obstacle, told in one line; for `check` and `cache check`, a problem that was found.
    ERROR = 1
    USAGE = 2
    BUG = 3
    # The album was made, but lines or whole chapters are missing from it.
    LINES_MISSING = 4
    # Some of several stories failed; the others are done.
    SOME_STORIES_FAILED = 5
    # The album is complete but for words that the voice can't pronounce.
    WORDS_UNSPOKEN = 6
    # `update` and `watch --once`: no story has anything new; or another run is already looking.
    NOTHING_NEW = 7
    ALREADY_RUNNING = 8
    TERMINAL_CLOSED = 129
    STOPPED = 130
    TERMINATED = 143
