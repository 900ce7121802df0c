"""The one place through which everything is printed: text from elsewhere is shown, never obeyed.

A story, a file name, a tag or a server's answer may hold characters that a terminal takes for orders: to move the
cursor, to change its title, to turn letters round. They are printed as the escapes that Python writes ("\\x1b"), on
standard output as on standard error. JSON stays exact: there they are written as JSON's own escapes.
"""

from __future__ import annotations

import io
import json
import logging
import re
from typing import Any

import click

from audiobook.settings.environment import secret_values
from audiobook.web.redaction import redact

# Control characters but for line ends and tabs, separators of lines that are none, halves of characters, and the marks
# that turn the direction of the text that follows.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def escape_controls(text: str) -> str:
    """The text with what a terminal would obey shown as an escape; line ends and tabs stay.

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
    """The text without the secrets of this machine, for whatever an error may quote."""
    return redact(text, secret_values())


def echo(text: str = "", err: bool = False) -> None:
    """Prints text and ends the line; on standard error without the secrets of this machine."""
    click.echo(escape_controls(redact_secrets(text) if err else text), err=err)


def print_notice(text: str) -> None:
    """Prints what a person should know, on standard error: one line, whatever stands in it."""
    echo("audiobook: " + text.replace("\n", "\\n"), err=True)


def overwrite_line(text: str, is_last: bool) -> None:
    """Prints a line on standard error over the one before it; `is_last` ends it."""
    click.echo(f"\r{escape_controls(text)}", err=True, nl=is_last)


def to_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON that reads the same everywhere and holds nothing that a terminal would obey.

    >>> to_json({"title": "Café \\x9b"})
    '{"title": "Café \\\\u009b"}'
    """
    return CONTROL_CHARACTERS.sub(
        _json_escape_match, json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    )


def echo_utf8(text: str) -> None:
    """Prints data for programs, in UTF-8 whatever the terminal's own encoding is."""
    click.echo(text.encode())


def echo_json(value: Any, indent: int | None = None) -> None:
    """Prints a value as JSON."""
    echo_utf8(to_json(value, indent))


def confirm(question: str) -> bool:
    """Asks a question that is answered with yes or no."""
    return click.confirm(escape_controls(question))


def show_error(error: click.ClickException) -> None:
    """Prints what click says of a wrong option, which it quotes."""
    buffer = io.StringIO()
    error.show(buffer)
    echo(buffer.getvalue().rstrip("\n"), err=True)


class NoticeLogHandler(logging.Handler):
    """Prints what libraries log, a line each, without what led to it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Prints a record."""
        print_notice(record.getMessage())
