"""Runs a case the way a person would, in this process, and says what of it should never be."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from audiobook.casting.catalogue import parse_catalogue
from audiobook.cli.boundary import run
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.terminal import escape_controls
from audiobook.errors import AudiobookError
from tests.attribution.llm.server import Model, running, sends
from tests.fuzzing.albums import finished
from tests.fuzzing.case import Case, lay_out

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
LOG = re.compile(r"please report it and attach (.+)\)$", re.MULTILINE)
TOLD = "audiobook: "
# What a wrong option looks like: click's usage lines and its error.
USAGE = ("Usage: ", "Try 'audiobook", "Error: ")
OUTSIDE = "outside of the program"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should never be: what it is, the same for the same fault, and the whole of what was seen."""

    what: str
    seen: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that was run: its exit code and what it printed."""

    command: tuple[str, ...]
    code: int
    out: str
    err: str


def findings_in(case: Case, folder: Path, ways: set[str] | None = None) -> tuple[Finding, ...]:
    """Lays a case out in an empty folder, runs its commands there, and judges each.

    What the program did is added to `ways`, in words that are the same for cases that take the same way through it.
    """
    lay_out_all(case, folder)
    with within(folder), _server(case) as address:
        if case.kind == "catalogue":
            return tuple(_of_catalogue(folder))
        return tuple(one for command in case.commands for one in _of_command(command, address, folder, ways))


def lay_out_all(case: Case, folder: Path) -> None:
    """Writes the files of a case below a folder, after the finished album that some of them damage."""
    if case.album:
        for name, data in finished():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    lay_out(case, folder)


@contextlib.contextmanager
def within(folder: Path) -> Iterator[None]:
    """Works in a folder, with a home, a configuration and voices of its own."""
    places = {"AUDIOBOOK_VOICES": "machine", "XDG_CONFIG_HOME": "config", "HOME": "home"}
    surroundings = {name: str(folder / place) for name, place in places.items()}
    with mock.patch.dict(os.environ, surroundings), contextlib.chdir(folder):
        yield


@contextlib.contextmanager
def _server(case: Case) -> Iterator[str]:
    """The address of a server that sends the case's answers, "" where it has none."""
    if not case.answers:
        yield ""
        return
    with running() as model:
        _teach(model, case.answers)
        yield model.address


def _teach(model: Model, answers: tuple[bytes, ...]) -> None:
    model.behaviours.extend(sends(answer) for answer in answers)


def _of_catalogue(folder: Path) -> Iterator[Finding]:
    places = [folder / name for name in ("catalogue.toml", "speakers.toml")]
    texts = [place.read_bytes().decode("utf-8", "replace") if place.is_file() else "" for place in places]
    try:
        parse_catalogue(*texts)
    except AudiobookError as error:
        yield from _of_line(escape_controls(str(error)))
    except Exception:  # noqa: BLE001 - whatever else comes is a finding
        import traceback

        yield bug(traceback.format_exc())


def _of_command(command: tuple[str, ...], address: str, folder: Path, ways: set[str] | None) -> Iterator[Finding]:
    sound_before = _readable_tables(folder)
    ran = run_here(tuple(word.replace("{server}", address) for word in command))
    if ways is not None:
        ways.update(_ways_of(ran, folder))
    yield from judged(ran)
    yield from _of_files(ran, folder)
    for name in sorted(sound_before - _readable_tables(folder)):
        yield Finding(f"{command[0]} leaves a file that is no TOML", name)


# What differs from case to case in a message: names, numbers, and what was quoted.
DETAILS = re.compile(r"[“'\"‘(].*[”'\"’)]|\S*[\d/.]\S*|[^\x20-\x7e]")


def _ways_of(ran: Ran, folder: Path) -> Iterator[str]:
    for line in ran.err.splitlines()[:9]:
        yield f"{ran.command[0]} {ran.code} {' '.join(DETAILS.sub('', line).split())[:60]}"
    yield f"{ran.command[0]} {ran.code}"
    script = folder / "script.jsonl"
    if ran.command[0] == "script" and script.is_file():
        for row in script.read_bytes().splitlines():
            one = json.loads(row)
            yield f"{one['kind']} {one['evidence']} {DETAILS.sub('', str(one['skipped']))[:60]}"


def run_here(command: tuple[str, ...]) -> Ran:
    """Runs the command line in this process, with its output kept."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(command))
    texts = [stream.buffer.getvalue().decode("utf-8", "replace") for stream in (out, err)]  # type: ignore[attr-defined]
    return Ran(command, code, *texts)


def judged(ran: Ran) -> Iterator[Finding]:
    """What is wrong with what a command printed and returned."""
    if ran.code == ExitCode.BUG:
        log = LOG.search(ran.err)
        path = Path(log[1]) if log else None
        trace = path.read_text("utf-8", "replace") if path and path.is_file() else ran.err
        if path:
            path.unlink(missing_ok=True)
        yield bug(trace)
        return
    if ran.code == 2:
        if not all(line.startswith(USAGE) for line in ran.err.split("\n") if line):
            yield Finding("a usage error of odd lines", ran.err)
        return
    if ran.code not in (
        ExitCode.DONE,
        ExitCode.ERROR,
        ExitCode.LINES_MISSING,
        ExitCode.SOME_STORIES_FAILED,
        ExitCode.WORDS_UNSPOKEN,
    ):
        yield Finding(f"exit code {ran.code}", ran.err)
    for line in ran.err.strip("\n").split("\n") if ran.err.strip("\n") else ():
        if not line.startswith(TOLD):
            yield Finding(f"{ran.command[0]}: a message of several lines", ran.err)
            return
        yield from _of_line(line)
    if ran.code == ExitCode.ERROR and not (ran.err or ran.out):
        yield Finding(f"{ran.command[0]}: fails without a word", "")


def _of_line(line: str) -> Iterator[Finding]:
    if "\n" in line or "\r" in line:
        yield Finding("a message of several lines", line)
    elif CONTROLS.search(line):
        yield Finding("a message with control characters", line)


FRAME = re.compile(r'File "([^"]+)", line (\d+), in (\S+)')


def bug(trace: str) -> Finding:
    """A traceback, called by its last frame in the program and its exception."""
    frames = [found for found in FRAME.findall(trace) if "/audiobook/" in found[0] and "site-packages" not in found[0]]
    path, _, function = frames[-1] if frames else ("", "", OUTSIDE)
    name = trace.strip().splitlines()[-1].partition(":")[0]
    return Finding(f"{name} in {path.rpartition('/audiobook/')[2]} {function}", trace)


def _of_files(ran: Ran, folder: Path) -> Iterator[Finding]:
    """Files that were left half-written, or that do not hold what they should."""
    parts = [str(path.relative_to(folder)) for path in folder.rglob("*.part")]
    if parts:
        yield Finding(f"{ran.command[0]} leaves half-written files", ", ".join(parts))
    script, source = folder / "script.jsonl", folder / "source.txt"
    if ran.command[0] == "script" and "-o" in ran.command:
        if ran.code == 0:
            yield from untiled(script.read_bytes(), source.read_bytes())
        elif script.exists() or source.exists():
            yield Finding("script fails and leaves a file", ran.err)
        script.unlink(missing_ok=True)
        source.unlink(missing_ok=True)
    if "--json" in ran.command and ran.code == 0:
        try:
            told = json.loads(ran.out, parse_constant=_refuse)
        except ValueError as error:
            yield Finding(f"{ran.command[0]} prints no JSON", f"{error}\n{ran.out[:500]}")
            return
        stories = told if isinstance(told, list) else [told]
        for story in stories if ran.command[0] == "inspect" else ():
            if story.get("coverage", {}).get("unaccounted", 0) > _told_characters(story):
                yield Finding("words are lost", json.dumps(story["coverage"], ensure_ascii=False))


def _told_characters(story: dict[str, Any]) -> int:
    """How many characters beside the story `inspect` names, with a warning, as words that may belong to it."""
    return sum(one["characters"] for one in story["omissions"] if not one["reason"] and one["words"])


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def untiled(script: bytes, source: bytes) -> Iterator[Finding]:
    """Whether the utterances stand one after the other in the source, with nothing but white space between them."""
    text = source.decode("utf-8", "surrogatepass")
    spans: list[tuple[int, int]] = [(0, 0)]
    for row in script.split(b"\n")[:-1]:
        one = json.loads(row)
        start, end = one["start"], one["end"]
        if start < spans[-1][1] or end < start or text[start:end] != one["text"]:
            yield Finding("an utterance is not where it says", row.decode())
            return
        spans.append((start, end))
    yield from find_gaps(text, spans)


def find_gaps(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    """The first place where spans overlap, or leave something but white space between them, if there is one."""
    previous_end = 0
    for start, end in (*spans, (len(text), len(text))):
        between = text[previous_end:start]
        if start < previous_end or between.strip():
            yield Finding("text is in no utterance", between)
            return
        previous_end = end


def _readable_tables(folder: Path) -> set[str]:
    """The cast files that are TOML."""
    found: set[str] = set()
    for path in (folder / "voices").glob("*.toml"):
        with contextlib.suppress(OSError, ValueError, RecursionError):
            tomllib.loads(path.read_text("utf-8-sig"))
            found.add(path.name)
    return found


def emptied(folder: Path) -> Path:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
