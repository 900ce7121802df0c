"""Albums as they are sent: their place below the target, and their files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.library_index import find_album_folders
from audiobook.album.location import find_place
from audiobook.album.manifest import MANIFEST_NAME, Manifest, read_manifest
from audiobook.errors import InputError
from audiobook.files.workspace import real_path


@dataclass(frozen=True, slots=True)
class AlbumFile:
    """A file of an album: its path in the album's folder, with slashes, its size in bytes, and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SentAlbum:
    """An album to be sent: its folder, the parts of its place below the target, and its files.

    `place` is (author, title), or (author, series, title).
    """

    folder: Path
    place: tuple[str, ...]
    files: tuple[AlbumFile, ...]

    @property
    def title(self) -> str:
        """The name of its folder."""
        return self.place[-1]

    def path_of(self, file: AlbumFile) -> Path:
        """Where a file is on this machine."""
        return self.folder / file.name


def find_sent_folders(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The folders of the albums in folders of albums, or of albums themselves, each once.

    Raises InputError where a path has no album.
    """
    return tuple({real_path(folder): folder for path in paths for folder in _find_folders(path)}.values())


def _find_folders(path: Path) -> list[Path]:
    if (path / MANIFEST_NAME).is_file():
        return [path]
    # An author's folder, or that of a series, has albums one or two levels below it, an output folder two or three.
    candidates = {*find_album_folders(path), *(one.parent for one in path.glob(f"*/{MANIFEST_NAME}"))}
    # The folder of one of an album's formats is none of its own.
    found = sorted(folder for folder in candidates if not (folder.parent / MANIFEST_NAME).is_file())
    if not found:
        raise InputError(f"{path} is no album and has none; pass an album's folder, or the folder of all albums")
    return found


def read_sent_album(folder: Path) -> SentAlbum:
    """The album in a folder; raises InputError where it isn't finished, or its files were changed."""
    manifest = read_manifest(folder)
    files = tuple(sorted(_list_files(manifest), key=lambda file: file.name))
    if not any(chapter.sha256 for chapter in manifest.chapters):
        raise InputError(f"{folder} has no finished chapter; make the album first")
    for file in files:
        _check_file(folder / file.name, file)
    return SentAlbum(folder, find_place(real_path(folder), manifest), files)


def _list_files(manifest: Manifest) -> Iterator[AlbumFile]:
    yield from (AlbumFile(entry.file, entry.size, entry.sha256) for entry in manifest.chapters if entry.sha256)
    yield from (AlbumFile(entry.file, entry.size, entry.sha256) for entry in manifest.companions if entry.sha256)


def _check_file(path: Path, file: AlbumFile) -> None:
    try:
        is_intact = path.stat().st_size == file.size
    except OSError:
        is_intact = False
    if not is_intact:
        raise InputError(f"{path} is missing or was changed; make the album again, then send it")
