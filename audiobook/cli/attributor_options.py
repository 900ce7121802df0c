"""The options for how speakers are identified, shared by every command that reads a story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from audiobook.cli.renaming import RenamedOption
from audiobook.settings.settings import ATTRIBUTORS, BUILT_IN

ATTRIBUTOR_OPTIONS = (
    click.option(
        "--speaker-detection",
        "attributor",
        cls=RenamedOption,
        former_names=("--attributor",),
        type=click.Choice(ATTRIBUTORS),
        default=BUILT_IN,
        show_default=True,
        help="How speakers are identified: built-in, or built-in plus your own LLM.",
    ),
    click.option(
        "--llm-address",
        metavar="URL",
        default="",
        help="The LLM's address, such as http://localhost:11434/v1. The story's text is sent there.",
    ),
    click.option(
        "--llm-model", metavar="NAME", default="", help="The LLM's name.  [default: the first one at that address]"
    ),
)


def attributor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds these options to a command, which gets them as keywords for `parse_story_options`."""
    for option in reversed(ATTRIBUTOR_OPTIONS):
        command = option(command)
    return command
