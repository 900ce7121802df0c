"""The process as the system hands it over, made fit to work in: its streams, and what tells it to end.

It is the first of the program that is imported, and imports nothing of it: what takes long comes after it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
import time
from dataclasses import dataclass
from types import FrameType
from typing import TextIO, cast

# Ctrl-C, a polite kill or a shutdown, and a terminal that was closed; Windows knows no SIGHUP.
STOP_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
# A second signal in this time belongs to the first, and must not break off what that has begun to clear up.
DEBOUNCE_SECONDS = 2.0
STANDARD_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


@dataclass(slots=True)
class SignalHandler:
    """What the process was told to end by; each such signal raises KeyboardInterrupt."""

    signal_number: int = signal.SIGINT
    received_at: float = float("-inf")

    def install(self) -> None:
        """Begins to listen; a signal that was switched off by who started the process (`nohup`) stays off."""
        for number in STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._handle_signal)

    def _handle_signal(self, number: int, _: FrameType | None) -> None:
        if time.monotonic() - self.received_at < DEBOUNCE_SECONDS:
            return
        self.signal_number, self.received_at = number, time.monotonic()
        raise KeyboardInterrupt

    def report_stop(self) -> int:
        """Says in one line that the process ends; the exit code by which shells know the signal."""
        name = "" if self.signal_number == signal.SIGINT else f" by {signal.Signals(self.signal_number).name}"
        # What was on its way to a worker lies in a reference cycle. Python 3.12.1 crashes when it collects such a
        # buffer, others print an error (python/cpython issues 111049 and 111331), so nothing is collected any more.
        gc.freeze()
        line = f"audiobook: stopped{name}; finished chapters are kept, and the next run goes on from here"
        with contextlib.suppress(OSError):  # a terminal that is gone takes no line
            print(line, file=sys.stderr, flush=True)
        return 128 + self.signal_number


def ignore_signals() -> None:
    """Lets the process end by itself: it is about to."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def open_missing_streams() -> None:
    """Replaces the standard streams that the process was started without."""
    for number, (name, mode) in enumerate(STANDARD_STREAMS):
        if getattr(sys, name) is None:
            setattr(sys, name, _open_null_stream(mode, number))


def _open_null_stream(mode: str, descriptor: int) -> TextIO:
    """A stream that gives nothing and takes everything, in the place of one of the first three."""
    try:
        stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115 - it is open as long as the process
    except OSError:  # a container may lack even that
        return io.StringIO()
    _move_descriptor(stream.fileno(), descriptor)
    return cast(TextIO, stream)


def _move_descriptor(handle: int, descriptor: int) -> None:
    """Has a file be one of the first three, so that no other that is opened later is written to in its stead."""
    if handle == descriptor:
        os.set_inheritable(handle, True)
    else:
        os.dup2(handle, descriptor)
