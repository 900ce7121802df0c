"""`audiobook check`: measures finished albums and reports what is wrong with them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.listening import show_hearing, show_hearing_progress
from audiobook.cli.paths import PATH
from audiobook.cli.tables import print_table
from audiobook.cli.terminal import COMFORTABLE_WIDTH, echo_json, print_notice
from audiobook.errors import InputError
from audiobook.settings.environment import choose_worker_count
from audiobook.text.clock import format_duration
from audiobook.text.formatting import format_count, shorten
from audiobook.text.suggest import format_suggestion

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from audiobook.checking.values import AlbumCheck, FileCheck, Finding
    from audiobook.cli.console import SafeConsole
    from audiobook.hearing.recognizer import SpeechRecognizer
    from audiobook.production.hear_album import AlbumHearing


@click.command()
@click.argument("albums", metavar="ALBUM...", nargs=-1, type=PATH, required=True)
@click.option("--profile", metavar="podcast|acx|small", default="",
              help="Check against this profile.  [default: the one that the album was made with]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all measurements as one JSON object, for other programs.")
@click.option("--listen", is_flag=True,
              help="Have a speech recognizer hear each line, and compare it with the text.")  # fmt: skip
@click.option("--listen-model", metavar="FOLDER|NAME", default="",
              help="The Whisper model that listens.  [default: the one of the extra listen]")  # fmt: skip
@click.option("-j", "--jobs", metavar="N", type=int, default=0,
              help="How many files to measure at once.  [default: one per processor]")  # fmt: skip
def check(albums: tuple[Path, ...], profile: str, as_json: bool, listen: bool, listen_model: str, jobs: int) -> int:
    """Measure finished albums and report any problems.

    ALBUM is an album's folder, a folder of albums (such as output), or a sound file. Every file is
    decoded as a player would; its loudness, peaks, noise and silences are measured, its tags read, and the feed
    compared with the files that it links to.

    With --listen, each line is heard, too. That needs the extra listen: pip install 'storycast[listen]'

    The exit code is 1 if any check fails. Each problem is reported in a line that says what to do.
    """
    from audiobook.checking.albums import check_albums
    from audiobook.model.output_formats import PROFILES

    if profile and profile not in PROFILES:
        raise InputError(f"--profile {profile}: no such profile{format_suggestion(profile, PROFILES)}")
    recognizer = _load_recognizer(listen_model, jobs) if listen or listen_model else None
    with _show_progress() as report_file:
        results = check_albums(albums, profile, choose_worker_count(jobs), report_file)
    hearings = _hear_albums(results, recognizer) if recognizer else {}
    if as_json:
        echo_json(_to_json(results, hearings), indent=2)
    else:
        _show_report(results)
        for album in results:
            if album.folder in hearings:
                show_hearing(hearings[album.folder], album.title)
    has_passed = all(album.passed for album in results) and not any(hearing.bad_lines for hearing in hearings.values())
    return ExitCode.DONE if has_passed else ExitCode.ERROR


def _load_recognizer(model: str, jobs: int) -> SpeechRecognizer:
    from audiobook.hearing.models import load_recognizer

    return load_recognizer(model, choose_worker_count(jobs))


def _hear_albums(results: tuple[AlbumCheck, ...], recognizer: SpeechRecognizer) -> dict[Path, AlbumHearing]:
    """What is heard of each album, by its folder; without those that can't be listened to, which is reported."""
    from audiobook.checking.listening import hear_finished_album

    hearings: dict[Path, AlbumHearing] = {}
    for album in results:
        with show_hearing_progress(quiet=False) as report_progress:
            hearing = hear_finished_album(album.folder, recognizer, report_progress)
        if hearing:
            hearings[album.folder] = hearing
        else:
            print_notice(
                f"{album.folder}: nothing here tells what its lines should say; run `audiobook make STORY` once more, "
                "which notes it"
            )
    return hearings


@contextlib.contextmanager
def _show_progress() -> Iterator[Callable[[Path, int], None]]:
    """A progress bar on standard error, where that is a terminal; yields the function to call for each file."""
    from rich.progress import Progress

    from audiobook.cli.console import SafeConsole

    console = SafeConsole(err=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("measuring", total=None)
        yield lambda _, count: bar.update(task, total=count, advance=1)


def _to_json(results: tuple[AlbumCheck, ...], hearings: Mapping[Path, AlbumHearing]) -> dict[str, Any]:
    albums = [_album_to_json(album, hearings.get(album.folder)) for album in results]
    return {"passed": all(album["passed"] for album in albums), "albums": albums}


def _album_to_json(album: AlbumCheck, hearing: AlbumHearing | None) -> dict[str, Any]:
    from audiobook.production.hear_album import certificate_to_json

    return {
        "folder": str(album.folder), "title": album.title, "profile": album.profile,
        "passed": album.passed and not (hearing and hearing.bad_lines),
        "checks": [_finding_to_json(finding) for finding in album.findings],
        "files": [_file_to_json(file) for file in album.files],
        **({"listening": certificate_to_json(hearing)} if hearing else {}),
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
