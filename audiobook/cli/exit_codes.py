"""The exit codes of the program, all of them; docs/scripts.md has the same table."""

from __future__ import annotations

from collections.abc import Mapping
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


# What each means, as the documentation and the man page tell it.
MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.DONE: "Everything was done.",
    ExitCode.ERROR: (
        "Something is wrong: a file, a setting, an engine, the disk. `check`, `cache check` and `doctor` "
        "also end with it if they find a problem."
    ),
    ExitCode.USAGE: "The command line has a mistake: an unknown option, or a value that the option doesn't take.",
    ExitCode.BUG: "A bug in the program. The message names a log file to attach to your report.",
    ExitCode.LINES_MISSING: (
        "`make`: the album was made, but lines or whole chapters are missing from it. Run the command "
        "again to try these lines once more."
    ),
    ExitCode.SOME_STORIES_FAILED: "Some of several stories or albums failed; the others are done.",
    ExitCode.WORDS_UNSPOKEN: (
        "`make`: the album is complete, except for words that the voice can't pronounce, such as Chinese characters."
    ),
    ExitCode.NOTHING_NEW: "`update` and `watch --once`: no story has anything new.",
    ExitCode.ALREADY_RUNNING: "`update` and `watch --once`: another run is already looking.",
    ExitCode.TERMINAL_CLOSED: "Stopped because the terminal was closed (SIGHUP).",
    ExitCode.STOPPED: "Stopped with Ctrl-C.",
    ExitCode.TERMINATED: "Stopped with `kill` or by a shutdown (SIGTERM).",
}
