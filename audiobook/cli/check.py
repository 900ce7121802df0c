"""`audiobook check`: measures finished albums and reports what is wrong with them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.formatting import format_count, shorten
from audiobook.cli.paths import PATH
from audiobook.cli.tables import print_table
from audiobook.cli.terminal import COMFORTABLE_WIDTH, echo_json
from audiobook.errors import InputError
from audiobook.settings.environment import choose_worker_count
from audiobook.text.clock import format_duration
from audiobook.text.suggest import format_suggestion

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from audiobook.checking.values import AlbumCheck, FileCheck, Finding
    from audiobook.cli.console import SafeConsole


@click.command()
@click.argument("albums", metavar="ALBUM...", nargs=-1, type=PATH, required=True)
@click.option("--profile", metavar="podcast|acx|small", default="",
              help="Check against this profile.  [default: the one that the album was made with]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all measurements as one JSON object, for other programs.")
@click.option("-j", "--jobs", metavar="N", type=int, default=0,
              help="How many files to measure at once.  [default: one per processor]")  # fmt: skip
def check(albums: tuple[Path, ...], profile: str, as_json: bool, jobs: int) -> int:
    """Measure finished albums and report any problems.

    ALBUM is an album's folder, a folder of albums (such as output), or a sound file. Every file is
    decoded as a player would; its loudness, peaks, noise and silences are measured, its tags read, and the feed
    compared with the files that it links to.

    The exit code is 1 if any check fails. Each problem is reported in a line that says what to do.
    """
    from audiobook.checking.albums import check_albums
    from audiobook.model.output_formats import PROFILES

    if profile and profile not in PROFILES:
        raise InputError(f"--profile {profile}: no such profile{format_suggestion(profile, PROFILES)}")
    with _show_progress() as report_file:
        results = check_albums(albums, profile, choose_worker_count(jobs), report_file)
    if as_json:
        echo_json(_to_json(results), indent=2)
    else:
        _show_report(results)
    return ExitCode.DONE if all(album.passed for album in results) else ExitCode.ERROR


@contextlib.contextmanager
def _show_progress() -> Iterator[Callable[[Path, int], None]]:
    """A progress bar on standard error, where that is a terminal; yields the function to call for each file."""
    from rich.progress import Progress

    from audiobook.cli.console import SafeConsole

    console = SafeConsole(err=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("measuring", total=None)
        yield lambda _, count: bar.update(task, total=count, advance=1)


def _to_json(results: tuple[AlbumCheck, ...]) -> dict[str, Any]:
    return {"passed": all(album.passed for album in results), "albums": [_album_to_json(album) for album in results]}


def _album_to_json(album: AlbumCheck) -> dict[str, Any]:
    return {
        "folder": str(album.folder), "title": album.title, "profile": album.profile, "passed": album.passed,
        "checks": [_finding_to_json(finding) for finding in album.findings],
        "files": [_file_to_json(file) for file in album.files],
    }  # fmt: skip


def _file_to_json(file: FileCheck) -> dict[str, Any]:
    sound = file.subject.sound
    sound_fields = {"seconds": round(sound.seconds, 3), "rate": sound.rate, "channels": sound.channels} if sound else {}
    return {
        "file": file.name,
        **sound_fields,
        "passed": not file.failures,
        "checks": [*map(_finding_to_json, file.findings)],
    }


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    fields = {"check": finding.check, "verdict": finding.verdict.value, "shown": finding.shown, "value": finding.value}
    return {**fields, "trouble": finding.trouble, "remedy": finding.remedy} if finding.failed else fields


def _show_report(results: tuple[AlbumCheck, ...]) -> None:
    from audiobook.cli.console import SafeConsole

    console = SafeConsole(highlight=False, markup=False, emoji=False)
    for album in results:
        console.print(
            f"{album.title}  ({album.folder}; profile {album.profile})",
            style="bold",
            soft_wrap=console.width >= COMFORTABLE_WIDTH,
        )
        if album.files:
            print_table(console, _build_table(album, console.width), _build_table(album, COMFORTABLE_WIDTH))
        if album.findings:
            console.print(_format_album_line(album), soft_wrap=console.width >= COMFORTABLE_WIDTH)
        console.print()
    for album in results:
        _print_failures(album, console)
    console.print(_format_summary(results), soft_wrap=console.width >= COMFORTABLE_WIDTH)


@dataclass(frozen=True, slots=True)
class CheckColumn:
    """A column of the table: its heading, the checks in it, the least width of a terminal that it is shown on.

    Where `shows_value`, the first of the checks that fails is shown by its figure, else by a word.
    """

    title: str
    checks: tuple[str, ...]
    min_width: int = 0
    shows_value: bool = True


# A check without a column here, or hidden in a narrow terminal, is still reported below the table if it fails.
COLUMNS = (
    CheckColumn("LUFS", ("loudness",)),
    CheckColumn("peak", ("true peak", "peak")),
    CheckColumn("RMS", ("RMS",), 70),
    CheckColumn("noise\nfloor (dB)", ("noise floor",), 70),
    CheckColumn("head (s)", ("head",), 120),
    CheckColumn("tail (s)", ("tail",), 120),
    CheckColumn("clipping", ("clipping",), 120),
    CheckColumn("longest\nsilence (s)", ("longest silence",), 90),
    CheckColumn("words/min", ("words per minute",), 80),
    CheckColumn("tags", ("tags", "chapters", "timed text"), 0, shows_value=False),
    CheckColumn(
        "file", ("files", "playable", "length", "sample rate", "bitrate", "constant bitrate"), 0, shows_value=False
    ),
)
MIN_NAME_WIDTH = 8


def _build_table(album: AlbumCheck, width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    columns = [column for column in COLUMNS if width >= column.min_width]
    rows = [(_format_length(file), *(_format_cell(file, column) for column in columns)) for file in album.files]
    titles = ("time", *(column.title for column in columns))
    widths = [
        max(*map(len, title.splitlines()), *(len(row[column_index]) for row in rows))
        for column_index, title in enumerate(titles)
    ]
    # In a narrow terminal the names are cut, never the figures.
    name_width = max(MIN_NAME_WIDTH, width - sum(widths) - 2 * len(widths))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for title, column_width in zip(titles, widths, strict=True):
        table.add_column(title, justify="right", no_wrap=True, min_width=column_width)
    for file, row in zip(album.files, rows, strict=True):
        table.add_row(Text(shorten(file.name, name_width)), *row)
    return table


def _format_length(file: FileCheck) -> Text:
    from rich.text import Text

    return Text(format_duration(file.subject.sound.seconds) if file.subject.sound else "–")


def _format_cell(file: FileCheck, column: CheckColumn) -> Text:
    """The table cell of a column's checks; a failure is marked, not only coloured."""
    from rich.text import Text

    findings = [finding for finding in file.findings if finding.check in column.checks]
    failure = next((finding for finding in findings if finding.failed), None)
    if failure:
        return Text(f"{failure.shown if column.shows_value else 'FAIL'} ✗", style="bold red")
    shown = next((finding.shown for finding in findings if finding.shown != "none"), "")
    return Text(shown if column.shows_value or not shown else "ok", style="green") if shown else Text("–", style="dim")


def _format_album_line(album: AlbumCheck) -> str:
    """The checks of the album as a whole, each once."""
    verdicts: dict[str, str] = {}
    for finding in album.findings:
        verdicts[finding.check] = "FAIL ✗" if finding.failed else verdicts.get(finding.check, finding.shown)
    return " · ".join(f"{name}: {verdict}" for name, verdict in verdicts.items())


def _print_failures(album: AlbumCheck, console: SafeConsole) -> None:
    """Prints a line for each problem: what, where, and what to do; the same problem in many files is one line."""
    grouped: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for name, finding in _named_failures(album):
        # Problems that differ only in their figures are the same.
        key = (finding.check, finding.remedy, finding.trouble if finding.value is None else "")
        grouped.setdefault(key, []).append((name, finding.trouble))
    for (check_name, remedy, _), occurrences in grouped.items():
        name, trouble = occurrences[0]
        more_note = f" (and {format_count(len(occurrences) - 1, 'more file')})" if len(occurrences) > 1 else ""
        console.print(
            f"problem: {name}: {check_name}: {trouble}{more_note}. {remedy[0].upper()}{remedy[1:]}.",
            soft_wrap=console.width >= COMFORTABLE_WIDTH,
        )


def _named_failures(album: AlbumCheck) -> Iterator[tuple[str, Finding]]:
    """The failed findings, each with the name of the file or of the album's folder."""
    for finding in album.failures:
        yield album.folder.name, finding
    for file in album.files:
        for finding in file.failures:
            yield file.name, finding


def _format_summary(results: tuple[AlbumCheck, ...]) -> str:
    files = [file for album in results for file in album.files]
    failure_count = sum(len(album.failures) for album in results) + sum(len(file.failures) for file in files)
    verdict = f"{format_count(failure_count, 'problem')} found" if failure_count else "no problems found"
    seconds = sum(file.subject.sound.seconds for file in files if file.subject.sound)
    counts = f"{format_count(len(results), 'album')}, {format_count(len(files), 'file')}"
    return f"{counts}, {format_duration(seconds)} of audio: {verdict}"
