"""`audiobook say`: hear a single line of a story."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import click

from audiobook.cli.story_options import build_story_settings, refuse_story_as_target, story_options
from audiobook.cli.terminal import echo, print_notice
from audiobook.commands.script_position import parse_position
from audiobook.errors import SpeechError
from audiobook.settings.settings import DEFAULT_OUTPUT, MakeSettings


@click.command()
@click.argument("inputs", metavar="STORY", nargs=1, type=click.Path(path_type=Path))
@click.argument("place", metavar="7:42")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path),
              help="Write it into this .mp3 or .wav file; without, it is played.")  # fmt: skip
@click.option("--voice", metavar="NAME", help="Whoever speaks there has this voice; `audiobook voices` lists them.")
@click.option("--engine", metavar="NAME", help="What speaks, as in `make`.")
@click.option("--again", is_flag=True, help="As a new take would have it: `make --chapters 7 --again`.")
@click.option("--albums", metavar="FOLDER", type=click.Path(path_type=Path), default=DEFAULT_OUTPUT, show_default=True,
              help="Where the story's album is, which knows the take of each chapter.")  # fmt: skip
@story_options
def say(
    inputs: Path, place: str, output: Path | None, voice: str | None, engine: str | None, again: bool, albums: Path,
    **story: Any,
) -> None:  # fmt: skip
    """Say one paragraph of a story (chapter 7, paragraph 42) just as `make` would, or in another voice.

    7:42.2 is what is said with its second quotation. `audiobook script` and `audiobook inspect --html` show the places.
    """
    from audiobook.commands.preview import preview_cues

    refuse_story_as_target(output, (inputs,))
    settings = MakeSettings(albums, engine, again=again)
    cues = preview_cues(build_story_settings((inputs,), **story), settings, parse_position(place), voice or "")
    target = output or Path(tempfile.mkdtemp(prefix="audiobook-")) / "line.wav"
    from audiobook.commands.audition import write_audition

    failures = write_audition(cues, target).failed_texts
    if failures:
        raise SpeechError(f"“{failures[0]}” could not be spoken; try another voice")
    for cue in cues:
        echo(f"{cue.utterance.voice.name}: {cue.utterance.spoken}")
    _play_or_report(target, output is None)


def _play_or_report(target: Path, should_play: bool) -> None:
    from audiobook.cli.playback import play_file

    if should_play and play_file(target):
        target.unlink()
        target.parent.rmdir()
    else:
        print_notice(f"to hear it: {target}")
