"""The cast file of a story, and the narrator that it or the command line names."""

from __future__ import annotations

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import CastFile
from audiobook.casting.cast import CastingOverrides, choose_narrator_voice
from audiobook.errors import AudiobookError, InputError
from audiobook.model import Voice
from audiobook.settings.settings import StorySettings


def read_story_cast(story: StorySettings) -> CastFile:
    """The cast file of a story, empty where it has none.

    Raises InputError where the one that --cast names is missing.
    """
    if story.cast and not story.cast.is_file():
        raise InputError(f"--cast {story.cast}: there is no such file; `audiobook cast` writes one")
    return read_cast_file(story.cast_path)


def narrator_of(story: StorySettings) -> Voice:
    """The voice that `make` would read a story in; raises an AudiobookError where it cannot be had."""
    return choose_narrator_voice(read_story_cast(story), story.cast_path, CastingOverrides())


def narrator_here(story: StorySettings) -> Voice | None:
    """The voice that `make` would read a story in, None where it cannot be had: that is for `make` to report."""
    try:
        return narrator_of(story)
    except AudiobookError:
        return None
