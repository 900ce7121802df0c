"""The narrator of a story, as its cast file says."""

from __future__ import annotations

from pathlib import Path

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import CastFile
from audiobook.casting.cast import CastingOverrides, choose_narrator_voice
from audiobook.errors import AudiobookError, InputError
from audiobook.model import Voice
from audiobook.settings.settings import StorySettings


def read_story_cast(story: StorySettings, path: Path) -> CastFile:
    """The cast file of a story at `path`, empty if there is none.

    Raises InputError if the file that --cast names is missing, or a cast file is wrong.
    """
    if story.cast and not story.may_create_cast and not story.cast.is_file():
        raise InputError(
            f"--cast {story.cast}: there is no such file; `audiobook cast` with the same --cast creates one"
        )
    return read_cast_file(path)


def narrator_of(cast_file: CastFile, path: Path) -> Voice:
    """The voice in which `make` would read a story with this cast file, which is at `path`.

    Raises AudiobookError if it is not available.
    """
    return choose_narrator_voice(cast_file, path, CastingOverrides())


def narrator_here(cast_file: CastFile, path: Path) -> Voice | None:
    """The voice in which `make` would read a story; None if it is not available, which `make` reports."""
    try:
        return narrator_of(cast_file, path)
    except AudiobookError:
        return None
