"""`audiobook cast`: who speaks in a story and in which voice, and how to correct it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import recall_story
from audiobook.cli.formatting import format_count, shorten
from audiobook.cli.notices import llm_progress_handler, report_story_notices
from audiobook.cli.paths import PATH, write_option_file
from audiobook.cli.several_stories import (
    StoryPaths,
    print_stories_json,
    refuse_for_several,
    run_stories,
    split_stories,
    stories_argument,
)
from audiobook.cli.story_options import (
    albums_option,
    refuse_story_as_target,
    refuse_undecodable,
    story_options,
)
from audiobook.cli.terminal import echo
from audiobook.commands.script_position import parse_position
from audiobook.settings.settings import StorySettings

if TYPE_CHECKING:
    from audiobook.casting.cast import StoryCast
    from audiobook.commands.cast_table import CastRow, CastTable
    from audiobook.production.plan import AnalyzedStory

# How many characters are listed without --all: a long serial has hundreds with a line or two.
MAX_LISTED_CHARACTERS = 20
# What the columns of voice, gender, lines and share take, with the gaps; in the rest, aliases and sample line are two
# columns where they fit, else one above the other.
# Narrower terminals show each character as a paragraph.
FIXED_COLUMNS_WIDTH, MIN_WIDTH_FOR_TWO_COLUMNS, MAX_ALIASES_WIDTH = 39, 48, 24
MIN_SAMPLE_WIDTH = 30


@click.command()
@stories_argument
@click.option("--line", "lines", metavar="7:42 NAME", type=(str, str), multiple=True,
              help="NAME says chapter 7, paragraph 42.")  # fmt: skip
@click.option("--same", metavar="NAME NAME", type=(str, str), multiple=True,
              help="The first name is another name for the second one's character.")  # fmt: skip
@click.option("--apart", metavar="NAME", multiple=True, help="NAME is a separate character.")
@click.option("--gender", "genders", metavar="NAME GENDER", type=(str, str), multiple=True,
              help="NAME is male, female or unknown.")  # fmt: skip
@click.option("--audition", metavar="FILE.mp3", type=PATH,
              help="Save a sound file in which each character says two lines, and a page to play it.")  # fmt: skip
@click.option("--engine", metavar="NAME", help="Use only the voices of this TTS engine.")
@click.option("--all", "every", is_flag=True, help="List all characters, however few lines they have.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object, for other programs.")
@albums_option("-o", "--output", "--albums")
@story_options
def cast(
    inputs: StoryPaths, join: bool, lines: tuple[tuple[str, str], ...], same: tuple[tuple[str, str], ...],
    apart: tuple[str, ...], genders: tuple[tuple[str, str], ...], audition: Path | None, engine: str | None,
    every: bool, as_json: bool, albums: Path, **story: Any,
) -> int:  # fmt: skip
    """Show who speaks in a story, and in which voice.

    The table has each character's gender, number of lines, share of the dialogue, and a sample line. The cast is
    saved in the story's cast file, which you can edit. You can also correct a wrong guess with the options below;
    every later run respects it. `audiobook inspect --html` shows the chapter and paragraph of each line.
    """
    from audiobook.commands.cast import cast_story, save_cast
    from audiobook.commands.cast_table import build_cast_table
    from audiobook.files.workspace import remove_abandoned_parts
    from audiobook.pipeline import analyze_story

    stories = split_stories(inputs, join)
    edits = {"--line": lines, "--same": same, "--apart": apart, "--gender": genders}
    one_story_options = {"--audition": audition, "--title": story["title"], "--cover": story["cover"]}
    refuse_for_several(stories, edits | one_story_options)
    refuse_story_as_target(audition, inputs)

    def show_cast(paths: StoryPaths) -> tuple[CastTable, StoryCast]:
        settings = recall_story(paths, albums, story).settings
        if any(edits.values()):
            _write_corrections(settings, albums, lines, (*same, *((name, name) for name in apart)), genders)
        analysis = analyze_story(settings, albums, llm_progress_handler())
        story_cast = cast_story(analysis, engine)
        report_story_notices(analysis, story_cast.unknown_characters)
        table = build_cast_table(analysis.script, analysis.characters)
        save_cast(analysis, story_cast)
        remove_abandoned_parts(analysis.cast_path.parent, levels=1)
        if not as_json:
            _show_cast(analysis, table, story_cast, every)
        if audition:
            _write_audition(analysis, story_cast, audition, len(table.rows) if every else MAX_LISTED_CHARACTERS)
        return table, story_cast

    def build_json(paths: StoryPaths) -> dict[str, Any]:
        table, story_cast = show_cast(paths)
        return {**asdict(table), "voices": story_cast.voice_names, "narrator": story_cast.narrator_name}

    if as_json:
        return print_stories_json(stories, build_json)
    return run_stories(stories, lambda paths: show_cast(paths) and None, with_headings=True)


def _write_audition(analysis: AnalyzedStory, cast: StoryCast, target: Path, max_characters: int) -> None:
    from audiobook.commands.audition import write_cast_audition
    from audiobook.publishing.page.audition_page import render_audition_page

    entries = write_cast_audition(analysis.attribution, cast, analysis.lexicon, target, max_characters)
    page = target.with_suffix(".html")
    with write_option_file("--audition", page) as temp_path:
        temp_path.write_bytes(render_audition_page(analysis.book.metadata.title, target.name, entries))
    echo(f"\nto hear the cast: {target} (everyone), {page} (one by one)", err=True)


def _write_corrections(
    settings: StorySettings, albums: Path, lines: tuple[tuple[str, str], ...], aliases: tuple[tuple[str, str], ...],
    genders: tuple[tuple[str, str], ...],
) -> None:  # fmt: skip
    """Saves corrections in the story's cast file, with the same checks as for corrections made by hand."""
    from audiobook.cast_file.writing import add_corrections
    from audiobook.commands.cast import resolve_named_lines
    from audiobook.pipeline import find_cast_file

    positions = tuple((parse_position(typed), speaker) for typed, speaker in lines)
    refuse_undecodable(*(name for pair in (*lines, *aliases, *genders) for name in pair))
    resolved_lines = resolve_named_lines(settings, positions) if positions else ()
    location = find_cast_file(settings, albums)
    add_corrections(location.path, aliases, genders, resolved_lines, location.story)
    echo(f"saved in {location.path}\n")


def _show_cast(analysis: AnalyzedStory, table: CastTable, cast: StoryCast, show_all: bool) -> None:
    metadata = analysis.book.metadata
    echo(f"{metadata.title} by {metadata.author}\n")
    if not table.lines:
        echo("no dialogue in this story; the narrator reads all of it")
        return
    rows = table.rows if show_all else table.rows[:MAX_LISTED_CHARACTERS]
    if rows:
        _print_cast_table(rows, cast.voice_names)
    if len(rows) < len(table.rows):
        echo(f"… and {format_count(len(table.rows) - len(rows), 'character')} more (--all lists them)")
    unknown = f"{table.unresolved_lines:,} ({table.unresolved:.1%})"
    echo(f"\n{format_count(table.lines, 'line')} of dialogue; speaker unknown (narrator reads them): {unknown}")
    echo(f"saved in {analysis.cast_path}; edit it, or use the options of this command")
    installable = sum(len(missing.names) for missing in cast.missing_voices)
    if installable:
        echo(f"{format_count(installable, 'more voice')} can be installed; see `audiobook voices`")


def _print_cast_table(rows: tuple[CastRow, ...], voices: Mapping[str, str]) -> None:
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.console import SafeConsole
    from audiobook.cli.tables import print_table

    console = SafeConsole(highlight=False)
    room = max(MIN_SAMPLE_WIDTH, console.width - FIXED_COLUMNS_WIDTH - max(len(row.name) for row in rows))
    is_wide = room >= MIN_WIDTH_FOR_TWO_COLUMNS
    text_titles = ("aliases", "sample line") if is_wide else ("aliases / sample line",)
    table = Table("character", "voice", "gender", "lines", "share", *text_titles, box=None, pad_edge=False)
    for column in table.columns[3:5]:
        column.justify = "right"
    for row in rows:
        numbers = (voices.get(row.name, "narrator"), row.gender or "?", str(row.lines), f"{row.share:.0%}")
        aliases = escape(shorten(", ".join(row.aliases), MAX_ALIASES_WIDTH if is_wide else room))
        sample = f"[dim]{escape(shorten(row.sample, room - MAX_ALIASES_WIDTH if is_wide else room))}[/dim]"
        stacked = f"{aliases}\n{sample}" if aliases else sample
        table.add_row(escape(row.name), *numbers, *((aliases, sample) if is_wide else (stacked,)))
    print_table(console, table)
