"""Reads a file or folder into a Manuscript: detects the format by content, and calls its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from audiobook.errors import InputError
from audiobook.files.workspace import real_path
from audiobook.model import Cover, Manuscript
from audiobook.reading.covers import detect_cover_type
from audiobook.reading.docx.document import MAIN_PART, read_docx
from audiobook.reading.epub.book import read_epub
from audiobook.reading.epub.package import CONTAINER_FILE
from audiobook.reading.fb2.document import is_fictionbook, read_fb2
from audiobook.reading.file_kind import FileKind, detect_text_kind, is_html_page, reject_unsupported
from audiobook.reading.folder.archive_listing import find_books, list_archive_files, warn_of_skipped
from audiobook.reading.folder.story_folder import (
    COVER_NAMES,
    MAX_FILES,
    FileList,
    LoadedFile,
    StoryFile,
    common_title,
    find_cover,
    join_manuscripts,
    list_story_files,
    order_paths,
)
from audiobook.reading.front_matter import parse_front_matter
from audiobook.reading.html.parse import decode_markup
from audiobook.reading.html_page import read_html
from audiobook.reading.kindle.document import is_kindle_book, is_palm_text, read_kindle, unpack_palm_text
from audiobook.reading.markdown import read_markdown
from audiobook.reading.odt.document import is_flat_open_document, is_open_document, read_flat_odt, read_odt
from audiobook.reading.page_marks import add_page_mark_sections
from audiobook.reading.pdf.document import read_pdf
from audiobook.reading.plain_text import read_plain
from audiobook.reading.rtf.document import RTF_SIGNATURE, read_rtf
from audiobook.reading.text_decoding import decode_text
from audiobook.reading.zip_archive import ZIP_SIGNATURES, ZipArchive

# Marks the headers of a story's files; the story's title is known from the names of the files.
HeaderMarker = Callable[[tuple[Manuscript, ...], str], tuple[Manuscript, ...]]
# The longest novels have 20 million characters; pictures make e-books larger than that.
MAX_FILE_BYTES = 1024 * 1024 * 1024
MAX_TEXT_BYTES = 128 * 1024 * 1024
# What messages call the story that comes from there.
STANDARD_INPUT_NAME = Path("standard input")
# Some programs write blank lines before it.
PDF_SIGNATURE, PDF_HEAD_BYTES = b"%PDF", 1024
OPEN_DOCUMENT_TYPE = b"application/vnd.oasis.opendocument"
OTHER_OFFICE_PARTS = {"xl/workbook.xml": "a spreadsheet", "ppt/presentation.xml": "a presentation"}


def leave_headers(manuscripts: tuple[Manuscript, ...], _title: str) -> tuple[Manuscript, ...]:
    """The files of a story as they are."""
    return manuscripts


def read_story(path: Path, mark_headers: HeaderMarker = leave_headers) -> Manuscript:
    """Reads the story at `path`, a file or a folder of files. Raises InputError if no story can be read from it."""
    return _read_folder(path, mark_headers) if path.is_dir() else _read_file(path, mark_headers)


def read_story_from_paths(paths: tuple[Path, ...], mark_headers: HeaderMarker = leave_headers) -> Manuscript:
    """Reads one story from several files, a chapter each, in natural order. Raises InputError as read_story does.

    `mark_headers` gets the files and the story's title, and returns the files with their headers marked.
    """
    if not paths:
        raise InputError("no story given; pass its file, its folder, or all of its files")
    if len(paths) == 1:
        return read_story(paths[0], mark_headers)
    file_order = order_paths(paths)
    file_lists = [
        list_story_files(path) if path.is_dir() else FileList((StoryFile(path),)) for path in file_order.files
    ]
    file_list = FileList(
        tuple(file for inner_list in file_lists for file in inner_list.files),
        (*file_order.warnings, *(warning for inner_list in file_lists for warning in inner_list.warnings)),
    )
    title = common_title([file.path for file in file_list.files]) or _title_from_folder(real_path(paths[0]).parent)
    return _read_and_join(file_list, paths[0].parent, title, mark_headers)


def _read_folder(folder: Path, mark_headers: HeaderMarker) -> Manuscript:
    title = _title_from_folder(real_path(folder))
    return _read_and_join(list_story_files(folder), folder, title, mark_headers, _read_folder_cover(folder))


def _read_and_join(
    file_list: FileList, source: Path, title: str, mark_headers: HeaderMarker, cover: Cover | None = None
) -> Manuscript:
    files = [LoadedFile(file.path, _read_file(file.path), file.part_titles) for file in file_list.files]
    return _join_files(files, source, title, mark_headers, cover, file_list.warnings)


def _join_files(
    files: list[LoadedFile],
    source: Path,
    title: str,
    mark_headers: HeaderMarker,
    cover: Cover | None,
    warnings: tuple[str, ...],
) -> Manuscript:
    chapters = [file for file in files if not file.is_index]
    if len(chapters) > 1:
        marked = mark_headers(tuple(file.manuscript for file in chapters), title)
        files = [file for file in files if file.is_index] + [
            replace(file, manuscript=manuscript) for file, manuscript in zip(chapters, marked, strict=True)
        ]
    return join_manuscripts(files, source, title, cover, warnings)


def _title_from_folder(folder: Path) -> str:
    return " ".join(folder.name.replace("_", " ").replace("-", " ").split())


def _read_folder_cover(folder: Path) -> Cover | None:
    picture = find_cover(folder)
    data = _read_bytes(picture) if picture else b""
    mime = detect_cover_type(data)
    return Cover(data, mime) if mime else None


def read_piped_story(data: bytes) -> Manuscript:
    """Reads a story from the bytes of standard input; their kind is known from themselves. Raises InputError."""
    return add_page_mark_sections(_read_unmarked(data, STANDARD_INPUT_NAME, leave_headers))


def _read_file(path: Path, mark_headers: HeaderMarker = leave_headers) -> Manuscript:
    return add_page_mark_sections(_read_unmarked(_read_bytes(path), path, mark_headers))


def _read_unmarked(data: bytes, path: Path, mark_headers: HeaderMarker) -> Manuscript:
    if data.startswith(ZIP_SIGNATURES):
        archive = ZipArchive(data, path)
        return _read_book_archive(archive, path) or _read_zip(archive, path, mark_headers)
    return _read_single(data, path)


def _read_single(data: bytes, path: Path) -> Manuscript:
    if data[:PDF_HEAD_BYTES].lstrip().startswith(PDF_SIGNATURE):
        return read_pdf(data, path)
    if is_kindle_book(data):
        return read_kindle(data, path)
    data = unpack_palm_text(data, path) if is_palm_text(data) else data
    reject_unsupported(data, path)
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(f"{path} is larger than any story ({len(data) // 1_000_000:,} MB); split it and try again")
    return read_rtf(data, path) if data.startswith(RTF_SIGNATURE) else _read_text(data, path)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputError(f"{path} is larger than any story; pass the story's own file")
        if not path.is_file():
            raise InputError(
                f"{path} is a device or a pipe, not a file; save the story to a file, or pipe it in with - as the STORY"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}; check the name and the folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read: {reason}; check the name, and that you may read it") from error


def _read_book_archive(archive: ZipArchive, path: Path) -> Manuscript | None:
    """The story in an archive that is itself a document or an e-book, None for any other archive."""
    if CONTAINER_FILE in archive or _mimetype(archive).startswith(b"application/epub+zip"):
        return read_epub(archive, path)
    if MAIN_PART in archive:
        return read_docx(archive, path)
    if is_open_document(archive):
        return read_odt(archive, path)
    return None


def _read_zip(archive: ZipArchive, path: Path, mark_headers: HeaderMarker) -> Manuscript:
    """The only book in an archive, as libraries pack theirs (.fb2.zip), or its texts, a chapter each."""
    books = find_books(archive.names)
    if len(books) > 1:
        raise InputError(f"{path} is a zip archive of {len(books):,} books; unpack it and pass one of them")
    if books:
        manuscript = _read_member(archive, books[0], path)
        return replace(manuscript, warnings=(*manuscript.warnings, *warn_of_skipped(books[0], archive.names)))
    file_list = list_archive_files(archive.names)
    if not file_list.files or len(file_list.files) > MAX_FILES:
        raise InputError(f"{path} is {_describe_unsupported(archive)}")
    files = [
        LoadedFile(
            file.path, add_page_mark_sections(_read_member(archive, file.path.as_posix(), path)), file.part_titles
        )
        for file in file_list.files
    ]
    cover = next((name for name in archive.names if PurePosixPath(name).name in COVER_NAMES), "")
    data = archive.read(cover) if cover else b""
    mime = detect_cover_type(data)
    title = common_title([file.path for file in files]) or _title_from_folder(path.with_suffix(""))
    return _join_files(files, path, title, mark_headers, Cover(data, mime) if mime else None, file_list.warnings)


def _read_member(archive: ZipArchive, name: str, path: Path) -> Manuscript:
    data, inner_path = archive.read(name), path / name
    if not data.startswith(ZIP_SIGNATURES):
        return _read_single(data, inner_path)
    # One archive in another is an e-book; more of them would never end.
    inner_archive = ZipArchive(data, inner_path)
    manuscript = _read_book_archive(inner_archive, inner_path)
    if manuscript is None:
        raise InputError(f"{inner_path} is {_describe_unsupported(inner_archive)}")
    return manuscript


def _mimetype(archive: ZipArchive) -> bytes:
    """The type that e-books and OpenDocument files declare in their first member."""
    return archive.read("mimetype").strip() if "mimetype" in archive else b""


def _describe_unsupported(archive: ZipArchive) -> str:
    if _mimetype(archive).startswith(OPEN_DOCUMENT_TYPE):
        return "an OpenDocument file, but not a text"
    for part, description in OTHER_OFFICE_PARTS.items():
        if part in archive:
            return f"{description}, not a story"
    return "a zip archive, not a story; unpack it and pass the folder"


def _read_text(data: bytes, path: Path) -> Manuscript:
    if is_fictionbook(data):
        return read_fb2(data, path)
    if is_flat_open_document(data):
        return read_flat_odt(data, path)
    if is_html_page(data):  # which names its own encoding
        return read_html(decode_markup(data, path), path)
    text = decode_text(data, path)
    front = parse_front_matter(text)
    kind = detect_text_kind(text, path, front is not None)
    if kind is FileKind.HTML:
        return read_html(decode_markup(data, path), path)
    return read_markdown(text, path) if kind is FileKind.MARKDOWN else read_plain(text, path)
