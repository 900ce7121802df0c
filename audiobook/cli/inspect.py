"""`audiobook inspect`: what a story was understood to be, before anything is spoken."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.notices import tell_notices, watch_asking
from audiobook.cli.story_options import refuse_the_story, story_options, story_settings
from audiobook.cli.terminal import echo, echo_json
from audiobook.cli.wording import as_clock, counted, shortened
from audiobook.model import MESSAGE_TIME, SPEAKER_NAME

if TYPE_CHECKING:
    from audiobook.commands.inspect import CastTable, Coverage, Inspection, Warn
    from audiobook.model import Book, Omission, Script

SHOWN = 70
OFTEN = (SPEAKER_NAME, MESSAGE_TIME)


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True, help="For programs: all of it as one JSON object.")
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path),
              help="Write a page that shows the story, coloured by what each part is.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Show each change made to the text for the ear, and the rule behind it.")
@story_options
def inspect(inputs: tuple[Path, ...], as_json: bool, html: Path | None, explain: bool, **story: Any) -> None:
    """Show how a story was understood: its chapters, what is left out and why, and what is worth a look."""
    from audiobook.commands.inspect import inspected_story

    refuse_the_story(html, inputs)
    told, found = inspected_story(story_settings(inputs, **story), watch_asking())
    tell_notices(told)
    if html:
        _write_page(html, told.book, told.script, found)
    if as_json:
        echo_json({"metadata": asdict(told.book.metadata), **asdict(found)}, indent=2)
        return
    _show(told.book, told.script, found)
    if explain:
        _explain(told.script)
    if html:
        echo(f"page: {html}")


def _write_page(path: Path, book: Book, script: Script, found: Inspection) -> None:
    from audiobook.cli.inspection_page import page_of
    from audiobook.files.workspace import written_whole
    from audiobook.text.xml_text import legal_text

    with written_whole(path) as part:
        part.write_text(legal_text(page_of(book, script, found)), "utf-8")


def _show(book: Book, script: Script, found: Inspection) -> None:
    from rich.markup import escape
    from rich.table import Table

    from audiobook.cli.screen import Screen

    about = book.metadata
    echo(f"{about.title} by {about.author}\n")
    table = Table("", "chapter", "words", "minutes", "notes", "scenes", "speech", box=None, pad_edge=False)
    for column in (table.columns[0], *table.columns[2:]):
        column.justify = "right"
    for row in found.chapters:
        numbers = (f"{row.words:,}", f"{row.minutes:.1f}", str(row.notes or ""), str(row.scenes), f"{row.speech:.0%}")
        table.add_row(str(row.number), escape(row.title), *numbers)
    Screen(highlight=False, markup=False).print(table)
    words = sum(row.words for row in found.chapters)
    seconds = 60 * sum(row.minutes for row in found.chapters)
    echo(f"\n{words:,} words, about {as_clock(seconds)} of audio")
    _show_left_out(script)
    for warning in found.warnings:
        echo(_warning_line(warning))
    echo(_cast_line(found.cast))
    echo(_coverage_line(found.coverage))
    if found.omissions:
        echo(_omissions_line(found.omissions))


def _show_left_out(script: Script) -> None:
    left_out = [utterance for utterance in script.utterances if utterance.skipped]
    often = Counter((one.chapter, str(one.skipped)) for one in left_out if one.skipped in OFTEN)
    if left_out:
        echo("\nleft out:")
    for utterance in left_out:
        # A play has a thousand names before its lines: of each chapter's the first is shown.
        count = often.pop((utterance.chapter, str(utterance.skipped)), 0)
        if utterance.skipped in OFTEN and not count:
            continue
        where = f"chapter {utterance.chapter}" if utterance.chapter else "before"
        more = f" (and {count - 1:,} more)" if count > 1 else ""
        echo(f"  {where:10}  {utterance.skipped}: {_shortened(utterance.text)}{more}")
    echo("")


def _shortened(text: str) -> str:
    return shortened(text, SHOWN)


def _warning_line(warning: Warn) -> str:
    where = f"chapter {warning.chapter}: " if warning.chapter else ""
    return f"look at: {where}{warning.what}" + (f": {_shortened(warning.text)}" if warning.text else "")


def _cast_line(cast: CastTable) -> str:
    if not cast.lines:
        return "speech: none"
    unresolved = f"unresolved: {cast.unresolved_lines:,} ({cast.unresolved:.1%})"
    return f"speech: {counted(cast.lines, 'line')} by {counted(len(cast.rows), 'character')}; {unresolved}"


def _coverage_line(coverage: Coverage) -> str:
    left_out = ", ".join(f"{reason} {count:,}" for reason, count in coverage.left_out)
    return (
        f"characters: {coverage.spoken:,} spoken; left out: {left_out or 'none'}; unaccounted: {coverage.unaccounted}"
    )


def _omissions_line(omissions: tuple[Omission, ...]) -> str:
    """What the file holds besides the text, in words by reason."""
    words = Counter[str]()
    for omission in omissions:
        words[omission.reason or "not taken for story"] += omission.words
    return "besides, in the file: " + ", ".join(f"{reason} {counted(count, 'word')}" for reason, count in words.items())


def _explain(script: Script) -> None:
    from audiobook.casting.voice_lookup import DEFAULT_ENGINE
    from audiobook.engines.protocol import needs_of
    from audiobook.engines.registry import engine_named
    from audiobook.text.normalization.normalize import explained
    from audiobook.text.normalization.passages import readable

    needs = needs_of(engine_named(DEFAULT_ENGINE))

    echo("\nchanged for the ear:")
    for utterance in script.utterances:
        if utterance.skipped is None:
            for change in explained(readable(utterance.source, utterance.span.start, utterance.span.end), needs):
                before, after = _shortened(change.before), _shortened(change.after)
                echo(f"  chapter {utterance.chapter}  {change.rule}: {before} -> {after}")
