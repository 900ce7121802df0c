"""Reads the cast file of a story, and chooses its narrator."""

from __future__ import annotations

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import CastFile
from audiobook.casting.cast import CastingOverrides, choose_narrator_voice
from audiobook.errors import AudiobookError, InputError
from audiobook.model import Voice
from audiobook.settings.settings import StorySettings


def read_story_cast(story: StorySettings) -> CastFile:
    """The cast file of a story, empty if it has none.

    Raises InputError if the file that --cast names is missing, or a cast file is wrong.
    """
    if story.cast and not story.may_create_cast and not story.cast.is_file():
        raise InputError(
            f"--cast {story.cast}: there is no such file; `audiobook cast` with the same --cast creates one"
        )
    return read_cast_file(story.cast_path)


def narrator_of(story: StorySettings) -> Voice:
    """The voice in which `make` would read a story; raises AudiobookError if it is not available."""
    return choose_narrator_voice(read_story_cast(story), story.cast_path, CastingOverrides())


def narrator_here(story: StorySettings) -> Voice | None:
    """The voice in which `make` would read a story; None if it is not available, which `make` reports."""
    try:
        return narrator_of(story)
    except AudiobookError:
        return None
