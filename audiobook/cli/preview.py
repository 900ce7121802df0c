"""`audiobook preview`: hear a part of a story, and set a single line right."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import recall_story
from audiobook.cli.follow_up import format_follow_up
from audiobook.cli.paths import PATH
from audiobook.cli.story_addresses import STORY, StoryInput, fetch_stories
from audiobook.cli.story_options import albums_option, refuse_story_as_target, refuse_undecodable, story_options
from audiobook.cli.terminal import echo, echo_bytes, print_notice
from audiobook.commands.script_position import POSITION_PATTERN
from audiobook.errors import InputError, SpeechError
from audiobook.settings.settings import STANDARD_INPUT

if TYPE_CHECKING:
    from audiobook.cast_file.line_takes import TakeChanges
    from audiobook.commands.line_takes import StoryPart
    from audiobook.commands.preview import ClipSpeaker, Preview
    from audiobook.production.plan import Plan


@click.command()
@click.argument("story_input", metavar="STORY", nargs=1, type=STORY)
@click.argument("place", metavar="7:42")
@click.option("-o", "--output", metavar="FILE", type=PATH,
              help="Save it to this .mp3 or .wav file instead of playing it; - is standard output.")  # fmt: skip
@click.option("--voice", metavar="NAME",
              help="Use this voice for the paragraph's speaker; `audiobook voices` lists them.")  # fmt: skip
@click.option("--again", is_flag=True, help="Hear the next take of it.")
@click.option("--take", metavar="NUMBER", help="Hear this take of it; 0 is the first, auto that of the chapter.")
@click.option("--delivery", metavar="HOW",
              help="Say it like this: plain, whisper, murmur, shout, exclaim, growl, laugh, sob, thought, "
                   '"read aloud", "trail off" or flat; auto for what the text says.')  # fmt: skip
@click.option("--pause-before", metavar="MS", help="Pause that long before it, in milliseconds; auto for as usual.")
@click.option("--pause-after", metavar="MS", help="Pause that long after it, in milliseconds; auto for as usual.")
@click.option("--say", "said_here", metavar="WORD=HOW", multiple=True,
              help="Say a word of it like this, here only: --say read=red; read:2=red for the second one, read= for "
                   "as usual.")  # fmt: skip
@click.option("--keep", is_flag=True, help="Keep the take, the delivery, the words and the pauses for this line.")
@click.option("--engine", metavar="NAME", help="The TTS engine, as in `make`.")
@albums_option("--albums")
@story_options
def preview(
    story_input: StoryInput, place: str, output: Path | None, voice: str | None, again: bool, take: str | None,
    delivery: str | None, pause_before: str | None, pause_after: str | None, said_here: tuple[str, ...], keep: bool,
    engine: str | None, albums: Path, **story: Any,
) -> None:  # fmt: skip
    """Preview a line, exactly as it will sound, and set it right.

    7:42 is chapter 7, paragraph 42; 7:42.2 means the second quoted line of that paragraph. `audiobook script` and
    `audiobook inspect --html` show these numbers. Words of the story, in quotes, mean the sentence that they are in.

    With --again, --take, --delivery, --say or a pause you hear it changed. --keep saves that in the story's cast file;
    the next `make` then speaks only this line again.
    """
    from audiobook.commands.album_options import restore_make_settings
    from audiobook.commands.line_takes import find_story_part, parse_changes
    from audiobook.commands.preview import ClipSpeaker, find_next_take, preview_part
    from audiobook.pipeline import plan_album
    from audiobook.production.context import BuildContext

    refuse_story_as_target(output, (story_input,))
    refuse_undecodable(place, voice or "", *said_here)
    if again and take is not None:
        raise InputError("--again is the next take; give --take or --again, not both")
    changes = parse_changes(take, delivery, pause_before, pause_after, said_here)
    if keep and (voice or not (changes or again)):
        raise InputError(_explain_keep(voice))
    path = fetch_stories((story_input,))[0]
    recalled = recall_story((path,), albums, story)
    chapters = place.strip().partition(":")[0] if POSITION_PATTERN.fullmatch(place.strip()) else ""
    settings = replace(restore_make_settings(recalled.options, albums, engine), chapters=chapters)
    plan = plan_album(BuildContext.start(replace(recalled.settings, may_create_cast=keep), settings))
    part = find_story_part(plan.analysis.script, place)
    speaker = ClipSpeaker(plan)
    if again:
        changes = (*changes, ("take", find_next_take(plan, part, speaker)))
    heard = preview_part(plan, part, changes, voice or "")
    is_piped = output == STANDARD_INPUT  # "-" means standard output here, as in other programs
    target = output if output and not is_piped else Path(tempfile.mkdtemp(prefix="audiobook-")) / "line.wav"
    _write(heard, speaker, target)
    for cue, voice_name in zip(heard.cues, heard.voices, strict=True):
        echo(f"{voice_name}: {cue.utterance.spoken}", err=is_piped)
    if is_piped:
        echo_bytes(target.read_bytes())
        _remove(target)
    else:
        _play_or_report(target, output is None)
    if keep:
        speaker.keep(cue.utterance for cue in heard.cues)
        _keep(plan, part, changes, path)
    elif changes:
        _propose_to_keep(path, place, changes)


def _explain_keep(voice: str | None) -> str:
    if voice:
        return "--keep doesn't keep a voice; `audiobook cast STORY --voice NAME VOICE` does"
    return "--keep: say what to keep: --again, --take, --delivery, --say, --pause-before or --pause-after"


def _write(heard: Preview, speaker: ClipSpeaker, target: Path) -> None:
    from audiobook.commands.audition import LEAD_MS, write_audition

    lead = LEAD_MS if heard.lead is None else heard.lead
    failures = write_audition(heard.cues, target, "--output", lead, speaker.speak).failed_texts
    if failures:
        raise SpeechError(f"“{failures[0]}” couldn't be spoken; try another voice")


def _keep(plan: Plan, part: StoryPart, changes: TakeChanges, story: Path) -> None:
    from audiobook.commands.line_takes import keep_takes

    kept = keep_takes(plan.analysis, plan.cast, part, changes)
    for message in kept.messages or ("nothing has changed",):
        echo(message)
    if kept.messages:
        echo(f"saved in {plan.analysis.cast_path}; to take it back:")
        echo(f"  {format_follow_up('cast', (story,), '--undo')}")


def _propose_to_keep(story: Path, place: str, changes: TakeChanges) -> None:
    """Tells the command that keeps what was heard; the take by its number, as --again would be one further then."""
    number = dict(changes).get("take")
    take = () if number is None else ("--take", str(number))
    echo("to keep it:")
    echo(f"  {format_follow_up('preview', (story,), place, *take, '--keep')}")


def _play_or_report(target: Path, should_play: bool) -> None:
    from audiobook.cli.playback import play_file

    if should_play and play_file(target):
        _remove(target)
    else:
        print_notice(f"saved as {target}")


def _remove(target: Path) -> None:
    """Removes a file, and the folder that was made for it."""
    target.unlink()
    target.parent.rmdir()
