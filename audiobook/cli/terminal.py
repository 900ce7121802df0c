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
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with what a terminal would obey shown as an escape; line ends and tabs stay.

    >>> printable("red \\x1b[31mand\\r\\ngone \\u202e")
    'red \\\\x1b[31mand\\\\x0d\\ngone \\\\u202e'
    """
    return ORDERS.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def without_secrets(text: str) -> str:
    """The text without the secrets of this machine, for whatever an error may quote."""
    return redact(text, secret_values())


def echo(text: str = "", err: bool = False) -> None:
    """Prints text and ends the line; on standard error without the secrets of this machine."""
    click.echo(printable(without_secrets(text) if err else text), err=err)


def notice(text: str) -> None:
    """Prints what a person should know, on standard error: one line, whatever stands in it."""
    echo("audiobook: " + text.replace("\n", "\\n"), err=True)


def echo_over(text: str, last: bool) -> None:
    """Prints a line on standard error over the one before it; `last` ends it."""
    click.echo(f"\r{printable(text)}", err=True, nl=last)


def as_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON that reads the same everywhere and holds nothing that a terminal would obey.

    >>> as_json({"title": "Café \\x9b"})
    '{"title": "Café \\\\u009b"}'
    """
    return ORDERS.sub(_json_escape, json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False))


def echo_bytes(text: str) -> None:
    """Prints data for programs, in UTF-8 whatever the terminal's own encoding is."""
    click.echo(text.encode())


def echo_json(value: Any, indent: int | None = None) -> None:
    """Prints a value as JSON."""
    echo_bytes(as_json(value, indent))


def confirm(question: str) -> bool:
    """Asks a question that is answered with yes or no."""
    return click.confirm(printable(question))


def show_error(error: click.ClickException) -> None:
    """Prints what click says of a wrong option, which it quotes."""
    shown = io.StringIO()
    error.show(shown)
    echo(shown.getvalue().rstrip("\n"), err=True)


class LogLines(logging.Handler):
    """Prints what libraries log, a line each, without what led to it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Prints a record."""
        notice(record.getMessage())
