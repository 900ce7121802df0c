"""`audiobook inspect`: what a story was understood to be, before anything is spoken."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.formatting import format_count, format_duration, shorten
from audiobook.cli.notices import llm_progress_handler, report_story_notices
from audiobook.cli.story_options import build_story_settings, refuse_story_as_target, story_options
from audiobook.cli.terminal import echo, echo_json
from audiobook.model import MESSAGE_TIME, SPEAKER_NAME

if TYPE_CHECKING:
    from audiobook.commands.cast_table import CastTable
    from audiobook.commands.inspect import Coverage, Inspection, StoryWarning
    from audiobook.model import Book, Omission, Script

MAX_EXCERPT_CHARACTERS = 70
REPETITIVE_REASONS = (SPEAKER_NAME, MESSAGE_TIME)


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True, help="For programs: all of it as one JSON object.")
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path),
              help="Write a page that shows the story, coloured by what each part is.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Show each change made to the text for the ear, and the rule behind it.")
@story_options
def inspect(inputs: tuple[Path, ...], as_json: bool, html: Path | None, explain: bool, **story: Any) -> None:
    """Show how a story was understood: its chapters, what is left out and why, and what is worth a look."""
    from audiobook.commands.inspect import analyze_and_inspect

    refuse_story_as_target(html, inputs)
    analysis, inspection = analyze_and_inspect(build_story_settings(inputs, **story), llm_progress_handler())
    report_story_notices(analysis)
    if html:
        _write_page(html, analysis.book, analysis.script, inspection)
    if as_json:
        echo_json({"metadata": asdict(analysis.book.metadata), **asdict(inspection)}, indent=2)
        return
    _show_inspection(analysis.book, analysis.script, inspection)
    if explain:
        _explain_normalization(analysis.script)
    if html:
        echo(f"page: {html}")


def _write_page(path: Path, book: Book, script: Script, inspection: Inspection) -> None:
    from audiobook.cli.inspection_page import render_inspection_page
    from audiobook.files.workspace import atomic_write
    from audiobook.text.xml_text import strip_illegal

    with atomic_write(path) as temp_path:
        temp_path.write_text(strip_illegal(render_inspection_page(book, script, inspection)), "utf-8")


def _show_inspection(book: Book, script: Script, inspection: Inspection) -> None:
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.console import SafeConsole

    metadata = book.metadata
    echo(f"{metadata.title} by {metadata.author}\n")
    table = Table("", "chapter", "words", "minutes", "notes", "scenes", "speech", box=None, pad_edge=False)
    for column in (table.columns[0], *table.columns[2:]):
        column.justify = "right"
    for row in inspection.chapters:
        numbers = (f"{row.words:,}", f"{row.minutes:.1f}", str(row.notes or ""), str(row.scenes), f"{row.speech:.0%}")
        table.add_row(str(row.number), escape(row.title), *numbers)
    SafeConsole(highlight=False, markup=False).print(table)
    words = sum(row.words for row in inspection.chapters)
    seconds = 60 * sum(row.minutes for row in inspection.chapters)
    echo(f"\n{words:,} words, about {format_duration(seconds)} of audio")
    _show_left_out(script)
    for warning in inspection.warnings:
        echo(_format_warning(warning))
    echo(_format_cast(inspection.cast))
    echo(_format_coverage(inspection.coverage))
    if inspection.omissions:
        echo(_format_omissions(inspection.omissions))


def _show_left_out(script: Script) -> None:
    left_out = [segment for segment in script.segments if segment.skipped]
    repeats = Counter(
        (omitted.chapter, str(omitted.skipped)) for omitted in left_out if omitted.skipped in REPETITIVE_REASONS
    )
    if left_out:
        echo("\nleft out:")
    for segment in left_out:
        # A play has a thousand names before its lines: of each chapter's the first is shown.
        count = repeats.pop((segment.chapter, str(segment.skipped)), 0)
        if segment.skipped in REPETITIVE_REASONS and not count:
            continue
        location = f"chapter {segment.chapter}" if segment.chapter else "before"
        more_note = f" (and {count - 1:,} more)" if count > 1 else ""
        echo(f"  {location:10}  {segment.skipped}: {_shorten_excerpt(segment.text)}{more_note}")
    echo("")


def _shorten_excerpt(text: str) -> str:
    return shorten(text, MAX_EXCERPT_CHARACTERS)


def _format_warning(warning: StoryWarning) -> str:
    location = f"chapter {warning.chapter}: " if warning.chapter else ""
    return f"look at: {location}{warning.what}" + (f": {_shorten_excerpt(warning.text)}" if warning.text else "")


def _format_cast(cast: CastTable) -> str:
    if not cast.lines:
        return "speech: none"
    unresolved = f"unresolved: {cast.unresolved_lines:,} ({cast.unresolved:.1%})"
    return f"speech: {format_count(cast.lines, 'line')} by {format_count(len(cast.rows), 'character')}; {unresolved}"


def _format_coverage(coverage: Coverage) -> str:
    left_out = ", ".join(f"{reason} {count:,}" for reason, count in coverage.left_out)
    return (
        f"characters: {coverage.spoken:,} spoken; left out: {left_out or 'none'}; unaccounted: {coverage.unaccounted}"
    )


def _format_omissions(omissions: tuple[Omission, ...]) -> str:
    """What the file holds besides the text, in words by reason."""
    words = Counter[str]()
    for omission in omissions:
        words[omission.reason or "not taken for story"] += omission.words
    return "besides, in the file: " + ", ".join(
        f"{reason} {format_count(count, 'word')}" for reason, count in words.items()
    )


def _explain_normalization(script: Script) -> None:
    from audiobook.casting.voice_lookup import DEFAULT_ENGINE
    from audiobook.engines.registry import create_engine
    from audiobook.text.normalization.normalize import explain_changes
    from audiobook.text.normalization.source_spans import clean_span

    normalization_options = create_engine(DEFAULT_ENGINE).needs

    echo("\nchanged for the ear:")
    for segment in script.segments:
        if segment.skipped is None:
            for change in explain_changes(
                clean_span(segment.source_text, segment.span.start, segment.span.end), normalization_options
            ):
                before, after = _shorten_excerpt(change.before), _shorten_excerpt(change.after)
                echo(f"  chapter {segment.chapter}  {change.rule}: {before} -> {after}")
