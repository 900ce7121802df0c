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
from audiobook.album.manifest import MANIFEST_NAME as ALBUM
from audiobook.album.manifest import hash_file
from audiobook.engines.voice_folders import machine_folder
from audiobook.files.editing import FileEdit
from audiobook.files.story_endings import STORY_EXTENSIONS
from audiobook.files.workspace import real_path
from audiobook.settings.environment import LEXICON_NAME, user_lexicon_path, voice_variables
from audiobook.settings.settings import VOICES_FOLDER, MakeSettings, StorySettings
from audiobook.settings.story_file import merge_story_file

PACKAGE_FOLDER = Path(__file__).parents[1]
# In a checkout the catalogue lies beside the package, in the same folder as the cast files of stories.
SHIPPED_VOICE_FILES = ("catalogue.toml", "speakers.toml")
ABSENT = "none"
# How deep in a story's folder there may be files of the story.
MAX_PART_DEPTH = 3

FileDigests = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BuildFingerprint:
    """Files are told by path and digest, or by path, size and time where there are many that hardly change.

    `program_files` are its own files, code and data; `packages` what is installed, by name and version, the engines
    that come so included; `voice_files` the files of the voice folders; `variables` those of the system that speak of
    voices and engines. `story_files` are the files of the story, the `.toml` beside it and its cover;
    `correction_files` the cast file and lexicons.
    """

    program_files: FileDigests
    packages: tuple[str, ...]
    voice_files: FileDigests
    variables: FileDigests
    story_files: FileDigests
    correction_files: FileDigests
    settings: tuple[str, ...]

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that are the same for the same inputs only."""
        return hashlib.blake2b(repr(self).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def with_edit(self, path: Path, edit: FileEdit) -> BuildFingerprint | None:
        """These with the cast file as this program left it; None where it was another than here before that."""
        name, old_digest, new_digest = str(real_path(path)), _hash_data(edit.before), _hash_data(edit.after)
        if (name, old_digest) not in self.correction_files:
            return None

        def replace_digest(files: FileDigests) -> FileDigests:
            return tuple((path_name, new_digest if path_name == name else digest) for path_name, digest in files)

        # It may lie in the folder that is the story, too.
        return replace(
            self, correction_files=replace_digest(self.correction_files), story_files=replace_digest(self.story_files)
        )


def _hash_data(data: bytes | None) -> str:
    return ABSENT if data is None else hashlib.sha256(data).hexdigest()


def compute_fingerprint(story: StorySettings, settings: MakeSettings) -> BuildFingerprint:
    """All that an album depends on, as it is now; raises InputError where the story's .toml file is wrong."""
    completed = merge_story_file(story)
    return BuildFingerprint(
        program_files=tuple(_stat_files(_find_program_files())),
        packages=tuple(sorted(_find_packages())),
        voice_files=tuple(_stat_files(_find_voice_files())),
        variables=voice_variables(),
        story_files=tuple(_hash_files(_find_story_files(completed))),
        correction_files=tuple(_hash_files((story.cast_path, VOICES_FOLDER / LEXICON_NAME, user_lexicon_path()))),
        settings=_describe_settings(completed, settings),
    )


def _describe_settings(story: StorySettings, settings: MakeSettings) -> tuple[str, ...]:
    """What was asked for; how it is worked, and what is done besides, changes nothing of what the album then is."""
    pattern = story.split_at.pattern if story.split_at else ABSENT
    sound_settings = replace(
        settings, output=settings.output.absolute(), again=False, prune=False, jobs=0, cache_size=0
    )
    return (
        repr(sound_settings),
        repr(story.metadata),
        str(story.cover),
        pattern,
        str(story.single),
        repr(story.attributor),
        story.base_url,
        str(story.speak_names),
    )


def _find_program_files() -> Iterator[Path]:
    yield from (path for path in PACKAGE_FOLDER.rglob("*") if "__pycache__" not in path.parts and path.is_file())
    yield from (PACKAGE_FOLDER.parent / "voices" / name for name in SHIPPED_VOICE_FILES)


def _find_packages() -> Iterator[str]:
    """The names of the folders in which installed packages are described: they hold each one's version."""
    yield f"{__version__} {sys.version} {platform.platform()}"
    for search_path in sys.path:
        folder = Path(search_path)
        if folder.is_dir():
            yield from (path.name for path in folder.iterdir() if path.suffix in (".dist-info", ".egg-info"))


def _find_voice_files() -> Iterator[Path]:
    # The cast files of other stories, and this one's, which is looked into by itself, are no voices.
    yield from (path for path in _find_files(VOICES_FOLDER) if path.suffix != ".toml")
    yield from _find_files(machine_folder())


def _find_files(folder: Path) -> Iterator[Path]:
    # What is hidden is on its way (a lock, half a download) and no voice.
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    yield from sorted(paths) if folder.is_dir() else ()


def _find_story_files(story: StorySettings) -> Iterator[Path]:
    for path in story.paths:
        yield from sorted((*path.iterdir(), *_find_part_files(path))) if path.is_dir() else (path,)
    yield story.story_file
    if story.cover:
        yield story.cover


def _find_part_files(folder: Path) -> Iterator[Path]:
    """The chapters in the folders of a folder that may be parts of the story: no hidden ones, links or albums."""
    for parent, subfolders, files in os.walk(folder):
        depth = len(Path(parent).relative_to(folder).parts)
        may_hold_chapters = depth <= MAX_PART_DEPTH and ALBUM not in files
        subfolders[:] = [name for name in subfolders if may_hold_chapters and not name.startswith(".")]
        if may_hold_chapters and depth:
            yield from (Path(parent, name) for name in files if Path(name).suffix.lower() in STORY_EXTENSIONS)


def _stat_files(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            yield str(path), ABSENT
            continue
        yield str(path), f"{stat.st_size} {stat.st_mtime_ns}"


def _hash_files(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            yield str(real_path(path)), hash_file(path) if path.is_file() else ABSENT
        except (OSError, ValueError):  # the system says no, or a name holds what no name can
            yield str(path), ABSENT
