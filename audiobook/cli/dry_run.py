"""What `make --dry-run` shows: the chapters that would be made, how long that takes, and what is skipped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from audiobook.cli.console import SafeConsole
from audiobook.cli.tables import print_table
from audiobook.cli.terminal import echo
from audiobook.commands.estimate import forecast_work
from audiobook.commands.inspect import find_notes_at_edges, find_silent_symbols
from audiobook.commands.script_position import format_position
from audiobook.model import Kind, Segment
from audiobook.narration.plan import estimate_seconds, find_spoken_names
from audiobook.production.changes import AlbumChanges, ChangeAction, ChapterChange
from audiobook.production.plan import Plan
from audiobook.settings.environment import choose_worker_count
from audiobook.settings.settings import MakeSettings
from audiobook.text.clock import format_duration, format_rough_duration
from audiobook.text.formatting import format_count, shorten

MAX_EXCERPT_CHARACTERS = 60
# What each action is called in the table, in the sum before it is done, and after.
ACTION_WORDS = {
    ChangeAction.MAKE: ("make", "to make", "made"),
    ChangeAction.ENCODE: ("re-record", "to re-record", "re-recorded"),
    ChangeAction.TAG: ("update tags", "to get new tags", "with new tags"),
    ChangeAction.KEEP: ("up to date", "up to date", "unchanged"),
}


def show_plan(plan: Plan, changes: AlbumChanges, settings: MakeSettings, verbose: bool) -> None:
    """Prints the album as it would be made, and what has to be done for it."""
    album = plan.album
    echo(f"{album.metadata.title} by {album.metadata.author}")
    echo(f"narrator: {album.narrator}")
    echo(f"would go to {album.folder}\n")
    _show_chapters(changes, album.folder)
    words = sum(episode.word_count for episode in album.episodes)
    audio = sum(estimate_seconds(episode) for episode in album.episodes)
    echo(f"\n{format_count(len(album.episodes), 'chapter')}, {words:,} words, about {format_duration(audio)} of audio")
    other_formats = [name for name in settings.formats if name != settings.product.format.name]
    if other_formats:
        echo(f"also made from these chapters: {', '.join(other_formats)}")
    for chapter in changes.removed_chapters:
        fate = "to be removed" if settings.prune else "kept; --prune removes it"
        echo(f"no longer in the story: {chapter.title} ({fate})")
    _show_forecast(changes)
    show_skipped(plan, list_all=verbose)


def _show_chapters(changes: AlbumChanges, folder: Path) -> None:
    # The parts of a single file lie in the work folder, where nobody looks for them: these chapters go by their titles.
    has_files = all(change.job.target.parent == folder for change in changes.chapters)
    table = Table("file" if has_files else "chapter", "words", "minutes", "to do", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    for change in changes.chapters:
        episode = change.job.episode
        minutes = f"{estimate_seconds(episode) / 60:.1f}"
        name = change.job.target.name if has_files else episode.title
        table.add_row(escape(name), f"{episode.word_count:,}", minutes, escape(_describe_action(change, has_files)))
    print_table(SafeConsole(), table)


def _describe_action(change: ChapterChange, has_file: bool) -> str:
    verb = ACTION_WORDS[change.action][0]
    is_renamed_only = has_file and change.is_renamed and change.action is ChangeAction.TAG
    return f"{verb}, renamed from {change.existing_file.file}" if is_renamed_only and change.existing_file else verb


def _show_forecast(changes: AlbumChanges) -> None:
    forecast = forecast_work(changes.all_jobs, choose_worker_count())
    lines, characters = format_count(forecast.utterances, "line"), f"{forecast.characters:,} characters"
    echo(f"to synthesize: {lines}, {characters}{format_action_counts(changes, is_done=False)}")
    if forecast.unknown_engines:
        echo(f"no time estimate for {', '.join(forecast.unknown_engines)}")
    if forecast.seconds:
        cores = format_count(choose_worker_count(), "core")
        echo(f"estimated time: about {format_rough_duration(forecast.seconds)} (on a 2024 laptop with {cores})")


def format_action_counts(changes: AlbumChanges, is_done: bool = True) -> str:
    """How many chapters need which action, to be appended to a sentence; "" where all are simply made.

    "; 1 re-recorded, 25 unchanged"
    """
    counts = Counter(change.action for change in changes.chapters)
    if set(counts) == {ChangeAction.MAKE}:
        return ""
    return "; " + ", ".join(
        f"{counts[action]} {ACTION_WORDS[action][1 + is_done]}" for action in ChangeAction if counts[action]
    )


def show_skipped(plan: Plan, list_all: bool) -> None:
    """Prints how many pieces of text are skipped, by reason, and with `list_all` each of them.

    A scene break is not skipped text: it becomes a pause.
    """
    skipped = _find_skipped(plan)
    counts = ", ".join(f"{reason} ({count})" for reason, count in count_skipped(plan).items())
    echo(f"skipped: {counts or 'nothing'}")
    edges = find_notes_at_edges(plan.analysis.book)
    if not plan.narration_options.speak_notes and (edges.first or edges.last):
        echo(f"an author's note is skipped at {edges}")
    symbols = find_silent_symbols(plan.analysis.script)
    if symbols:
        echo(f"unpronounceable characters: {' '.join(symbols)}")
    for segment in skipped if list_all else ():
        location = format_position((segment.chapter, segment.paragraph, 0))
        echo(f"  {location:7} {segment.skipped}: {shorten(segment.text, MAX_EXCERPT_CHARACTERS)}")


def count_skipped(plan: Plan) -> dict[str, int]:
    """How many pieces of text are skipped, by reason."""
    return dict(Counter(str(segment.skipped) for segment in _find_skipped(plan)))


def _find_skipped(plan: Plan) -> list[Segment]:
    read_names = find_spoken_names(plan.analysis.script, plan.cast.cast, plan.narration_options)
    return [
        segment
        for segment in plan.analysis.script.segments
        if segment.skipped
        and segment.kind is not Kind.BREAK
        and not (plan.narration_options.speak_notes and segment.kind is Kind.NOTE)
        and segment.span not in read_names
    ]
