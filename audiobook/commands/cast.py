"""The cast of a story: its voices, and the cast file they are saved in."""

from __future__ import annotations

from audiobook.cast_file.values import CastEntry
from audiobook.cast_file.writing import write_cast
from audiobook.casting.cast import CastingOverrides, StoryCast, cast_voices
from audiobook.commands.cast_table import CastRow, build_cast_table
from audiobook.files.editing import FileEdit
from audiobook.production.plan import AnalyzedStory

NO_OVERRIDES = CastingOverrides()


def cast_story(analysis: AnalyzedStory, overrides: CastingOverrides = NO_OVERRIDES) -> StoryCast:
    """The cast that `make` would use with these choices."""
    return cast_voices(analysis.attribution, analysis.cast_file, analysis.cast_path, overrides)


def save_cast(analysis: AnalyzedStory, cast: StoryCast, always: bool = False) -> FileEdit | None:
    """Writes the assigned voices to the story's cast file, for the user to change; None where nobody has one.

    With `always`, the file is written even then. What was removed from the file since the story was analyzed, or joined
    with somebody else, stays so.
    """
    entries = build_entries(analysis, cast)
    former_names = frozenset(name for name, _ in analysis.cast_file.voices)
    return (
        write_cast(analysis.cast_path, entries, analysis.cast_location.story, former_names, always, cast.recast)
        if entries or always
        else None
    )


def build_entries(analysis: AnalyzedStory, cast: StoryCast) -> tuple[CastEntry, ...]:
    """The rows of the cast file for the characters with an assigned voice."""
    rows = {row.name: row for row in build_cast_table(analysis.script, analysis.characters).rows}
    return tuple(CastEntry(name, voice, _describe_row(rows[name])) for name, voice in cast.names if name in rows)


def _describe_row(row: CastRow) -> str:
    lines = f"{row.lines:,} line{'s' if row.lines > 1 else ''}"
    return ", ".join(filter(None, (lines, f"{row.share:.0%}", row.gender)))
