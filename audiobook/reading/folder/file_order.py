"""The order in which people would count the files of a story, by their names, and which of it is a guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from audiobook.reading.folder.file_names import NAMED_CHAPTER_ORDER, FileRank, ParsedFileName, parse_file_name
from audiobook.text.numerals import Number

# How many file names a warning lists before it only counts them.
MAX_LISTED_NAMES = 3
# A second number that sorts after every part of a chapter.
AFTER_CHAPTER = 1_000_000


@dataclass(frozen=True, slots=True)
class FileOrder:
    """Files in order; each of the `warnings` is one sentence about a guess and how to settle it."""

    files: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _NamedFile:
    path: Path
    name: ParsedFileName


def order_files(files: Iterable[Path]) -> FileOrder:
    """Sorts files by their numbers or dates, a prologue first and an epilogue last.

    Number words and Roman numerals count like digits, 1.10 comes after 1.9, and an interlude without a number fills a
    gap in the numbers. The result depends only on the names, not on the order of `files`.
    """
    named_files = _drop_uncertain_numbers(
        [_NamedFile(path, parse_file_name(path.stem)) for path in sort_naturally(files)]
    )
    chapter_files = [file for file in named_files if file.name.rank in (FileRank.CHAPTER, FileRank.UNCERTAIN)]
    if (
        chapter_files
        and all(file.name.date for file in chapter_files)
        and not all(file.name.number for file in chapter_files)
    ):
        return _order_by_date(named_files)
    named_files, warnings = _number_interludes(named_files)
    ordered = sorted(named_files, key=_sort_key)
    return FileOrder(
        tuple(file.path for file in ordered),
        (*warnings, *_uncertain_order_warnings(ordered), *_duplicate_number_warnings(ordered)),
    )


def sort_naturally(files: Iterable[Path]) -> list[Path]:
    from natsort import natsorted, ns

    # The same at any order of the listing, also where names differ in their case only.
    ordered: list[Path] = natsorted(sorted(files), key=lambda path: path.name, alg=ns.IGNORECASE)
    return ordered


def _sort_key(file: _NamedFile) -> tuple[int, int, Number, str]:
    name = file.name
    order = NAMED_CHAPTER_ORDER[name.chapter_word] if name.rank in (FileRank.FRONT, FileRank.BACK) else 0
    return name.rank, order, name.number, name.date


def _order_by_date(named_files: Sequence[_NamedFile]) -> FileOrder:
    """The files sorted by date, with day and month in the same order in all names."""
    dated_files = [file for file in named_files if file.name.date]
    consistent_readings = [reading for reading in (0, 1) if all(file.name.dates[reading] for file in dated_files)]
    reading = consistent_readings[0] if consistent_readings else 0

    def sort_key(file: _NamedFile) -> tuple[int, str, Number]:
        rank = file.name.rank if file.name.rank in (FileRank.FRONT, FileRank.BACK) else FileRank.CHAPTER
        return rank, file.name.dates[reading] or file.name.date, file.name.number

    ambiguous_files = [
        file for file in dated_files if len(consistent_readings) > 1 and file.name.dates[0] != file.name.dates[1]
    ]
    warnings = tuple(
        f"{format_file_list([file.path for file in ambiguous_files])}: read as day before month; "
        f"write {ambiguous_files[0].name.dates[0]} or {ambiguous_files[0].name.dates[1]} in the name to be clear"
        for _ in ambiguous_files[:1]
    )
    return FileOrder(tuple(file.path for file in sorted(named_files, key=sort_key)), warnings)


def _drop_uncertain_numbers(named_files: list[_NamedFile]) -> list[_NamedFile]:
    """The files; a word that may be part of a title counts as a number only if all files have different numbers."""
    numbers = [
        file.name.number
        for file in named_files
        if file.name.rank in (FileRank.CHAPTER, FileRank.UNCERTAIN) and not file.name.chapter_word
    ]
    if all(numbers) and len(set(numbers)) == len(numbers) > 1:
        return named_files
    return [
        file if file.name.is_certain else replace(file, name=replace(file.name, rank=FileRank.UNCERTAIN, number=()))
        for file in named_files
    ]


def _number_interludes(named_files: list[_NamedFile]) -> tuple[list[_NamedFile], tuple[str, ...]]:
    """The files, with interludes numbered among the chapters where possible, and warnings about guesses.

    An interlude's own number counts if it has a part ("Interlude 2.5"). Otherwise interludes fill the gaps between the
    chapters, if there are as many of both. Otherwise "Interlude 4" and "Interlude 9" follow those chapters.
    """
    interludes = [file for file in named_files if file.name.rank is FileRank.UNCERTAIN and file.name.chapter_word]
    numbers = {file.path: file.name.number for file in interludes if len(file.name.number) > 1}
    unplaced = sorted((file for file in interludes if file.path not in numbers), key=lambda file: file.name.number)
    missing_numbers = _missing_numbers(
        {file.name.number[0] for file in named_files if file.name.rank is FileRank.CHAPTER}
    )
    own_numbers = [file.name.number for file in unplaced]
    warnings: tuple[str, ...] = ()
    if len(missing_numbers) == len(unplaced):
        numbers |= {file.path: (gap,) for file, gap in zip(unplaced, missing_numbers, strict=True)}
    elif all(own_numbers) and own_numbers != [(count,) for count in range(1, len(own_numbers) + 1)]:
        numbers |= {file.path: (*file.name.number, AFTER_CHAPTER) for file in unplaced}
        warnings = (
            f"{format_file_list([file.path for file in unplaced])}: placed after the chapter with that number, "
            f"which is a guess; "
            f"{_numbering_advice(unplaced[0].path)}",
        )
    return [
        _rank_as_chapter(file, numbers[file.path]) if file.path in numbers else file for file in named_files
    ], warnings


def _rank_as_chapter(file: _NamedFile, number: Number) -> _NamedFile:
    return replace(file, name=replace(file.name, rank=FileRank.CHAPTER, number=number))


def _missing_numbers(numbers: set[int]) -> list[int]:
    """The whole numbers missing between the first and the last; [] if too many are missing to mean anything."""
    if not numbers or max(numbers) - min(numbers) > 2 * len(numbers):
        return []
    return [number for number in range(min(numbers), max(numbers)) if number not in numbers]


def _uncertain_order_warnings(ordered_files: Sequence[_NamedFile]) -> tuple[str, ...]:
    uncertain_paths = [file.path for file in ordered_files if file.name.rank is FileRank.UNCERTAIN]
    if not uncertain_paths or len(ordered_files) == 1:
        return ()
    if len(uncertain_paths) == len(ordered_files):
        return (
            f"the file names have no numbers, so the files are in alphabetical order; "
            f"{_numbering_advice(uncertain_paths[0])}",
        )
    return (
        f"{format_file_list(uncertain_paths)}: the position among the other files is a guess; "
        f"{_numbering_advice(uncertain_paths[0])}",
    )


def _duplicate_number_warnings(ordered_files: Sequence[_NamedFile]) -> tuple[str, ...]:
    chapter_files = [file for file in ordered_files if file.name.rank is FileRank.CHAPTER]
    groups = (list(group) for _, group in groupby(chapter_files, key=_sort_key))
    tied_paths = [file.path for group in groups if len(group) > 1 for file in group]
    if not tied_paths:
        return ()
    return (
        f"{format_file_list(tied_paths)}: several files have the same number, so their order is a guess; give each one "
        f"its own number",
    )


def _numbering_advice(path: Path) -> str:
    return f'put a number before each name ("03 {path.name}") to set the order'


def format_file_list(paths: Sequence[Path]) -> str:
    """The names of the first few files, and how many more there are.

    >>> format_file_list([Path("a.txt"), Path("b.txt")])
    'a.txt and b.txt'
    """
    names = [path.name for path in paths[:MAX_LISTED_NAMES]]
    if len(paths) > MAX_LISTED_NAMES:
        return f"{', '.join(names)} and {len(paths) - MAX_LISTED_NAMES} more"
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
