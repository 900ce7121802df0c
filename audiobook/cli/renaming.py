"""Better names for options and commands: help shows the new name, and the former one keeps working."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import click


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
