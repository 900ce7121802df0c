"""Options from the environment and from settings files, for every command; docs/command-line.md tells which wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.paths import FOLDER, OUTPUT_ARGUMENT, UserPath
from audiobook.errors import InputError
from audiobook.files.workspace import expand_home
from audiobook.model.album_options import NARRATOR_OPTIONS
from audiobook.settings.environment import option_variables, read_variable
from audiobook.settings.option_names import SENDING_OPTIONS, SHARED_OPTIONS, VARIABLE_PREFIX, variable_names
from audiobook.text.suggest import format_suggestion

if TYPE_CHECKING:
    from audiobook.settings.option_files import SettingsFile

# Options that ask for something else than what the command does.
NO_SETTINGS = frozenset({"help", "version"})
# What --output is called in commands that have one of their own.
ALBUMS_NAME, OUTPUT = "--albums", "output"
MAX_SUGGESTIONS = 40
# How much two variables must be alike, as difflib measures it, for one to be a slip of the other.
MIN_SIMILARITY = 0.8
# Variables that are no options begin like this: folders, keys and addresses for this computer (docs/settings.md).
OTHER_VARIABLES = (
    "AUDIOBOOK_LLM_KEY", "AUDIOBOOK_SERVER_", "AUDIOBOOK_SPEECH_", "AUDIOBOOK_SUPERTONIC_STEPS", "AUDIOBOOK_VOICES",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """An option of a command as settings files and the environment know it.

    `command` is the command's name and those above it. `name` is the option's long name without dashes, `shared` its
    name above all tables of a file, "" if it has none there.
    """

    command: tuple[str, ...]
    option: click.Parameter
    name: str
    shared: str

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that set it, the strongest first."""
        own = variable_names(self.command, self.name)[:1] if self.command else ()
        return (*own, variable_names((), self.shared)[0]) if self.shared else own

    @property
    def table(self) -> str:
        """The table of a settings file that it stands in."""
        return ".".join(self.command)


def find_settings(command: click.Command, above: tuple[str, ...] = ()) -> Iterator[Setting]:
    """Every option of a command, and of those below it, that can be set without typing it."""
    for option in command.params:
        name = long_name(option)
        if name and not getattr(option, "hidden", False) and name not in NO_SETTINGS:
            yield Setting(above, option, name, _shared_name(option, name))
    for child_name, child in command.commands.items() if isinstance(command, click.Group) else ():
        if not child.hidden:
            yield from find_settings(child, (*above, child_name))


def long_name(option: click.Parameter) -> str:
    """The first long name of an option, without its dashes; that of --output for the argument that means the same."""
    if isinstance(option, click.Argument):
        return OUTPUT if option.metavar == OUTPUT_ARGUMENT else ""
    return next((name.removeprefix("--") for name in option.opts if name.startswith("--")), "")


def _shared_name(option: click.Parameter, name: str) -> str:
    """The name above all tables; --output is shared only where it is the folder of the albums."""
    if ALBUMS_NAME in option.opts:
        return OUTPUT
    is_same = name in SHARED_OPTIONS and (name != OUTPUT or option.metavar in (FOLDER, OUTPUT_ARGUMENT))
    return name if is_same else ""


def add_variables(command: click.Command) -> None:
    """Gives every option of a command, and of those below it, its environment variables."""
    for setting in find_settings(command):
        setting.option.envvar = list(setting.variables)


def build_default_map(command: click.Command, files: Sequence[SettingsFile]) -> dict[str, Any]:
    """What settings files say, the strongest first, as click takes it.

    Raises InputError for a wrong name or value, with its line.
    """
    found: dict[str, Any] = {}
    for setting, value in find_values(command, files):
        table = found
        for word in setting.command:
            table = table.setdefault(word, {})
        table[str(setting.option.name)] = value.value
    return found


@dataclass(frozen=True, slots=True)
class FileValue:
    """A value in a settings file, and where it is."""

    value: Any
    place: str


def find_values(command: click.Command, files: Sequence[SettingsFile]) -> Iterator[tuple[Setting, FileValue]]:
    """The options that settings files set, with their values; of several files the first one wins.

    Raises InputError for a wrong name or value, with its line.
    """
    # Most people have no settings file, and listing the options of every command takes a few milliseconds.
    settings = tuple(find_settings(command)) if files else ()
    for file in files:
        _check_names(file, settings)
    for setting in settings:
        found = next(
            (value for value in (_find_value(file, setting) for file in _files_for(setting, files)) if value), None
        )
        if found:
            yield setting, found


def _files_for(setting: Setting, files: Sequence[SettingsFile]) -> Sequence[SettingsFile]:
    """The files that may set an option: a voice belongs to its engine, so one file says both."""
    if setting.name not in NARRATOR_OPTIONS:
        return files
    saying = [file for file in files if not _table_of(file, setting.command).keys().isdisjoint(NARRATOR_OPTIONS)]
    return saying[:1]


def _find_value(file: SettingsFile, setting: Setting) -> FileValue | None:
    """The value of a setting in one file; a command's own table comes before what is shared."""
    own = _table_of(file, setting.command)
    if setting.command and setting.name in own:
        table, name, value = setting.table, setting.name, own[setting.name]
    elif setting.shared and setting.shared in file.tables:
        table, name, value = "", setting.shared, file.tables[setting.shared]
    else:
        return None
    place = file.locate(table, name)
    if name in SENDING_OPTIONS and not file.is_own:
        raise InputError(_explain_sending(place, name))
    return FileValue(_convert(file, setting, value, f"{place}: {name}"), place)


def _explain_sending(place: str, name: str) -> str:
    from audiobook.settings.environment import user_settings_path

    return (
        f"{place}: {name} connects this computer with others, so the file of a workspace can't set it, as it may come "
        f"from somebody else; put it into your own settings file, {user_settings_path()}"
    )


def _table_of(file: SettingsFile, command: Sequence[str]) -> Mapping[str, Any]:
    table: Any = file.tables
    for word in command:
        table = table.get(word, {}) if isinstance(table, dict) else {}
    return table if isinstance(table, dict) else {}


def _check_names(file: SettingsFile, settings: Sequence[Setting]) -> None:
    known: dict[tuple[str, ...], set[str]] = {(): set(SHARED_OPTIONS)}
    for setting in settings:
        for depth in range(len(setting.command)):
            known.setdefault(setting.command[:depth], set()).add(setting.command[depth])
        known.setdefault(setting.command, set()).add(setting.name)
    _check_table(file, file.tables, (), known)


def _check_table(
    file: SettingsFile, table: Mapping[str, Any], path: tuple[str, ...], known: Mapping[tuple[str, ...], set[str]]
) -> None:
    for name, value in table.items():
        place = file.locate(".".join(path), name)
        is_table = (*path, name) in known
        if name not in known[path]:
            raise InputError(f"{place}: {_explain_unknown(name, path, known)}")
        if is_table and not isinstance(value, dict):
            raise InputError(f"{place}: {name} is a command; write its options below [{'.'.join((*path, name))}]")
        if is_table:
            _check_table(file, value, (*path, name), known)


def _explain_unknown(name: str, path: tuple[str, ...], known: Mapping[tuple[str, ...], set[str]]) -> str:
    owners = [".".join(command) for command, names in known.items() if command and name in names]
    if not path and owners:
        return f"{name} is no setting for all commands; put it below [{owners[0]}]"
    kind = f"`{' '.join(path)}` has no option" if path else "there's no setting"
    return f"{kind} {name!r}{format_suggestion(name, sorted(known[path]), MAX_SUGGESTIONS)}"


def _convert(file: SettingsFile, setting: Setting, value: Any, place: str) -> Any:
    """The value as click's default map has it; raises InputError, with its `place`, where it has the wrong type."""
    option = setting.option
    if getattr(option, "is_flag", False):
        if not isinstance(value, bool):
            raise InputError(f"{place} must be true or false")
        return value
    if option.multiple:
        if not isinstance(value, list):
            raise InputError(f"{place} must be a list, because the option can be given several times")
        return value
    is_number = isinstance(option.type, click.types.IntParamType | click.types.FloatParamType)
    if isinstance(value, bool) or not isinstance(value, int | float if is_number else str):
        raise InputError(f"{place} must be {'a number, without quotes' if is_number else 'a text in quotes'}")
    if isinstance(option.type, UserPath):
        return str(file.folder / expand_home(Path(str(value)))) if value else value
    try:
        option.type.convert(value, option, None)
    except click.BadParameter as error:
        raise InputError(f"{place}: {error.message}") from error
    return value


def describe_origins(message: str, group: click.Group, arguments: Sequence[str], files: Sequence[SettingsFile]) -> str:
    """A message about options, followed by where those are set that were not typed."""
    typed = {word.partition("=")[0] for word in arguments}
    command = _find_command(group, arguments)
    places = []
    for setting, place in find_origins(group, files):
        name = f"--{setting.name}"
        is_about = setting.command == command and name in message.replace("=", " ").replace("'", " ").split()
        if is_about and typed.isdisjoint(setting.option.opts):
            places.append(place.place)
    return f"{message} (set in {', '.join(places)})" if places else message


def _find_command(group: click.Command, arguments: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for word in arguments:
        if isinstance(group, click.Group) and word in group.commands:
            group = group.commands[word]
            found.append(word)
    return tuple(found)


def find_origins(command: click.Command, files: Sequence[SettingsFile]) -> Iterator[tuple[Setting, FileValue]]:
    """Every option that is set without being typed: its value, and the variable or the line that sets it."""
    in_files = {(setting.command, setting.name): value for setting, value in find_values(command, files)}
    variables = frozenset(option_variables())
    for setting in find_settings(command) if in_files or variables else ():
        variable = next((name for name in setting.variables if name in variables), "")
        if variable:
            yield setting, FileValue(read_variable(variable), variable)
        elif (setting.command, setting.name) in in_files:
            yield setting, in_files[setting.command, setting.name]


def find_unknown_variables(command: click.Command) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The variables of this program that are set and mean nothing, each with those that may be meant."""
    known = {variable for setting in find_settings(command) for variable in setting.variables}
    for name in option_variables():
        if name not in known and not name.startswith(OTHER_VARIABLES):
            ending = name.removeprefix(VARIABLE_PREFIX)
            complete = sorted(variable for variable in known if variable.endswith(ending))
            yield name, tuple(complete or get_close_matches(name, sorted(known), 1, MIN_SIMILARITY))


def is_set(group: click.Group, files: Sequence[SettingsFile], command: Sequence[str], option: str, value: str) -> bool:
    """Whether a settings file or the environment sets an option of a command to that value."""
    return any(
        (setting.command, f"--{setting.name}", found.value) == (tuple(command), option, value)
        for setting, found in find_origins(group, files)
    )
