"""`audiobook cast`: who speaks in a story and in which voice, and how to correct it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import is_voice_quality_new, recall_story
from audiobook.cli.follow_up import format_follow_up
from audiobook.cli.notices import NO_BETTER_VOICES, llm_progress_handler, report_story_notices
from audiobook.cli.paths import PATH, write_option_file
from audiobook.cli.several_stories import (
    StoryPaths,
    print_stories_json,
    refuse_for_several,
    run_stories,
    split_stories,
    stories_argument,
)
from audiobook.cli.story_addresses import StoryInputs
from audiobook.cli.story_options import (
    albums_option,
    refuse_story_as_target,
    refuse_undecodable,
    story_options,
)
from audiobook.cli.terminal import echo, print_notice
from audiobook.errors import InputError
from audiobook.model.album_options import AlbumOptions
from audiobook.settings.parsing import parse_voice_quality
from audiobook.settings.settings import BEST, StorySettings
from audiobook.text.formatting import format_count, shorten

if TYPE_CHECKING:
    from audiobook.casting.cast import CastingOverrides, StoryCast
    from audiobook.cli.review import AnswerReader
    from audiobook.commands.cast_changes import StoryState
    from audiobook.commands.cast_edits import TypedEdits
    from audiobook.commands.cast_table import CastRow, CastTable
    from audiobook.production.plan import AnalyzedStory

# How many characters are listed without --all: a long serial has hundreds with a line or two.
MAX_LISTED_CHARACTERS = 20
# How many of the lines that are least sure are listed without --review, and how much of each.
MAX_LEAST_SURE_LINES, MAX_WORDS_WIDTH = 5, 70
# What the columns of voice, gender, lines and share take, with the gaps; in the rest, aliases and sample line are two
# columns where they fit, else one above the other.
# Narrower terminals show each character as a paragraph.
FIXED_COLUMNS_WIDTH, MIN_WIDTH_FOR_TWO_COLUMNS, MAX_ALIASES_WIDTH = 39, 48, 24
MIN_SAMPLE_WIDTH = 30

# The steps through the changes that commands have made.
UNDO, REDO = "--undo", "--redo"

Pairs = tuple[tuple[str, str], ...]


@click.command()
@stories_argument
@click.option("--line", "lines", metavar="LINE NAME", type=(str, str), multiple=True,
              help="NAME says this line: 7:42 for chapter 7, paragraph 42, or the words of the line.")  # fmt: skip
@click.option("--same", metavar="NAME NAME", type=(str, str), multiple=True,
              help="The first name is another name for the second one's character, who keeps their voice.")  # fmt: skip
@click.option("--apart", metavar="NAME", multiple=True, help="NAME is a separate character.")
@click.option("--rename", "renames", metavar="NAME NEW", type=(str, str), multiple=True,
              help="Call the character NEW everywhere; the former name stays an alias.")  # fmt: skip
@click.option("--gender", "genders", metavar="NAME GENDER", type=(str, str), multiple=True,
              help="NAME is male, female or unknown.")  # fmt: skip
@click.option("--voice", "voices", metavar="NAME VOICE", type=(str, str), multiple=True,
              help='Give NAME this voice; settings go behind it: --voice Ann "reed pitch=1.1 pace=0.95".')  # fmt: skip
@click.option("--narrator", metavar="VOICE", help="Give the narrator this voice, with settings behind it if you like.")
@click.option("--block", "blocks", metavar="WHERE KIND", type=(str, str), multiple=True,
              help="The paragraph 3:14 (or 3:14-20, or its first words) is story, note, heading, break, skipped, "
              "chapter (one begins there), or auto (as the program sees it).")  # fmt: skip
@click.option("--join-chapter", "joined_chapters", metavar="N", type=click.IntRange(1), multiple=True,
              help="Chapter N isn't a chapter of its own; it continues the one before.")  # fmt: skip
@click.option("--chapter-title", "chapter_titles", metavar="N TITLE", type=(click.IntRange(1), str), multiple=True,
              help="Call chapter N this.")  # fmt: skip
@click.option("--unset", metavar="NAME", multiple=True,
              help="Forget what was set for NAME: voice, gender, other names, lines.")  # fmt: skip
@click.option("--undo", is_flag=True, help="Take back the last change that a command made; again for the one before.")
@click.option("--redo", is_flag=True, help="Make the change again that --undo took back; again for the next one.")
@click.option("--new", "allow_new", is_flag=True, help="A name that nobody has is a new character, not a mistake.")
@click.option(
    "--review",
    is_flag=True,
    help="Ask who speaks the unsure lines, the most important ones first; list them if nobody can answer.",
)
@click.option("--save", is_flag=True, help="Save the cast file with everybody's voice, to edit it by hand.")
@click.option("--audition", metavar="FILE.mp3", type=PATH,
              help="Save a sound file in which each character says two lines, and a page to play it.")  # fmt: skip
@click.option("--engine", metavar="NAME", help="Use only the voices of this TTS engine.")
@click.option("--voices", "voice_quality", metavar="quick|best", default="",
              help="The best voices for the leading characters, as in `make`.  [default: as the album]")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="List all characters, however few lines they have.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object, for other programs.")
@albums_option("-o", "--output", "--albums")
@story_options
def cast(
    inputs: StoryInputs, join: bool | None, lines: Pairs, same: Pairs, apart: tuple[str, ...], renames: Pairs,
    genders: Pairs, voices: Pairs, narrator: str | None, blocks: Pairs, joined_chapters: tuple[int, ...],
    chapter_titles: tuple[tuple[int, str], ...], unset: tuple[str, ...], undo: bool, redo: bool, allow_new: bool,
    review: bool, save: bool, audition: Path | None, engine: str | None, voice_quality: str, every: bool, as_json: bool,
    albums: Path, **story: Any,
) -> int:  # fmt: skip
    """Show who speaks in a story, and in which voice.

    The table has each character's gender, number of lines, share of the dialogue, and a sample line; below it are the
    lines whose speaker is least sure. Looking changes nothing. The options below correct wrong guesses and choose
    voices; each correction is saved in the story's cast file, and every later run respects it. `audiobook inspect
    --html` shows the position of each line.
    """
    from audiobook.commands.cast_edits import TypedEdits

    stories = split_stories(inputs, join)
    edits = {"--line": lines, "--same": same, "--apart": apart, "--rename": renames, "--gender": genders,
             "--voice": voices, "--narrator": narrator, "--block": blocks, "--join-chapter": joined_chapters,
             "--chapter-title": chapter_titles, "--unset": unset, "--undo": undo, "--redo": redo}  # fmt: skip
    one_story_options = {"--audition": audition, "--title": story["title"], "--cover": story["cover"]}
    refuse_for_several(stories, edits | one_story_options)
    refuse_story_as_target(audition, inputs)
    typed = TypedEdits(lines, same, apart, genders, voices, narrator, renames, unset, blocks, joined_chapters,
                       chapter_titles, allow_new)  # fmt: skip
    refuse_undecodable(*typed.texts)
    if undo and redo:
        raise InputError("--undo takes back what --redo makes again; give one of them")
    if undo and not typed.is_empty:
        raise InputError("--undo takes back the last change, so give it without other corrections")
    if redo and not typed.is_empty:
        raise InputError("--redo makes a change again, so give it without other corrections")

    def show_cast(paths: StoryPaths) -> tuple[AnalyzedStory, CastTable, StoryCast]:
        recalled = recall_story(paths, albums, story)
        settings = replace(recalled.settings, may_create_cast=True)
        overrides = _choose_voices(engine, voice_quality, recalled.options, albums)
        step = UNDO if undo else REDO if redo else ""
        return _show_story(settings, albums, typed, step, audition, _Display(overrides, every, as_json, review, save))

    def build_json(paths: StoryPaths) -> dict[str, Any]:
        return _build_json(*show_cast(paths), review)

    if as_json:
        return print_stories_json(stories, build_json)
    return run_stories(stories, lambda paths: show_cast(paths) and None, with_headings=True)


@dataclass(frozen=True, slots=True)
class _Display:
    """How the cast is shown: in whose voices, how much of it, and whether it is saved."""

    overrides: CastingOverrides
    every: bool
    as_json: bool
    review: bool
    save: bool


def _choose_voices(engine: str | None, quality: str, kept: AlbumOptions, albums: Path) -> CastingOverrides:
    """Which voices were asked for, now or for the album before."""
    from audiobook.casting.cast import CastingOverrides
    from audiobook.settings.usual_options import read_usual_options

    usual = read_usual_options(albums).complete(kept).as_mapping()
    chosen = parse_voice_quality(quality or str(usual.get("voices", "")))
    return CastingOverrides(engine, voice_quality=chosen, recast=is_voice_quality_new(kept, albums))


def _show_story(
    settings: StorySettings, albums: Path, typed: TypedEdits, step: str, audition: Path | None, display: _Display
) -> tuple[AnalyzedStory, CastTable, StoryCast]:
    """Makes the corrections, if there are any, and otherwise shows the cast."""
    from audiobook.commands.cast import cast_story, save_cast
    from audiobook.commands.cast_changes import StoryState
    from audiobook.commands.cast_table import build_cast_table
    from audiobook.pipeline import analyze_story

    analysis = analyze_story(settings, albums, llm_progress_handler())
    is_edit = bool(step) or not typed.is_empty
    if is_edit:
        state = _edit(settings, albums, analysis, typed, step, display)
        analysis, story_cast = state.analysis, state.cast
    else:
        story_cast = cast_story(analysis, display.overrides)
    report_story_notices(analysis)
    if display.review and not is_edit and not display.as_json and (answers := _open_answers(settings)):
        state = _review(settings, albums, StoryState(analysis, story_cast), answers, display)
        analysis, story_cast, is_edit = state.analysis, state.cast, True
    table = build_cast_table(analysis.script, analysis.characters)
    if display.save or (settings.cast and not settings.cast.is_file()):
        save_cast(analysis, story_cast, always=True)
    if not display.as_json and not is_edit:
        _show_cast(analysis, table, story_cast, display, settings)
    if audition:
        _write_audition(analysis, story_cast, audition, len(table.rows) if display.every else MAX_LISTED_CHARACTERS)
    return analysis, table, story_cast


def _edit(
    settings: StorySettings, albums: Path, analysis: AnalyzedStory, typed: TypedEdits, step: str, display: _Display
) -> StoryState:
    """Makes corrections or takes them back (`step`), says what that has changed, and returns the story as it is now."""
    from audiobook.commands.cast_edits import edit_cast, redo_cast_edit, undo_cast_edit
    from audiobook.files.workspace import remove_abandoned_parts
    from audiobook.pipeline import analyze_story

    def analyze_again() -> AnalyzedStory:
        return analyze_story(settings, albums, llm_progress_handler())

    if step:
        take_step = undo_cast_edit if step == UNDO else redo_cast_edit
        report = take_step(analysis, display.overrides, analyze_again)
    else:
        report = edit_cast(analysis, typed, display.overrides, analyze_again)
    remove_abandoned_parts(analysis.cast_path.parent, levels=1)
    if not display.as_json:
        if step:
            echo("taken back:" if step == UNDO else "made again:")
        for message in report.messages:
            echo(message)
        if report.is_changed:
            where, opposite = ("to make it again:", REDO) if step == UNDO else ("to take it back:", UNDO)
            echo(where if step else f"saved in {analysis.cast_path}; {where}")
            echo(f"  {format_follow_up('cast', settings.paths, opposite)}")
    return report.state


def _open_answers(settings: StorySettings) -> AnswerReader | None:
    """Where the answers of a review come from; None if nobody can answer."""
    from audiobook.cli.review import open_answers

    return None if settings.piped is not None else open_answers()


def _review(
    settings: StorySettings, albums: Path, before: StoryState, answers: AnswerReader, display: _Display
) -> StoryState:
    """Asks about the unsure lines, says what the answers have changed, and returns the story as it is now."""
    from audiobook.cli.review import review_story
    from audiobook.commands.cast_edits import describe_edits
    from audiobook.commands.review import ReviewSession
    from audiobook.pipeline import analyze_story

    session = ReviewSession(before, bool(settings.speak_names))
    review_story(session, answers)
    if not session.answer_count:
        echo("nothing has changed")
        return before
    report = describe_edits(before, analyze_story(settings, albums, llm_progress_handler()), display.overrides)
    echo(f"{format_count(session.answer_count, 'answer')} saved in {before.analysis.cast_path}")
    for message in report.messages:
        echo(message)
    return report.state


def _build_json(analysis: AnalyzedStory, table: CastTable, cast: StoryCast, review: bool) -> dict[str, Any]:
    from audiobook.commands.unsure_lines import count_unsure_lines, list_unsure_lines, to_json

    unsure = list_unsure_lines(analysis.script, None if review else MAX_LEAST_SURE_LINES)
    return {
        **asdict(table),
        "voices": cast.voice_names,
        "narrator": cast.narrator_name,
        "unsure_lines": count_unsure_lines(analysis.script),
        "least_sure": [to_json(line) for line in unsure],
    }


def _write_audition(analysis: AnalyzedStory, cast: StoryCast, target: Path, max_characters: int) -> None:
    from audiobook.commands.audition import write_cast_audition
    from audiobook.publishing.page.audition_page import render_audition_page

    entries = write_cast_audition(analysis.attribution, cast, analysis.lexicon, target, max_characters)
    page = target.with_suffix(".html")
    with write_option_file("--audition", page) as temp_path:
        temp_path.write_bytes(render_audition_page(analysis.book.metadata.title, target.name, entries))
    echo(f"\nto hear the cast: {target} (everyone), {page} (one by one)", err=True)


def _show_cast(
    analysis: AnalyzedStory, table: CastTable, cast: StoryCast, display: _Display, settings: StorySettings
) -> None:
    metadata = analysis.book.metadata
    echo(f"{metadata.title} by {metadata.author}\n")
    if not table.lines:
        echo("no dialogue in this story; the narrator reads all of it")
        return
    rows = table.rows if display.every else table.rows[:MAX_LISTED_CHARACTERS]
    if rows:
        _print_cast_table(rows, cast.voice_names)
    if len(rows) < len(table.rows):
        echo(f"… and {format_count(len(table.rows) - len(rows), 'character')} more (--all lists them)")
    unknown = f"{table.unresolved_lines:,} ({table.unresolved:.1%})"
    echo(f"\n{format_count(table.lines, 'line')} of dialogue; speaker unknown (narrator reads them): {unknown}")
    if analysis.cast_path.is_file():
        echo(f"the cast file is {analysis.cast_path}; edit it, or use the options of this command")
    else:
        echo("to correct it, use the options of this command (--help lists them), or edit the file that --save writes")
    installable = sum(len(missing.names) for missing in cast.missing_voices)
    if installable:
        echo(f"{format_count(installable, 'more voice')} can be installed; see `audiobook voices`")
    overrides = display.overrides
    if overrides.voice_quality == BEST and not (cast.leads or overrides.engine):
        print_notice(NO_BETTER_VOICES)
    _show_unsure_lines(analysis, table, display, settings)


def _show_unsure_lines(analysis: AnalyzedStory, table: CastTable, display: _Display, settings: StorySettings) -> None:
    """The lines whose speaker is a guess, each with the command that sets it right."""
    from audiobook.commands.unsure_lines import count_unsure_lines, list_unsure_lines
    from audiobook.model import SURE_CONFIDENCE

    count = count_unsure_lines(analysis.script)
    if not count:
        return
    lines = list_unsure_lines(analysis.script, None if display.review else MAX_LEAST_SURE_LINES)
    share = f"{count / table.lines:.0%}" if table.lines else ""
    unsure = f"{format_count(count, 'line')} ({share}) {'is' if count == 1 else 'are'} unsure"
    shown = "" if len(lines) == count else f"; these {len(lines)} matter most, --review asks about all"
    echo(f"\n{unsure}, which means a confidence below {SURE_CONFIDENCE:.0%}{shown}:")
    for line in lines:
        who = f"{line.speaker} ({line.confidence:.0%})" if line.speaker else "speaker unknown"
        echo(f"\n{line.position}  {who}: “{shorten(line.words, MAX_WORDS_WIDTH)}”")
        echo(f"    {format_follow_up('cast', settings.paths, '--line', str(line.position), 'NAME')}")


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
