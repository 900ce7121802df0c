"""Prepares the process: its standard streams, and the signals that stop it.

This module is imported before the rest of the program, and imports none of it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from types import FrameType
from typing import TextIO, cast

# Ctrl-C, `kill` or a shutdown, and a closed terminal; Windows has no SIGHUP.
STOP_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
# A second signal within this time belongs to the first, and must not interrupt the clean-up.
DEBOUNCE_SECONDS = 2.0
# A process that nobody needs any more has this long to leave everything in order (seconds).
ORPHAN_SECONDS = 20.0
STANDARD_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def ensure_unicode_names() -> None:
    """Restarts Python in its UTF-8 mode if the locale's encoding can't write every file name, as in C or ISO-8859-1.

    What is printed stays in the terminal's own encoding.
    """
    if os.name != "posix" or sys.getfilesystemencoding() == "utf-8" or not sys.executable:
        return
    if sys.stdout:
        os.putenv("PYTHONIOENCODING", sys.stdout.encoding)
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


@dataclass(slots=True)
class SignalHandler:
    """Turns the signals that stop a process into KeyboardInterrupt, and remembers which one it was."""

    signal_number: int = signal.SIGINT
    received_at: float = float("-inf")

    def install(self) -> None:
        """Starts to handle the signals; one that the parent process ignores (`nohup`) stays ignored."""
        for number in STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._handle_signal)

    def _handle_signal(self, number: int, _: FrameType | None) -> None:
        if time.monotonic() - self.received_at < DEBOUNCE_SECONDS:
            return
        self.signal_number, self.received_at = number, time.monotonic()
        raise KeyboardInterrupt

    def report_stop(self) -> int:
        """Prints a line that says the process was stopped; returns the exit code that shells expect."""
        name = "" if self.signal_number == signal.SIGINT else f" by {signal.Signals(self.signal_number).name}"
        # Data on its way to a worker is in a reference cycle. Python 3.12.1 crashes when it collects such a buffer,
        # other versions print an error (python/cpython issues 111049 and 111331), so nothing is collected any more.
        gc.freeze()
        line = f"audiobook: stopped{name}; finished chapters are safe, and the next run continues from there"
        with contextlib.suppress(OSError):  # the terminal may be gone
            print(line, file=sys.stderr, flush=True)
        return 128 + self.signal_number


def ignore_signals() -> None:
    """Ignores the signals while the process exits."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def open_missing_streams() -> None:
    """Replaces the standard streams that the process was started without."""
    for number, (name, mode) in enumerate(STANDARD_STREAMS):
        if getattr(sys, name) is None:
            setattr(sys, name, _open_null_stream(mode, number))


def _open_null_stream(mode: str, descriptor: int) -> TextIO:
    """An empty stream in place of a missing standard one."""
    try:
        stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as the process runs
    except OSError:  # a container may lack even that
        return io.StringIO()
    _move_descriptor(stream.fileno(), descriptor)
    return cast(TextIO, stream)


def _move_descriptor(handle: int, descriptor: int) -> None:
    """Gives a file the number of a standard stream, so that no file opened later gets that number."""
    if handle == descriptor:
        os.set_inheritable(handle, True)
    else:
        os.dup2(handle, descriptor)


def end_with_caller(is_wanted: bool = True) -> None:
    """Where it `is_wanted`, stops this process, as a shutdown does, when the one that holds its standard input is gone.

    That is so even where that one was killed.
    """
    if not is_wanted:
        return
    threading.Thread(target=_stop_at_end_of_input, name="end with caller", daemon=True).start()


def _stop_at_end_of_input() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1024):
            pass
    if hasattr(signal, "pthread_kill"):
        # The main thread may wait for something; a signal of its own interrupts that.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    else:
        signal.raise_signal(signal.SIGTERM)
    time.sleep(ORPHAN_SECONDS)
    os._exit(1)
