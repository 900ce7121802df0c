"""Finds the books in a folder that holds several, such as a library of e-books; other folders are one story."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.story_endings import BOOK_EXTENSIONS, STORY_EXTENSIONS
from audiobook.files.workspace import expand_home, real_path
from audiobook.reading.folder.file_names import parse_file_name
from audiobook.reading.folder.file_order import sort_naturally
from audiobook.reading.folder.own_files import is_own_page
from audiobook.reading.folder.story_folder import ALBUM_MANIFEST, INDEX_NAMES

# How deep books are looked for: Calibre has Author/Title/book.epub, and a series is one level more.
MAX_DEPTH = 4
# More books than this are hardly meant by somebody who has only named a folder.
MAX_UNASKED_BOOKS = 200
# Files about the folder, not books.
ABOUT_NAMES = frozenset((*INDEX_NAMES, "readme", "license", "licence", "changelog", "copying", "description", "notes"))
# Of a book in several formats: first the one that says most about its text, last the one that says least.
BEST_ENDING, WORST_ENDING = ".epub", ".pdf"
# A folder with as many numbered chapters is a story, even if an e-book lies beside them.
MIN_CHAPTERS = 2
# The names of books of a series: with the number first, or at the end.
MIN_NUMBERED = 2
BOOK_LABEL = re.compile(r"(?:Book|Volume) [^\s,]+")
BOOK_ENDING = re.compile(r"(?:^|[\W_])(?:book|bk|volume|vol)[\s._#-]{0,3}[0-9]{1,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BookFolder:
    """The books of a folder, each a file or a folder of chapters, in natural order.

    `other_formats` are files that hold one of these books in another format.
    """

    books: tuple[Path, ...]
    other_formats: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Listing:
    """What lies in one folder: e-books, texts, and folders that may hold more; nothing hidden, no album, no links."""

    ebooks: tuple[Path, ...]
    texts: tuple[Path, ...]
    folders: tuple[Path, ...]


def find_books(folder: Path) -> BookFolder | None:
    """The books of a folder with e-books in it or below; None where it is one story, or has no e-books.

    A folder with chapters is one story, even if an e-book made of it lies beside them. Below a folder of books, a
    folder without any e-book is one story, too. A whole disk or home folder is never taken for one of books. Raises
    InputError where there are so many that it must be a mistake.
    """
    if _is_disk_or_home(folder) or not has_ebooks(folder) or _is_story(_list_folder(folder)):
        return None
    found = _build(_collect(folder, 0))
    if len(found.books) > MAX_UNASKED_BOOKS:
        raise InputError(f"{folder} has {len(found.books):,} books; if you want an album of each, add --each")
    return found


def _is_disk_or_home(folder: Path) -> bool:
    path = real_path(folder)
    return path.parent == path or path == real_path(expand_home(Path("~")))


def find_each(folder: Path) -> BookFolder:
    """Every e-book and text in a folder and below, each as a book of its own."""
    return _build(_collect(folder, 0, each=True))


def list_only_ebooks(folder: Path) -> tuple[Path, ...]:
    """The e-books of a folder that has no texts, in natural order; () where there are none."""
    listing = _list_folder(folder)
    return () if listing.texts else tuple(sort_naturally(listing.ebooks))


def list_numbered_books(folder: Path) -> tuple[Path, ...]:
    """The texts of a folder in natural order where each is called a book or a volume; () where some aren't.

    They may be books of a series, or the parts of one story: their text tells.
    """
    texts = _list_folder(folder).texts
    is_numbered = len(texts) >= MIN_NUMBERED and all(_is_book_name(path.stem) for path in texts)
    return tuple(sort_naturally(texts)) if is_numbered else ()


def _is_book_name(stem: str) -> bool:
    """Whether a file is called a book or a volume, and not a chapter of one.

    >>> [_is_book_name(name) for name in ("Book 1", "Lamps, vol. 2", "Book 2 - Salt", "Book 2, Chapter 3")]
    [True, True, True, False]
    """
    label = parse_file_name(stem).label
    return bool(BOOK_LABEL.fullmatch(label) if label else BOOK_ENDING.search(stem))


def has_ebooks(folder: Path, depth: int = 0) -> bool:
    """Whether there is an e-book in a folder or below."""
    listing = _list_folder(folder)
    return bool(listing.ebooks) or (depth < MAX_DEPTH and any(has_ebooks(path, depth + 1) for path in listing.folders))


def _build(found: Iterable[tuple[Path, bool]]) -> BookFolder:
    pairs = tuple(found)
    return BookFolder(
        tuple(path for path, is_wanted in pairs if is_wanted), tuple(path for path, is_wanted in pairs if not is_wanted)
    )


def _collect(folder: Path, depth: int, each: bool = False) -> Iterator[tuple[Path, bool]]:
    """The books in a folder and below, and whether each is wanted: not if it is there in a better format."""
    listing = _list_folder(folder)
    if not each and depth and _is_story(listing):
        yield folder, True
        return
    yield from _choose_formats((*listing.ebooks, *listing.texts))
    for path in sort_naturally(listing.folders) if depth < MAX_DEPTH else ():
        if each or has_ebooks(path, depth + 1):
            yield from _collect(path, depth + 1, each)
        elif texts := _list_folder(path).texts:
            yield texts[0] if len(texts) == 1 else path, True


def _is_story(listing: _Listing) -> bool:
    """Whether the texts of a folder are chapters: they have numbers or are called chapters, and e-books are fewer."""
    names = [parse_file_name(path.stem) for path in listing.texts]
    chapters = sum(bool(name.chapter_word) or (bool(name.number) and name.is_certain) for name in names)
    return chapters >= max(MIN_CHAPTERS, len(listing.ebooks) + 1)


def _choose_formats(files: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Each file, and whether it is the best one of those with its name."""
    by_stem: dict[str, list[Path]] = {}
    for path in sort_naturally(files):
        by_stem.setdefault(path.stem, []).append(path)
    for same in by_stem.values():
        best = min(same, key=_rank_format)
        yield from ((path, path is best) for path in same)


def _rank_format(path: Path) -> tuple[bool, bool, bool, str]:
    ending = path.suffix.lower()
    return ending != BEST_ENDING, ending == WORST_ENDING, ending not in BOOK_EXTENSIONS, ending


def _list_folder(folder: Path) -> _Listing:
    try:
        entries = [entry for entry in os.scandir(folder) if not entry.name.startswith((".", "~$"))]
        files = [Path(entry) for entry in entries if entry.is_file()]
        folders = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:  # what can't be looked into has no books; if it was given, reading it says why
        return _Listing((), (), ())
    return _Listing(
        tuple(path for path in files if path.suffix.lower() in BOOK_EXTENSIONS),
        tuple(path for path in files if _is_text(path)),
        tuple(path for path in folders if not os.path.lexists(path / ALBUM_MANIFEST)),
    )


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in STORY_EXTENSIONS and path.stem.lower() not in ABOUT_NAMES and not is_own_page(path)
