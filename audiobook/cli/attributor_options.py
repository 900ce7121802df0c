"""The options that say who tells who speaks, shared by every command that names speakers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from audiobook.settings.environment import read_llm_key
from audiobook.settings.settings import ATTRIBUTORS, BUILT_IN, AttributorSettings


def attributor_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the attributor's options to a command, which is given them as keywords for `build_attributor_settings`."""
    for option in reversed(ATTRIBUTOR_OPTIONS):
        command = option(command)
    return command


ATTRIBUTOR_OPTIONS = (
    click.option(
        "--attributor",
        type=click.Choice(ATTRIBUTORS),
        default=BUILT_IN,
        show_default=True,
        help="Who tells who speaks: the program alone, or a language model of yours besides.",
    ),
    click.option(
        "--llm-address",
        metavar="URL",
        default="",
        help="Where that model is, like http://localhost:11434/v1. The story's text is sent there.",
    ),
    click.option("--llm-model", metavar="NAME", default="", help="Which of its models to ask; else its first."),
)


def build_attributor_settings(attributor: str, llm_address: str, llm_model: str) -> AttributorSettings:
    """What a person chose; raises InputError, saying what to give, where it cannot be."""
    settings = AttributorSettings(attributor, llm_address.strip(), llm_model.strip())
    return replace(settings, key=read_llm_key(settings.address))
