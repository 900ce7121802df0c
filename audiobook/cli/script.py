"""`audiobook script`: the story as JSON Lines, in reading order, every character of it accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audiobook.cli.story_options import refuse_the_story, story_options, story_settings
from audiobook.cli.terminal import as_json, echo_bytes
from audiobook.model import Utterance


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write here, not to the screen.")
@click.option("--source-text", metavar="FILE", type=click.Path(path_type=Path),
              help="Write the text that start and end count in.")  # fmt: skip
@story_options
def script(inputs: tuple[Path, ...], output: Path | None, source_text: Path | None, **story: Any) -> None:
    """Write a story's script for other programs: who says what, and what is left out.

    One JSON object a line: chapter, paragraph, kind, speaker, confidence, evidence, text (as in the source), spoken
    (as the voice is given it), start, end, skipped (why it is not spoken).
    """
    from audiobook.cli.notices import tell_notices, watch_asking
    from audiobook.pipeline import told_story
    from audiobook.workspace import written_whole

    for target in (output, source_text):
        refuse_the_story(target, inputs)
    told = told_story(story_settings(inputs, **story), watch=watch_asking())
    tell_notices(told)
    if source_text:
        with written_whole(source_text) as part:
            part.write_bytes(told.book.text.encode("utf-8", "surrogatepass"))
    lines = (as_line(utterance) for utterance in told.script.utterances)
    if output:
        with written_whole(output) as part:
            part.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
        return
    for line in lines:
        echo_bytes(line)


def as_line(utterance: Utterance) -> str:
    """An utterance as a line of the script."""
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
    )
