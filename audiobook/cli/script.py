"""`audiobook script`: the whole story as JSON Lines, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.story_options import albums_option, build_story_settings, refuse_story_as_target, story_options
from audiobook.cli.terminal import echo_utf8, print_notice, to_json
from audiobook.model import Segment

if TYPE_CHECKING:
    from audiobook.model import Voice
    from audiobook.production.plan import AnalyzedStory


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write to this file instead of the screen."
)
@click.option("--source-text", metavar="FILE", type=click.Path(path_type=Path),
              help="Also write the text that `start` and `end` count in.")  # fmt: skip
@click.option("--phonemes", is_flag=True, help="Add the phonemes of each line, as the narrator's engine takes them.")
@albums_option("--albums")
@story_options
def script(
    inputs: tuple[Path, ...], output: Path | None, source_text: Path | None, phonemes: bool, albums: Path, **story: Any
) -> None:
    """Write a story's script as JSON, for other programs.

    The script says who says what, and what is skipped. Each line is a JSON object: chapter, paragraph, kind, speaker,
    confidence, evidence, text (as in the source), spoken (as the voice gets it), start, end, skipped (the reason, if
    it is not spoken). With --phonemes it also has the phonemes in the notation of the narrator's engine; null if
    nothing is spoken or the engine takes no phonemes.
    """
    from dataclasses import replace

    from audiobook.casting.narrator import narrator_here, narrator_of
    from audiobook.casting.voice_lookup import DEFAULT_ENGINE
    from audiobook.cli.notices import llm_progress_handler, report_story_notices
    from audiobook.engines.registry import create_engine
    from audiobook.engines.spoken_language import voice_normalization
    from audiobook.files.workspace import atomic_write
    from audiobook.narration.normalization import normalize_for
    from audiobook.pipeline import analyze_story

    for target in (output, source_text):
        refuse_story_as_target(target, inputs)
    settings = build_story_settings(inputs, **story)
    analysis = analyze_story(settings, albums, llm_progress_handler())
    find_narrator = narrator_of if phonemes else narrator_here
    voice = find_narrator(analysis.cast_file, analysis.cast_path)
    options = voice_normalization(voice) if voice else create_engine(DEFAULT_ENGINE).needs
    analysis = replace(analysis, script=normalize_for(analysis.script, options))
    report_story_notices(analysis)
    if source_text:
        with atomic_write(source_text) as temp_path:
            temp_path.write_bytes(analysis.book.text.encode("utf-8", "surrogatepass"))
    lines = render_script_lines(analysis, voice if phonemes else None)
    if output:
        with atomic_write(output) as temp_path:
            temp_path.write_text("".join(f"{json_line}\n" for json_line in lines), "utf-8", newline="\n")
        return
    for json_line in lines:
        echo_utf8(json_line)


def render_script_lines(analysis: AnalyzedStory, voice: Voice | None = None) -> Iterator[str]:
    """The lines of a story's script; with a `voice`, each has its phonemes."""
    from audiobook.narration.transcription import transcribe

    segments = analysis.script.segments
    if voice is None:
        yield from map(segment_to_json_line, segments)
        return
    phoneme_lines = transcribe(segments, voice, analysis.lexicon, lambda error: print_notice(str(error)))
    for segment, phonemes in zip(segments, phoneme_lines, strict=True):
        yield segment_to_json_line(segment, phonemes=phonemes)


def segment_to_json_line(segment: Segment, **extra_fields: str | None) -> str:
    """A segment as a line of the script, with `extra_fields` after its own."""
    return to_json(
        {
            "chapter": segment.chapter,
            "paragraph": segment.paragraph,
            "kind": str(segment.kind),
            "speaker": segment.speaker,
            "confidence": round(segment.confidence, 3),
            "evidence": segment.evidence,
            "text": segment.text,
            "spoken": "" if segment.skipped else segment.spoken,
            "start": segment.span.start,
            "end": segment.span.end,
            "skipped": segment.skipped,
        }
        | extra_fields
    )
