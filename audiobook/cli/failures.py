"""What to say of an error that nobody expected: an obstacle of the system, or a bug, whose log is saved."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from pathlib import Path

from audiobook import __version__
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.terminal import redact_secrets

OUT_OF_MEMORY = "not enough memory; close other programs, or run fewer processes with -j 1"
# How the system's loader (for a library) and Python's import report that memory ran out.
OUT_OF_MEMORY_PHRASES = ("failed to map segment", "error return without exception set")


def describe_failure(error: Exception) -> tuple[str, ExitCode]:
    """The message for an error that is being handled, and the exit code; a bug's log is saved."""
    if isinstance(error, OSError):
        return _describe_os_error(error), ExitCode.ERROR
    if _is_out_of_memory(error):
        return OUT_OF_MEMORY, ExitCode.ERROR
    return _save_bug_report(traceback.format_exc()), ExitCode.BUG


def _is_out_of_memory(error: Exception) -> bool:
    is_other_error = isinstance(error, (ImportError, SystemError)) and any(
        phrase in str(error) for phrase in OUT_OF_MEMORY_PHRASES
    )
    return is_other_error or isinstance(error, MemoryError)


def _describe_os_error(error: OSError) -> str:
    prefix = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return f"{prefix}too many open files; allow more (ulimit -n 256) or use -j 1"
    if error.errno == errno.ENOMEM:
        return OUT_OF_MEMORY
    advice = "; allow it (chmod), or choose another place" if error.errno in (errno.EACCES, errno.EPERM) else ""
    return f"{prefix or 'the output: '}{error.strerror or error}{advice}"


def _save_bug_report(trace: str) -> str:
    """Saves a log of a bug; the message that names it."""
    handle, name = tempfile.mkstemp(prefix="audiobook-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        report = f"audiobook {__version__}, Python {sys.version}, {sys.platform}\n{sys.argv}\n\n{trace}"
        file.write(redact_secrets(report))
    last_line = trace.strip().splitlines()[-1]
    return f"this is a bug: {last_line} (please report it and attach {Path(name)})"
