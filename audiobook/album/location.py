"""Finds the folder of a story's album: `Author/Title`, or `Author/Title (2)` if another story has that.

A story of a series has `Author/Series/Vol 2 - Title`, as Audiobookshelf reads folders.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from audiobook.album.file_names import METADATA_FILE
from audiobook.album.library_index import find_album_folders
from audiobook.album.manifest import MANIFEST_NAME, Manifest, read_manifest
from audiobook.album.story_identity import IdentityMatch, SentenceDigests, is_same_story, match_story
from audiobook.files.workspace import PARTS_FOLDER, WORK_FOLDER, parts_folder, safe_name
from audiobook.model import Metadata, StoryIdentity
from audiobook.text.series import split_series

UNKNOWN_AUTHOR, UNTITLED = "Unknown Author", "Untitled"
NUMBERED_NAME = re.compile(r"(?P<name>.*) \((?P<number>[2-9]|[1-9][0-9]{1,5})\)", re.DOTALL)

# What the folder of an album of a series has before the title.
VOLUME = re.compile(r"Vol \d+(?:\.\d+)? - ")

# The folders of the albums of other stories in the same run, whether or not they exist yet.
ClaimedFolders = Mapping[Path, StoryIdentity]
EMPTY_MANIFEST = Manifest()


@dataclass(frozen=True, slots=True)
class AlbumLocation:
    """The folder of a story's album, and the manifest in it, empty where there is no album yet.

    `former_file` is the name of the file that the album was made from so far, "" where it is still the same. Where the
    folder has a number because another story has the plain name, `other_file` is that story's file, else "".
    `former_folder` is the folder of the album that the story had under another title, None for none. `flat_for` is the
    folder among those of its series that the album would have, but for older albums that lie otherwise; None for none.
    """

    path: Path
    former_file: str = ""
    other_file: str = ""
    former_folder: Path | None = None
    flat_for: Path | None = None
    manifest: Manifest = field(default=EMPTY_MANIFEST, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A folder that the album may go to: its manifest, and the story that it belongs to.

    `holder` is None where there is no album, and an empty identity where the album does not know its story.
    """

    folder: Path
    manifest: Manifest
    holder: StoryIdentity | None


def locate_album(
    output: Path, metadata: Metadata, story: StoryIdentity, sentences: SentenceDigests, claimed_folders: ClaimedFolders
) -> AlbumLocation:
    """The folder of the story's own album below `output`, or else the first that no other story has.

    An album that does not know its story (older versions did not record it) counts as the story's own if no other
    album does.
    """
    plain_folder = output / safe_name(metadata.author, UNKNOWN_AUTHOR) / safe_name(metadata.title, UNTITLED)
    series_folder = _series_folder(plain_folder.parent, metadata)
    is_flat = series_folder is not None and _keeps_series_flat(series_folder.parent)
    new_folder = plain_folder if series_folder is None or is_flat else series_folder
    bases = tuple(dict.fromkeys((new_folder, plain_folder, *((series_folder,) if series_folder else ()))))
    folders = (*bases, *(folder for base in bases for folder in _find_numbered_folders(output, base)))
    candidates = tuple(_read_candidate(output, folder, claimed_folders) for folder in folders)
    default = candidates[0]
    # Of several that match equally well, this is the first.
    best = max(candidates, key=lambda candidate: _match_holder(candidate.holder, story, sentences))
    if _match_holder(best.holder, story, sentences) > IdentityMatch.NONE:
        former_file = best.holder.file if best.holder and best.holder.file != story.file else ""
        return AlbumLocation(best.folder, former_file=former_file, manifest=best.manifest)
    for candidate in candidates:
        if candidate.holder == StoryIdentity():
            return AlbumLocation(candidate.folder, manifest=candidate.manifest)
    flat_for = series_folder if is_flat else None
    if default.holder is None and not _list_albums(new_folder):
        return AlbumLocation(new_folder, manifest=default.manifest, flat_for=flat_for)
    free_folder = _find_free_folder(output, new_folder, claimed_folders)
    return AlbumLocation(free_folder, other_file=default.holder.file if default.holder else "", flat_for=flat_for)


def find_place(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Author and title of an album by its folder, with the series between them if the folder is that of a series."""
    author = safe_name(manifest.author, folder.parent.name)
    is_series = folder.parent.name != author and folder.parent.parent.name == author
    return (author, folder.parent.name, folder.name) if is_series else (author, folder.name)


def _series_folder(author_folder: Path, metadata: Metadata) -> Path | None:
    """The folder of an album among those of its series; None where it belongs to none."""
    series, number = split_series(metadata.series)
    if not series:
        return None
    name = f"Vol {number} - {metadata.title or UNTITLED}" if number else metadata.title
    return author_folder / safe_name(series, UNTITLED) / safe_name(name, UNTITLED)


def _keeps_series_flat(series_folder: Path) -> bool:
    """Whether the author's series lie beside other albums, as older versions made them, and not in folders.

    A folder for the series that is there, even an empty one, says that it is wanted; but an album can't be one.
    """
    if series_folder.is_dir():
        return (series_folder / MANIFEST_NAME).is_file()
    return any(_has_series(folder) for folder in _list_visible(series_folder.parent))


def _list_albums(series_folder: Path) -> list[Path]:
    return [folder for folder in _list_visible(series_folder) if (folder / MANIFEST_NAME).is_file()]


def _list_visible(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


def _has_series(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / METADATA_FILE).read_text("utf-8"))["series"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class StoryAlbum:
    """An album that was made from a story: its folder below the output folder, and its manifest."""

    folder: Path
    manifest: Manifest


def find_story_album(
    output: Path, story: StoryIdentity, sentences: SentenceDigests, title: tuple[str, str] | None
) -> StoryAlbum | None:
    """The album below `output` that was made from a story, whatever its title is there; None where there is none.

    Of several that match equally well, it is the one that was made last. `title` as in `is_same_story`.
    """
    found = [
        (is_same_story(known, story, sentences, (album.manifest.title, album.manifest.author), title), changed, album)
        for changed, album in _read_albums(output)
        if (known := album.manifest.story)
    ]
    if not found:
        return None
    match, _, best = max(found, key=lambda row: row[:2])
    return best if match > IdentityMatch.NONE else None


def _read_albums(output: Path) -> Iterator[tuple[float, StoryAlbum]]:
    """All albums, each with the time of its last change; those whose chapters are still to be bound, too."""
    for root in (output, output / WORK_FOLDER / PARTS_FOLDER):
        for folder in find_album_folders(root):
            try:
                changed = (folder / MANIFEST_NAME).stat().st_mtime
            except OSError:
                continue
            yield changed, StoryAlbum(folder.relative_to(root), read_manifest(folder))


def album_number(folder: Path, title: str) -> int:
    """The number of the album in a folder among those of the same title: 2 for `Title (2)`, 1 for the first.

    >>> album_number(Path("Ann/Tea (2)"), "Tea"), album_number(Path("Ann/Tea (2)"), "Tea (2)")
    (2, 1)
    """
    match = NUMBERED_NAME.fullmatch(folder.name)
    name = match and VOLUME.sub("", match["name"])
    return int(match["number"]) if match and name == safe_name(title, UNTITLED) else 1


def _match_holder(holder: StoryIdentity | None, story: StoryIdentity, sentences: SentenceDigests) -> IdentityMatch:
    return match_story(holder, story, sentences) if holder else IdentityMatch.NONE


def _read_candidate(output: Path, folder: Path, claimed_folders: ClaimedFolders) -> _Candidate:
    manifest = read_manifest(folder)
    claim = _find_claim(folder, claimed_folders, by_any_case=not manifest.chapters)
    if claim:
        return _Candidate(folder, manifest, claim)
    # A book in one file whose chapters are not bound yet has only their manifest.
    story_manifest = manifest if manifest.chapters else read_manifest(parts_folder(output, folder))
    return _Candidate(folder, manifest, (story_manifest.story or StoryIdentity()) if story_manifest.chapters else None)


def _find_numbered_folders(output: Path, default_folder: Path) -> tuple[Path, ...]:
    """The existing folders of further albums of that title, by number."""
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
        if not (folder.exists() or parts_folder(output, folder).exists() or _find_claim(folder, claimed_folders))
    )


def _find_claim(folder: Path, claimed_folders: ClaimedFolders, by_any_case: bool = True) -> StoryIdentity | None:
    """The story of the run that a folder belongs to already, None if it's free.

    On Windows and macOS, "Tea" and "TEA" are one folder, and so are an é of one character and of two. So names differ
    by more than that, unless `by_any_case` is false: where an album is already, its own name counts.
    """
    exact = claimed_folders.get(folder.absolute())
    if exact or not by_any_case:
        return exact
    wanted = _fold_case(folder)
    return next((story for other, story in claimed_folders.items() if _fold_case(other) == wanted), None)


def _fold_case(folder: Path) -> str:
    return unicodedata.normalize("NFC", str(folder.absolute())).casefold()
