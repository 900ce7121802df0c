"""What `check --listen` and `make --listen-check` show of what a speech recognizer heard."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.cli.follow_up import quote_word
from audiobook.cli.tables import print_table
from audiobook.cli.terminal import COMFORTABLE_WIDTH, echo, print_notice
from audiobook.commands.script_position import format_position
from audiobook.commands.spoken_lines import clean_quote
from audiobook.production.word_counts import sum_words
from audiobook.text.clock import format_duration
from audiobook.text.formatting import format_count, shorten

if TYPE_CHECKING:
    from rich.table import Table

    from audiobook.commands.listen_check import ListeningResult
    from audiobook.commands.make import AlbumListener
    from audiobook.production.changes import AlbumChanges
    from audiobook.production.hear_album import AlbumHearing, FaultyClip
    from audiobook.production.plan import Plan

# How many bad lines of an album are listed, and how much of what they say.
MAX_LISTED_LINES, EXCERPT_CHARACTERS = 20, 60
MIN_NAME_WIDTH = 8
# Of less sound (seconds) the cost is that of getting ready.
MIN_COSTED_SECONDS = 60.0
HEADINGS = ("written", "left out", "added", "normalized", "spoken", "heard")


def build_listener(model: str, jobs: int, quiet: bool) -> AlbumListener:
    """What listens to an album while it is made; raises RecognizerUnavailableError where there is no recognizer."""
    from audiobook.commands.listen_check import listen_to_album
    from audiobook.hearing.models import load_recognizer
    from audiobook.settings.environment import choose_worker_count

    recognizer = load_recognizer(model, choose_worker_count(jobs))

    def listen(plan: Plan, changes: AlbumChanges) -> ListeningResult:
        with show_hearing_progress(quiet) as report_progress:
            return listen_to_album(plan, changes, recognizer, report_progress)

    return listen


@contextlib.contextmanager
def show_hearing_progress(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where that is a terminal; yields the function to call with both counts."""
    from rich.progress import Progress

    from audiobook.cli.console import SafeConsole

    console = SafeConsole(err=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("listening", total=None)
        yield lambda done, total: bar.update(task, total=total, completed=done)


def report_listening(result: ListeningResult, paths: Sequence[Path], quiet: bool) -> None:
    """What came of listening while an album was made."""
    hearing = result.hearing
    still_bad = len(hearing.bad_lines)
    if not quiet:
        fixed = f"; {_format_fixed(result.first_bad, still_bad)}" if result.first_bad else ""
        echo(f"{_format_heard(hearing)}{fixed}{_format_cost(hearing)}")
    for line in hearing.bad_lines[:MAX_LISTED_LINES]:
        print_notice(f"{describe_bad_line(line)}; to hear it: {_preview_command(str(paths[0]), line)}")
    _report_more(hearing)


def show_hearing(hearing: AlbumHearing, title: str) -> None:
    """The certificate of an album as a table, and the lines that say something else."""
    from audiobook.cli.console import SafeConsole

    console = SafeConsole(highlight=False, markup=False, emoji=False)
    console.print(f"{title}: words, as heard by Whisper {hearing.recognizer}", style="bold", soft_wrap=True)
    print_table(console, _build_table(hearing, console.width), _build_table(hearing, COMFORTABLE_WIDTH))
    for line in hearing.bad_lines[:MAX_LISTED_LINES]:
        echo(f"problem: {describe_bad_line(line)}. To hear it: {_preview_command(hearing.story, line)}")
    _report_more(hearing)
    if hearing.bad_lines:
        echo(f"to record bad lines again: audiobook make {quote_word(hearing.story)} --listen-check")
    echo(f"{_format_heard(hearing)}{_format_cost(hearing)}\n")


def _build_table(hearing: AlbumHearing, width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    rows = [(chapter.title, chapter.words, chapter.heard) for chapter in hearing.chapters]
    if len(rows) > 1:
        total = sum_words(words for _, words, _ in rows)
        rows.append(("all", total, sum(heard for _, _, heard in rows)))
    name_width = max(MIN_NAME_WIDTH, width - sum(len(heading) + 2 for heading in HEADINGS))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for title, words, heard in rows:
        counts = (words.written, words.left_out, words.added, words.normalized, words.spoken)
        heard_cell = Text(f"{heard:,}") if heard == words.spoken else Text(f"{heard:,} ✗", style="bold red")
        table.add_row(Text(shorten(title, name_width)), *(Text(f"{count:,}") for count in counts), heard_cell)
    return table


def describe_bad_line(line: FaultyClip) -> str:
    """A bad line: where it is, what is wrong with it, and what was heard in its place."""
    heard = f"; heard “{shorten(line.heard.strip(' .,'), EXCERPT_CHARACTERS)}”" if line.heard.strip(" .,") else ""
    return f"{_position(line)} “{shorten(clean_quote(line.text), EXCERPT_CHARACTERS)}”: {line.fault.value}{heard}"


def _position(line: FaultyClip) -> str:
    return format_position((line.chapter, line.paragraph, 0))


def _preview_command(story: str, line: FaultyClip) -> str:
    return f"audiobook preview {quote_word(story)} {_position(line)}"


def _report_more(hearing: AlbumHearing) -> None:
    more = len(hearing.bad_lines) - MAX_LISTED_LINES
    if more > 0:
        print_notice(f"{format_count(more, 'more line')} like these; `audiobook check --listen --json` lists all")


def _format_fixed(first_bad: int, still_bad: int) -> str:
    """How many lines sounded wrong, and how many of them were fixed.

    >>> _format_fixed(3, 1), _format_fixed(1, 0)
    ('3 lines sounded wrong; 2 are fixed now', '1 line sounded wrong; it is fixed now')
    >>> _format_fixed(2, 2)
    '2 lines sounded wrong, and still do'
    """
    bad, fixed = f"{format_count(first_bad, 'line')} sounded wrong", first_bad - still_bad
    if fixed <= 0:
        return f"{bad}, and still {'does' if first_bad == 1 else 'do'}"
    which = (
        "it is" if first_bad == 1 else "all are" if fixed == first_bad else "1 is" if fixed == 1 else f"{fixed:,} are"
    )
    return f"{bad}; {which} fixed now"


def _format_heard(hearing: AlbumHearing) -> str:
    spoken = sum(chapter.words.spoken for chapter in hearing.chapters)
    heard = sum(chapter.heard for chapter in hearing.chapters)
    unheard = sum(chapter.unheard_lines for chapter in hearing.chapters)
    missing = f" ({format_count(unheard, 'line')} could not be heard: no clip)" if unheard else ""
    return f"{heard:,} of {format_count(spoken, 'word')} heard as they should be{missing}"


def _format_cost(hearing: AlbumHearing) -> str:
    """How long it took: processor time for each hour of sound."""
    if not hearing.new_seconds:
        return "; nothing new to hear"
    if hearing.new_seconds < MIN_COSTED_SECONDS:
        return f"; listened to {format_duration(hearing.new_seconds)}"
    per_hour = hearing.work_seconds / hearing.new_seconds * 3600
    return f"; listened to {format_duration(hearing.new_seconds)}, {per_hour:.0f} processor seconds for each hour"
