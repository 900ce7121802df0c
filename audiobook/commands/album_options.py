"""Recalls what the user has said for a story's album in earlier runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.album.library_index import find_album_folders
from audiobook.album.location import find_story_album
from audiobook.cast_file.reading import read_cast_file
from audiobook.casting.cast_location import own_title
from audiobook.files.workspace import PARTS_FOLDER, WORK_FOLDER
from audiobook.model.album_options import NARRATOR_OPTIONS, NO_OPTIONS, YIELDING_OPTIONS, AlbumOptions
from audiobook.pipeline import find_cast_file, identify_book
from audiobook.production.cast_choices import drop_overruled
from audiobook.production.context import BuildContext
from audiobook.settings.album_paths import restore_path
from audiobook.settings.kept_options import SOUND_PARAMETERS, parameter_of, restore_parameters
from audiobook.settings.parsing import parse_notes_choice
from audiobook.settings.settings import MakeSettings, StorySettings
from audiobook.settings.story_options import STORY_PARAMETERS, drop_idle_model, parse_story_options
from audiobook.settings.usual_options import read_usual_options

# The parameters that say which files an album gets; its formats are recorded on their own.
FILE_PARAMETERS = ("profile", "bitrate")


@dataclass(frozen=True, slots=True)
class RecalledOptions:
    """The options of an album as they were kept the `last` time, and those of them that are still `valid`.

    The others were overruled by the story's cast file, which was changed since.
    """

    last: AlbumOptions = NO_OPTIONS
    valid: AlbumOptions = NO_OPTIONS


NOTHING_RECALLED = RecalledOptions()


def recall_options(story: StorySettings, output: Path) -> RecalledOptions:
    """The options of a story's album from earlier runs; none where it has no album below `output` yet.

    The story is read to recognize it, which takes a moment, unless there is no album at all. Raises InputError where
    the story or its cast file cannot be read.
    """
    if not _has_albums(output):
        return NOTHING_RECALLED
    known = identify_book(story, output)
    album = find_story_album(output, known.identity, known.sentences, own_title(story, known.book.metadata))
    options = album.manifest.options if album else NO_OPTIONS
    if not options.values:
        return NOTHING_RECALLED
    kept_cast = options.as_mapping().get("cast")
    cast = story.cast or (restore_path(str(kept_cast), output) if kept_cast else None)
    cast_file = read_cast_file(find_cast_file(replace(story, cast=cast), output, known).path)
    return RecalledOptions(options, drop_overruled(options, cast_file))


def _has_albums(output: Path) -> bool:
    folders = (output, output / WORK_FOLDER / PARTS_FOLDER)
    return any(True for folder in folders for _ in find_album_folders(folder))


def restore_make_settings(options: AlbumOptions, output: Path, engine: str | None = None) -> MakeSettings:
    """How `make` would record the album with these options kept, as far as it concerns sound; `engine` replaces theirs.

    What the environment and the settings files say counts, too.
    """
    usual = read_usual_options(output)
    complete = usual.complete(options)
    restored = restore_parameters(complete, SOUND_PARAMETERS, output)
    yielding = usual.yielding(options) & YIELDING_OPTIONS
    if engine:
        restored = {name: value for name, value in restored.items() if name != "voice"} | {"engine": engine}
        yielding -= set(NARRATOR_OPTIONS)
    notes = parse_notes_choice(str(complete.as_mapping().get("notes", "")))
    return MakeSettings(output, speak_notes=notes, yielding=tuple(sorted(yielding)), **restored)


def start_build(paths: tuple[Path, ...], output: Path) -> BuildContext:
    """The build of a story with what was said for its album before, and what `make` does without being told.

    Raises InputError where the story cannot be read, or what was said is no longer right.
    """
    options = recall_options(parse_story_options(paths), output).valid
    usual = read_usual_options(output)
    complete = usual.complete(options)
    yielding = map(parameter_of, usual.yielding(options))
    said = drop_idle_model(restore_parameters(complete, STORY_PARAMETERS, output))
    story = parse_story_options(paths, None, yielding, **said)
    settings = replace(restore_make_settings(options, output), **restore_parameters(complete, FILE_PARAMETERS, output))
    return BuildContext.start(story, settings, options)
