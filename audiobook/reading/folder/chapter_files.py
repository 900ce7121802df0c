"""Puts the files of one story together, a chapter each, in the order in which people would count them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from audiobook.errors import InputError
from audiobook.files.story_endings import STORY_ENDINGS
from audiobook.files.workspace import real_path
from audiobook.model import Cover, Manuscript, Metadata, Role, Section, Span
from audiobook.reading.compose import GAP
from audiobook.reading.folder.file_names import read_name, title_from_name
from audiobook.reading.folder.file_order import Ordered, listed, order_files
from audiobook.reading.html_page import letters, same_words
from audiobook.reading.lines import text_lines
from audiobook.reading.sites.rules import TITLE_PAGE

MOST_FILES = 5000
MOST_CHARACTERS = 64 * 1024 * 1024
MOST_LEVELS = 3
# The file by which an album's folder is known: what this program made is no story to be read.
ALBUM_MANIFEST = "album.json"
# A page of these names is about the story, where it is as short as such a page is.
INDEX_NAMES = frozenset(("index", "title", "titlepage", "cover", "contents", "toc", "about", "info", "metadata"))
MOST_INDEX_WORDS = 500
COVER_NAMES = ("cover.jpg", "cover.jpeg", "cover.png", "folder.jpg")
# How a first line that is a heading begins; it has a blank line below it and ends like no sentence.
HEADING_LINE = re.compile(
    r"[\W_]*(?:(?:chapter|ch\.|part|book|prologue|epilogue|interlude|omake)\b.{0,100}"
    r"|\d{1,4}[.:) -]?.{0,80}|[IVXLC]{1,7}[.:]?.{0,60})",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…,;:][”\"’')\]*_]*$")
MOST_HEADING_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A file of a story; `parts` are the titles of the folders in the story's folder that it lies in."""

    path: Path
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileList:
    """The files of a story in order; `doubts` say which of it is a guess."""

    files: tuple[StoryFile, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a story and what was read from it; `parts` as those of StoryFile."""

    path: Path
    manuscript: Manuscript
    parts: tuple[str, ...] = ()

    @property
    def is_index(self) -> bool:
        """Whether the file is only about the story."""
        return _has_index_name(self.path) and len(self.manuscript.text.split()) <= MOST_INDEX_WORDS


def _has_index_name(path: Path) -> bool:
    return re.sub(r"[\W\d_]", "", path.stem).lower() in INDEX_NAMES


def story_files(folder: Path) -> FileList:
    """The story files of a folder, its title page first, and of the folders in it, each a part of the story.

    Hidden files and other kinds are left out. Raises InputError where there are none, or too many to be a story.
    """
    found = _listing(folder, folder, ())
    if not found.files:
        raise InputError(_nothing_in(folder, found.doubts))
    if len(found.files) > MOST_FILES:
        raise InputError(f"{folder} is a folder of {len(found.files):,} files; name the one that holds the story")
    return found


def _nothing_in(folder: Path, left_out: Sequence[str]) -> str:
    if left_out:
        return f"{folder} has no stories of its own, only folders; name one of them ({left_out[0]})"
    return f"{folder} is a folder without stories in it (.txt, .md, .html, .docx); name a story's file"


def _listing(folder: Path, root: Path, parts: tuple[str, ...]) -> FileList:
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror or error}") from error
    files = [path for path in entries if _is_story_file(path, root)]
    index = [path for path in files if _has_index_name(path)]
    folders = [path for path in entries if len(parts) < MOST_LEVELS and _may_be_part(path)]
    left_out = [path for path in folders if not _is_named_as_part(path) and _holds_stories(path, root)]
    listings = (
        (path, _listing(path, root, (*parts, _part_title(path)))) for path in folders if _is_named_as_part(path)
    )
    inner = {path: listing for path, listing in listings if listing.files}
    ordered = order_files([*(path for path in files if path not in index), *inner])
    found = [StoryFile(path, parts) for path in order_files(index).files]
    doubts = [*ordered.doubts, *_left_out(left_out)]
    for path in ordered.files:
        found += inner[path].files if path in inner else (StoryFile(path, parts),)
        doubts += inner[path].doubts if path in inner else ()
    return FileList(tuple(found), tuple(doubts))


def _may_be_part(path: Path) -> bool:
    """Whether a folder may hold a part of the story: none that is hidden, a link, or an album."""
    ours = not path.name.startswith(".") and path.is_dir() and not path.is_symlink()
    return ours and not (path / ALBUM_MANIFEST).exists()


def _holds_stories(folder: Path, root: Path) -> bool:
    try:
        return any(_is_story_file(path, root) for path in folder.iterdir())
    except OSError:  # what cannot be looked into is no part
        return False


def _is_named_as_part(folder: Path) -> bool:
    """Whether a folder's name says where it belongs; "drafts" and "other story" do not."""
    name = read_name(folder.name)
    return bool(name.named) or (bool(name.number) and name.sure)


def _part_title(folder: Path) -> str:
    name = read_name(folder.name)
    return name.title if name.title and not name.label else title_from_name(folder.name).replace("Chapter ", "Part ", 1)


def _left_out(folders: Sequence[Path]) -> Iterator[str]:
    if folders:
        yield (
            f"{listed(sorted(folders))}: not read, for a folder is part of the story only where its name has a number; "
            f'call it "1 {min(folders).name}" to have it read'
        )


def in_order(paths: Iterable[Path]) -> Ordered:
    """Files and folders in the order a person would put them: "part 2" before "part 10"."""
    return order_files(paths)


def _is_story_file(path: Path, root: Path) -> bool:
    ours = not path.name.startswith((".", "~$")) and path.suffix.lower() in STORY_ENDINGS and path.is_file()
    # A link that leads out of the folder is not what the person gave to be read.
    return ours and real_path(path).is_relative_to(real_path(root))


def cover_in(folder: Path) -> Path | None:
    """The picture of the cover that lies in a folder."""
    return next((folder / name for name in COVER_NAMES if (folder / name).is_file()), None)


def together(
    parts: Sequence[Part], source: Path, title: str, cover: Cover | None = None, doubts: tuple[str, ...] = ()
) -> Manuscript:
    """The parts as one manuscript; `title` is the story's where its files do not agree on one.

    `doubts` are what of the files' order is a guess.
    """
    if sum(len(part.manuscript.text) for part in parts) > MOST_CHARACTERS:
        raise InputError(f"{source} holds more text than a story can have; name the files of one story")
    texts: list[str] = []
    sections: list[Section] = []
    at = 0
    alone = sum(not part.is_index for part in parts) == 1 and not any(part.parts for part in parts)
    before: tuple[str, ...] = ()
    for part in parts:
        sections += [Section(Role.PART, Span(at, at), title=name) for name in _new_parts(before, part.parts)]
        before = part.parts
        sections += _shifted(part.manuscript.sections if alone and not part.is_index else _sections(part), at)
        texts.append(part.manuscript.text)
        at += len(part.manuscript.text) + len(GAP)
    covers = (part.manuscript.cover for part in parts)
    return Manuscript(
        source,
        GAP.join(texts),
        _metadata(parts, title),
        tuple(sections),
        cover or next(filter(None, covers), None),
        omissions=tuple(omission for part in parts for omission in part.manuscript.omissions),
        doubts=doubts,
    )


def _new_parts(before: tuple[str, ...], parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that begin with a file, the outer first; `before` are those of the file before it.

    Behind a part, the one around it goes on; "" is the story itself.
    """
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, parts, strict=False)))
    return parts[same:] or (("", *parts)[-1:] if len(parts) < len(before) else ())


def _shifted(sections: Iterable[Section], by: int) -> list[Section]:
    return [replace(one, span=Span(one.span.start + by, one.span.end + by)) for one in sections]


def _metadata(parts: Sequence[Part], title: str) -> Metadata:
    """What the title page says, else what all files agree on; a file's own title is its chapter's."""
    index = next((part.manuscript.metadata for part in parts if part.is_index), Metadata())
    told = [part.manuscript.metadata for part in parts if not part.is_index]
    rest = Metadata()
    for one in told:
        rest = rest.over(one)
    agreed = replace(
        rest, title=_agreed(one.title for one in told) or title, author=_agreed(one.author for one in told)
    )
    return index.over(agreed)


def _agreed(values: Iterable[str]) -> str:
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _sections(part: Part) -> list[Section]:
    text, sections = part.manuscript.text, list(part.manuscript.sections)
    if part.is_index:
        return [Section(Role.METADATA, Span(0, len(text)), reason=TITLE_PAGE)]
    if any(section.role is Role.CHAPTER for section in sections):
        return sections
    return _by_headings(part, sections) or _by_first_line(part, sections)


def _by_headings(part: Part, sections: list[Section]) -> list[Section]:
    """The sections with the file's own headings opening its chapters; [] where it does not begin with one."""
    title = part.manuscript.metadata.title
    first = next((one for one in sections if _could_open(one, part.manuscript.text, title)), None)
    if first is None or _tells_before(part.manuscript.text, sections, first.span.start):
        return []
    if first.role is Role.METADATA:
        return [replace(one, role=Role.CHAPTER, title=title, reason="") if one is first else one for one in sections]
    return [
        replace(one, role=Role.CHAPTER) if one.role is Role.HEADING and one.level == first.level else one
        for one in sections
    ]


def _could_open(section: Section, text: str, title: str) -> bool:
    own_title = (
        section.role is Role.METADATA and section.reason == TITLE_PAGE and same_words(section.span.of(text), title)
    )
    return section.role is Role.HEADING or own_title


def _tells_before(text: str, sections: Sequence[Section], end: int) -> bool:
    """Whether a file's story begins before `end`: with something that is no title page or note."""
    at = 0
    for section in sections:
        if section.span.start >= end:
            break
        if letters(text[at : section.span.start]):
            return True
        at = max(at, section.span.end)
    return bool(letters(text[at:end]))


def _by_first_line(part: Part, sections: list[Section]) -> list[Section]:
    """The sections and a chapter that opens with the first line, where that reads like a heading, else with nothing."""
    text = part.manuscript.text
    covered = max(
        (one.span.end for one in sections if one.role is Role.METADATA and not letters(text[: one.span.start])),
        default=0,
    )
    heading = _first_heading(text, covered)
    opening = Section(Role.CHAPTER, heading, title=heading.of(text)) if heading else _named(part)
    return sorted([opening, *sections], key=lambda one: one.span.start)


def _first_heading(text: str, start: int) -> Span | None:
    lines = text_lines(text[start : start + 2000])
    at = next((index for index, line in enumerate(lines) if line.text.strip()), None)
    if at is None or (at + 1 < len(lines) and lines[at + 1].text.strip()):
        return None
    line = lines[at]
    words = line.text.strip()
    if len(words) > MOST_HEADING_CHARACTERS or SENTENCE_END.search(words) or not HEADING_LINE.fullmatch(words):
        return None
    return Span(start + line.span.start, start + line.span.end)


def _named(part: Part) -> Section:
    told = part.manuscript.metadata.title
    return Section(Role.CHAPTER, Span(0, 0), title=told or title_from_name(part.path.stem))


def common_title(files: Sequence[Path]) -> str:
    """What the names of several files begin with, as a title, "" where that says nothing.

    >>> common_title([Path("the-weir-ch01.txt"), Path("the-weir-ch12.txt")])
    'the weir'
    >>> common_title([Path("rain.txt"), Path("rabbit.txt")])
    ''
    """
    stems = [path.stem for path in files]
    shared = "".join(same[0] for same in takewhile(lambda letter: len(set(letter)) == 1, zip(*stems, strict=False)))
    if any(stem[len(shared) :][:1].isalpha() for stem in stems):  # cut in the middle of a word
        shared = shared.rstrip("".join(filter(str.isalpha, shared)))
    words = re.sub(r"[\W_]+", " ", shared)
    return re.sub(r"(?:^|\s)(?:chapter|chap|ch|part)?[\s\d]*$", "", words, flags=re.IGNORECASE).strip()
