"""What `make --dry-run` shows: the chapters that would be made, and what is left out."""

from __future__ import annotations

from collections import Counter

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audiobook.cli.wording import as_clock, counted, shortened
from audiobook.inspection import silent_signs
from audiobook.model import Kind
from audiobook.narration import estimated_seconds
from audiobook.pipeline import Plan
from audiobook.publishing import file_name

SHOWN = 60


def show_plan(plan: Plan, verbose: bool) -> None:
    """Prints the album as it would be made."""
    album = plan.album
    click.echo(f"{album.metadata.title} by {album.metadata.author}, read by {album.narrator}")
    click.echo(f"would go to {album.folder}\n")
    table = Table("file", "words", "minutes", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    total = 0.0
    for episode in album.episodes:
        seconds = estimated_seconds(episode)
        total += seconds
        table.add_row(escape(file_name(episode)), f"{episode.words:,}", f"{seconds / 60:.1f}")
    Console().print(table)
    words = sum(episode.words for episode in album.episodes)
    click.echo(f"\n{counted(len(album.episodes), 'chapter')}, {words:,} words, about {as_clock(total)} of audio")
    show_left_out(plan, listed=verbose)


def show_left_out(plan: Plan, listed: bool) -> None:
    """Prints why text is left out and how often, and with `listed` each piece."""
    left_out = [
        utterance
        for utterance in plan.story.script.utterances
        if utterance.skipped and not (plan.manner.speak_notes and utterance.kind is Kind.NOTE)
    ]
    reasons = Counter(str(utterance.skipped) for utterance in left_out)
    counts = ", ".join(f"{reason} ({count})" for reason, count in reasons.items())
    click.echo(f"left out: {counts or 'nothing'}")
    signs = silent_signs(plan.story.script)
    if signs:
        click.echo(f"signs without a sound: {' '.join(signs)}")
    for utterance in left_out if listed else ():
        click.echo(f"  chapter {utterance.chapter or '–'}: {utterance.skipped}: {shortened(utterance.text, SHOWN)}")
