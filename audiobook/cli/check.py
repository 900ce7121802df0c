"""`audiobook check`: measures finished albums, and says of each file whether it is as it should be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.terminal import echo_json
from audiobook.cli.wording import as_clock, counted, shortened
from audiobook.errors import InputError
from audiobook.settings.environment import worker_count
from audiobook.text.suggest import suggestion

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from audiobook.checking.values import AlbumCheck, FileCheck, Finding
    from audiobook.cli.screen import Screen

EXIT_FAILED = 1


@click.command()
@click.argument("albums", metavar="ALBUM...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--profile", metavar="podcast|acx|small", default="",
              help="Whose rules count.  [default: those that the album was made for]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For programs: all that was measured, as one JSON object.")
@click.option("-j", "--jobs", metavar="N", type=int, default=0,
              help="How many files are measured at once.  [default: one a processor]")  # fmt: skip
def check(albums: tuple[Path, ...], profile: str, as_json: bool, jobs: int) -> int:
    """Measure finished albums, and show what is well and what is not.

    ALBUM is an album's folder, a folder of albums (such as output), or a sound file. What a listener gets is measured:
    every file is decoded, its loudness, peaks, noise and silences are told, its tags read, the feed compared with what
    it points to.

    The exit code is 1 where anything fails; each such thing is told in a line that says what to do.
    """
    from audiobook.checking.albums import checked
    from audiobook.model.output_formats import PROFILES

    if profile and profile not in PROFILES:
        raise InputError(f"--profile {profile}: there is no such profile{suggestion(profile, PROFILES)}")
    with _watching() as watch:
        found = checked(albums, profile, worker_count(jobs), watch)
    if as_json:
        echo_json(_as_json(found), indent=2)
    else:
        _show(found)
    return 0 if all(album.passed for album in found) else EXIT_FAILED


@contextlib.contextmanager
def _watching() -> Iterator[Callable[[Path, int], None]]:
    """A bar on standard error, where that is a terminal."""
    from rich.progress import Progress

    from audiobook.cli.screen import Screen

    console = Screen(err=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("measuring", total=None)
        yield lambda _, count: bar.update(task, total=count, advance=1)


def _as_json(found: tuple[AlbumCheck, ...]) -> dict[str, Any]:
    return {"passed": all(album.passed for album in found), "albums": [_album_as_json(album) for album in found]}


def _album_as_json(album: AlbumCheck) -> dict[str, Any]:
    return {
        "folder": str(album.folder), "title": album.title, "profile": album.profile, "passed": album.passed,
        "checks": [_finding_as_json(one) for one in album.findings],
        "files": [_file_as_json(file) for file in album.files],
    }  # fmt: skip


def _file_as_json(file: FileCheck) -> dict[str, Any]:
    sound = file.subject.sound
    form = {"seconds": round(sound.seconds, 3), "rate": sound.rate, "channels": sound.channels} if sound else {}
    return {"file": file.name, **form, "passed": not file.failures, "checks": [*map(_finding_as_json, file.findings)]}


def _finding_as_json(one: Finding) -> dict[str, Any]:
    told = {"check": one.check, "verdict": one.verdict.value, "shown": one.shown, "value": one.value}
    return {**told, "trouble": one.trouble, "remedy": one.remedy} if one.failed else told


def _show(found: tuple[AlbumCheck, ...]) -> None:
    from audiobook.cli.screen import Screen

    console = Screen(highlight=False, markup=False, emoji=False)
    for album in found:
        console.print(f"{album.title}  ({album.folder}; profile {album.profile})", style="bold", soft_wrap=True)
        if album.files:
            console.print(_table(album, console.width))
        if album.findings:
            console.print(_album_line(album), soft_wrap=True)
        console.print()
    for album in found:
        _tell_failures(album, console)
    console.print(_conclusion(found), soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading, the checks in it, the least width of a terminal that it is shown on.

    Where `figure`, the first of the checks that fails is shown by its figure, else by a word.
    """

    title: str
    checks: tuple[str, ...]
    least: int = 0
    figure: bool = True


# What has no column, or none on a narrow terminal, is told below the table where it fails.
COLUMNS = (
    Column("LUFS", ("loudness",)),
    Column("peak", ("true peak", "peak")),
    Column("RMS", ("RMS",), 70),
    Column("floor", ("noise floor",), 70),
    Column("head", ("head",), 90),
    Column("tail", ("tail",), 90),
    Column("clips", ("clipping",), 90),
    Column("gap", ("longest silence",), 80),
    Column("w/min", ("words a minute",), 80),
    Column("tags", ("tags", "chapters", "timed text"), 0, figure=False),
    Column("file", ("files", "playable", "length", "sample rate", "bitrate", "constant bitrate"), 0, figure=False),
)
LEAST_NAME = 8


def _table(album: AlbumCheck, width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    columns = [column for column in COLUMNS if width >= column.least]
    rows = [(_length(file), *(_cell(file, column) for column in columns)) for file in album.files]
    titles = ("time", *(column.title for column in columns))
    widths = [max(len(title), *(len(row[place]) for row in rows)) for place, title in enumerate(titles)]
    # Where room is short, names give way and figures do not.
    room = max(LEAST_NAME, width - sum(widths) - 2 * len(widths))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    for title, least in zip(titles, widths, strict=True):
        table.add_column(title, justify="right", no_wrap=True, min_width=least)
    for file, row in zip(album.files, rows, strict=True):
        table.add_row(Text(shortened(file.name, room)), *row)
    return table


def _length(file: FileCheck) -> Text:
    from rich.text import Text

    return Text(as_clock(file.subject.sound.seconds) if file.subject.sound else "–")


def _cell(file: FileCheck, column: Column) -> Text:
    """What is shown of some checks; what fails is marked, not only coloured."""
    from rich.text import Text

    findings = [one for one in file.findings if one.check in column.checks]
    wrong = next((one for one in findings if one.failed), None)
    if wrong:
        return Text(f"{wrong.shown if column.figure else 'FAIL'} ✗", style="bold red")
    told = next((one.shown for one in findings if one.shown != "none"), "")
    return Text(told if column.figure or not told else "ok", style="green") if told else Text("–", style="dim")


def _album_line(album: AlbumCheck) -> str:
    """What was found of the album as a whole, each check once."""
    verdicts: dict[str, str] = {}
    for one in album.findings:
        verdicts[one.check] = "FAIL ✗" if one.failed else verdicts.get(one.check, one.shown)
    return " · ".join(f"{name}: {told}" for name, told in verdicts.items())


def _tell_failures(album: AlbumCheck, console: Screen) -> None:
    """One line for each thing that is wrong, once for all files where it is the same: what, where, and what to do."""
    alike: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for name, one in _failures(album):
        # Figures differ from file to file where the fault is the same.
        key = (one.check, one.remedy, one.trouble if one.value is None else "")
        alike.setdefault(key, []).append((name, one.trouble))
    for (check_name, remedy, _), places in alike.items():
        name, trouble = places[0]
        more = f" (and {counted(len(places) - 1, 'more file')})" if len(places) > 1 else ""
        console.print(f"fails: {name}: {check_name}: {trouble}{more}. {remedy[0].upper()}{remedy[1:]}.", soft_wrap=True)


def _failures(album: AlbumCheck) -> Iterator[tuple[str, Finding]]:
    """What is wrong, with the name of the file, or of the album's folder."""
    for one in album.failures:
        yield album.folder.name, one
    for file in album.files:
        for one in file.failures:
            yield file.name, one


def _conclusion(found: tuple[AlbumCheck, ...]) -> str:
    files = [file for album in found for file in album.files]
    wrong = sum(len(album.failures) for album in found) + sum(len(file.failures) for file in files)
    told = f"{counted(wrong, 'thing')} wrong" if wrong else "all is well"
    seconds = sum(file.subject.sound.seconds for file in files if file.subject.sound)
    return f"{counted(len(found), 'album')}, {counted(len(files), 'file')}, {as_clock(seconds)} of audio: {told}"
