"""Stories that are dropped on the page: saved whole or not at all, and never over another file."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path, PurePosixPath

from audiobook.album.manifest import hash_file
from audiobook.errors import InputError
from audiobook.files.story_endings import ARCHIVE_EXTENSION, BOOK_EXTENSIONS, STORY_EXTENSIONS
from audiobook.files.workspace import advise_on_closed_folders, atomic_write, safe_name
from audiobook.reading.file_kind import HTML_ENDINGS, MARKDOWN_ENDINGS, reject_unsupported

# What story files are called; the reader looks at what is in them.
STORY_ENDINGS = frozenset((*STORY_EXTENSIONS, *HTML_ENDINGS, *MARKDOWN_ENDINGS, *BOOK_EXTENSIONS, ARCHIVE_EXTENSION))
MAX_UPLOAD_BYTES = 200_000_000
FALLBACK_NAME = "story"
# How many bytes are looked at to tell a story from a picture or a program.
HEAD_BYTES = 8192
CLOSED_FOLDER = "start the studio with another folder for your stories (--input)"


class _AlreadyThereError(Exception):
    """The same bytes are in a file already."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class UploadFolder:
    """The folder that uploads go to; they may come from several threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._claimed: set[Path] = set()

    def save(self, name: str, chunks: Iterable[bytes], stories: Iterable[Path]) -> Path:
        """The path of a story that was uploaded under this name; that of one of `stories` which has the same bytes.

        Raises InputError if it can't be a story or is longer than MAX_UPLOAD_BYTES, OutputError if it can't be written.
        """
        clean = clean_file_name(name)
        try:
            with self._claim(clean) as path, advise_on_closed_folders(CLOSED_FOLDER), atomic_write(path) as part:
                digest = _write_chunks(part, clean, chunks)
                same = _find_same(part, digest, stories)
                if same:
                    raise _AlreadyThereError(same)
        except _AlreadyThereError as found:
            return found.path
        return path.absolute()

    @contextmanager
    def _claim(self, name: str) -> Iterator[Path]:
        """A path in the folder that no file has, and no other upload meanwhile."""
        with self._lock:
            path = next(
                path
                for path in (self.folder / numbered for numbered in _number_names(name))
                if path not in self._claimed and not path.exists()
            )
            self._claimed.add(path)
        try:
            yield path
        finally:
            with self._lock:
                self._claimed.discard(path)


def clean_file_name(name: str) -> str:
    """The name for a file that somebody calls `name`; raises InputError if it has not the ending of a story.

    >>> [clean_file_name(name) for name in ("../../What?: A/Tea.TXT", "C:\\\\books\\\\con.md", ".epub")]
    ['Tea.TXT', 'con_.md', 'story.epub']
    """
    last = "".join(character for character in name.replace("\\", "/").rpartition("/")[2] if character.isprintable())
    ending = f".{last.rpartition('.')[2]}" if "." in last else ""
    if ending.lower() not in STORY_ENDINGS:
        wanted = "a text, Markdown, a web page, an e-book (.epub, .azw3, .fb2), a PDF or a document (.docx, .odt, .rtf)"
        raise InputError(f"{_describe_kind(last, ending)} can't be read as a story; choose {wanted}")
    stem = safe_name(last.removesuffix(ending).strip(" ."), FALLBACK_NAME)
    return f"{stem}{ending}"


def _describe_kind(name: str, ending: str) -> str:
    return f"a {ending} file" if 1 < len(ending) <= 8 else f"“{name[:60]}”" if name.strip() else "a file without a name"


def _number_names(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    return chain((name,), (f"{path.stem} ({number}){path.suffix}" for number in count(2)))


def _write_chunks(part: Path, name: str, chunks: Iterable[bytes]) -> str:
    """Writes an upload to a file; its SHA-256."""
    digest, size, head = hashlib.sha256(), 0, b""
    with part.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_UPLOAD_BYTES:
                raise InputError(f"{name} is larger than any story ({MAX_UPLOAD_BYTES // 1_000_000} MB); split it")
            if len(head) < HEAD_BYTES:
                head += chunk[: HEAD_BYTES - len(head)]
            digest.update(chunk)
            file.write(chunk)
    if not head.strip():
        raise InputError(f"{name} is empty; choose another file")
    reject_unsupported(head, Path(name))
    return digest.hexdigest()


def _find_same(part: Path, digest: str, stories: Iterable[Path]) -> Path | None:
    """The story that has the same bytes as an upload."""
    size = part.stat().st_size
    for path in stories:
        try:
            if path.is_file() and path.stat().st_size == size and hash_file(path) == digest:
                return path
        except OSError:
            continue
    return None
