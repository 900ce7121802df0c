"""`audiobook cast`: who speaks in a story, and how to set right what was understood wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.line_places import line_place
from audiobook.cli.notices import tell_notices, watch_asking
from audiobook.cli.story_options import refuse_bytes, refuse_the_story, story_options, story_settings
from audiobook.cli.terminal import echo, echo_json
from audiobook.cli.wording import counted, shortened
from audiobook.settings.settings import StorySettings

if TYPE_CHECKING:
    from audiobook.casting.cast import StoryCast
    from audiobook.commands.inspect import CastRow, CastTable
    from audiobook.production.plan import ToldStory

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
@click.option("--audition", metavar="FILE.mp3", type=click.Path(path_type=Path),
              help="Hear the cast: each says their name and two of their lines; with a page to play them.")  # fmt: skip
@click.option("--engine", metavar="NAME", help="Give out only voices of this engine.")
@click.option("--all", "every", is_flag=True, help="List all characters, however little they say.")
@click.option("--json", "as_json", is_flag=True, help="For programs: all of it as one JSON object.")
@story_options
def cast(
    inputs: tuple[Path, ...], lines: tuple[tuple[str, str], ...], same: tuple[tuple[str, str], ...],
    apart: tuple[str, ...], genders: tuple[tuple[str, str], ...], audition: Path | None, engine: str | None,
    every: bool, as_json: bool, **story: Any,
) -> None:  # fmt: skip
    """Show who speaks in a story and in which voice: gender, lines, share of speech, and a line of each.

    The cast is kept in the story's cast file, which is made to be read and edited by hand. What was understood wrongly
    can also be set right with the options below; every later run minds it. `audiobook inspect --html` shows where in
    the story each line stands.
    """
    from audiobook.commands.cast import cast_of, keep_cast
    from audiobook.commands.inspect import cast_table
    from audiobook.files.workspace import sweep
    from audiobook.pipeline import told_story

    refuse_the_story(audition, inputs)
    settings = story_settings(inputs, **story)
    if lines or same or apart or genders:
        _corrected(settings, lines, (*same, *((name, name) for name in apart)), genders)
    told = told_story(settings, watch=watch_asking())
    found = cast_of(told, settings, engine)
    tell_notices(told, found.strangers)
    table = cast_table(told.script, told.characters)
    keep_cast(told, found)
    sweep(settings.cast_path.parent, levels=1)
    if as_json:
        echo_json({**asdict(table), "voices": dict(found.names)}, indent=2)
    else:
        _show(told, table, found, every)
    if audition:
        _hear(told, found, audition, len(table.rows) if every else SHOWN)


def _hear(told: ToldStory, cast: StoryCast, target: Path, most: int) -> None:
    from audiobook.cli.audition_page import audition_page
    from audiobook.commands.audition import cast_auditioned
    from audiobook.files.workspace import written_whole
    from audiobook.text.xml_text import legal_text

    parts = cast_auditioned(told.attribution, cast, told.lexicon, target, most)
    page = target.with_suffix(".html")
    with written_whole(page) as part:
        part.write_text(legal_text(audition_page(told.book.metadata.title, target.name, parts)), "utf-8")
    echo(f"\nto hear the cast: {target} (all of them), {page} (one by one)", err=True)


def _corrected(
    settings: StorySettings, lines: tuple[tuple[str, str], ...], aliases: tuple[tuple[str, str], ...],
    genders: tuple[tuple[str, str], ...],
) -> None:  # fmt: skip
    """Writes corrections into the story's cast file, checked as if they had been written there by hand."""
    from audiobook.cast_file.writing import written_into
    from audiobook.commands.cast import named_lines

    places = tuple((line_place(typed), speaker) for typed, speaker in lines)
    refuse_bytes(*(name for pair in (*lines, *aliases, *genders) for name in pair))
    named = named_lines(settings, places) if places else ()
    written_into(settings.cast_path, aliases, genders, named)
    echo(f"kept in {settings.cast_path}\n")


def _show(told: ToldStory, table: CastTable, cast: StoryCast, every: bool) -> None:
    about = told.book.metadata
    echo(f"{about.title} by {about.author}\n")
    if not table.lines:
        echo("nobody speaks in this story; the narrator reads all of it")
        return
    rows = table.rows if every else table.rows[:SHOWN]
    if rows:
        _print_rows(rows, dict(cast.names))
    if len(rows) < len(table.rows):
        echo(f"… and {counted(len(table.rows) - len(rows), 'character')} more (--all lists them)")
    echo(f"\n{counted(table.lines, 'line')} of speech and thought; unresolved, so read by the narrator: "
               f"{table.unresolved_lines:,} ({table.unresolved:.1%})")  # fmt: skip
    echo(f"kept in {told.cast_path}; change it there, or with the options of this command")
    more = sum(len(missing.names) for missing in cast.missing)
    if more:
        echo(f"{counted(more, 'more voice')} can be added: `audiobook voices` says how")


# What the columns of voice, gender, lines and share take, gaps included.
NUMBERS_WIDTH = 37


def _print_rows(rows: tuple[CastRow, ...], voices: Mapping[str, str]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.screen import Screen

    console = Screen(highlight=False)
    view = Table("character", "voice", "gender", "lines", "share", "also called; for example", box=None, pad_edge=False)
    for column in view.columns[3:5]:
        column.justify = "right"
    room = max(20, console.width - NUMBERS_WIDTH - max(len(row.name) for row in rows))
    for row in rows:
        also = f"{escape(shortened(', '.join(row.aliases), room))}\n" if row.aliases else ""
        numbers = (voices.get(row.name, "narrator"), row.gender or "?", str(row.lines), f"{row.share:.0%}")
        view.add_row(escape(row.name), *numbers, f"{also}[dim]{escape(shortened(row.sample, room))}[/dim]")
    console.print(view)
