"""`audiobook script`: the whole story as JSON Lines, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import recall_story
from audiobook.cli.exit_codes import ExitCode
from audiobook.cli.paths import PATH, write_option_file
from audiobook.cli.several_stories import StoryPaths, refuse_for_several, run_stories, split_stories, stories_argument
from audiobook.cli.story_addresses import StoryInputs
from audiobook.cli.story_options import albums_option, refuse_story_as_target, story_options
from audiobook.cli.terminal import echo_utf8, print_notice, to_json
from audiobook.model import Segment
from audiobook.settings.settings import STANDARD_INPUT, StorySettings

if TYPE_CHECKING:
    from audiobook.model import Voice
    from audiobook.production.plan import AnalyzedStory


@click.command()
@stories_argument
@click.option("-o", "--output", metavar="FILE", type=PATH, help="Write to this file instead of the screen.")
@click.option("--source-text", metavar="FILE", type=PATH,
              help="Also write the text that `start` and `end` count in.")  # fmt: skip
@click.option("--phonemes", is_flag=True, help="Add the phonemes of each line, as the narrator's engine takes them.")
@albums_option("--albums")
@story_options
def script(
    inputs: StoryInputs, join: bool | None, output: Path | None, source_text: Path | None, phonemes: bool, albums: Path,
    **story: Any,
) -> int:  # fmt: skip
    """Write a story's script as JSON, for other programs.

    The script says who says what, and what is skipped. Each line is a JSON object: chapter, paragraph, kind, speaker,
    confidence, evidence, text (as in the source), spoken (as the voice gets it), start, end, skipped (the reason, if
    it is not spoken). With --phonemes it also has the phonemes in the notation of the narrator's engine; null if
    nothing is spoken or the engine takes no phonemes. With several stories, each line also names its story.
    """
    stories = split_stories(inputs, join)
    one_story_options = {"--source-text": source_text, "--title": story["title"], "--cover": story["cover"]}
    refuse_for_several(stories, one_story_options)
    output = None if output == STANDARD_INPUT else output  # "-" means standard output here, as in other programs
    for target in (output, source_text):
        refuse_story_as_target(target, inputs)
    lines_for_file: list[str] = []

    def write_script(paths: StoryPaths) -> None:
        analysis, voice = _analyze_for_script(recall_story(paths, albums, story).settings, albums, phonemes)
        if source_text:
            with write_option_file("--source-text", source_text) as temp_path:
                temp_path.write_bytes(analysis.book.text.encode("utf-8", "surrogatepass"))
        lines = render_script_lines(analysis, voice, str(paths[0]) if len(stories) > 1 else "")
        if output:
            lines_for_file.extend(lines)
        else:
            for json_line in lines:
                echo_utf8(json_line)

    code = run_stories(stories, write_script)
    if output and code != ExitCode.ERROR:
        with write_option_file("--output", output) as temp_path:
            temp_path.write_text("".join(f"{json_line}\n" for json_line in lines_for_file), "utf-8", newline="\n")
    return code


def _analyze_for_script(
    settings: StorySettings, albums: Path, with_phonemes: bool
) -> tuple[AnalyzedStory, Voice | None]:
    """A story with its text normalized for the narrator's voice, and that voice where its phonemes are wanted."""
    from dataclasses import replace

    from audiobook.casting.narrator import narrator_here, narrator_of
    from audiobook.cli.notices import llm_progress_handler, report_story_notices
    from audiobook.engines.registry import create_engine
    from audiobook.engines.spoken_language import voice_normalization
    from audiobook.narration.normalization import normalize_for
    from audiobook.pipeline import analyze_story
    from audiobook.settings.settings import DEFAULT_ENGINE

    analysis = analyze_story(settings, albums, llm_progress_handler())
    find_narrator = narrator_of if with_phonemes else narrator_here
    voice = find_narrator(analysis.cast_file, analysis.cast_path)
    options = voice_normalization(voice) if voice else create_engine(DEFAULT_ENGINE).needs
    analysis = replace(analysis, script=normalize_for(analysis.script, options))
    report_story_notices(analysis)
    return analysis, voice if with_phonemes else None


def render_script_lines(analysis: AnalyzedStory, voice: Voice | None = None, story: str = "") -> Iterator[str]:
    """The lines of a story's script; with a `voice`, each has its phonemes, with a `story` the name of that."""
    from audiobook.narration.transcription import transcribe

    segments, extra_fields = analysis.script.segments, {"story": story} if story else {}
    if voice is None:
        yield from (segment_to_json_line(segment, **extra_fields) for segment in segments)
        return
    phoneme_lines = transcribe(
        segments, voice, analysis.lexicon, lambda error: print_notice(str(error)), analysis.takes.found
    )
    for segment, phonemes in zip(segments, phoneme_lines, strict=True):
        yield segment_to_json_line(segment, phonemes=phonemes, **extra_fields)


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
