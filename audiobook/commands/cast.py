"""Who speaks in a story: the lines that a person names the speaker of, and the voices kept in its cast file."""

from __future__ import annotations

from audiobook.cast_file.values import CastEntry, NamedLine
from audiobook.cast_file.writing import written_cast
from audiobook.casting.cast import StoryCast, Wanted, story_cast
from audiobook.casting.narrator import read_story_cast
from audiobook.commands.inspect import CastRow, cast_table
from audiobook.errors import InputError
from audiobook.files.editing import Edit
from audiobook.model import Kind
from audiobook.pipeline import understood
from audiobook.production.plan import ToldStory
from audiobook.quotations.script import build_script
from audiobook.settings.settings import StorySettings

# What stands around a quotation, and needs not be written in a cast file.
MARKS = "\"“”„‟«»‹›‘’'*_ "


SPOKEN = (Kind.SPEECH, Kind.THOUGHT)


def cast_of(told: ToldStory, story: StorySettings, engine: str | None = None) -> StoryCast:
    """The cast that a story would be made with, all of it of one engine where that is named."""
    return story_cast(told.attribution, read_story_cast(story), story.cast_path, Wanted(engine))


def keep_cast(told: ToldStory, cast: StoryCast) -> Edit | None:
    """Writes the voices that were dealt into the story's cast file, for a person to change; None where none were."""
    rows = {row.name: row for row in cast_table(told.script, told.characters).rows}
    entries = [CastEntry(name, voice, _about(rows[name])) for name, voice in cast.names if name in rows]
    return written_cast(told.cast_path, entries) if entries else None


def _about(row: CastRow) -> str:
    lines = f"{row.lines:,} line{'s' if row.lines > 1 else ''}"
    return ", ".join(filter(None, (lines, f"{row.share:.0%}", row.gender)))


def named_lines(story: StorySettings, places: tuple[tuple[tuple[int, int, int], str], ...]) -> tuple[NamedLine, ...]:
    """What is said at each place (chapter, paragraph, quotation in it, 0 for all), with the speaker named for it.

    Raises InputError where nothing is said there.
    """
    script = build_script(understood(story))
    found: list[NamedLine] = []
    for (chapter, paragraph, which), speaker in places:
        here = [one for one in script.of_chapter(chapter) if one.paragraph == paragraph and one.kind in SPOKEN]
        chosen = here[which - 1 : which] if which else here
        if not chosen:
            place = f"{chapter}:{paragraph}" + (f".{which}" if which else "")
            raise InputError(f"{place}: nobody says anything there; `audiobook script` shows the places")
        found += (NamedLine(" ".join(one.text.split()).strip(MARKS), speaker, chapter, paragraph) for one in chosen)
    return tuple(found)
