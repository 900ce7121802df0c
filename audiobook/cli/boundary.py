"""The command group, and the boundary where errors become one line and an exit code.

Exit codes: 0 done, 1 a mistake or mishap told in one line, 2 a wrong option, 3 a bug (a log is kept), 4 made, but
some lines could not be spoken, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

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
from audiobook.cli.say import say
from audiobook.cli.script import script
from audiobook.cli.serve import serve
from audiobook.cli.terminal import LogLines, notice, show_error, without_secrets
from audiobook.cli.voices import voices
from audiobook.cli.words import words
from audiobook.errors import AudiobookError

EXIT_MISTAKE = 1
EXIT_BUG = 3
EXIT_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="audiobook")
def audiobook() -> None:
    """Turn a story into an audiobook.

    Give it a story and it makes an album of MP3 chapters, with the author's notes left out and everything named the
    way players like it:

        audiobook make story.txt
    """


for command in (make, say, inspect, cast, script, voices, words, check, serve, cache):
    audiobook.add_command(command)


def main() -> None:
    """Runs the command line and ends the process with an exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs the command line on these arguments; the exit code is returned, errors are told on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a sign shows "?" for it; a title in another script is no reason to stop.
            stream.reconfigure(errors="replace")
    # What nothing else takes of what libraries log would be printed as it is.
    logging.lastResort = LogLines(logging.WARNING)
    try:
        result = audiobook.main(arguments, prog_name="audiobook", standalone_mode=False)
    except AudiobookError as error:
        return _told(str(error), EXIT_MISTAKE)
    except click.ClickException as error:
        show_error(error)
        return error.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _told("stopped; finished chapters are kept, and the next run goes on from here", EXIT_INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not try to flush into nothing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_MISTAKE
    except OSError as error:
        return _told(f"{error.filename or 'the output'}: {error.strerror or error}", EXIT_MISTAKE)
    except Exception:  # noqa: BLE001 - the boundary: whatever comes here is a bug, and its log is kept
        return _bug(traceback.format_exc())
    return result if isinstance(result, int) else 0


def _told(line: str, code: int) -> int:
    notice(line)
    return code


def _bug(trace: str) -> int:
    handle, name = tempfile.mkstemp(prefix="audiobook-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        told = f"audiobook {__version__}, Python {sys.version}, {sys.platform}\n{sys.argv}\n\n{trace}"
        file.write(without_secrets(told))
    last = trace.strip().splitlines()[-1]
    return _told(f"a bug: {last} (please report it with {Path(name)})", EXIT_BUG)
