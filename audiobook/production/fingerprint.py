"""All that an album depends on, as one value: where it is the same as before, so is the album."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook import __version__
from audiobook.album.manifest import NAME as ALBUM
from audiobook.album.manifest import sha256_of
from audiobook.engines.voice_folders import machine_folder
from audiobook.files.editing import Edit
from audiobook.files.story_endings import STORY_ENDINGS
from audiobook.files.workspace import real_path
from audiobook.settings.environment import LEXICON, own_lexicon, speaking_variables
from audiobook.settings.settings import VOICES_FOLDER, MakeSettings, StorySettings
from audiobook.settings.story_file import with_story_file

PACKAGE = Path(__file__).parents[1]
# In a checkout the catalogue lies beside the package, in the same folder as the cast files of stories.
SHIPPED = ("catalogue.toml", "speakers.toml")
NONE = "none"
# How deep in a story's folder there may be files of the story.
DEPTH = 3

Files = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files are told by path and digest, or by path, size and time where there are many that hardly change.

    `program` are its own files, code and data; `packages` what is installed, by name and version, the engines that
    come so included; `voices` the files of the voice folders; `variables` those of the system that speak of voices
    and engines. `story` are the files of the story, the `.toml` beside it and its cover; `said` the cast file and
    lexicons.
    """

    program: Files
    packages: tuple[str, ...]
    voices: Files
    variables: Files
    story: Files
    said: Files
    settings: tuple[str, ...]

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that are the same for the same inputs only."""
        return hashlib.blake2b(repr(self).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def with_edit(self, path: Path, edit: Edit) -> Inputs | None:
        """These with the cast file as this program left it; None where it was another than here before that."""
        name, before, after = str(real_path(path)), _sha256(edit.before), _sha256(edit.after)
        if (name, before) not in self.said:
            return None

        def left(files: Files) -> Files:
            return tuple((one, after if one == name else digest) for one, digest in files)

        # It may lie in the folder that is the story, too.
        return replace(self, said=left(self.said), story=left(self.story))


def _sha256(data: bytes | None) -> str:
    return NONE if data is None else hashlib.sha256(data).hexdigest()


def inputs_of(story: StorySettings, settings: MakeSettings) -> Inputs:
    """All that an album depends on, as it is now; raises InputError where the story's .toml file is wrong."""
    whole = with_story_file(story)
    return Inputs(
        program=tuple(_listed(_program_files())),
        packages=tuple(sorted(_packages())),
        voices=tuple(_listed(_voice_files())),
        variables=speaking_variables(),
        story=tuple(_digested(_story_files(whole))),
        said=tuple(_digested((story.cast_path, VOICES_FOLDER / LEXICON, own_lexicon()))),
        settings=_settings(whole, settings),
    )


def _settings(story: StorySettings, settings: MakeSettings) -> tuple[str, ...]:
    """What was asked for; how it is worked, and what is done besides, changes nothing of what the album then is."""
    pattern = story.split_at.pattern if story.split_at else NONE
    asked = replace(settings, output=settings.output.absolute(), again=False, prune=False, jobs=0, cache_size=0)
    return (
        repr(asked),
        repr(story.about),
        str(story.cover),
        pattern,
        str(story.single),
        repr(story.attributor),
        story.base_url,
        str(story.speak_names),
    )


def _program_files() -> Iterator[Path]:
    yield from (path for path in PACKAGE.rglob("*") if "__pycache__" not in path.parts and path.is_file())
    yield from (PACKAGE.parent / "voices" / name for name in SHIPPED)


def _packages() -> Iterator[str]:
    """The names of the folders in which installed packages are described: they hold each one's version."""
    yield f"{__version__} {sys.version} {platform.platform()}"
    for place in sys.path:
        folder = Path(place)
        if folder.is_dir():
            yield from (path.name for path in folder.iterdir() if path.suffix in (".dist-info", ".egg-info"))


def _voice_files() -> Iterator[Path]:
    # The cast files of other stories, and this one's, which is looked into by itself, are no voices.
    yield from (path for path in _files_in(VOICES_FOLDER) if path.suffix != ".toml")
    yield from _files_in(machine_folder())


def _files_in(folder: Path) -> Iterator[Path]:
    # What is hidden is on its way (a lock, half a download) and no voice.
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    yield from sorted(found) if folder.is_dir() else ()


def _story_files(story: StorySettings) -> Iterator[Path]:
    for path in story.paths:
        yield from sorted((*path.iterdir(), *_in_parts(path))) if path.is_dir() else (path,)
    yield story.story_file
    if story.cover:
        yield story.cover


def _in_parts(folder: Path) -> Iterator[Path]:
    """The chapters in the folders of a folder that may be parts of the story: no hidden ones, links or albums."""
    for place, inner, files in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        ours = depth <= DEPTH and ALBUM not in files
        inner[:] = [name for name in inner if ours and not name.startswith(".")]
        if ours and depth:
            yield from (Path(place, name) for name in files if Path(name).suffix.lower() in STORY_ENDINGS)


def _listed(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            yield str(path), NONE
            continue
        yield str(path), f"{found.st_size} {found.st_mtime_ns}"


def _digested(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            yield str(real_path(path)), sha256_of(path) if path.is_file() else NONE
        except (OSError, ValueError):  # the system says no, or a name holds what no name can
            yield str(path), NONE
