"""`audiobook config`: the options that are set without being typed, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from audiobook.cli.option_files import Setting, find_origins, find_settings, find_unknown_variables
from audiobook.cli.tables import print_table
from audiobook.cli.terminal import echo, echo_json
from audiobook.errors import InputError
from audiobook.settings.environment import SETTINGS_NAME, user_settings_path
from audiobook.text.formatting import join_or
from audiobook.text.suggest import format_suggestion
from audiobook.web.redaction import redact

DEFAULT_PLACE = "default"
# So many commands are named in the table; more of them are all that have the option.
MAX_NAMED_COMMANDS = 2
MAX_NAMED_VARIABLES = 4


@click.command()
@click.argument("command", metavar="[COMMAND]", default="")
@click.option("--path", "only_paths", is_flag=True, help="Print only the paths of your settings files.")
@click.option("--json", "as_json", is_flag=True, help="Print every option as JSON, for other programs.")
@click.pass_context
def config(context: click.Context, command: str, only_paths: bool, as_json: bool) -> None:
    """Show which options are set in your settings files and in the environment.

    With the name of a command, such as make, all of its options are shown, each with its value and where that comes
    from. What you type on the command line always wins, and what you typed for an album before wins over the files.
    """
    from audiobook.settings.option_files import find_workspace_file, read_settings_files

    root = context.find_root().command
    files, workspace = read_settings_files(), find_workspace_file()
    if only_paths:
        for path in (workspace, user_settings_path()):
            echo(str(path)) if path else None
        return
    chosen = tuple(setting for setting in find_settings(root) if command in ("", " ".join(setting.command)))
    if not chosen:
        names = sorted({" ".join(setting.command) for setting in find_settings(root) if setting.command})
        raise InputError(f"unknown command {command!r}{format_suggestion(command, names, 30)}")
    origins = {setting: (found.value, found.place) for setting, found in find_origins(root, files)}
    if as_json:
        unknown = [name for name, _ in find_unknown_variables(root)]
        echo_json(_to_json(chosen, origins, [str(file.path) for file in files]) | {"unknown": unknown}, indent=2)
        return
    if command:
        _show_command(chosen, origins)
    else:
        _show_all(origins)
    for name, meant in find_unknown_variables(root):
        guess = f"; did you mean {join_or(meant[:MAX_NAMED_VARIABLES])}?" if meant else ""
        echo(f"{name} is set, but means nothing{guess}")
    if not files:
        where = f"{SETTINGS_NAME} in the folder of your stories, or {user_settings_path()} for all of them"
        echo(f"there's no settings file; to keep options, write {where}")


def _to_json(
    settings: Iterable[Setting], origins: dict[Setting, tuple[Any, str]], files: Sequence[str]
) -> dict[str, Any]:
    rows = []
    for setting in settings:
        value, place = origins.get(setting, (_default_of(setting), DEFAULT_PLACE))
        rows.append(
            {
                "command": " ".join(setting.command),
                "option": setting.name,
                "value": redact(value) if isinstance(value, str) else value,
                "from": place,
                "variables": list(setting.variables),
            }
        )
    return {"files": list(files), "options": rows}


def _default_of(setting: Setting) -> Any:
    """The default of an option, None where it has none."""
    default = setting.option.to_info_dict()["default"]
    if default is None or isinstance(default, bool | int | float | str):
        return default
    return str(default) if type(default).__module__ == "pathlib" else None


def _show_command(settings: Iterable[Setting], origins: dict[Setting, tuple[Any, str]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.console import SafeConsole

    table = Table("option", "value", "from", box=None, pad_edge=False)
    for setting in settings:
        value, place = origins.get(setting, (_default_of(setting), DEFAULT_PLACE))
        table.add_row(setting.name, escape(_format(value)), escape(place))
    print_table(SafeConsole(highlight=False), table)


def _show_all(origins: dict[Setting, tuple[Any, str]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.console import SafeConsole

    if not origins:
        echo("no option is set in a settings file or in the environment")
        return
    commands: dict[tuple[str, str, str], list[str]] = {}
    for setting, (value, place) in origins.items():
        commands.setdefault((setting.name, _format(value), place), []).append(" ".join(setting.command))
    table = Table("option", "value", "from", "of", box=None, pad_edge=False)
    for (name, value, place), names in commands.items():
        of_which = ", ".join(names) if len(names) <= MAX_NAMED_COMMANDS else "all commands that have it"
        table.add_row(name, escape(value), escape(place), of_which)
    print_table(SafeConsole(highlight=False), table)


def _format(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else redact(str(value))
