"""Opens the chapters of a book where its table of contents says that they begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from audiobook.model import Role
from audiobook.reading.compose import GAP, Piece
from audiobook.reading.epub.package import Entry
from audiobook.reading.epub.paratext import TITLE_PAGE, reason_by_title
from audiobook.reading.html_page import letters, same_words
from audiobook.text.numerals import parse_number

# How far below the place that an entry leads to its heading may stand, and how many lines the heading may take.
HEADING_WITHIN = 5
MOST_HEADING_PIECES = 3
NOTHING_WITHIN = 50
# A part's own page, or a title page, holds no more than a motto.
MOST_PAGE_WORDS = 150
# What holds other entries is a part, unless it says that it is a chapter; then the others are its sections.
CHAPTER_TITLE = re.compile(r"\s*(?:chapter|prologue|epilogue|interlude)\b", re.IGNORECASE)
FEWEST_CHAPTERS = 2
WORDS = re.compile(r"[^\W_]+")
# A number alone, as the contents may have it: "1", "IV.", "Chapter 3".
BARE_NUMBER = re.compile(r"\W*(?:(?:chapter|chap|ch)\b\.?\s*)?(?P<number>[\w-]+)\W*", re.IGNORECASE)
MOST_TITLE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the contents and the piece at which it begins."""

    entry: Entry
    at: int
    role: Role


def opened(pieces: Sequence[Piece], entries: Sequence[Entry], title: str, from_ao3: bool) -> list[Piece]:
    """The pieces with a CHAPTER where each entry leads and a PART where a part begins.

    Nothing is opened where the contents name fewer than two chapters: such lists only say "Start".
    """
    found = _placed(pieces, entries, from_ao3)
    title_page = _TitlePage(found, pieces, title)
    found = [place for place in found if not title_page.is_at(place)]
    pieces, found = _without_footnotes(pieces, found)
    if sum(place.role is Role.CHAPTER for place in found) < FEWEST_CHAPTERS:
        return list(pieces)
    return _with_headings(_without_title_page(pieces, found, title), found)


def anchor_of(file: str, name: str = "") -> str:
    """The name of a place among those of all files."""
    return f"{file}#{name}"


def _placed(pieces: Sequence[Piece], entries: Sequence[Entry], from_ao3: bool) -> list[Place]:
    """The entries that open chapters or parts, in reading order."""
    where = {anchor: index for index, piece in reversed(list(enumerate(pieces))) for anchor in piece.anchors}
    found: list[Place] = []
    within = -1
    for entry, at in zip(entries, _places(entries, where), strict=True):
        if 0 <= within < entry.depth:
            continue
        within = -1
        if at is None or reason_by_title(entry.title, from_ao3) or _is_no_story(pieces, at):
            continue
        part = entry.holds_others and not CHAPTER_TITLE.match(entry.title)
        if entry.holds_others and not part:
            within = entry.depth
        found.append(Place(entry, at, Role.PART if part else Role.CHAPTER))
    found.sort(key=lambda place: place.at)
    return list(_each_once(_with_names_of_parts(_with_parts_that_tell(found, pieces), pieces)))


def _places(entries: Sequence[Entry], where: dict[str, int]) -> list[int | None]:
    """The piece at which each entry begins; a part that leads nowhere begins with its first chapter."""
    found: list[int | None] = []
    following: int | None = None
    for entry in reversed(entries):
        target = entry.target
        at = where.get(anchor_of(target.file, target.anchor), where.get(anchor_of(target.file))) if target else None
        if at is None and entry.holds_others:
            at = following
        following = at if at is not None else following
        found.append(at)
    return found[::-1]


def _is_no_story(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the first words at a place are a page that is no story, or there are none."""
    following = next((piece for piece in pieces[at : at + NOTHING_WITHIN] if piece.text.strip()), None)
    return following is None or following.role is Role.METADATA


def _with_names_of_parts(found: Iterator[Place], pieces: Sequence[Piece]) -> Iterator[Place]:
    """The places, an entry above numbers that begin at 1 being a part's name where nothing is told below it.

    Lists without levels put "The Red Lamp" beside the "I", "II" and "III" that it has.
    """
    places = list(found)
    for place, following in zip_longest(places, places[1:]):
        is_name = (
            following is not None
            and place.role is following.role is Role.CHAPTER
            and parse_number(following.entry.title) == (1,)
            and parse_number(place.entry.title) is None
            and not any(_tells(piece) for piece in pieces[place.at : following.at])
        )
        yield replace(place, role=Role.PART) if is_name else place


def _with_parts_that_tell(found: list[Place], pieces: Sequence[Piece]) -> Iterator[Place]:
    """The places, a part with a tale of its own before its first chapter being a chapter too."""
    for index, place in enumerate(found):
        end = found[index + 1].at if index + 1 < len(found) else len(pieces)
        tells = place.role is Role.PART and words_in(pieces[place.at : end]) > MOST_PAGE_WORDS
        yield replace(place, role=Role.CHAPTER) if tells else place


def _each_once(found: Iterator[Place]) -> Iterator[Place]:
    """The places without those that begin where another of the same role does: only one of them can be a chapter."""
    seen: set[tuple[int, Role, int]] = set()
    for place in found:
        key = (place.at, place.role, place.entry.depth if place.role is Role.PART else 0)
        if key not in seen:
            seen.add(key)
            yield place


def words_in(pieces: Sequence[Piece]) -> int:
    """How many words of story and headings pieces hold."""
    return sum(len(piece.text.split()) for piece in pieces if piece.role is not Role.METADATA)


class _TitlePage:
    """The entries that are only the book's own name: over all others, or at a page without a tale."""

    def __init__(self, found: Sequence[Place], pieces: Sequence[Piece], title: str) -> None:
        self.pieces, self.title = pieces, title
        self._places = [place.at for place in found]
        self._is_short = cache(self._holds_no_tale)

    def is_at(self, place: Place) -> bool:
        """Whether an entry is one of them."""
        return same_words(place.entry.title, self.title) and (place.entry.holds_others or self._is_short(place.at))

    def _holds_no_tale(self, at: int) -> bool:
        following = bisect_right(self._places, at)
        end = self._places[following] if following < len(self._places) else len(self.pieces)
        return words_in(self.pieces[at:end]) <= MOST_PAGE_WORDS


def _without_footnotes(pieces: Sequence[Piece], found: list[Place]) -> tuple[list[Piece], list[Place]]:
    """The pieces and places without a chapter that is nothing but a heading over footnotes or the like."""
    told, kept = list(pieces), []
    ends = [*(place.at for place in found[1:]), len(pieces)]
    for place, end in zip(found, ends, strict=False):
        reasons = [piece.reason for piece in pieces[place.at : end] if piece.role is Role.METADATA]
        if place.role is Role.PART or not reasons or any(_tells(piece) for piece in pieces[place.at : end]):
            kept.append(place)
            continue
        for at in range(place.at, end):
            if told[at].role is Role.HEADING:
                told[at] = replace(told[at], role=Role.METADATA, reason=reasons[0], title="", level=0)
    return told, kept


def _tells(piece: Piece) -> bool:
    return piece.role in (None, Role.NOTE) and bool(letters(piece.text))


def _without_title_page(pieces: Sequence[Piece], found: Sequence[Place], title: str) -> list[Piece]:
    """The pieces, those before the first chapter a title page where that is all they are."""
    first = found[0].at
    page = pieces[:first]
    # A title may be set over several lines.
    said = "".join(letters(piece.text) for piece in page)
    if not letters(title) or letters(title) not in said or words_in(page) > MOST_PAGE_WORDS:
        return list(pieces)
    told = [replace(one, role=Role.METADATA, reason=TITLE_PAGE, title="", level=0, marks=()) if _is_free(one) else one
            for one in page]  # fmt: skip
    return [*told, *pieces[first:]]


def _is_free(piece: Piece) -> bool:
    return bool(piece.text.strip()) and piece.role in (None, Role.HEADING, Role.BREAK)


def _with_headings(pieces: list[Piece], found: Sequence[Place]) -> list[Piece]:
    result: list[Piece] = []
    done = 0
    ends = [*(place.at for place in found), len(pieces)]
    for index, place in enumerate(found):
        start = max(done, place.at)
        result += pieces[done:start]
        later = [other.at for other in found[index + 1 : index + 1 + MOST_HEADING_PIECES] if other.at > place.at]
        end = min([start + HEADING_WITHIN, len(pieces), *later])
        before, heading, done = _heading(pieces, start, max(start, end), place)
        following = ends[bisect_right(ends, place.at)] if place.at < len(pieces) else len(pieces)
        if second := _second_line(heading, pieces[done:following]):
            heading, done = _titled(heading, second), done + 1
        result += [*before, heading]
    return result + pieces[done:]


def _heading(pieces: list[Piece], start: int, end: int, place: Place) -> tuple[list[Piece], Piece, int]:
    """The pieces before an entry's heading, the heading, and where the text goes on."""
    level = place.entry.depth + 1 if place.role is Role.PART else 0
    for first in range(start, end):
        last = _last_of_heading(pieces, first, end, place.entry.title)
        if last:
            title = _fuller(place.entry.title, pieces[first:last])
            return pieces[start:first], _as_one(pieces[first:last], place.role, title, level), last
        if not _may_stand_above(pieces[first]):
            break
    # A part whose name the text leaves out is said nonetheless; a chapter's title is announced by its number.
    text = place.entry.title if place.role is Role.PART else ""
    return [], Piece(text, place.role, place.entry.title, level), start


def _last_of_heading(pieces: list[Piece], first: int, end: int, title: str) -> int:
    """Where the heading that says a title ends, 0 where none begins at `first`."""
    for last in range(min(first + MOST_HEADING_PIECES, end), first, -1):
        if same_words("".join(piece.title or piece.text for piece in pieces[first:last]), title):
            return last
    heading = pieces[first]
    if heading.role is not Role.HEADING:
        return 0
    return first + 1 if _says_more(heading.title, title) or _says_more(title, heading.title) else 0


def _says_more(one: str, other: str) -> bool:
    """Whether all words of a title stand in another, next to each other: "1" in "1. Rain", but no "I" in "Weir"."""
    found, within = WORDS.findall(one.casefold()), WORDS.findall(other.casefold())
    count = len(found)
    return bool(found) and any(within[at : at + count] == found for at in range(len(within) - count + 1))


def _fuller(title: str, heading: list[Piece]) -> str:
    """The contents' title or the heading's, whichever says more; "1" in the contents may be "Chapter One: Rain"."""
    said = heading[0].title if len(heading) == 1 else ""
    return said if len(letters(said)) > len(letters(title)) else title


def _second_line(heading: Piece, below: Sequence[Piece]) -> Piece | None:
    """The title below a number that stands alone: the only heading of its level in the chapter, right at its top."""
    first = next(iter(below), None)
    if heading.role is not Role.CHAPTER or not heading.text or first is None or first.role is not Role.HEADING:
        return None
    number = BARE_NUMBER.fullmatch(heading.title)
    if number is None or parse_number(number["number"]) is None or len(first.title) > MOST_TITLE_CHARACTERS:
        return None
    alone = sum(piece.role is Role.HEADING and piece.level == first.level for piece in below) == 1
    return first if alone and any(_tells(piece) for piece in below) else None


def _titled(heading: Piece, second: Piece) -> Piece:
    title = f"{heading.title.strip(' .:')}: {second.title}"
    return _as_one([heading, second], Role.CHAPTER, title, heading.level)


def _may_stand_above(piece: Piece) -> bool:
    """Whether a piece may stand between the place an entry leads to and its heading: all but story may."""
    return piece.role is not None or not piece.text.strip() or bool(not letters(piece.text))


def _as_one(pieces: list[Piece], role: Role, title: str, level: int) -> Piece:
    anchors = tuple(anchor for piece in pieces for anchor in piece.anchors)
    return Piece(GAP.join(piece.text for piece in pieces if piece.text), role, title, level, anchors=anchors)
