"""Where a story's album lies: `Author/Title`, or `Author/Title (2)` where that is another story's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from audiobook.album.manifest import Manifest, read_manifest
from audiobook.album.story_identity import Digests, Likeness, likeness
from audiobook.files.workspace import parts_folder, safe_name
from audiobook.model import Metadata, StoryIdentity

UNKNOWN_AUTHOR, UNTITLED = "Unknown Author", "Untitled"
NUMBER = re.compile(r"(?P<name>.*) \((?P<number>[2-9]|[1-9][0-9]{1,5})\)", re.DOTALL)

# Folders that stories of the same run have, whether or not anything lies there yet.
Taken = Mapping[Path, StoryIdentity]


@dataclass(frozen=True, slots=True)
class AlbumFolder:
    """The folder of a story's album.

    `former` is the name of the file that the album there was made from so far, "" where it is the same or there is no
    album. `other` is the file of the story that has the folder which this one would have by its title, "" where that
    does not matter: nobody has it, or this story found its own folder again.
    """

    path: Path
    former: str = ""
    other: str = ""


def find_album_folder(
    output: Path, about: Metadata, story: StoryIdentity, sentences: Digests, taken: Taken
) -> AlbumFolder:
    """The folder of the story's own album below `output`, or the first that no other story has.

    An album that does not know its story (older versions did not note it) counts as the story's own, where no other
    does.
    """
    usual = output / safe_name(about.author, UNKNOWN_AUTHOR) / safe_name(about.title, UNTITLED)
    held = {folder: _holder(output, folder, taken) for folder in (usual, *_numbered(output, usual))}
    own = max(held, key=lambda folder: _likeness(held[folder], story, sentences))  # the first of those equally alike
    if _likeness(held[own], story, sentences) > Likeness.NONE:
        known = held[own] or story
        return AlbumFolder(own, former=known.file if known.file != story.file else "")
    unknown = next((folder for folder, holder in held.items() if holder == StoryIdentity()), None)
    if unknown:
        return AlbumFolder(unknown)
    holder = held[usual]
    return AlbumFolder(usual) if holder is None else AlbumFolder(_free(output, usual, taken), other=holder.file)


def folder_number(folder: Path, title: str) -> int:
    """Which of several albums of one title lies in a folder: 2 for `Title (2)`, 1 for the first.

    >>> folder_number(Path("Ann/Tea (2)"), "Tea"), folder_number(Path("Ann/Tea (2)"), "Tea (2)")
    (2, 1)
    """
    numbered = NUMBER.fullmatch(folder.name)
    return int(numbered["number"]) if numbered and numbered["name"] == safe_name(title, UNTITLED) else 1


def _likeness(holder: StoryIdentity | None, story: StoryIdentity, sentences: Digests) -> Likeness:
    return likeness(holder, story, sentences) if holder else Likeness.NONE


def _holder(output: Path, folder: Path, taken: Taken) -> StoryIdentity | None:
    """The story whose album lies in a folder, an empty one where the album does not know it; None for no album."""
    if folder.absolute() in taken:
        return taken[folder.absolute()]
    manifest = _manifest(output, folder)
    return (manifest.story or StoryIdentity()) if manifest.chapters else None


def _manifest(output: Path, folder: Path) -> Manifest:
    """That of the album, or of the chapters that are to be bound into it."""
    found = read_manifest(folder)
    return found if found.chapters else read_manifest(parts_folder(output, folder))


def _numbered(output: Path, usual: Path) -> tuple[Path, ...]:
    """The folders of further albums of that title that are there, by number."""
    numbers = set(_numbers(usual.parent, usual.name)) | set(_numbers(parts_folder(output, usual).parent, usual.name))
    return tuple(_with_number(usual, number) for number in sorted(numbers))


def _numbers(parent: Path, name: str) -> Iterator[int]:
    try:
        names = [one.name for one in parent.iterdir()]
    except OSError:
        return
    for numbered in map(NUMBER.fullmatch, names):
        if numbered and numbered["name"] == name:
            yield int(numbered["number"])


def _with_number(folder: Path, number: int) -> Path:
    return folder.with_name(f"{folder.name} ({number})")


def _free(output: Path, usual: Path, taken: Taken) -> Path:
    folders = (_with_number(usual, number) for number in count(2))
    return next(
        one for one in folders if not (one.exists() or parts_folder(output, one).exists() or one.absolute() in taken)
    )
