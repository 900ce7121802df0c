"""From a path to a Manuscript: the kind of file is told by its content, and its reader does the rest."""

from __future__ import annotations

from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.model import Cover, Manuscript
from audiobook.reading.covers import mime_of
from audiobook.reading.decode import decode
from audiobook.reading.docx.document import MAIN_PART, read_docx
from audiobook.reading.epub.book import read_epub
from audiobook.reading.epub.package import CONTAINER
from audiobook.reading.file_kind import FileKind, is_page, kind_of_text, refuse_what_is_no_story
from audiobook.reading.folder.chapter_files import (
    FileList,
    Part,
    StoryFile,
    common_title,
    cover_in,
    in_order,
    story_files,
    together,
)
from audiobook.reading.front_matter import front_matter_of
from audiobook.reading.html.parse import decoded_markup
from audiobook.reading.html_page import read_html
from audiobook.reading.markdown import read_markdown
from audiobook.reading.page_marks import with_page_marks
from audiobook.reading.plain_text import read_plain
from audiobook.reading.zip_archive import SIGNATURES, Archive

# The longest novels ever written have 20 million characters; pictures make e-books larger than that.
MOST_BYTES = 1024 * 1024 * 1024
MOST_TEXT_BYTES = 128 * 1024 * 1024
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "an OpenDocument text (ODT)",
    b"application/vnd.oasis.opendocument": "an OpenDocument file, but no text",
}
OFFICE_PARTS = {"xl/workbook.xml": "a spreadsheet", "ppt/presentation.xml": "a presentation"}


def read_story(path: Path) -> Manuscript:
    """Reads the story at `path`, a file or a folder of files; raises InputError where no story can be read from it."""
    return _folder(path) if path.is_dir() else _file(path)


def read_stories(paths: tuple[Path, ...]) -> Manuscript:
    """Reads one story from several files, a chapter each, in natural order; raises InputError like read_story."""
    if not paths:
        raise InputError("no story was named; name its file, its folder, or all its files")
    if len(paths) == 1:
        return read_story(paths[0])
    ordered = in_order(paths)
    listings = [story_files(path) if path.is_dir() else FileList((StoryFile(path),)) for path in ordered.files]
    found = FileList(
        tuple(file for listing in listings for file in listing.files),
        (*ordered.doubts, *(doubt for listing in listings for doubt in listing.doubts)),
    )
    title = common_title([file.path for file in found.files]) or _title_from(real_path(paths[0]).parent)
    return _together(found, paths[0].parent, title)


def _folder(folder: Path) -> Manuscript:
    return _together(story_files(folder), folder, _title_from(real_path(folder)), _cover(folder))


def _together(found: FileList, source: Path, title: str, cover: Cover | None = None) -> Manuscript:
    parts = [Part(file.path, _file(file.path), file.parts) for file in found.files]
    return together(parts, source, title, cover, found.doubts)


def _title_from(folder: Path) -> str:
    return " ".join(folder.name.replace("_", " ").replace("-", " ").split())


def _cover(folder: Path) -> Cover | None:
    picture = cover_in(folder)
    data = _bytes_of(picture) if picture else b""
    mime = mime_of(data)
    return Cover(data, mime) if mime else None


def _file(path: Path) -> Manuscript:
    return with_page_marks(_as_it_came(path))


def _as_it_came(path: Path) -> Manuscript:
    data = _bytes_of(path)
    if data.startswith(SIGNATURES):
        return _from_archive(Archive(data, path), path)
    refuse_what_is_no_story(data, path)
    if len(data) > MOST_TEXT_BYTES:
        raise InputError(f"{path} is larger than any story ({len(data) // 1_000_000:,} MB); split it and try again")
    return _from_text(data, path)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path} is larger than any story; name the story's own file")
        if not path.is_file():
            raise InputError(f"{path} is no file but a device or a pipe; save the story as a file first")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}; check the name and the folder") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _from_archive(archive: Archive, path: Path) -> Manuscript:
    if CONTAINER in archive or _type_of(archive).startswith(b"application/epub+zip"):
        return read_epub(archive, path)
    if MAIN_PART in archive:
        return read_docx(archive, path)
    raise InputError(f"{path} is {_what_it_is(archive)}")


def _type_of(archive: Archive) -> bytes:
    """The type that e-books and OpenDocuments name in their first file."""
    return archive.read("mimetype").strip() if "mimetype" in archive else b""


def _what_it_is(archive: Archive) -> str:
    kind = _type_of(archive)
    for name, what in OPEN_DOCUMENTS.items():
        if kind.startswith(name):
            return f"{what}; save it as .docx or plain text in a word processor"
    for part, what in OFFICE_PARTS.items():
        if part in archive:
            return f"{what}, not a story"
    return "a zip archive, not a story; unpack it and give the folder"


def _from_text(data: bytes, path: Path) -> Manuscript:
    if is_page(data):  # which names its own encoding
        return read_html(decoded_markup(data, path), path)
    text = decode(data, path)
    front = front_matter_of(text)
    kind = kind_of_text(text, path, front is not None)
    if kind is FileKind.HTML:
        return read_html(decoded_markup(data, path), path)
    return read_markdown(text, path) if kind is FileKind.MARKDOWN else read_plain(text, path)
