"""Tells of lines in the cast file that the story does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from audiobook.cli.wording import shortened

if TYPE_CHECKING:
    from audiobook.pipeline import ToldStory

SHOWN = 40


def tell_missing(told: ToldStory) -> None:
    """One line on standard error for each of them."""
    for line, reason in told.missing:
        click.echo(f"audiobook: {told.cast_path}, line {line.row}: “{shortened(line.text, SHOWN)}”: {reason}", err=True)
