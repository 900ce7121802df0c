"""The command group, and the boundary where errors become one line and an exit code (see exit_codes.py)."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from audiobook import __version__
from audiobook.cli.cache import cache
from audiobook.cli.cast import cast
from audiobook.cli.check import check
from audiobook.cli.color import add_color
from audiobook.cli.completion import COMPLETION_VARIABLE, add_completion
from audiobook.cli.config import config
from audiobook.cli.doctor import doctor
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.failures import describe_failure
from audiobook.cli.inspect import inspect
from audiobook.cli.json_events import JSON, PROGRESS_OPTION, is_progress_typed, print_error_event, wants_events
from audiobook.cli.make import make
from audiobook.cli.option_files import add_variables, build_default_map, describe_origins, is_set
from audiobook.cli.pauses import pauses
from audiobook.cli.preview import preview
from audiobook.cli.process import SignalHandler
from audiobook.cli.publish import publish
from audiobook.cli.renaming import hidden_alias, name_as_typed
from audiobook.cli.script import script
from audiobook.cli.serve import serve
from audiobook.cli.studio import studio
from audiobook.cli.terminal import NoticeLogHandler, print_notice, reword_click, show_error
from audiobook.cli.update import update
from audiobook.cli.voices import voices
from audiobook.cli.watch import watch
from audiobook.cli.words import words
from audiobook.errors import AudiobookError, InputError
from audiobook.settings.environment import ensure_search_path, read_variable


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="audiobook")
@click.pass_context
def audiobook(context: click.Context) -> None:
    """Turn a story into an audiobook.

    It makes an album with one MP3 file per chapter: author's notes skipped, a voice for each character, and tags that
    players understand:

        audiobook make story.txt

    To have your shell complete commands, options and voices, add this line to ~/.bashrc or ~/.zshrc (with zsh_source):

        eval "$(_AUDIOBOOK_COMPLETE=bash_source audiobook)"

    docs/command-line.md has the lines for fish and PowerShell. If something doesn't work, audiobook doctor tells what
    is missing or broken here.
    """
    try:
        Path.cwd()
    except OSError as error:
        raise InputError("the current folder no longer exists; change to another one (cd) and try again") from error
    from audiobook.settings.option_files import read_settings_files

    # The doctor tells what is broken, so a mistake in such a file is no reason to stop.
    with contextlib.suppress(*(AudiobookError,) if context.invoked_subcommand == doctor.name else ()):
        context.default_map = build_default_map(audiobook, read_settings_files())


COMMANDS = (
    make, update, watch, preview, inspect, cast, script, voices, words, pauses, check, serve, publish, studio, cache,
    config, doctor,
)  # fmt: skip
for command in COMMANDS:
    audiobook.add_command(command)
audiobook.add_command(hidden_alias(preview), "say")
add_color(audiobook)
add_completion(audiobook)
add_variables(audiobook)


def run(arguments: list[str], stop: SignalHandler | None = None) -> int:
    """Runs the command line on these arguments and returns the exit code; errors are reported on standard error.

    `stop` knows which signal raised a KeyboardInterrupt; without it, that was Ctrl-C.
    """
    ensure_search_path()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character prints "?"; a title in another script is no reason to stop.
            stream.reconfigure(errors="replace")
    # Without a handler of our own, what libraries log would be printed with its traceback.
    logging.lastResort = NoticeLogHandler(logging.WARNING)
    reporter = _ErrorReporter(arguments)
    if read_variable(COMPLETION_VARIABLE).startswith("powershell"):
        from audiobook.cli.powershell import register

        register()
    try:
        result = audiobook.main(arguments, prog_name="audiobook", standalone_mode=False)
    except AudiobookError as error:
        return reporter.report(_add_origins(str(error), arguments), ExitCode.ERROR, error.story)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            show_error(error, lambda message: name_as_typed(_add_origins(message, arguments), audiobook, arguments))
        return reporter.report_event(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return reporter.report_event("stopped", (stop or SignalHandler()).report_stop())
    except BrokenPipeError:
        # The reader of our output is gone; Python must not try to flush to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.ERROR
    except Exception as error:  # noqa: BLE001 - the boundary: anything that arrives here is an obstacle or a bug
        return reporter.report(*describe_failure(error))
    return result if isinstance(result, int) else ExitCode.DONE


def _add_origins(message: str, arguments: Sequence[str]) -> str:
    """A message with the places where an option is set that it is about and nobody typed."""
    from audiobook.settings.option_files import read_settings_files

    with contextlib.suppress(AudiobookError, OSError):
        return describe_origins(message, audiobook, arguments, read_settings_files())
    return message


@dataclass(frozen=True, slots=True)
class _ErrorReporter:
    """Reports how a run failed: on standard error, and where other programs listen as an event."""

    arguments: Sequence[str]

    def report(self, message: str, code: int, story: str | None = None) -> int:
        """Prints a message; returns the exit code, which is right even where standard error is closed."""
        message = name_as_typed(message, audiobook, self.arguments)
        with contextlib.suppress(OSError):
            print_notice(message)
        return self.report_event(message, code, story)

    def report_event(self, message: str, code: int, story: str | None = None) -> int:
        """Prints only the event; returns the exit code."""
        if self._wants_events():
            with contextlib.suppress(OSError):
                print_error_event(name_as_typed(reword_click(message), audiobook, self.arguments), code, story)
        return code

    def _wants_events(self) -> bool:
        """Whether JSON lines are asked for: with what was typed, or in a settings file or the environment."""
        if is_progress_typed(self.arguments):
            return wants_events(self.arguments)
        from audiobook.settings.option_files import read_settings_files

        with contextlib.suppress(AudiobookError, OSError):
            return is_set(audiobook, read_settings_files(), self.arguments[:1], PROGRESS_OPTION, JSON)
        return False
