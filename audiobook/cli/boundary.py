"""The command group, and the boundary where errors become one line and an exit code.

Exit codes: 0 done, 1 a mistake or mishap told in one line, 2 a wrong option, 3 a bug (a log is kept), 4 made, but
some lines could not be spoken, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP.
"""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import os
import sys
import tempfile
import traceback
from pathlib import Path

import click

from audiobook import __version__
from audiobook.cli.cache import cache
from audiobook.cli.cast import cast
from audiobook.cli.check import check
from audiobook.cli.inspect import inspect
from audiobook.cli.make import make
from audiobook.cli.process import SignalHandler
from audiobook.cli.say import say
from audiobook.cli.script import script
from audiobook.cli.serve import serve
from audiobook.cli.terminal import NoticeLogHandler, print_notice, redact_secrets, show_error
from audiobook.cli.voices import voices
from audiobook.cli.words import words
from audiobook.errors import AudiobookError, InputError
from audiobook.settings.environment import ensure_search_path

EXIT_ERROR = 1
EXIT_BUG = 3
OUT_OF_MEMORY = "there is not enough memory; close other programs, or have fewer processes with -j 1"
# What is said of missing memory by the system's loader, for a library, and by Python while it imports.
OUT_OF_MEMORY_PHRASES = ("failed to map segment", "error return without exception set")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="audiobook")
def audiobook() -> None:
    """Turn a story into an audiobook.

    Give it a story and it makes an album of MP3 chapters, with the author's notes left out and everything named the
    way players like it:

        audiobook make story.txt
    """
    try:
        Path.cwd()
    except OSError as error:
        raise InputError("the folder that you are in is gone; go to another one (cd) and try again") from error


for command in (make, say, inspect, cast, script, voices, words, check, serve, cache):
    audiobook.add_command(command)


def run(arguments: list[str], stop: SignalHandler | None = None) -> int:
    """Runs the command line on these arguments; the exit code is returned, errors are told on standard error.

    `stop` knows which signal a KeyboardInterrupt comes from; without it, it is Ctrl-C.
    """
    ensure_search_path()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a sign shows "?" for it; a title in another script is no reason to stop.
            stream.reconfigure(errors="replace")
    # What nothing else takes of what libraries log would be printed as it is.
    logging.lastResort = NoticeLogHandler(logging.WARNING)
    try:
        result = audiobook.main(arguments, prog_name="audiobook", standalone_mode=False)
    except AudiobookError as error:
        return _report_error(str(error), EXIT_ERROR)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            show_error(error)
        return error.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort):
        return (stop or SignalHandler()).report_stop()
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not try to flush into nothing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR
    except OSError as error:
        return _report_error(_describe_os_error(error), EXIT_ERROR)
    except Exception as error:  # noqa: BLE001 - the boundary: whatever else comes here is a bug, and its log is kept
        return (
            _report_error(OUT_OF_MEMORY, EXIT_ERROR)
            if _is_out_of_memory(error)
            else _report_bug(traceback.format_exc())
        )
    return result if isinstance(result, int) else 0


def _report_error(message: str, code: int) -> int:
    with contextlib.suppress(OSError):  # where standard error takes nothing, the exit code still tells
        print_notice(message)
    return code


def _is_out_of_memory(error: Exception) -> bool:
    is_other_error = isinstance(error, (ImportError, SystemError)) and any(
        phrase in str(error) for phrase in OUT_OF_MEMORY_PHRASES
    )
    return is_other_error or isinstance(error, MemoryError)


def _describe_os_error(error: OSError) -> str:
    prefix = f"{error.filename}: " if error.filename else ""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return f"{prefix}too many files are open; let the program open more (ulimit -n 256) or use -j 1"
    if error.errno == errno.ENOMEM:
        return OUT_OF_MEMORY
    return f"{prefix or 'the output: '}{error.strerror or error}"


def _report_bug(trace: str) -> int:
    handle, name = tempfile.mkstemp(prefix="audiobook-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        report = f"audiobook {__version__}, Python {sys.version}, {sys.platform}\n{sys.argv}\n\n{trace}"
        file.write(redact_secrets(report))
    last_line = trace.strip().splitlines()[-1]
    return _report_error(f"a bug: {last_line} (please report it with {Path(name)})", EXIT_BUG)
