"""Man pages, made from the help of the commands; docs/man has them, and the wheel installs them from there."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from audiobook.cli.exit_codes import MEANINGS

MANUAL = "Manual of audiobook"
SETTINGS = (
    "Every option can also be set in a settings file, or by an environment variable: AUDIOBOOK_, the command and the "
    "option, in capitals, as in AUDIOBOOK_MAKE_SPEED. `audiobook config` shows what is set, and where."
)
FILES = (
    ("audiobook.toml", "the settings of a workspace, in the current folder or one above it"),
    ("~/.config/audiobook/audiobook.toml", "your own settings"),
    ("~/.config/audiobook/lexicon.toml", "how names sound in all your stories"),
)


def build_man_pages(group: click.Group, name: str) -> dict[str, str]:
    """The man pages of a program and all of its commands, by the names of their files."""
    return dict(_build_pages(click.Context(group, info_name=name, **group.context_settings)))


def _build_pages(context: click.Context) -> Iterator[tuple[str, str]]:
    children = _find_children(context)
    page_name = context.command_path.replace(" ", "-")
    yield f"{page_name}.1", "\n".join(_build_page(context, page_name, children)) + "\n"
    for child in children:
        yield from _build_pages(child)


def _find_children(context: click.Context) -> list[click.Context]:
    """The commands below one, as they are called; those that help doesn't list have no page."""
    command = context.command
    commands = command.commands if isinstance(command, click.Group) else {}
    shown = [(name, commands[name]) for name in sorted(commands) if not commands[name].hidden]
    return [click.Context(child, info_name=name, parent=context) for name, child in shown]


def _build_page(context: click.Context, page_name: str, children: list[click.Context]) -> Iterator[str]:
    command = context.command
    yield f'.TH "{page_name.upper()}" "1" "" "audiobook" "{MANUAL}"'
    yield ".SH NAME"
    yield _escape(f"{page_name} - {command.get_short_help_str(limit=200)}")
    yield ".SH SYNOPSIS"
    yield f"\\fB{_escape(context.command_path)}\\fR {_escape(_format_usage(context))}"
    yield ".SH DESCRIPTION"
    yield from _format_help(command.help or "")
    yield ".SH OPTIONS"
    for option in command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            yield from _format_item(*record)
    if children:
        yield ".SH COMMANDS"
        for child in children:
            yield from _format_item(child.command_path, child.command.get_short_help_str(limit=200))
    yield from _build_ending(context, children)


def _format_usage(context: click.Context) -> str:
    """The words after a command; those for a command below it are always written alike, unlike click's."""
    words = click.Command.collect_usage_pieces(context.command, context)
    if isinstance(context.command, click.Group):
        words += ["[COMMAND]" if context.command.invoke_without_command else "COMMAND", "[ARGS]..."]
    return " ".join(words)


def _build_ending(context: click.Context, children: list[click.Context]) -> Iterator[str]:
    yield ".SH ENVIRONMENT"
    yield _escape(SETTINGS)
    if context.parent is None:
        yield ".SH FILES"
        for path, text in FILES:
            yield from _format_item(path, text)
        yield ".SH EXIT STATUS"
        for code, meaning in MEANINGS.items():
            yield from _format_item(str(int(code)), meaning)
    others = [child.command_path for child in children] + ([context.parent.command_path] if context.parent else [])
    if others:
        yield ".SH SEE ALSO"
        yield ", ".join(f"\\fB{_escape(other.replace(' ', '-'))}\\fR(1)" for other in sorted(others))


def _format_help(text: str) -> Iterator[str]:
    """The paragraphs of a command's help; those that are indented are commands, which stay as they are."""
    for number, paragraph in enumerate(inspect.cleandoc(text).split("\n\n")):
        if number:
            yield ".PP"
        if paragraph.startswith("    "):
            yield from (".nf", ".RS", _escape(inspect.cleandoc(paragraph)), ".RE", ".fi")
        else:
            yield _escape(" ".join(paragraph.split()))


def _format_item(title: str, text: str) -> Iterator[str]:
    yield from (".TP", f"\\fB{_escape(title)}\\fR", _escape(" ".join(text.split())))


def _escape(text: str) -> str:
    r"""Text as roff has it: a hyphen that can be copied, and no line that is taken for a request.

    >>> print(_escape(".toml \\ -o"))
    \&.toml \e \-o
    """
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in escaped.split("\n"))
