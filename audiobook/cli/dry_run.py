"""What `make --dry-run` shows: the chapters that would be made, and what is left out."""

from __future__ import annotations

from collections import Counter

from rich.markup import escape
from rich.table import Table

from audiobook.cli.screen import Screen
from audiobook.cli.terminal import echo
from audiobook.cli.wording import as_clock, counted, shortened
from audiobook.commands.estimate import forecast_of
from audiobook.commands.inspect import notes_at_edges, silent_signs
from audiobook.model import Kind
from audiobook.narration.plan import estimated_seconds, names_read
from audiobook.production.changes import Action, Change, Changes
from audiobook.production.plan import Plan
from audiobook.settings.environment import worker_count
from audiobook.settings.settings import MakeSettings

SHOWN = 60


# What each action is called before it is done, and after.
WORDS = {
    Action.MAKE: ("make", "made"),
    Action.ENCODE: ("make again", "made again"),
    Action.TAG: ("tags only", "tagged anew"),
    Action.KEEP: ("keep", "kept"),
}


def show_plan(plan: Plan, changes: Changes, settings: MakeSettings, verbose: bool) -> None:
    """Prints the album as it would be made, and what of that has to be done."""
    album = plan.album
    echo(f"{album.metadata.title} by {album.metadata.author}, read by {album.narrator}")
    echo(f"would go to {album.folder}\n")
    _show_chapters(changes)
    words = sum(episode.words for episode in album.episodes)
    audio = sum(estimated_seconds(episode) for episode in album.episodes)
    echo(f"\n{counted(len(album.episodes), 'chapter')}, {words:,} words, about {as_clock(audio)} of audio")
    for chapter in changes.gone:
        what = "to be removed" if settings.prune else "kept; --prune removes it"
        echo(f"no longer in the story: {chapter.file} ({what})")
    _show_forecast(changes)
    show_left_out(plan, listed=verbose)


def _show_chapters(changes: Changes) -> None:
    table = Table("file", "words", "minutes", "to do", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    for change in changes.chapters:
        episode = change.job.episode
        minutes = f"{estimated_seconds(episode) / 60:.1f}"
        table.add_row(escape(change.job.target.name), f"{episode.words:,}", minutes, escape(_to_do(change)))
    Screen().print(table)


def _to_do(change: Change) -> str:
    told = WORDS[change.action][0]
    renamed = change.before is not None and change.is_renamed and change.action is Action.TAG
    return f"{told}, renamed from {change.before.file}" if renamed and change.before else told


def _show_forecast(changes: Changes) -> None:
    found = forecast_of(changes.jobs, worker_count())
    echo(
        f"to be spoken: {counted(found.lines, 'line')}, {found.characters:,} characters{counts_of(changes, done=False)}"
    )
    if found.unknown:
        echo(f"how long that takes is not known for {', '.join(found.unknown)}")
    if found.seconds:
        echo(f"about {as_clock(found.seconds)}: by what each voice's engine took for a character on a laptop of "
                   f"2024, on {counted(worker_count(), 'core')}; yours may be quicker or slower")  # fmt: skip


def counts_of(changes: Changes, done: bool = True) -> str:
    """How many chapters need what, to be put behind a sentence; "" where all are simply made.

    "; 1 made again, 25 kept"
    """
    counts = Counter(change.action for change in changes.chapters)
    if set(counts) == {Action.MAKE}:
        return ""
    return "; " + ", ".join(f"{counts[action]} {WORDS[action][done]}" for action in Action if counts[action])


def show_left_out(plan: Plan, listed: bool) -> None:
    """Prints why text is left out and how often, and with `listed` each piece."""
    named = names_read(plan.story.script, plan.cast.cast, plan.manner)
    left_out = [
        utterance
        for utterance in plan.story.script.utterances
        if utterance.skipped
        and not (plan.manner.speak_notes and utterance.kind is Kind.NOTE)
        and utterance.span not in named
    ]
    reasons = Counter(str(utterance.skipped) for utterance in left_out)
    counts = ", ".join(f"{reason} ({count})" for reason, count in reasons.items())
    echo(f"left out: {counts or 'nothing'}")
    edges = notes_at_edges(plan.story.book)
    if not plan.manner.speak_notes and (edges.first or edges.last):
        echo(f"an author's note is left out at {edges}")
    signs = silent_signs(plan.story.script)
    if signs:
        echo(f"signs without a sound: {' '.join(signs)}")
    for utterance in left_out if listed else ():
        echo(f"  chapter {utterance.chapter or '–'}: {utterance.skipped}: {shortened(utterance.text, SHOWN)}")
