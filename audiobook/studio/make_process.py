"""A running `audiobook make`: its JSON lines, and how it is stopped."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import IO, Any

# A make that was told to stop needs a moment to leave everything in order; then it is killed (seconds).
KILL_AFTER = 20.0
# How much the machine prefers the page over the make: 0 to 19, of which 5 is a little.
NICENESS = 5
# The last lines on standard error say why a program ended that couldn't say it in its events.
KEPT_ERROR_LINES = 5
IS_WINDOWS = sys.platform == "win32"


class MakeProcess:
    """A subprocess that prints JSON lines.

    Its standard input is a pipe that nothing is written to: it ends when the studio is killed (`--end-with-caller`).
    """

    def __init__(self, command: Sequence[str]) -> None:
        """Starts it; raises OSError if the system refuses."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            # Ctrl-C in the studio's terminal is the studio's; it passes it on.
            start_new_session=True,
            creationflags=_creation_flags(),
        )
        if not IS_WINDOWS:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)
        self._errors: deque[str] = deque(maxlen=KEPT_ERROR_LINES)
        self._error_reader = threading.Thread(target=self._read_errors, name="errors of make", daemon=True)
        self._error_reader.start()
        self._killer: threading.Timer | None = None

    def read_events(self) -> Iterator[dict[str, Any]]:
        """Its events until it ends; other lines are left out."""
        with self._pipe(self._process.stdout) as lines:
            for line in lines:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if isinstance(event, dict):
                    yield event

    def wait(self) -> int:
        """Waits for its end; the exit code."""
        code = self._process.wait()
        with contextlib.suppress(OSError):
            self._pipe(self._process.stdin).close()
        if self._killer:
            self._killer.cancel()
        self._error_reader.join(1.0)
        return code

    @property
    def last_error(self) -> str:
        """The last line on standard error, without the program's name."""
        return next((line for line in reversed(self._errors) if line), "").removeprefix("audiobook: ")

    def stop(self, kill_after: float = KILL_AFTER) -> None:
        """Tells it to stop, as a shutdown does, and kills it if it is still there `kill_after` seconds later."""
        if self._killer or self._process.poll() is not None:
            return
        # SIGINT would be ignored where the studio runs in the background of a script.
        with contextlib.suppress(OSError):
            self._process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))
        self._killer = threading.Timer(kill_after, self.kill)
        self._killer.daemon = True
        self._killer.start()

    def kill(self) -> None:
        """Ends it and its workers at once."""
        with contextlib.suppress(OSError):
            if IS_WINDOWS:
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _read_errors(self) -> None:
        with self._pipe(self._process.stderr) as lines:
            for line in lines:
                self._errors.append(line.strip())

    @staticmethod
    def _pipe(stream: IO[str] | None) -> IO[str]:
        assert stream is not None  # all are pipes
        return stream


def _creation_flags() -> int:
    """On Windows, a group of its own, which signals need, and a priority below that of the page."""
    if sys.platform != "win32":
        return 0
    return subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
