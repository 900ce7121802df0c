"""The formats of an album, and the folders of its chapter files in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from audiobook.album.manifest import ChapterFile, Manifest, SidecarEntry, read_manifest
from audiobook.files.workspace import parts_folder
from audiobook.model.output_formats import EPUB, OUTPUT_FORMATS, find_format

EBOOK_EXTENSION, BOOK_EXTENSION = ".epub", ".m4b"


def is_book_file(entry: ChapterFile) -> bool:
    """Whether a file of an album is a bound book."""
    return entry.number == 0 and entry.file.endswith(BOOK_EXTENSION)


def without_book(manifest: Manifest) -> Manifest:
    """A manifest without the entry of a bound book."""
    return replace(manifest, chapters=tuple(entry for entry in manifest.chapters if not is_book_file(entry)))


def find_ebook(entries: Iterable[SidecarEntry]) -> SidecarEntry | None:
    """The e-book among an album's companion files, None where it has none."""
    return _find_by_ending(entries, EBOOK_EXTENSION)


def find_companion_book(entries: Iterable[SidecarEntry]) -> SidecarEntry | None:
    """The whole book in one sound file among an album's companion files, None where it has none."""
    return _find_by_ending(entries, BOOK_EXTENSION)


def _find_by_ending(entries: Iterable[SidecarEntry], ending: str) -> SidecarEntry | None:
    return next((entry for entry in entries if entry.file.endswith(ending)), None)


def kept_formats(output: Path, folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The formats of the album in a folder below `output`, () where there is none.

    Where a first run was interrupted before it made one file of the chapters, only these have a manifest.
    """
    recorded = manifest.formats
    if not manifest.chapters:
        recorded = recorded or read_manifest(parts_folder(output, folder)).formats
    return tuple(name for name in recorded if name in OUTPUT_FORMATS) or tuple(_infer_formats(folder, manifest))


def _infer_formats(folder: Path, manifest: Manifest) -> Iterator[str]:
    """The formats of an album of an older version, by its files."""
    finished = (find_format(PurePath(entry.file).suffix) for entry in manifest.chapters if entry.sha256)
    yield from dict.fromkeys(output_format.name for output_format in finished if output_format)
    if any(entry.file.endswith(EBOOK_EXTENSION) and (folder / entry.file).exists() for entry in manifest.companions):
        yield EPUB.name


def edition_folder(folder: Path, format_name: str) -> Path:
    """The folder of an album's chapter files in a format that is not its primary one."""
    return folder / format_name


def find_editions(folder: Path) -> Iterator[tuple[str, Path, Manifest]]:
    """The editions of an album besides its primary one: format, folder, and manifest."""
    for name in OUTPUT_FORMATS:
        path = edition_folder(folder, name)
        if path.is_dir() and (manifest := read_manifest(path)).chapters:
            yield name, path, manifest


def has_all_editions(folder: Path, manifest: Manifest) -> bool:
    """Whether the formats of an album that need a folder of their own have one, with a manifest."""
    formats = (OUTPUT_FORMATS[name] for name in manifest.formats if name in OUTPUT_FORMATS and name != EPUB.name)
    _, *further = [*(row.name for row in formats if not row.is_single_file), ""]
    return {name for name in further if name} <= {name for name, _, _ in find_editions(folder)}
