"""What a story was understood to be, in numbers: chapters, what is left out, and whether all of it is accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import median

from audiobook.model import Book, Chapter, Character, Kind, Script, Utterance
from audiobook.numerals import parse_number

# A chapter shorter than this is worth a look, and one so many times longer than the usual.
FEW_WORDS = 100
TIMES_LONGER = 4
MANY_WORDS = 12_000
# A story of more words than this hardly has only one chapter.
LONG_STORY = 20_000
NUMBER = re.compile(r"\d{1,4}(?:[.-]\d{1,3}(?!\d)|[a-d]\b)?")


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter in numbers: `speech` is the share of its spoken characters that somebody says, 0 to 1."""

    number: int
    title: str
    words: int
    minutes: float
    notes: int
    scenes: int
    speech: float


@dataclass(frozen=True, slots=True)
class Warn:
    """Something a person should look at: the chapter (0 for the whole), what it is, and the text it is about."""

    chapter: int
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many characters of the source, white space aside, are spoken, left out by reason, or in neither."""

    spoken: int
    left_out: tuple[tuple[str, int], ...]
    unaccounted: int


@dataclass(frozen=True, slots=True)
class CastRow:
    """A character in numbers: `share` of all speech and thought by length, 0 to 1; `sample` is a line of theirs."""

    name: str
    aliases: tuple[str, ...]
    gender: str
    lines: int
    share: float
    sample: str


@dataclass(frozen=True, slots=True)
class CastTable:
    """Who speaks in a story, those with most lines first, and what nobody could be named for (`unresolved`, 0 to 1)."""

    rows: tuple[CastRow, ...]
    lines: int
    unresolved_lines: int
    unresolved: float


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that `inspect` shows of a story."""

    chapters: tuple[ChapterRow, ...]
    coverage: Coverage
    warnings: tuple[Warn, ...]
    cast: CastTable

    def with_warning(self, what: str) -> Inspection:
        """This with a warning of the whole story, before all others."""
        return replace(self, warnings=(Warn(0, what), *self.warnings))


def inspected(
    book: Book, script: Script, characters: tuple[Character, ...], minutes: Mapping[int, float]
) -> Inspection:
    """The inspection of a story; `minutes` is the length of each chapter that will be heard."""
    by_chapter: dict[int, list[Utterance]] = {chapter.number: [] for chapter in book.chapters}
    for utterance in script.utterances:
        by_chapter.get(utterance.chapter, []).append(utterance)
    rows = tuple(
        _row(chapter, by_chapter[chapter.number], minutes.get(chapter.number, 0.0)) for chapter in book.chapters
    )
    table = cast_table(script, characters)
    return Inspection(rows, coverage_of(book.text, script), tuple(_warnings(book, rows)), table)


# A sample line is best about this long: two or three seconds of speech.
SAMPLE_CHARACTERS = 70


def cast_table(script: Script, characters: tuple[Character, ...]) -> CastTable:
    """Adds up what each character says."""
    said: dict[str | None, list[Utterance]] = {}
    for utterance in script.utterances:
        if utterance.kind in (Kind.SPEECH, Kind.THOUGHT) and utterance.skipped is None:
            said.setdefault(utterance.speaker, []).append(utterance)
    lengths = {name: sum(_characters(one.text) for one in ones) for name, ones in said.items()}
    every = sum(lengths.values()) or 1
    rows = (
        CastRow(
            one.name, one.aliases, one.gender, len(said[one.name]), lengths[one.name] / every, _sample(said[one.name])
        )
        for one in characters
        if one.name in said
    )
    ordered = tuple(sorted(rows, key=lambda row: (-row.lines, row.name)))
    lost = len(said.get(None, ()))
    return CastTable(ordered, sum(map(len, said.values())), lost, lengths.get(None, 0) / every)


def _sample(said: list[Utterance]) -> str:
    return " ".join(best_lines(said, 1)[0].text.split())


def best_lines(said: Iterable[Utterance], count: int) -> list[Utterance]:
    """The lines that are most surely somebody's and about as long as is good to read or to hear, best first."""
    return sorted(said, key=lambda one: (-round(one.confidence, 1), abs(len(one.text) - SAMPLE_CHARACTERS)))[:count]


def coverage_of(text: str, script: Script) -> Coverage:
    """Adds up what becomes of every character of the source; what stands in two utterances counts as unaccounted."""
    told = Counter[str]()
    times = bytearray(len(text))
    for utterance in script.utterances:
        silent = len(_silent(utterance))
        told[utterance.skipped or ""] += _characters(utterance.text) - silent
        told[SILENT] += silent
        for place in range(utterance.span.start, utterance.span.end):
            times[place] = min(2, times[place] + 1)
    lost = sum(1 for character, count in zip(text, times, strict=True) if count != 1 and not character.isspace())
    spoken = told.pop("", 0)
    return Coverage(spoken, tuple((why, count) for why, count in told.most_common() if count), lost)


# Pictures and ornaments in the midst of prose have no sound, and are told of.
SILENT = "signs without a sound"


def silent_signs(script: Script) -> tuple[str, ...]:
    """The signs (emoji and the like) that the story has and nobody hears, each once, in order."""
    return tuple(dict.fromkeys(sign for utterance in script.utterances for sign in _silent(utterance)))


def _silent(utterance: Utterance) -> list[str]:
    if utterance.skipped is not None or utterance.kind is Kind.HEADING:
        return []
    text = utterance.text
    return [] if text.isascii() else [c for c in text if unicodedata.category(c) == "So" and c not in utterance.spoken]


def _characters(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _row(chapter: Chapter, utterances: list[Utterance], minutes: float) -> ChapterRow:
    heard = [utterance for utterance in utterances if utterance.skipped is None]
    said = sum(_characters(u.text) for u in heard if u.kind in (Kind.SPEECH, Kind.THOUGHT))
    every = sum(_characters(u.text) for u in heard)
    notes = len({u.paragraph for u in utterances if u.kind is Kind.NOTE and "label" not in str(u.skipped)})
    breaks = sum(u.kind is Kind.BREAK for u in utterances)
    words = sum(len(u.spoken.split()) for u in heard)
    return ChapterRow(chapter.number, chapter.name, words, minutes, notes, breaks + 1, said / every if every else 0.0)


def _warnings(book: Book, rows: tuple[ChapterRow, ...]) -> Iterator[Warn]:
    yield from (Warn(0, doubt) for doubt in book.doubts)
    yield from _numbering_gaps(book)
    yield from _odd_lengths(rows)
    for chapter in book.chapters:
        for block in chapter.blocks:
            if block.doubt:
                yield Warn(chapter.number, block.doubt, block.span.of(book.text))
    lost = book.text.count("\ufffd")
    if lost:
        yield Warn(0, f"{lost} characters were already lost when this file was saved (\ufffd)")


def _numbering_gaps(book: Book) -> Iterator[Warn]:
    """Chapters whose heading's number does not follow the one before, within one part."""
    before: tuple[str, str] | None = None
    for chapter in book.chapters:
        match = NUMBER.search(chapter.label)
        if not match:
            continue
        here = (chapter.part, match.group())
        if before and here[0] == before[0] and not _follows(here[1], before[1]):
            yield Warn(chapter.number, f"the headings go from {before[1]} to {here[1]}", chapter.label)
        before = here


def _follows(number: str, before: str) -> bool:
    """Whether a chapter's number goes on from another: 3 and 2.5 do from 2, 1.2 does from 1.1, 2.1 from 1.9.

    >>> _follows("1.10", "1.9"), _follows("2.1", "1.9"), _follows("4", "2"), _follows("2", "2")
    (True, True, False, False)
    """
    here, there = parse_number(number), parse_number(before)
    if here is None or there is None:
        return False
    return here[0] == there[0] + 1 or (here[0] == there[0] and here > there)


def _odd_lengths(rows: tuple[ChapterRow, ...]) -> Iterator[Warn]:
    told = [row.words for row in rows if row.words]
    if not told:
        return
    usual = median(told)
    if len(rows) == 1 and usual > LONG_STORY:
        yield Warn(1, "a long story without any heading that is known; --split-at can name them")
    for row in rows:
        if not row.words:
            yield Warn(row.number, "nothing in it is read aloud", row.title)
        elif row.words < FEW_WORDS and row.words * TIMES_LONGER < usual:
            yield Warn(row.number, f"very short ({row.words} words)", row.title)
        elif row.words > MANY_WORDS or (
            len(told) > 2 and row.words > TIMES_LONGER * usual and row.words > LONG_STORY / 4
        ):
            yield Warn(row.number, f"very long ({row.words:,} words); a heading may have been missed", row.title)
