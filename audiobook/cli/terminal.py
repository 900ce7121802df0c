"""All output goes through this module, so that text from elsewhere cannot control the terminal.

A story, a file name, a tag or a server's answer may contain control characters, which move the cursor, change the
window's title or reverse the direction of text. They are printed as Python escapes ("\\x1b"), on standard output and on
standard error. In JSON they are JSON escapes, so that the values stay exact.
"""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
import sys
import textwrap
from collections.abc import Callable
from typing import Any

import click

from audiobook.settings.environment import secret_values
from audiobook.web.redaction import redact

# Control characters except line feeds and tabs, Unicode line separators, lone surrogates, and the marks that change the
# direction of text.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# On narrower terminals lines are broken between words, to no less than so many characters.
COMFORTABLE_WIDTH, MIN_WRAPPED_WIDTH = 60, 16
# What begins like a command or a line of TOML stays whole, so that it can be copied.
WHOLE_LINES = ("audiobook ", '"', "[")
# What click calls a number, and what people do.
CLICK_WORDS = (("a valid float", "a number"), ("a valid integer", "a whole number"))


def escape_controls(text: str) -> str:
    """The text with its control characters escaped; line feeds and tabs stay.

    >>> escape_controls("red \\x1b[31mand\\r\\ngone \\u202e")
    'red \\\\x1b[31mand\\\\x0d\\ngone \\\\u202e'
    """
    return CONTROL_CHARACTERS.sub(_escape_match, text)


def _escape_match(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape_match(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def redact_secrets(text: str) -> str:
    """The text without the secrets of this machine, such as API keys, which an error may quote."""
    return redact(text, secret_values())


def echo(text: str = "", err: bool = False) -> None:
    """Prints a line, on standard error without the secrets of this machine; on a narrow terminal in several."""
    safe_text = escape_controls(redact_secrets(text) if err else text)
    width = _narrow_width(err)
    click.echo("\n".join(wrap_line(line, width) for line in safe_text.split("\n")) if width else safe_text, err=err)


def _narrow_width(err: bool) -> int:
    """The columns of a terminal that has fewer than most texts here need, 0 for any other."""
    if err and not sys.stderr.isatty():
        return 0
    width = shutil.get_terminal_size().columns
    return width if width < COMFORTABLE_WIDTH else 0


def wrap_line(line: str, width: int) -> str:
    """A line broken between words, its continuation indented; a command stays whole, so that it can be copied.

    >>> print(wrap_line("4 chapters, about 17 minutes of audio", 20))
    4 chapters, about 17
      minutes of audio
    >>> print(wrap_line("  audiobook make story.txt --notes spoken", 20))
      audiobook make story.txt --notes spoken
    """
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    if len(line) <= width or text.startswith(WHOLE_LINES):
        return line
    return textwrap.fill(
        text,
        max(width, len(indent) + MIN_WRAPPED_WIDTH),
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def print_notice(text: str) -> None:
    """Prints a message for the user on standard error, always in a single line."""
    echo("audiobook: " + text.replace("\n", "\\n"), err=True)


def overwrite_line(text: str, is_last: bool) -> None:
    """Prints a line on standard error over the previous one; `is_last` ends it."""
    click.echo(f"\r{escape_controls(text)}", err=True, nl=is_last)


def to_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON, with its control characters escaped.

    >>> to_json({"title": "Café \\x9b"})
    '{"title": "Café \\\\u009b"}'
    """
    return CONTROL_CHARACTERS.sub(
        _json_escape_match, json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    )


def echo_utf8(text: str) -> None:
    """Prints data for other programs, in UTF-8 whatever the encoding of the terminal."""
    click.echo(text.encode())


def echo_bytes(data: bytes) -> None:
    """Prints data for other programs as it is, such as sound; nothing is escaped in it."""
    click.echo(data, nl=False)


def echo_json(value: Any, indent: int | None = None) -> None:
    """Prints a value as JSON."""
    echo_utf8(to_json(value, indent))


def confirm(question: str) -> bool:
    """Asks a yes-or-no question."""
    return click.confirm(escape_controls(question))


def show_error(error: click.ClickException, rewrite: Callable[[str], str]) -> None:
    """Prints click's message about a wrong option; `rewrite` gives it its final words."""
    buffer = io.StringIO()
    error.show(buffer)
    echo(rewrite(reword_click(buffer.getvalue().rstrip("\n"))), err=True)


def reword_click(message: str) -> str:
    """A message of click in everyday words.

    >>> reword_click("Invalid value for '--speed': 'fast' is not a valid float.")
    "Invalid value for '--speed': 'fast' is not a number."
    """
    for technical, plain in CLICK_WORDS:
        message = message.replace(technical, plain)
    return message


class NoticeLogHandler(logging.Handler):
    """Prints what libraries log, one line for each record, without tracebacks."""

    def emit(self, record: logging.LogRecord) -> None:
        """Prints a record."""
        print_notice(record.getMessage())
