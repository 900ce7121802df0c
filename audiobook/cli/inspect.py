"""`audiobook inspect`: how the program understands a story, before anything is spoken."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import recall_story
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
from audiobook.cli.story_addresses import StoryInputs
from audiobook.cli.story_options import albums_option, refuse_story_as_target, story_options
from audiobook.cli.terminal import echo, echo_bytes
from audiobook.commands.script_position import format_position
from audiobook.errors import InputError
from audiobook.model import MESSAGE_TIME, SPEAKER_NAME, Kind
from audiobook.settings.settings import STANDARD_INPUT
from audiobook.text.clock import format_duration
from audiobook.text.formatting import format_count, shorten

if TYPE_CHECKING:
    from audiobook.commands.cast_table import CastTable
    from audiobook.commands.inspect import Coverage, Inspection, StoryWarning
    from audiobook.model import Book, Omission, Script, Segment
    from audiobook.production.plan import AnalyzedStory
    from audiobook.publishing.page.inspection_page import InspectionSummary

MAX_EXCERPT_CHARACTERS = 70
# A play has a thousand names before its lines: of these only the first in each chapter is listed.
REPETITIVE_REASONS = (SPEAKER_NAME, MESSAGE_TIME)
UNNAMED_REASON = "not recognized as story"


@click.command()
@stories_argument
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object, for other programs.")
@click.option("--html", metavar="FILE", type=PATH,
              help="Write a web page of the story, each part coloured by what it is and who says it; - for standard "
                   "output.")  # fmt: skip
@click.option(
    "--explain", is_flag=True, help="Show each change made to the text before it is spoken, and the rule behind it."
)
@albums_option("-o", "--output", "--albums")
@story_options
def inspect(
    inputs: StoryInputs, join: bool | None, as_json: bool, html: Path | None, explain: bool, albums: Path, **story: Any
) -> int:
    """Show how a story is understood.

    You see its chapters, what is skipped and why, what you should check, and how much dialogue there is. Several
    stories are shown one after the other.
    """
    from audiobook.commands.inspect import analyze_and_inspect

    stories = split_stories(inputs, join)
    refuse_for_several(stories, {"--html": html, "--title": story["title"], "--cover": story["cover"]})
    refuse_story_as_target(html, inputs)
    is_piped = html == STANDARD_INPUT  # "-" means standard output here, as in other programs
    if is_piped and as_json:
        raise InputError("--json and --html - would both go to standard output; give only one of them, or name a file")

    def analyze(paths: StoryPaths) -> tuple[AnalyzedStory, Inspection]:
        settings = recall_story(paths, albums, story).settings
        analysis, inspection = analyze_and_inspect(settings, albums, llm_progress_handler())
        report_story_notices(analysis)
        if html:
            _write_page(html, analysis.book, analysis.script, inspection)
        return analysis, inspection

    def show(paths: StoryPaths) -> None:
        analysis, inspection = analyze(paths)
        if is_piped:
            return
        _show_inspection(analysis.book, analysis.script, inspection)
        if explain:
            _explain_normalization(analysis.script)
        if html:
            echo(f"\nweb page: {html}")

    if as_json:
        return print_stories_json(stories, lambda paths: _inspection_to_json(*analyze(paths)))
    return run_stories(stories, show, with_headings=True)


def _inspection_to_json(analysis: AnalyzedStory, inspection: Inspection) -> dict[str, Any]:
    return {"metadata": asdict(analysis.book.metadata), **asdict(inspection)}


def _write_page(path: Path, book: Book, script: Script, inspection: Inspection) -> None:
    from audiobook.publishing.page.inspection_page import render_inspection_page

    page = render_inspection_page(book, script, summarize_inspection(inspection))
    if path == STANDARD_INPUT:
        echo_bytes(page)
        return
    with write_option_file("--html", path) as temp_path:
        temp_path.write_bytes(page)


def summarize_inspection(inspection: Inspection) -> InspectionSummary:
    """What the head of the page shows of an inspection."""
    from audiobook.publishing.page.inspection_page import InspectionSummary

    return InspectionSummary(
        spoken=inspection.coverage.spoken,
        left_out=_skipped_counts(inspection.coverage),
        unclassified=inspection.coverage.unaccounted,
        speakers=tuple((row.name, row.lines) for row in inspection.cast.rows),
        unknown_lines=inspection.cast.unresolved_lines,
        warnings=tuple((warning.chapter, warning.what) for warning in inspection.warnings),
    )


def _skipped_counts(coverage: Coverage) -> tuple[tuple[str, int], ...]:
    """How many characters are skipped for each reason; a scene break is not skipped, it is a pause."""
    from audiobook.text.skip_reasons import BLANK_LINE_BREAK, SCENE_BREAK

    return tuple(
        (reason, count) for reason, count in coverage.left_out if reason not in (SCENE_BREAK, BLANK_LINE_BREAK)
    )


def _show_inspection(book: Book, script: Script, inspection: Inspection) -> None:
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.console import SafeConsole
    from audiobook.cli.tables import print_table

    metadata = book.metadata
    echo(f"{metadata.title} by {metadata.author}\n")
    table = Table("", "chapter", "words", "minutes", "notes", "scenes", "dialogue", box=None, pad_edge=False)
    for column in (table.columns[0], *table.columns[2:]):
        column.justify = "right"
    for row in inspection.chapters:
        numbers = (f"{row.words:,}", f"{row.minutes:.1f}", str(row.notes or ""), str(row.scenes), f"{row.speech:.0%}")
        table.add_row(str(row.number), escape(row.title), *numbers)
    print_table(SafeConsole(highlight=False, markup=False), table)
    words = sum(row.words for row in inspection.chapters)
    seconds = 60 * sum(row.minutes for row in inspection.chapters)
    echo(f"\n{words:,} words, about {format_duration(seconds)} of audio")
    _show_skipped(script)
    for warning in inspection.warnings:
        echo(_format_warning(warning))
    echo(_format_cast(inspection.cast))
    echo(_format_coverage(inspection.coverage))
    if inspection.omissions:
        echo(_format_omissions(inspection.omissions))


def _show_skipped(script: Script) -> None:
    skipped = [segment for segment in script.segments if segment.skipped and segment.kind is not Kind.BREAK]
    repeats = Counter(_reason_in_chapter(segment) for segment in skipped if segment.skipped in REPETITIVE_REASONS)
    if skipped:
        echo("\nSkipped:")
    for segment in skipped:
        count = repeats.pop(_reason_in_chapter(segment), 0)
        if segment.skipped in REPETITIVE_REASONS and not count:
            continue
        location = format_position((segment.chapter, segment.paragraph, 0))
        more_note = f" (and {count - 1:,} more)" if count > 1 else ""
        echo(f"  {location:7} {segment.skipped}: {_shorten_excerpt(segment.text)}{more_note}")
    echo("")


def _reason_in_chapter(segment: Segment) -> tuple[int, str]:
    return segment.chapter, str(segment.skipped)


def _shorten_excerpt(text: str) -> str:
    return shorten(text, MAX_EXCERPT_CHARACTERS)


def _format_warning(warning: StoryWarning) -> str:
    location = f"chapter {warning.chapter}: " if warning.chapter else ""
    excerpt = f": {_shorten_excerpt(warning.text)}" if warning.text else ""
    return f"please check: {location}{warning.what}{excerpt}"


def _format_cast(cast: CastTable) -> str:
    if not cast.lines:
        return "dialogue: none"
    unknown = f"speaker unknown: {cast.unresolved_lines:,} ({cast.unresolved:.1%})"
    return f"dialogue: {format_count(cast.lines, 'line')} by {format_count(len(cast.rows), 'character')}; {unknown}"


def _format_coverage(coverage: Coverage) -> str:
    skipped = ", ".join(f"{reason} {count:,}" for reason, count in _skipped_counts(coverage))
    unclassified = f"; unclassified text: {coverage.unaccounted:,}" if coverage.unaccounted else ""
    return f"characters: {coverage.spoken:,} read aloud; skipped: {skipped or 'none'}{unclassified}"


def _format_omissions(omissions: tuple[Omission, ...]) -> str:
    """What the file holds besides the story: the number of words for each reason."""
    words = Counter[str]()
    for omission in omissions:
        words[omission.reason or UNNAMED_REASON] += omission.words
    counts = ", ".join(f"{reason} {format_count(count, 'word')}" for reason, count in words.items())
    return f"also in the file: {counts}"


def _explain_normalization(script: Script) -> None:
    from audiobook.engines.registry import create_engine
    from audiobook.settings.settings import DEFAULT_ENGINE
    from audiobook.text.normalization.normalize import explain_changes
    from audiobook.text.normalization.source_spans import clean_span

    normalization_options = create_engine(DEFAULT_ENGINE).needs

    echo("\nchanged before it is spoken:")
    for segment in script.segments:
        if segment.skipped is None:
            for change in explain_changes(
                clean_span(segment.source_text, segment.span.start, segment.span.end), normalization_options
            ):
                before, after = _shorten_excerpt(change.before), _shorten_excerpt(change.after)
                echo(f"  chapter {segment.chapter}  {change.rule}: {before} -> {after}")
