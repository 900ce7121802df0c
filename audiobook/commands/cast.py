"""The cast of a story: its voices, the cast file they are saved in, and corrections of single lines."""

from __future__ import annotations

from audiobook.cast_file.values import CastEntry, LineCorrection
from audiobook.cast_file.writing import write_cast
from audiobook.casting.cast import CastingOverrides, StoryCast, cast_voices
from audiobook.commands.cast_table import CastRow, build_cast_table
from audiobook.commands.script_position import ScriptPosition, format_position
from audiobook.errors import InputError
from audiobook.files.editing import FileEdit
from audiobook.pipeline import analyze_chapters
from audiobook.production.plan import AnalyzedStory
from audiobook.quotations.script import build_script
from audiobook.settings.settings import StorySettings

# Marks around a quotation, which the cast file leaves out.
QUOTATION_EDGE_CHARACTERS = "\"“”„‟«»‹›‘’'*_ "


def cast_story(analysis: AnalyzedStory, engine: str | None = None) -> StoryCast:
    """The cast that `make` would use; with an `engine`, all its voices are of that one."""
    return cast_voices(analysis.attribution, analysis.cast_file, analysis.cast_path, CastingOverrides(engine))


def save_cast(analysis: AnalyzedStory, cast: StoryCast) -> FileEdit | None:
    """Writes the assigned voices to the story's cast file, for the user to change; None where nobody has one."""
    rows = {row.name: row for row in build_cast_table(analysis.script, analysis.characters).rows}
    entries = [CastEntry(name, voice, _describe_row(rows[name])) for name, voice in cast.names if name in rows]
    return write_cast(analysis.cast_path, entries, analysis.cast_location.story) if entries else None


def _describe_row(row: CastRow) -> str:
    lines = f"{row.lines:,} line{'s' if row.lines > 1 else ''}"
    return ", ".join(filter(None, (lines, f"{row.share:.0%}", row.gender)))


def resolve_named_lines(
    story: StorySettings, positions: tuple[tuple[ScriptPosition, str], ...]
) -> tuple[LineCorrection, ...]:
    """The corrections that name these speakers for the quotations at these positions.

    Raises InputError where there is no quotation.
    """
    script = build_script(analyze_chapters(story))
    resolved: list[LineCorrection] = []
    for position, speaker in positions:
        chapter, paragraph, quotation = position
        quotations = [
            segment
            for segment in script.chapter_segments(chapter)
            if segment.paragraph == paragraph and segment.kind.is_speech
        ]
        chosen = quotations[quotation - 1 : quotation] if quotation else quotations
        if not chosen:
            raise InputError(
                f"{format_position(position)}: nobody says anything there; `audiobook script` shows each line's numbers"
            )
        resolved += (
            LineCorrection(" ".join(segment.text.split()).strip(QUOTATION_EDGE_CHARACTERS), speaker, chapter, paragraph)
            for segment in chosen
        )
    return tuple(resolved)
