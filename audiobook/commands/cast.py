"""Who speaks in a story: the lines that a person names the speaker of, and the voices kept in its cast file."""

from __future__ import annotations

from audiobook.cast_file.values import CastEntry, LineCorrection
from audiobook.cast_file.writing import write_cast
from audiobook.casting.cast import CastingOverrides, StoryCast, cast_voices
from audiobook.casting.narrator import read_story_cast
from audiobook.commands.cast_table import CastRow, build_cast_table
from audiobook.errors import InputError
from audiobook.files.editing import FileEdit
from audiobook.model import Kind
from audiobook.pipeline import analyze_chapters
from audiobook.production.plan import AnalyzedStory
from audiobook.quotations.script import build_script
from audiobook.settings.settings import StorySettings

# What stands around a quotation, and needs not be written in a cast file.
QUOTATION_EDGE_CHARACTERS = "\"“”„‟«»‹›‘’'*_ "


QUOTATION_KINDS = (Kind.SPEECH, Kind.THOUGHT)


def cast_story(analysis: AnalyzedStory, story: StorySettings, engine: str | None = None) -> StoryCast:
    """The cast that a story would be made with, all of it of one engine where that is named."""
    return cast_voices(analysis.attribution, read_story_cast(story), story.cast_path, CastingOverrides(engine))


def save_cast(analysis: AnalyzedStory, cast: StoryCast) -> FileEdit | None:
    """Writes the voices that were dealt into the story's cast file, for a person to change; None where none were."""
    rows = {row.name: row for row in build_cast_table(analysis.script, analysis.characters).rows}
    entries = [CastEntry(name, voice, _describe_row(rows[name])) for name, voice in cast.names if name in rows]
    return write_cast(analysis.cast_path, entries) if entries else None


def _describe_row(row: CastRow) -> str:
    lines = f"{row.lines:,} line{'s' if row.lines > 1 else ''}"
    return ", ".join(filter(None, (lines, f"{row.share:.0%}", row.gender)))


def resolve_named_lines(
    story: StorySettings, positions: tuple[tuple[tuple[int, int, int], str], ...]
) -> tuple[LineCorrection, ...]:
    """What is said at each place (chapter, paragraph, quotation in it, 0 for all), with the speaker named for it.

    Raises InputError where nothing is said there.
    """
    script = build_script(analyze_chapters(story))
    resolved: list[LineCorrection] = []
    for (chapter, paragraph, quotation), speaker in positions:
        quotations = [
            segment
            for segment in script.chapter_segments(chapter)
            if segment.paragraph == paragraph and segment.kind in QUOTATION_KINDS
        ]
        chosen = quotations[quotation - 1 : quotation] if quotation else quotations
        if not chosen:
            typed_position = f"{chapter}:{paragraph}" + (f".{quotation}" if quotation else "")
            raise InputError(f"{typed_position}: nobody says anything there; `audiobook script` shows the places")
        resolved += (
            LineCorrection(" ".join(segment.text.split()).strip(QUOTATION_EDGE_CHARACTERS), speaker, chapter, paragraph)
            for segment in chosen
        )
    return tuple(resolved)
