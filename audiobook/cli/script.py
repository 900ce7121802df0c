"""`audiobook script`: the story as JSON Lines, in reading order, every character of it accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.story_options import refuse_the_story, story_options, story_settings
from audiobook.cli.terminal import as_json, echo_bytes, notice
from audiobook.model import Utterance

if TYPE_CHECKING:
    from audiobook.model import Voice
    from audiobook.production.plan import ToldStory


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write here, not to the screen.")
@click.option("--source-text", metavar="FILE", type=click.Path(path_type=Path),
              help="Write the text that start and end count in.")  # fmt: skip
@click.option("--phonemes", is_flag=True, help="Add to each line the phonemes that the narrator's voice gets.")
@story_options
def script(
    inputs: tuple[Path, ...], output: Path | None, source_text: Path | None, phonemes: bool, **story: Any
) -> None:
    """Write a story's script for other programs: who says what, and what is left out.

    One JSON object a line: chapter, paragraph, kind, speaker, confidence, evidence, text (as in the source), spoken
    (as the voice is given it), start, end, skipped (why it is not spoken). With --phonemes each line also has its
    phonemes, in the notation of the narrator's engine: null where nothing is spoken or the engine takes none.
    """
    from dataclasses import replace

    from audiobook.casting.narrator import narrator_here, narrator_of
    from audiobook.casting.voice_lookup import DEFAULT_ENGINE
    from audiobook.cli.notices import tell_notices, watch_asking
    from audiobook.engines.protocol import needs_of
    from audiobook.engines.registry import engine_named
    from audiobook.engines.spoken_language import needs_for
    from audiobook.files.workspace import written_whole
    from audiobook.narration.normalization import normalize_for
    from audiobook.pipeline import told_story

    for target in (output, source_text):
        refuse_the_story(target, inputs)
    settings = story_settings(inputs, **story)
    voice = narrator_of(settings) if phonemes else narrator_here(settings)
    told = told_story(settings, watch=watch_asking())
    needs = needs_for(voice) if voice else needs_of(engine_named(DEFAULT_ENGINE))
    told = replace(told, script=normalize_for(told.script, needs))
    tell_notices(told)
    if source_text:
        with written_whole(source_text) as part:
            part.write_bytes(told.book.text.encode("utf-8", "surrogatepass"))
    lines = script_lines(told, voice if phonemes else None)
    if output:
        with written_whole(output) as part:
            part.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
        return
    for line in lines:
        echo_bytes(line)


def script_lines(told: ToldStory, voice: Voice | None = None) -> Iterator[str]:
    """The lines of a story's script, with what `voice` is given for them where one is named."""
    from audiobook.narration.transcription import transcribe

    utterances = told.script.utterances
    if voice is None:
        yield from map(as_line, utterances)
        return
    given = transcribe(utterances, voice, told.lexicon, lambda error: notice(str(error)))
    for utterance, phonemes in zip(utterances, given, strict=True):
        yield as_line(utterance, phonemes=phonemes)


def as_line(utterance: Utterance, **more: str | None) -> str:
    """An utterance as a line of the script, with what `more` is known of it."""
    return as_json(
        {
            "chapter": utterance.chapter,
            "paragraph": utterance.paragraph,
            "kind": str(utterance.kind),
            "speaker": utterance.speaker,
            "confidence": round(utterance.confidence, 3),
            "evidence": utterance.evidence,
            "text": utterance.text,
            "spoken": "" if utterance.skipped else utterance.spoken,
            "start": utterance.span.start,
            "end": utterance.span.end,
            "skipped": utterance.skipped,
        }
        | more
    )
