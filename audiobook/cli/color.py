"""`--color`, an option of every command: whether tables and progress have colours. NO_COLOR is heeded by rich."""

from __future__ import annotations

import click
from click.core import ParameterSource

NAME = "color"
AUTO, ALWAYS, NEVER = "auto", "always", "never"
# Where a command keeps what was chosen.
CONTEXT_KEY = "audiobook.color"


def add_color(command: click.Command) -> None:
    """Gives a command, and those below it, the option."""
    choice = click.Choice((AUTO, ALWAYS, NEVER))
    text = "Use colours; auto: only in a terminal, and not if NO_COLOR is set.  [default: auto]"
    command.params.append(
        click.Option(
            [f"--{NAME}"],
            type=choice,
            metavar="auto|always|never",
            help=text,
            expose_value=False,
            callback=_keep_choice,
        )
    )
    for child in command.commands.values() if isinstance(command, click.Group) else ():
        if not any(option.name == NAME for option in child.params):
            add_color(child)


def _keep_choice(context: click.Context, option: click.Parameter, value: str | None) -> None:
    """Keeps the choice; what is typed for a command, or else before it, comes before files and variables."""
    is_typed = context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
    if value and (is_typed or CONTEXT_KEY not in context.meta):
        context.meta[CONTEXT_KEY] = value


def chosen_color() -> str:
    """What was chosen for the running command."""
    context = click.get_current_context(silent=True)
    return str(context.meta.get(CONTEXT_KEY, AUTO)) if context else AUTO
