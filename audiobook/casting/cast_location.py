"""Finds the cast file of a story: by what the file records about its story, wherever the command is run.

The file lies in `voices/` of the workspace, which is the folder that holds the output folder. It is named after the
story's title, and found by its `[story]` table, so it may have any name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from audiobook.album.story_identity import SentenceDigests, is_same_story
from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import StoryRecord
from audiobook.errors import InputError
from audiobook.files.workspace import real_path, safe_name
from audiobook.model import Metadata, StoryIdentity
from audiobook.settings.settings import RESERVED_NAMES, VOICES_FOLDER, StorySettings, workspace_of

# Enough sentences to recognize a story by; an album records more, but people read this file.
MAX_SENTENCES = 16


@dataclass(frozen=True, slots=True)
class CastLocation:
    """The cast file of a story, whether it exists yet or not, and what the file is to record about the story.

    `story` is None for a file that the user has named with --cast: several stories may share it. `notice` is what the
    user should know about the choice, "" for nothing.
    """

    path: Path
    story: StoryRecord | None = None
    notice: str = ""


def locate_cast_file(
    story: StorySettings, metadata: Metadata, identity: StoryIdentity, sentences: SentenceDigests, output: Path
) -> CastLocation:
    """The cast file of a story whose albums go to `output`.

    A file that records the story comes first, then one without a record that is named after the story's title or file:
    older versions recorded nothing. Otherwise it is a new file, under a name that no other story's file has.
    """
    if story.cast:
        return CastLocation(story.cast)
    record = _build_record(metadata, identity)
    folders = _voices_folders(story, output)
    files = [path for folder in folders for path in _find_cast_files(folder)]
    records = {path: _read_record(path) for path in files}
    for path in files:
        known = records[path]
        if known and is_same_story(
            known.identity, record.identity, sentences, (known.title, known.author), own_title(story, metadata)
        ):
            return CastLocation(path, record, _describe_choice(path, known, record, folders[0]))
    names = tuple(dict.fromkeys(_file_name(name) for name in (metadata.title, _plain_name(story))))
    for path in (folder / name for folder in folders for name in names):
        if path in records and records[path] is None:
            return CastLocation(path, record)
    taken = next((path for path in (folders[0] / name for name in reversed(names)) if path in records), None)
    new_path = _choose_new_path(folders[0], names[0])
    notice = f"{taken} belongs to another story, so the cast of this one goes to {new_path}" if taken else ""
    return CastLocation(new_path, record, notice)


def own_title(story: StorySettings, metadata: Metadata) -> tuple[str, str] | None:
    """A story's title and author; None where the title is only that of its file."""
    return None if metadata.title == story.default_title else (metadata.title, metadata.author)


def _build_record(metadata: Metadata, identity: StoryIdentity) -> StoryRecord:
    return StoryRecord(metadata.title, metadata.author, replace(identity, sentences=identity.sentences[:MAX_SENTENCES]))


def _voices_folders(story: StorySettings, output: Path) -> tuple[Path, ...]:
    """Where cast files may lie: in the workspace, where the command is run, and beside the story."""
    folders = (workspace_of(output) / VOICES_FOLDER, VOICES_FOLDER, story.named_path.parent / VOICES_FOLDER)
    by_real_path: dict[Path, Path] = {}
    for folder in folders:
        by_real_path.setdefault(real_path(folder), folder)
    return tuple(by_real_path.values())


def _find_cast_files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.glob("*.toml") if path.stem not in RESERVED_NAMES and path.is_file())
    except OSError:
        return []


def _read_record(path: Path) -> StoryRecord | None:
    """What a cast file records about its story; None for nothing, and for a file of something else."""
    try:
        return read_cast_file(path).story
    except InputError:
        return None


def _describe_choice(path: Path, known: StoryRecord, record: StoryRecord, workspace_folder: Path) -> str:
    """What the user should know of a file that was found by its record."""
    former, current = known.identity.file, record.identity.file
    if former and former != current:
        return f"{current} is the same story as {former}, so its cast is still in {path}"
    return "" if real_path(path.parent) == real_path(workspace_folder) else f"the cast of this story is in {path}"


def _plain_name(story: StorySettings) -> str:
    """The name that older versions gave a story's cast file: that of the story's file or folder."""
    return story.named_path.name if story.named_path.is_dir() else story.named_path.stem


def _file_name(name: str) -> str:
    safe = safe_name(name, "story")
    return f"{safe}-cast.toml" if safe in RESERVED_NAMES else f"{safe}.toml"


def _choose_new_path(folder: Path, name: str) -> Path:
    """A path that no file has: `Tea.toml`, or else `Tea (2).toml` and so on."""
    stem = name.removesuffix(".toml")
    numbered = (folder / f"{stem} ({number}).toml" for number in count(2))
    return next(path for path in chain((folder / name,), numbered) if not path.exists())
