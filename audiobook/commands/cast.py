"""The cast of a story: its voices, and the cast file they are saved in."""

from __future__ import annotations

from collections.abc import Iterator

from audiobook.cast_file.series_writing import SeriesEntry, SeriesNarrator, write_series
from audiobook.cast_file.values import CastEntry, VoiceChoice
from audiobook.cast_file.writing import write_cast
from audiobook.casting.cast import CastingOverrides, StoryCast, cast_voices
from audiobook.casting.series_cast import SeriesCast, describe_narrator, describe_origin, is_proper_name
from audiobook.commands.cast_table import CastRow, build_cast_table
from audiobook.files.editing import FileEdit
from audiobook.production.plan import AnalyzedStory

NO_OVERRIDES = CastingOverrides()


def cast_story(analysis: AnalyzedStory, overrides: CastingOverrides = NO_OVERRIDES) -> StoryCast:
    """The cast that `make` would use with these choices."""
    return cast_voices(analysis.attribution, analysis.cast_file, analysis.cast_path, overrides, analysis.series)


def save_cast(analysis: AnalyzedStory, cast: StoryCast, always: bool = False) -> FileEdit | None:
    """Writes the assigned voices to the story's cast file, for the user to change; None where nobody has one.

    With `always`, the file is written even then. What was removed from the file since the story was analyzed, or joined
    with somebody else, stays so.
    """
    entries = build_entries(analysis, cast)
    if analysis.series:
        _save_series(analysis, cast, analysis.series)
    former_names = frozenset(name for name, _ in analysis.cast_file.voices)
    return (
        write_cast(analysis.cast_path, entries, analysis.cast_location.story, former_names, always, cast.recast)
        if entries or always
        else None
    )


def _save_series(analysis: AnalyzedStory, cast: StoryCast, series: SeriesCast) -> None:
    """Adds the characters of a story to the cast of its series; voices chosen by hand replace earlier ones."""
    entries = tuple(_build_series_entries(analysis, cast, series))
    narrator = _build_series_narrator(analysis, cast, series)
    if entries or narrator:
        write_series(series.path, entries, narrator)


def _build_series_narrator(analysis: AnalyzedStory, cast: StoryCast, series: SeriesCast) -> SeriesNarrator | None:
    """The narrator whom later books are to have: the one that was chosen for this book, if any was."""
    own, book = analysis.cast_file.narrator, series.narrator_book
    choice = VoiceChoice(cast.asked_narrator, own.changes if own else ()) if cast.asked_narrator else own
    if choice is None or series.number is None or (book is not None and book > series.number):
        return None
    return SeriesNarrator(choice, describe_narrator(series.number))


def _build_series_entries(analysis: AnalyzedStory, cast: StoryCast, series: SeriesCast) -> Iterator[SeriesEntry]:
    rows = {row.name: row for row in build_cast_table(analysis.script, analysis.characters).rows}
    own = dict(analysis.cast_file.voices)
    voices = cast.voice_names
    for character in analysis.characters:
        voice = voices.get(character.name)
        if voice is None or character.name not in rows or not is_proper_name(character.name):
            continue
        known, choice = series.find(character), own.get(character.name)
        is_hand_chosen = bool(choice and choice.voice and not choice.is_assigned)
        number = series.number
        yield SeriesEntry(
            name=known.name if known else character.name,
            aliases=() if known else character.aliases,
            gender=character.gender,
            choice=choice if choice and is_hand_chosen else VoiceChoice(voice),
            comment=_describe_row(rows[character.name]) + describe_origin(number, is_hand_chosen),
            replaces=is_hand_chosen and not (known and known.book and number is not None and known.book > number),
        )


def build_entries(analysis: AnalyzedStory, cast: StoryCast) -> tuple[CastEntry, ...]:
    """The rows of the cast file for the characters with an assigned voice."""
    rows = {row.name: row for row in build_cast_table(analysis.script, analysis.characters).rows}
    return tuple(CastEntry(name, voice, _describe_row(rows[name])) for name, voice in cast.names if name in rows)


def _describe_row(row: CastRow) -> str:
    lines = f"{row.lines:,} line{'s' if row.lines > 1 else ''}"
    return ", ".join(filter(None, (lines, f"{row.share:.0%}", row.gender)))
