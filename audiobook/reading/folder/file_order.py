"""The order in which people would count the files of a story, by their names, and what of it is a guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from audiobook.reading.folder.file_names import ORDER_OF_NAMED, FileName, Rank, read_name
from audiobook.text.numerals import Number

# How many names a notice lists before it only counts.
LISTED = 3
# The part of a number that comes behind all parts of a chapter.
BEHIND = 1_000_000


@dataclass(frozen=True, slots=True)
class Ordered:
    """Files in order; `doubts` are sentences, each for a guess that was made, with what to do about it."""

    files: tuple[Path, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    path: Path
    name: FileName


def order_files(files: Iterable[Path]) -> Ordered:
    """Puts files in the order of their numbers or dates, a prologue first, an epilogue last.

    Names in words and in Roman numerals count like digits, 1.10 comes after 1.9, and an interlude without a number
    goes where the numbers have a gap. The order depends on the names alone, not on the order of `files`.
    """
    named = _with_sure_numbers([_Named(path, read_name(path.stem)) for path in _naturally(files)])
    counted = [one for one in named if one.name.rank in (Rank.CHAPTER, Rank.LOOSE)]
    if counted and all(one.name.date for one in counted) and not all(one.name.number for one in counted):
        return _by_date(named)
    named, doubts = _with_interludes(named)
    ordered = sorted(named, key=_key)
    return Ordered(tuple(one.path for one in ordered), (*doubts, *_loose_doubts(ordered), *_tie_doubts(ordered)))


def _naturally(files: Iterable[Path]) -> list[Path]:
    from natsort import natsorted, ns

    # The same at any order of the listing, also where names differ in their case only.
    ordered: list[Path] = natsorted(sorted(files), key=lambda path: path.name, alg=ns.IGNORECASE)
    return ordered


def _key(one: _Named) -> tuple[int, int, Number, str]:
    name = one.name
    place = ORDER_OF_NAMED[name.named] if name.rank in (Rank.FRONT, Rank.BACK) else 0
    return name.rank, place, name.number, name.date


def _by_date(named: Sequence[_Named]) -> Ordered:
    """The files by their dates, day and month read in the same way in all of them."""
    dated = [one for one in named if one.name.date]
    ways = [way for way in (0, 1) if all(one.name.dates[way] for one in dated)]
    way = ways[0] if ways else 0

    def key(one: _Named) -> tuple[int, str, Number]:
        rank = one.name.rank if one.name.rank in (Rank.FRONT, Rank.BACK) else Rank.CHAPTER
        return rank, one.name.dates[way] or one.name.date, one.name.number

    unclear = [one for one in dated if len(ways) > 1 and one.name.dates[0] != one.name.dates[1]]
    doubts = tuple(
        f"{listed([one.path for one in unclear])}: the day is taken to come before the month; "
        f"write {unclear[0].name.dates[0]} or {unclear[0].name.dates[1]} to say it"
        for _ in unclear[:1]
    )
    return Ordered(tuple(one.path for one in sorted(named, key=key)), doubts)


def _with_sure_numbers(named: list[_Named]) -> list[_Named]:
    """The names; a word that may be a title's own counts as a number only where all files have different numbers."""
    plain = [one.name.number for one in named if one.name.rank in (Rank.CHAPTER, Rank.LOOSE) and not one.name.named]
    if all(plain) and len(set(plain)) == len(plain) > 1:
        return named
    return [one if one.name.sure else replace(one, name=replace(one.name, rank=Rank.LOOSE, number=())) for one in named]


def _with_interludes(named: list[_Named]) -> tuple[list[_Named], tuple[str, ...]]:
    """The names, interludes with a number among the chapters' where one can be had, and what of that is a guess.

    Their own number is one where it is no whole one ("Interlude 2.5"); else they fill the gaps that the chapters
    leave, if there are as many; else "Interlude 4" and "Interlude 9" come behind those chapters.
    """
    interludes = [one for one in named if one.name.rank is Rank.LOOSE and one.name.named]
    between = {one.path: one.name.number for one in interludes if len(one.name.number) > 1}
    whole = sorted((one for one in interludes if one.path not in between), key=lambda one: one.name.number)
    gaps = _gaps({one.name.number[0] for one in named if one.name.rank is Rank.CHAPTER})
    own = [one.name.number for one in whole]
    doubts: tuple[str, ...] = ()
    if len(gaps) == len(whole):
        between |= {one.path: (gap,) for one, gap in zip(whole, gaps, strict=True)}
    elif all(own) and own != [(count,) for count in range(1, len(own) + 1)]:
        between |= {one.path: (*one.name.number, BEHIND) for one in whole}
        doubts = (f"{listed([one.path for one in whole])}: read after the chapter of that number, which is a guess; "
                  f"{_advice(whole[0].path)}",)  # fmt: skip
    return [_as_chapter(one, between[one.path]) if one.path in between else one for one in named], doubts


def _as_chapter(one: _Named, number: Number) -> _Named:
    return replace(one, name=replace(one.name, rank=Rank.CHAPTER, number=number))


def _gaps(numbers: set[int]) -> list[int]:
    """The whole numbers left out between the first and the last; [] where so many are that they say nothing."""
    if not numbers or max(numbers) - min(numbers) > 2 * len(numbers):
        return []
    return [number for number in range(min(numbers), max(numbers)) if number not in numbers]


def _loose_doubts(ordered: Sequence[_Named]) -> tuple[str, ...]:
    loose = [one.path for one in ordered if one.name.rank is Rank.LOOSE]
    if not loose or len(ordered) == 1:
        return ()
    if len(loose) == len(ordered):
        return (f"the names of the files have no numbers, so they are read in alphabetical order; {_advice(loose[0])}",)
    return (f"{listed(loose)}: the place among the other files is a guess; {_advice(loose[0])}",)


def _tie_doubts(ordered: Sequence[_Named]) -> tuple[str, ...]:
    counted = [one for one in ordered if one.name.rank is Rank.CHAPTER]
    groups = (list(group) for _, group in groupby(counted, key=_key))
    tied = [one.path for group in groups if len(group) > 1 for one in group]
    if not tied:
        return ()
    return (
        f"{listed(tied)}: several files have one number, so their order is a guess; give each file a number of its own",
    )


def _advice(path: Path) -> str:
    return f'put its number before each name ("03 {path.name}") to say where it belongs'


def listed(paths: Sequence[Path]) -> str:
    """The names of the first few files, and how many more there are.

    >>> listed([Path("a.txt"), Path("b.txt")])
    'a.txt and b.txt'
    """
    names = [path.name for path in paths[:LISTED]]
    if len(paths) > LISTED:
        return f"{', '.join(names)} and {len(paths) - LISTED} more"
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
