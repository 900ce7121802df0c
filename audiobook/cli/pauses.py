"""`audiobook pauses`: how long the pauses of a story are, and how to change them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import recall_story
from audiobook.cli.follow_up import format_follow_up
from audiobook.cli.notices import report_story_notices
from audiobook.cli.several_stories import (
    StoryPaths,
    print_stories_json,
    refuse_for_several,
    run_stories,
    split_stories,
    stories_argument,
)
from audiobook.cli.story_addresses import StoryInputs
from audiobook.cli.story_options import albums_option, story_options
from audiobook.cli.terminal import echo

if TYPE_CHECKING:
    from audiobook.production.plan import AnalyzedStory

# Where each pause is.
DESCRIPTIONS = {
    "head": "at the beginning of a chapter",
    "heading": "before and after a heading",
    "interruption": "after a line that another speaker cuts off",
    "tag": "between a quotation and the narration next to it",
    "clause": "the same, after a dash",
    "sentence": "between sentences",
    "speaker": "where the speaker changes",
    "paragraph": "between paragraphs",
    "note": "before and after an author's note",
    "scene": "at a scene break",
    "tail": "at the end of a chapter",
}


@click.command()
@stories_argument
@click.option("--set", "lengths", metavar="PAUSE MS", type=(str, str), multiple=True,
              help="Make this pause that long, in milliseconds: --set scene 2500.")  # fmt: skip
@click.option("--unset", metavar="PAUSE", multiple=True, help="Give this pause its usual length again.")
@click.option("--json", "as_json", is_flag=True, help="Print the lengths as one JSON object, for other programs.")
@albums_option("-o", "--output", "--albums")
@story_options
def pauses(
    inputs: StoryInputs, join: bool | None, lengths: tuple[tuple[str, str], ...], unset: tuple[str, ...], as_json: bool,
    albums: Path, **story: Any,
) -> int:  # fmt: skip
    """Show how long the pauses of a story are, and change them.

    A change is saved in the story's cast file. The next `make` speaks nothing again for it: it only puts the chapters
    together anew. `audiobook cast STORY --undo` takes it back.
    """
    stories = split_stories(inputs, join)
    refuse_for_several(stories, {"--set": lengths, "--unset": unset})
    is_edit = bool(lengths or unset)

    def change_pauses(paths: StoryPaths) -> AnalyzedStory:
        from audiobook.cast_file.reading import read_cast_file
        from audiobook.commands.cast_changes import describe_value
        from audiobook.commands.table_edits import set_pauses
        from audiobook.pipeline import analyze_story

        analysis = analyze_story(replace(recall_story(paths, albums, story).settings, may_create_cast=is_edit), albums)
        if not is_edit:
            return analysis
        changes = set_pauses(analysis, lengths, unset)
        if not as_json:
            for change in changes:
                echo(describe_value(change))
            if changes:
                echo(f"saved in {analysis.cast_path}; to take it back:")
                echo(f"  {format_follow_up('cast', paths, '--undo')}\n")
            else:
                echo("nothing has changed\n")
        return replace(analysis, cast_file=read_cast_file(analysis.cast_path))

    def show(paths: StoryPaths) -> None:
        analysis = change_pauses(paths)
        report_story_notices(analysis)
        _show_pauses(analysis)

    if as_json:
        return print_stories_json(stories, lambda paths: _list_lengths(change_pauses(paths)))
    return run_stories(stories, show, with_headings=True)


def _list_lengths(analysis: AnalyzedStory) -> dict[str, int]:
    return {name: getattr(analysis.cast_file.pauses, name) for name in DESCRIPTIONS}


def _show_pauses(analysis: AnalyzedStory) -> None:
    from rich.table import Table

    from audiobook.cli.console import SafeConsole
    from audiobook.model.pauses import DEFAULT_PAUSES

    table = Table("pause", "ms", "usual", "where", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    for name, length in _list_lengths(analysis).items():
        table.add_row(name, str(length), str(getattr(DEFAULT_PAUSES, name)), DESCRIPTIONS[name])
    SafeConsole(highlight=False, markup=False).print(table)
