"""The fingerprint of everything that an album depends on: while it stays the same, so does the album."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audiobook import __version__
from audiobook.album.manifest import MANIFEST_NAME, hash_file
from audiobook.engines.voice_folders import machine_folder
from audiobook.files.editing import FileEdit
from audiobook.files.story_endings import STORY_EXTENSIONS
from audiobook.files.workspace import real_path
from audiobook.settings.environment import user_lexicon_path, voice_variables
from audiobook.settings.lexicons import lexicon_path
from audiobook.settings.settings import VOICES_FOLDER, MakeSettings, StorySettings

PACKAGE_FOLDER = Path(__file__).parents[1]
# In a checkout the catalogue is next to the package, in the same folder as the cast files of stories.
SHIPPED_VOICE_FILES = ("catalogue.toml", "speakers.toml")
ABSENT = "none"
# How many levels of folders below a story's folder may hold files of the story.
MAX_PART_DEPTH = 3

FileDigests = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BuildFingerprint:
    """Everything that an album depends on.

    Files are listed by path and digest; where there are many that hardly change, by path, size and time.
    `program_files` are the program's own code and data, `packages` the installed packages by name and version (engines
    among them), `voice_files` the files in the voice folders, `variables` the environment variables that voices depend
    on. `story_files` are the files of the story, the `.toml` next to it and its cover, `correction_files` the cast file
    and the lexicons, `settings` the options that change the album.
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
        """The fingerprint in 32 hexadecimal digits."""
        return hashlib.blake2b(repr(self).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def with_cast_file(self, path: Path, digest: str) -> BuildFingerprint:
        """The fingerprint with the story's cast file, which is found only after the story was read."""
        return replace(self, correction_files=((str(real_path(path)), digest), *self.correction_files))

    def with_edit(self, path: Path, edit: FileEdit) -> BuildFingerprint | None:
        """The fingerprint after this program has edited the cast file at `path`.

        None where the file that was edited is not the one in this fingerprint: something else changed it in between.
        """
        name, old_digest, new_digest = str(real_path(path)), _hash_data(edit.before), _hash_data(edit.after)
        if (name, old_digest) not in self.correction_files:
            return None

        def replace_digest(files: FileDigests) -> FileDigests:
            return tuple((path_name, new_digest if path_name == name else digest) for path_name, digest in files)

        # The cast file may be in the story's own folder, too.
        return replace(
            self, correction_files=replace_digest(self.correction_files), story_files=replace_digest(self.story_files)
        )


def _hash_data(data: bytes | None) -> str:
    return ABSENT if data is None else hashlib.sha256(data).hexdigest()


def compute_fingerprint(story: StorySettings, settings: MakeSettings) -> BuildFingerprint:
    """The fingerprint of an album that is built with these settings now, but without its cast file."""
    return BuildFingerprint(
        program_files=tuple(_stat_files(_find_program_files())),
        packages=tuple(sorted(_find_packages())),
        voice_files=tuple(_stat_files(_find_voice_files())),
        variables=voice_variables(),
        story_files=(*_hash_files(_find_story_files(story)), *_hash_piped(story.piped)),
        correction_files=tuple(_hash_files((lexicon_path(settings.output), user_lexicon_path()))),
        settings=_describe_settings(story, settings),
    )


def digest_story_files(story: StorySettings, start: BuildFingerprint | None = None) -> str:
    """A digest of the bytes of a story's files and of the `.toml` next to it, but not of its cover.

    They are read, unless the fingerprint of the build at its `start` has them.
    """
    if start is None:
        files: Iterable[tuple[str, str]] = _hash_files(_find_story_files(replace(story, cover=None)))
    else:
        cover = {str(real_path(story.cover)), str(story.cover)} if story.cover else set()
        files = (entry for entry in start.story_files if entry[0] not in cover)
    return _hash_data("\n".join(digest for _, digest in files).encode())


def hash_corrections(fingerprint: BuildFingerprint) -> str:
    """A digest of the cast file and the lexicons of a build, wherever they lie."""
    return _hash_data("\n".join(digest for _, digest in fingerprint.correction_files).encode())


def _hash_piped(data: bytes | None) -> FileDigests:
    return () if data is None else (("", _hash_data(data)),)


def _describe_settings(story: StorySettings, settings: MakeSettings) -> tuple[str, ...]:
    """The options that change the album, as text; how many workers build it, for example, changes nothing."""
    pattern = story.split_at.pattern if story.split_at else ABSENT
    sound_settings = replace(
        settings,
        output=real_path(settings.output),
        again=False,
        recast=False,
        # It removes files of formats that are not named; files of former chapters are another matter.
        prune=settings.prune and bool(settings.formats),
        jobs=0,
        cluster="",
        cache_size=0,
        listen_check=False,
        listen_model="",
    )
    return (
        repr(sound_settings),
        repr(story.metadata),
        str(story.cover),
        str(story.cast and real_path(story.cast)),
        pattern,
        str(story.single),
        repr(story.attributor),
        story.base_url,
        str(story.speak_names),
    )


def _find_program_files() -> Iterator[Path | os.DirEntry[str]]:
    yield from _find_below(str(PACKAGE_FOLDER))
    yield from (PACKAGE_FOLDER.parent / "voices" / name for name in SHIPPED_VOICE_FILES)


def _find_below(folder: str) -> Iterator[os.DirEntry[str]]:
    """The files of a folder as the system lists them: every run looks at a thousand, which is slow as paths."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name != "__pycache__":
                yield from _find_below(entry.path)


def _find_packages() -> Iterator[str]:
    """The versions of the program, Python and the system, and of each package by the name of its metadata folder."""
    yield f"{__version__} {sys.version} {platform.platform()}"
    for search_path in sys.path:
        folder = Path(search_path)
        if folder.is_dir():
            yield from (path.name for path in folder.iterdir() if path.suffix in (".dist-info", ".egg-info"))


def _find_voice_files() -> Iterator[Path]:
    # Cast files are no voices; the story's own is among the correction files.
    yield from (path for path in _find_files(VOICES_FOLDER) if path.suffix != ".toml")
    yield from _find_files(machine_folder())


def _find_files(folder: Path) -> Iterator[Path]:
    # Hidden files (a lock, half a download) and those in hidden folders (edits to take back) are no voices.
    paths = (path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(folder)))
    yield from sorted(paths) if folder.is_dir() else ()


def _is_hidden(relative_path: Path) -> bool:
    return any(part.startswith(".") for part in relative_path.parts)


def _find_story_files(story: StorySettings) -> Iterator[Path]:
    for path in story.paths if story.piped is None else ():
        yield from sorted((*path.iterdir(), *_find_part_files(path))) if path.is_dir() else (path,)
    yield story.story_file
    if story.cover:
        yield story.cover


def _find_part_files(folder: Path) -> Iterator[Path]:
    """The chapters in the subfolders of a story's folder; hidden folders, links and albums are left out."""
    for parent, subfolders, files in os.walk(folder):
        depth = len(Path(parent).relative_to(folder).parts)
        may_hold_chapters = depth <= MAX_PART_DEPTH and MANIFEST_NAME not in files
        subfolders[:] = [name for name in subfolders if may_hold_chapters and not name.startswith(".")]
        if may_hold_chapters and depth:
            yield from (Path(parent, name) for name in files if Path(name).suffix.lower() in STORY_EXTENSIONS)


def _stat_files(paths: Iterable[Path | os.DirEntry[str]]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            yield os.fspath(path), ABSENT
            continue
        yield os.fspath(path), f"{stat.st_size} {stat.st_mtime_ns}"


def digest_file(path: Path) -> str:
    """The digest of a file's bytes; "none" if there is no such file, or it can't be read."""
    return next(_hash_files((path,)))[1]


def _hash_files(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            yield str(real_path(path)), hash_file(path) if path.is_file() else ABSENT
        except (OSError, ValueError):  # not readable, or a name with characters that no name can have
            yield str(path), ABSENT
