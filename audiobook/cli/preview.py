"""`audiobook preview`: hear a single paragraph of a story."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from audiobook.cli.album_options import recall_story
from audiobook.cli.paths import PATH
from audiobook.cli.story_options import albums_option, refuse_story_as_target, story_options
from audiobook.cli.terminal import echo, print_notice
from audiobook.commands.script_position import parse_position
from audiobook.errors import SpeechError


@click.command()
@click.argument("inputs", metavar="STORY", nargs=1, type=PATH)
@click.argument("place", metavar="7:42")
@click.option("-o", "--output", metavar="FILE", type=PATH,
              help="Save it to this .mp3 or .wav file instead of playing it.")  # fmt: skip
@click.option("--voice", metavar="NAME",
              help="Use this voice for the paragraph's speaker; `audiobook voices` lists them.")  # fmt: skip
@click.option("--engine", metavar="NAME", help="The TTS engine, as in `make`.")
@click.option("--again", is_flag=True, help="Preview the take that `make --chapters 7 --again` would record.")
@albums_option("--albums")
@story_options
def preview(
    inputs: Path, place: str, output: Path | None, voice: str | None, engine: str | None, again: bool, albums: Path,
    **story: Any,
) -> None:  # fmt: skip
    """Preview one paragraph, exactly as it will sound.

    7:42 is chapter 7, paragraph 42; 7:42.2 means the second quoted line of that paragraph. `audiobook script` and
    `audiobook inspect --html` show these numbers.
    """
    from audiobook.commands.album_options import restore_make_settings
    from audiobook.commands.audition import write_audition
    from audiobook.commands.preview import preview_cues

    refuse_story_as_target(output, (inputs,))
    recalled = recall_story((inputs,), albums, story)
    settings = replace(restore_make_settings(recalled.options, albums, engine), again=again)
    heard = preview_cues(recalled.settings, settings, parse_position(place), voice or "")
    target = output or Path(tempfile.mkdtemp(prefix="audiobook-")) / "line.wav"
    failures = write_audition(heard.cues, target, "--output").failed_texts
    if failures:
        raise SpeechError(f"“{failures[0]}” couldn't be spoken; try another voice")
    for cue, voice_name in zip(heard.cues, heard.voices, strict=True):
        echo(f"{voice_name}: {cue.utterance.spoken}")
    _play_or_report(target, output is None)


def _play_or_report(target: Path, should_play: bool) -> None:
    from audiobook.cli.playback import play_file

    if should_play and play_file(target):
        target.unlink()
        target.parent.rmdir()
    else:
        print_notice(f"saved as {target}")
