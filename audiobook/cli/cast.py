"""`audiobook cast`: who speaks in a story, and how to set right what was understood wrongly."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.notices import tell_notices, watch_asking
from audiobook.cli.story_options import story_options, story_settings
from audiobook.cli.wording import counted, shortened
from audiobook.config import StorySettings, line_place

if TYPE_CHECKING:
    from audiobook.inspection import CastRow, CastTable
    from audiobook.pipeline import ToldStory

# So many characters are listed unless all are asked for; a long serial has hundreds with a line or two.
SHOWN = 20


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--line", "lines", metavar="7:42 NAME", type=(str, str), multiple=True,
              help="Chapter 7, paragraph 42 is said by NAME.")  # fmt: skip
@click.option("--same", metavar="NAME NAME", type=(str, str), multiple=True,
              help="The first name means the second one's character.")  # fmt: skip
@click.option("--apart", metavar="NAME", multiple=True, help="This name is a character of its own.")
@click.option("--gender", "genders", metavar="NAME GENDER", type=(str, str), multiple=True,
              help="NAME is male, female or unknown.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="List all characters, however little they say.")
@click.option("--json", "as_json", is_flag=True, help="For programs: all of it as one JSON object.")
@story_options
def cast(
    inputs: tuple[Path, ...], lines: tuple[tuple[str, str], ...], same: tuple[tuple[str, str], ...],
    apart: tuple[str, ...], genders: tuple[tuple[str, str], ...], every: bool, as_json: bool, **story: Any,
) -> None:  # fmt: skip
    """Show who speaks in a story: names, gender, lines, share of speech, and a line of each.

    What was understood wrongly can be set right with the options below. It is kept in the story's cast file, which is
    made to be read and edited by hand too, and every later run minds it. `audiobook inspect --html` shows where in
    the story each line stands.
    """
    from audiobook.inspection import cast_table
    from audiobook.pipeline import told_story

    settings = story_settings(inputs, **story)
    if lines or same or apart or genders:
        _corrected(settings, lines, (*same, *((name, name) for name in apart)), genders)
    told = told_story(settings, watch=watch_asking())
    tell_notices(told)
    table = cast_table(told.script, told.characters)
    if as_json:
        click.echo(json.dumps(asdict(table), ensure_ascii=False, indent=2))
        return
    _show(told, table, every)


def _corrected(
    settings: StorySettings, lines: tuple[tuple[str, str], ...], aliases: tuple[tuple[str, str], ...],
    genders: tuple[tuple[str, str], ...],
) -> None:  # fmt: skip
    """Writes corrections into the story's cast file, checked as if they had been written there by hand."""
    from audiobook.cast_file import written_into
    from audiobook.pipeline import named_lines

    places = tuple((line_place(typed), speaker) for typed, speaker in lines)
    named = named_lines(settings, places) if places else ()
    written_into(settings.cast_path, aliases, genders, named)
    click.echo(f"kept in {settings.cast_path}\n")


def _show(told: ToldStory, table: CastTable, every: bool) -> None:
    about = told.book.metadata
    click.echo(f"{about.title} by {about.author}\n")
    if not table.lines:
        click.echo("nobody speaks in this story; the narrator reads all of it")
        return
    rows = table.rows if every else table.rows[:SHOWN]
    if rows:
        _print_rows(rows)
    if len(rows) < len(table.rows):
        click.echo(f"… and {counted(len(table.rows) - len(rows), 'character')} more (--all lists them)")
    click.echo(f"\n{counted(table.lines, 'line')} of speech and thought; unresolved, so read by the narrator: "
               f"{table.unresolved_lines:,} ({table.unresolved:.1%})")  # fmt: skip


# What the columns of gender, lines and share take, gaps included.
NUMBERS_WIDTH = 26


def _print_rows(rows: tuple[CastRow, ...]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    view = Table("character", "gender", "lines", "share", "also called; for example", box=None, pad_edge=False)
    for column in view.columns[2:4]:
        column.justify = "right"
    room = max(20, console.width - NUMBERS_WIDTH - max(len(row.name) for row in rows))
    for row in rows:
        also = f"{escape(shortened(', '.join(row.aliases), room))}\n" if row.aliases else ""
        numbers = (row.gender or "?", str(row.lines), f"{row.share:.0%}")
        view.add_row(escape(row.name), *numbers, f"{also}[dim]{escape(shortened(row.sample, room))}[/dim]")
    console.print(view)
