"""Which of an album's options the story's cast file has overruled since they were given."""

from __future__ import annotations

from dataclasses import replace

from audiobook.cast_file.values import CastFile
from audiobook.model.album_options import NARRATOR_OPTIONS, NOTES_OPTIONS, AlbumOptions


def describe_narrator(cast_file: CastFile) -> str:
    """The narrator's voice of a cast file with its changes, as text; "" if the file chooses none."""
    choice = cast_file.narrator
    return "" if choice is None else " ".join([choice.voice, *(f"{key}={value:g}" for key, value in choice.changes)])


def describe_notes(cast_file: CastFile) -> str:
    """Whether a cast file wants author's notes read, as text; "" if it doesn't say."""
    return "" if cast_file.speak_notes is None else str(cast_file.speak_notes).lower()


def drop_overruled(options: AlbumOptions, cast_file: CastFile) -> AlbumOptions:
    """The options without those that the cast file says differently since: the later word holds."""
    if describe_narrator(cast_file) != options.narrator:
        options = options.without(NARRATOR_OPTIONS)
    return options.without(NOTES_OPTIONS) if describe_notes(cast_file) != options.notes else options


def with_cast_choices(options: AlbumOptions, cast_file: CastFile) -> AlbumOptions:
    """The options as they are kept with the album, with what the cast file says now."""
    return replace(options, narrator=describe_narrator(cast_file), notes=describe_notes(cast_file))
