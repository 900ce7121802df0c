"""Better names for options and commands: help shows the new name, and the former one keeps working."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any

import click

# Splits a message at its options, which stay among the parts.
OPTION_PATTERN = re.compile(r"((?<![\w-])--[\w-]+)")


class RenamedOption(click.Option):
    """An option whose `former_names` still work, but are not in the help."""

    def __init__(self, param_decls: Sequence[str], former_names: Sequence[str], **attributes: Any) -> None:
        super().__init__([*param_decls, *former_names], **attributes)
        self.former_names = frozenset(former_names)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's line in the help, under its new name."""
        shown = copy.copy(self)
        shown.opts = [name for name in self.opts if name not in self.former_names]
        return click.Option.get_help_record(shown, ctx)


def hidden_alias(command: click.Command) -> click.Command:
    """The same command for a former name, which help does not list."""
    alias = copy.copy(command)
    alias.hidden = True
    return alias


def name_as_typed(message: str, group: click.Group, arguments: Sequence[str]) -> str:
    """A message about a command line that names each option as it was typed there.

    An option may have former names, and messages only know the one in the help.
    """
    typed = {word.partition("=")[0] for word in arguments if word.startswith("-")}
    for option in _find_options(group, arguments):
        long_names = [name for name in option.opts if name.startswith("--")]
        names = [name for name in long_names if name in typed]
        others = [name for name in long_names if name not in typed]
        if len(names) == 1 and others:
            # click lists all names of an option: '--speaker-detection' / '--attributor'.
            listed = " / ".join(f"'{name}'" for name in option.opts)
            message = message.replace(listed, f"'{names[0]}'")
            words = OPTION_PATTERN.split(message)
            message = "".join(names[0] if word in others else word for word in words)
    return message


def _find_options(group: click.Group, arguments: Sequence[str]) -> Iterator[click.Option]:
    """The options of the command in a command line, and of the command below it."""
    command: click.Command | None = group
    for word in arguments:
        if isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
            yield from (option for option in command.params if isinstance(option, click.Option))
