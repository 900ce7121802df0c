"""Where a story's album lies: `Author/Title`, or `Author/Title (2)` where that is another story's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from audiobook.album.manifest import Manifest, read_manifest
from audiobook.album.story_identity import IdentityMatch, SentenceDigests, match_story
from audiobook.files.workspace import parts_folder, safe_name
from audiobook.model import Metadata, StoryIdentity

UNKNOWN_AUTHOR, UNTITLED = "Unknown Author", "Untitled"
NUMBERED_NAME = re.compile(r"(?P<name>.*) \((?P<number>[2-9]|[1-9][0-9]{1,5})\)", re.DOTALL)

# Folders that stories of the same run have, whether or not anything lies there yet.
ClaimedFolders = Mapping[Path, StoryIdentity]


@dataclass(frozen=True, slots=True)
class AlbumLocation:
    """The folder of a story's album.

    `former_file` is the name of the file that the album there was made from so far, "" where it is the same or there is
    no album. `other_file` is the file of the story that has the folder which this one would have by its title, "" where
    that does not matter: nobody has it, or this story found its own folder again.
    """

    path: Path
    former_file: str = ""
    other_file: str = ""


def locate_album(
    output: Path, metadata: Metadata, story: StoryIdentity, sentences: SentenceDigests, claimed_folders: ClaimedFolders
) -> AlbumLocation:
    """The folder of the story's own album below `output`, or the first that no other story has.

    An album that does not know its story (older versions did not note it) counts as the story's own, where no other
    does.
    """
    default_folder = output / safe_name(metadata.author, UNKNOWN_AUTHOR) / safe_name(metadata.title, UNTITLED)
    holders = {
        folder: _find_holder(output, folder, claimed_folders)
        for folder in (default_folder, *_find_numbered_folders(output, default_folder))
    }
    best_folder = max(
        holders, key=lambda folder: _match_holder(holders[folder], story, sentences)
    )  # the first of those equally alike
    if _match_holder(holders[best_folder], story, sentences) > IdentityMatch.NONE:
        album_story = holders[best_folder] or story
        return AlbumLocation(best_folder, former_file=album_story.file if album_story.file != story.file else "")
    unidentified = next((folder for folder, holder in holders.items() if holder == StoryIdentity()), None)
    if unidentified:
        return AlbumLocation(unidentified)
    holder = holders[default_folder]
    return (
        AlbumLocation(default_folder)
        if holder is None
        else AlbumLocation(_find_free_folder(output, default_folder, claimed_folders), other_file=holder.file)
    )


def album_number(folder: Path, title: str) -> int:
    """Which of several albums of one title lies in a folder: 2 for `Title (2)`, 1 for the first.

    >>> album_number(Path("Ann/Tea (2)"), "Tea"), album_number(Path("Ann/Tea (2)"), "Tea (2)")
    (2, 1)
    """
    match = NUMBERED_NAME.fullmatch(folder.name)
    return int(match["number"]) if match and match["name"] == safe_name(title, UNTITLED) else 1


def _match_holder(holder: StoryIdentity | None, story: StoryIdentity, sentences: SentenceDigests) -> IdentityMatch:
    return match_story(holder, story, sentences) if holder else IdentityMatch.NONE


def _find_holder(output: Path, folder: Path, claimed_folders: ClaimedFolders) -> StoryIdentity | None:
    """The story whose album lies in a folder, an empty one where the album does not know it; None for no album."""
    if folder.absolute() in claimed_folders:
        return claimed_folders[folder.absolute()]
    manifest = _read_album_manifest(output, folder)
    return (manifest.story or StoryIdentity()) if manifest.chapters else None


def _read_album_manifest(output: Path, folder: Path) -> Manifest:
    """That of the album, or of the chapters that are to be bound into it."""
    manifest = read_manifest(folder)
    return manifest if manifest.chapters else read_manifest(parts_folder(output, folder))


def _find_numbered_folders(output: Path, default_folder: Path) -> tuple[Path, ...]:
    """The folders of further albums of that title that are there, by number."""
    numbers = set(_find_numbers(default_folder.parent, default_folder.name)) | set(
        _find_numbers(parts_folder(output, default_folder).parent, default_folder.name)
    )
    return tuple(_number_folder(default_folder, number) for number in sorted(numbers))


def _find_numbers(parent: Path, name: str) -> Iterator[int]:
    try:
        names = [path.name for path in parent.iterdir()]
    except OSError:
        return
    for match in map(NUMBERED_NAME.fullmatch, names):
        if match and match["name"] == name:
            yield int(match["number"])


def _number_folder(folder: Path, number: int) -> Path:
    return folder.with_name(f"{folder.name} ({number})")


def _find_free_folder(output: Path, default_folder: Path, claimed_folders: ClaimedFolders) -> Path:
    folders = (_number_folder(default_folder, number) for number in count(2))
    return next(
        folder
        for folder in folders
        if not (folder.exists() or parts_folder(output, folder).exists() or folder.absolute() in claimed_folders)
    )
