"""What the page asks to be made, as the command line that makes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import InputError

# Longer texts are no title; systems limit how long an argument may be.
MAX_TEXT = 1000


@dataclass(frozen=True, slots=True)
class MakeRequest:
    """How an album is to be made, with the options of `audiobook make`; what is None or "" was not said.

    Whatever was said for the album before holds on. `title` and `author` may be "" to go back to the story's own.
    `cover` is the name of a picture that was uploaded for it. `prune` removes files of formats that are not among
    `formats`, and of chapters that the story no longer has.
    """

    chapters: str = ""
    formats: tuple[str, ...] = ()
    profile: str = ""
    again: bool = False
    notes: str = ""
    cover: str = ""
    title: str | None = None
    author: str | None = None
    speed: float | None = None
    single_voice: bool | None = None
    listen_check: bool = False
    prune: bool = False


def build_command(request: MakeRequest, paths: tuple[Path, ...], output: Path, cover: Path | None) -> tuple[str, ...]:
    """The command line that makes it; `cover` is the picture that the request names.

    Raises InputError where a text can't be passed on. Whether the values are right is for the command to say.
    """
    options = tuple(_list_options(request, output, cover))
    for option in options:
        if len(option) > MAX_TEXT + len("--chapters=") or "\0" in option:
            raise InputError(f"{option.partition('=')[0].lstrip('-')}: that is too long, or no text")
    join = ("--join",) if len(paths) > 1 else ()
    # Without -P, a file in the current folder could stand in for the program.
    program = (sys.executable, "-P", "-m", "audiobook", "make")
    return (*program, *options, *join, "--progress=json", "--end-with-caller", "--", *map(str, paths))


def _list_options(request: MakeRequest, output: Path, cover: Path | None) -> Iterator[str]:
    """The options, each in one piece, so that no text is taken for an option of its own."""
    yield f"--output={output}"
    texts = {"chapters": request.chapters, "format": ",".join(request.formats), "profile": request.profile,
             "notes": request.notes}  # fmt: skip
    yield from (f"--{name}={text}" for name, text in texts.items() if text)
    said = {"title": request.title, "author": request.author, "speed": request.speed, "cover": cover}
    yield from (f"--{name}={value}" for name, value in said.items() if value is not None)
    if request.single_voice is not None:
        yield "--single-voice" if request.single_voice else "--full-cast"
    # What is being made can be heard at once.
    flags = {"again": request.again, "listen-check": request.listen_check, "prune": request.prune, "listen": True}
    yield from (f"--{name}" for name, wanted in flags.items() if wanted)
