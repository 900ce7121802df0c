"""Joins the files of one story, a chapter each, in the order in which people would count them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.story_endings import STORY_EXTENSIONS
from audiobook.files.workspace import real_path
from audiobook.model import Cover, Manuscript, Metadata, Section, SectionRole, Span
from audiobook.reading.folder.file_names import parse_file_name, title_from_name
from audiobook.reading.folder.file_order import FileOrder, format_file_list, order_files
from audiobook.reading.folder.own_files import is_own_page, list_album_files
from audiobook.reading.folder.stated_order import SUMMARY_NAME, order_by_weight, read_summary
from audiobook.reading.lines import text_lines
from audiobook.reading.source_blocks import BLOCK_SEPARATOR
from audiobook.text.comparison import comparison_key, is_same_title
from audiobook.text.line_ends import PUNCTUATED_END
from audiobook.text.skip_reasons import TITLE_PAGE

MAX_FILES = 5000
MAX_TOTAL_CHARACTERS = 64 * 1024 * 1024
MAX_FOLDER_DEPTH = 3
# A folder with this file is an album made by this program, not part of the story.
ALBUM_MANIFEST = "album.json"
# A short page with one of these names is about the story.
INDEX_NAMES = frozenset(
    ("index", "title", "titlepage", "cover", "contents", "toc", "about", "info", "metadata", "meta")
)
MAX_INDEX_WORDS = 500
COVER_NAMES = ("cover.jpg", "cover.jpeg", "cover.png", "folder.jpg")
# How a first line that is a heading begins; it also has a blank line below it and doesn't end like a sentence.
HEADING_LINE = re.compile(
    r"[\W_]*(?:(?:chapter|ch\.|part|book|prologue|epilogue|interlude|omake)\b.{0,100}"
    r"|\d{1,4}[.:) -]?.{0,80}|[IVXLC]{1,7}[.:]?.{0,60})",
    re.IGNORECASE,
)
MAX_HEADING_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A file of a story; `part_titles` are the titles of the folders between it and the story's folder."""

    path: Path
    part_titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileList:
    """The files of a story in order; `warnings` say which of it is a guess."""

    files: tuple[StoryFile, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file of a story and its manuscript; `part_titles` as in StoryFile."""

    path: Path
    manuscript: Manuscript
    part_titles: tuple[str, ...] = ()

    @property
    def is_index(self) -> bool:
        """Whether the file only describes the story."""
        return has_index_name(self.path) and len(self.manuscript.text.split()) <= MAX_INDEX_WORDS


def has_index_name(path: Path) -> bool:
    """Whether a file's name says that it is about the story: a title page, say."""
    return re.sub(r"[\W\d_]", "", path.stem).lower() in INDEX_NAMES


def list_story_files(folder: Path) -> FileList:
    """The story files of a folder, its title page first, and of its subfolders, each a part of the story.

    Hidden files and other formats are left out. Raises InputError if there are none, or too many for a story.
    """
    file_list = _list_by_summary(folder) or _list_files(folder, folder, ())
    if not file_list.files:
        raise InputError(_no_stories_message(folder, file_list.warnings))
    if len(file_list.files) > MAX_FILES:
        raise InputError(f"{folder} has {len(file_list.files):,} files; pass the one with the story")
    return file_list


def _list_by_summary(folder: Path) -> FileList | None:
    """The files in the order of the folder's SUMMARY.md, as mdBook reads it; None if that lists fewer than two."""
    listed = [
        StoryFile(path, (part,) if part else ()) for path, part in read_summary(folder) if _is_story_file(path, folder)
    ]
    if len(listed) < 2:
        return None
    known = {*(file.path for file in listed), folder / SUMMARY_NAME}
    others = [file.path for file in _list_files(folder, folder, ()).files if file.path not in known]
    warnings = (f"{format_file_list(others)}: skipped, because {SUMMARY_NAME} doesn't list it",) if others else ()
    return FileList(tuple(listed), warnings)


def _no_stories_message(folder: Path, skipped_folders: Sequence[str]) -> str:
    if skipped_folders:
        return f"{folder} has only folders, no story files; pass one of the folders ({skipped_folders[0]})"
    return f"{folder} has no story files (.txt, .md, .html, .docx, .odt, .rtf); pass the story's file"


def _list_files(folder: Path, root: Path, part_titles: tuple[str, ...]) -> FileList:
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise InputError(
            f"the folder {folder} cannot be read: {error.strerror or error}; allow it (chmod), or pass another folder"
        ) from error
    album_files = list_album_files(folder / ALBUM_MANIFEST)
    files = [path for path in entries if path.name not in album_files and _is_story_file(path, root)]
    index_files = [path for path in files if has_index_name(path)]
    folders = [path for path in entries if len(part_titles) < MAX_FOLDER_DEPTH and _can_be_part(path)]
    skipped_folders = [path for path in folders if not has_part_name(path) and _has_stories(path, root)]
    folder_lists = (
        (path, _list_files(path, root, (*part_titles, name_part(path)))) for path in folders if has_part_name(path)
    )
    file_lists = {path: file_list for path, file_list in folder_lists if file_list.files}
    chapters = [path for path in files if path not in index_files]
    weighted = () if file_lists else order_by_weight(chapters)
    ordered = FileOrder(tuple(weighted)) if weighted else order_files([*chapters, *file_lists])
    files_in_order = [StoryFile(path, part_titles) for path in order_files(index_files).files]
    warnings = [*ordered.warnings, *left_out_warnings(skipped_folders)]
    for path in ordered.files:
        files_in_order += file_lists[path].files if path in file_lists else (StoryFile(path, part_titles),)
        warnings += file_lists[path].warnings if path in file_lists else ()
    return FileList(tuple(files_in_order), tuple(warnings))


def _can_be_part(path: Path) -> bool:
    """Whether a folder may hold a part of the story: not if it is hidden, a symlink, or an album."""
    is_candidate = not path.name.startswith(".") and path.is_dir() and not path.is_symlink()
    # Unlike Path.exists, this says no where the folder is closed, which is reported when it is read.
    return is_candidate and not os.path.lexists(path / ALBUM_MANIFEST)


def _has_stories(folder: Path, root: Path) -> bool:
    try:
        return any(_is_story_file(path, root) for path in folder.iterdir())
    except OSError:  # what cannot be looked into is no part
        return False


def has_part_name(folder: Path) -> bool:
    """Whether a folder's name says where it belongs; "drafts" and "other story" don't."""
    name = parse_file_name(folder.name)
    return bool(name.chapter_word) or (bool(name.number) and name.is_certain)


def name_part(folder: Path) -> str:
    """The title of the part that a folder holds."""
    name = parse_file_name(folder.name)
    return name.title if name.title and not name.label else title_from_name(folder.name).replace("Chapter ", "Part ", 1)


def left_out_warnings(folders: Sequence[Path]) -> Iterator[str]:
    """What is said of folders that are no parts."""
    if folders:
        yield (
            f"{format_file_list(sorted(folders))}: skipped, because a folder is part of the story only if its name "
            f'has a number; rename it to "1 {min(folders).name}" to include it'
        )


def order_paths(paths: Iterable[Path]) -> FileOrder:
    """Files and folders in the order a person would give them: "part 2" before "part 10"."""
    return order_files(paths)


def _is_story_file(path: Path, root: Path) -> bool:
    is_candidate = not path.name.startswith((".", "~$")) and path.suffix.lower() in STORY_EXTENSIONS and path.is_file()
    # A link that leads out of the folder is not what the person gave to be read.
    return is_candidate and real_path(path).is_relative_to(real_path(root)) and not is_own_page(path)


def find_cover(folder: Path) -> Path | None:
    """The path of the cover image in a folder, None if there is none."""
    return next((folder / name for name in COVER_NAMES if (folder / name).is_file()), None)


def join_manuscripts(
    files: Sequence[LoadedFile], source: Path, title: str, cover: Cover | None = None, warnings: tuple[str, ...] = ()
) -> Manuscript:
    """The files as one manuscript; `title` is the story's if its files don't agree on one.

    `warnings` say which of the files' order is a guess. Raises InputError if they hold more text than a story can.
    """
    if sum(len(file.manuscript.text) for file in files) > MAX_TOTAL_CHARACTERS:
        raise InputError(f"{source} has more text than a story can have; pass the files of one story")
    texts: list[str] = []
    sections: list[Section] = []
    offset = 0
    is_single_story = sum(not file.is_index for file in files) == 1 and not any(file.part_titles for file in files)
    previous_parts: tuple[str, ...] = ()
    story_title = _common_value(file.manuscript.metadata.title for file in files if not file.is_index)
    for file in files:
        sections += [
            Section(SectionRole.PART, Span(offset, offset), title=name)
            for name in _opened_parts(previous_parts, file.part_titles)
        ]
        previous_parts = file.part_titles
        sections += _shift_sections(
            file.manuscript.sections if is_single_story and not file.is_index else _file_sections(file, story_title),
            offset,
        )
        texts.append(file.manuscript.text)
        offset += len(file.manuscript.text) + len(BLOCK_SEPARATOR)
    covers = (file.manuscript.cover for file in files)
    return Manuscript(
        source,
        BLOCK_SEPARATOR.join(texts),
        _merge_metadata(files, title),
        tuple(sections),
        cover or next(filter(None, covers), None),
        omissions=tuple(omission for file in files for omission in file.manuscript.omissions),
        warnings=warnings,
    )


def _opened_parts(previous: tuple[str, ...], current: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that begin with a file, the outer ones first; `previous` are those of the file before it.

    After a part, the enclosing part continues; "" is the story itself.
    """
    shared_depth = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(previous, current, strict=False)))
    return current[shared_depth:] or (("", *current)[-1:] if len(current) < len(previous) else ())


def _shift_sections(sections: Iterable[Section], offset: int) -> list[Section]:
    return [replace(section, span=Span(section.span.start + offset, section.span.end + offset)) for section in sections]


def _merge_metadata(files: Sequence[LoadedFile], title: str) -> Metadata:
    """The title page's metadata, completed by what all files agree on; a file's own title is its chapter's."""
    index_metadata = next((file.manuscript.metadata for file in files if file.is_index), Metadata())
    file_metadata = [file.manuscript.metadata for file in files if not file.is_index]
    merged = Metadata()
    for metadata in file_metadata:
        merged = merged.with_defaults(metadata)
    agreed = replace(
        merged,
        title=_common_value(metadata.title for metadata in file_metadata) or title,
        author=_common_value(metadata.author for metadata in file_metadata),
    )
    return index_metadata.with_defaults(agreed)


def _common_value(values: Iterable[str]) -> str:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else ""


def _file_sections(file: LoadedFile, story_title: str) -> list[Section]:
    """The sections of a file; a title that all files have is not its chapter's."""
    text, sections = file.manuscript.text, list(file.manuscript.sections)
    if file.is_index:
        return [Section(SectionRole.METADATA, Span(0, len(text)), reason=TITLE_PAGE)]
    if any(section.role is SectionRole.CHAPTER for section in sections):
        return sections
    own_title = "" if is_same_title(file.manuscript.metadata.title, story_title) else file.manuscript.metadata.title
    return _chapters_by_heading(file, sections, own_title) or _chapter_by_first_line(file, sections, own_title)


def _chapters_by_heading(file: LoadedFile, sections: list[Section], title: str) -> list[Section]:
    """The sections, with the file's own headings made chapters; [] if the file doesn't begin with one."""
    first = next((section for section in sections if _can_open_chapter(section, file.manuscript.text, title)), None)
    if first is None or _has_story_before(file.manuscript.text, sections, first.span.start):
        return []
    if first.role is SectionRole.METADATA:
        return [
            replace(section, role=SectionRole.CHAPTER, title=title, reason="") if section is first else section
            for section in sections
        ]
    return [
        replace(section, role=SectionRole.CHAPTER)
        if section.role is SectionRole.HEADING and section.level == first.level
        else section
        for section in sections
    ]


def _can_open_chapter(section: Section, text: str, title: str) -> bool:
    is_own_title = (
        section.role is SectionRole.METADATA
        and section.reason == TITLE_PAGE
        and is_same_title(section.span.of(text), title)
    )
    return section.role is SectionRole.HEADING or is_own_title


def _has_story_before(text: str, sections: Sequence[Section], end: int) -> bool:
    """Whether story text comes before `end`, other than a title page or note."""
    offset = 0
    for section in sections:
        if section.span.start >= end:
            break
        if comparison_key(text[offset : section.span.start]):
            return True
        offset = max(offset, section.span.end)
    return bool(comparison_key(text[offset:end]))


def _chapter_by_first_line(file: LoadedFile, sections: list[Section], title: str) -> list[Section]:
    """The sections and a chapter, whose heading is the first line if it reads like one."""
    text = file.manuscript.text
    front_end = _find_front_end(text, sections)
    heading = _find_first_heading(text, front_end)
    if heading:
        opening = Section(SectionRole.CHAPTER, heading, title=heading.of(text))
    else:
        opening = _untitled_chapter(file, title)
    return sorted([opening, *sections], key=lambda section: section.span.start)


def _find_front_end(text: str, sections: Sequence[Section]) -> int:
    """Where the metadata at the beginning of a file ends."""
    end = 0
    for section in sections:
        if section.role is SectionRole.METADATA and not comparison_key(text[end : section.span.start]):
            end = max(end, section.span.end)
    return end


def _find_first_heading(text: str, start: int) -> Span | None:
    lines = text_lines(text[start : start + 2000])
    first_index = next((index for index, line in enumerate(lines) if line.text.strip()), None)
    if first_index is None or (first_index + 1 < len(lines) and lines[first_index + 1].text.strip()):
        return None
    line = lines[first_index]
    words = line.text.strip()
    if len(words) > MAX_HEADING_CHARACTERS or PUNCTUATED_END.search(words) or not HEADING_LINE.fullmatch(words):
        return None
    return Span(start + line.span.start, start + line.span.end)


def _untitled_chapter(file: LoadedFile, title: str) -> Section:
    return Section(SectionRole.CHAPTER, Span(0, 0), title=title or title_from_name(file.path.stem))


def common_title(files: Sequence[Path]) -> str:
    """The common beginning of several file names as a title, "" if it says nothing.

    >>> common_title([Path("the-weir-ch01.txt"), Path("the-weir-ch12.txt")])
    'the weir'
    >>> common_title([Path("rain.txt"), Path("rabbit.txt")])
    ''
    """
    stems = [path.stem for path in files]
    prefix = "".join(column[0] for column in takewhile(lambda letter: len(set(letter)) == 1, zip(*stems, strict=False)))
    if any(stem[len(prefix) :][:1].isalpha() for stem in stems):  # cut in the middle of a word
        prefix = prefix.rstrip("".join(filter(str.isalpha, prefix)))
    words = re.sub(r"[\W_]+", " ", prefix)
    return re.sub(r"(?:^|\s)(?:chapter|chap|ch|part)?[\s\d]*$", "", words, flags=re.IGNORECASE).strip()
