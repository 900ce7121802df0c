"""What a story was understood to be, in numbers: chapters, what is left out, and whether all of it is accounted for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from audiobook.casting.language import language_mismatch
from audiobook.casting.narrator import narrator_here
from audiobook.casting.voice_lookup import DEFAULT_ENGINE
from audiobook.engines.protocol import needs_of
from audiobook.engines.registry import engine_named
from audiobook.model import Cast, Voice
from audiobook.narration.normalization import normalize_for
from audiobook.narration.plan import Manner, estimated_seconds, planned_episodes
from audiobook.pipeline import told_story
from audiobook.production.plan import ToldStory
from audiobook.settings.settings import StorySettings

if TYPE_CHECKING:
    from audiobook.attribution.llm.relabel import Progress

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from audiobook.commands.word_check import HEADING, Unsaid, unsaid_in
from audiobook.model import Book, Chapter, Character, Kind, Omission, Script, Utterance
from audiobook.text.normalization.normalize import steps_of
from audiobook.text.normalization.options import EVERYTHING, Need
from audiobook.text.normalization.rules import Effect
from audiobook.text.numerals import parse_number

# A chapter shorter than this is worth a look, and one so many times longer than the usual.
FEW_WORDS = 100
TIMES_LONGER = 4
MANY_WORDS = 12_000
# A story of more words than this hardly has only one chapter.
LONG_STORY = 20_000
NUMBER = re.compile(r"\d{1,4}(?:[.-]\d{1,3}(?!\d)|[a-d]\b)?")
# What is in a chapter beside its story and its notes.
SILENT_KINDS = (Kind.HEADING, Kind.METADATA, Kind.BREAK)


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
    """How many characters of the source, white space aside, are spoken, left out by reason, or in neither.

    Left out are whole stretches, and words inside of what is spoken that a rule about text for the ear takes out; such
    that are not spoken although no rule takes them out are in `lost`, and count as unaccounted. So do characters of the
    file that did not come into the source's text, where no rule says why.
    """

    spoken: int
    left_out: tuple[tuple[str, int], ...]
    unaccounted: int
    lost: tuple[Unsaid, ...] = ()


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
    """All that `inspect` shows of a story; `omissions` is what its file holds besides the text."""

    chapters: tuple[ChapterRow, ...]
    coverage: Coverage
    warnings: tuple[Warn, ...]
    cast: CastTable
    omissions: tuple[Omission, ...] = ()

    def with_warning(self, what: str) -> Inspection:
        """This with a warning of the whole story, before all others."""
        return replace(self, warnings=(Warn(0, what), *self.warnings))


def inspected(
    book: Book,
    script: Script,
    characters: tuple[Character, ...],
    minutes: Mapping[int, float],
    needs: Set[Need] = EVERYTHING,
) -> Inspection:
    """The inspection of a story; `minutes` is the length of each chapter that will be heard.

    `needs` are those of the engine that the script was written for.
    """
    by_chapter: dict[int, list[Utterance]] = {chapter.number: [] for chapter in book.chapters}
    for utterance in script.utterances:
        by_chapter.get(utterance.chapter, []).append(utterance)
    rows = tuple(
        _row(chapter, by_chapter[chapter.number], minutes.get(chapter.number, 0.0)) for chapter in book.chapters
    )
    table = cast_table(script, characters)
    coverage = coverage_of(book.text, script, needs)
    unread = sum(omission.characters for omission in book.omissions if not omission.reason)
    coverage = replace(coverage, unaccounted=coverage.unaccounted + unread)
    warnings = (*_warnings(book, rows), *_lost(book.text, coverage))
    return Inspection(rows, coverage, warnings, table, book.omissions)


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


def coverage_of(text: str, script: Script, needs: Set[Need] = EVERYTHING) -> Coverage:
    """Adds up what becomes of every character of the source, and of every word of what is spoken.

    What stands in two utterances counts as unaccounted. `needs` are those that the script was written for.
    """
    told = Counter[str]()
    times = bytearray(len(text))
    for utterance in script.utterances:
        silent = sum(1 for _ in _silent(utterance))
        told[utterance.skipped or ""] += _characters(utterance.text) - silent
        told[SILENT] += silent
        for place in range(utterance.span.start, utterance.span.end):
            times[place] = min(2, times[place] + 1)
    missed = sum(1 for character, count in zip(text, times, strict=True) if count != 1 and not character.isspace())
    unsaid = [one for one in unsaid_in(text, script, needs) if one.rule != HEADING]
    for one in unsaid:
        told[""] -= one.characters
        told[one.rule or LOST] += one.characters
    missed += told.pop(LOST, 0)
    spoken = told.pop("", 0)
    lost = tuple(one for one in unsaid if not one.rule)
    return Coverage(spoken, tuple((why, count) for why, count in told.most_common() if count), missed, lost)


LOST = "lost"


def _lost(text: str, coverage: Coverage) -> Iterator[Warn]:
    for one in coverage.lost:
        what = f"not read aloud, though no rule leaves it out: {_counted(one.words)}; please report it"
        yield Warn(one.chapter, what, one.span.of(text))


def _counted(words: Sequence[str]) -> str:
    """Some words as a warning names them: “so” and 3 more words."""
    more = len(words) - 1
    return f"“{words[0]}”" + (f" and {more} more word{'s' if more > 1 else ''}" if more else "")


# Pictures and ornaments in the midst of prose have no sound, and are told of.
SILENT = "signs without a sound"


def silent_signs(script: Script) -> tuple[str, ...]:
    """The signs (emoji and the like) that the story has and nobody hears, each once, in order."""
    return tuple(dict.fromkeys(sign for utterance in script.utterances for sign in _silent(utterance)))


def _silent(utterance: Utterance) -> Iterator[str]:
    """The signs of an utterance that are not spoken and that no rule has put into words, as it does "°" and "★"."""
    text = utterance.text
    if utterance.skipped is not None or utterance.kind is Kind.HEADING or text.isascii():
        return
    signs = {c for c in text if unicodedata.category(c) == "So" and c not in utterance.spoken}
    if not signs:
        return
    worded: set[str] = set()
    for rule, before, after in steps_of(text):
        if rule.effect is Effect.WORDS:
            worded.update(sign for sign in signs if sign in before and sign not in after)
    yield from (sign for sign in text if sign in signs - worded)


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


@dataclass(frozen=True, slots=True)
class NotesAtEdges:
    """The numbers of the chapters whose first paragraph is left out as an author's note, and whose last one is."""

    first: tuple[int, ...]
    last: tuple[int, ...]

    def __str__(self) -> str:
        """The chapters in words, "" where there are none.

        >>> str(NotesAtEdges((1, 2, 3, 5), ())), str(NotesAtEdges((), (4,)))
        ('the start of chapters 1-3, 5', 'the end of chapter 4')
        """
        ends = (("the start", self.first), ("the end", self.last))
        return " and ".join(f"{end} of {named_chapters(numbers)}" for end, numbers in ends if numbers)


def named_chapters(numbers: Sequence[int]) -> str:
    """Chapters by their numbers, those that follow each other as a range.

    >>> named_chapters((1, 2, 3, 5)), named_chapters((4,))
    ('chapters 1-3, 5', 'chapter 4')
    """
    runs = [list(run) for _, run in groupby(enumerate(numbers), key=lambda one: one[1] - one[0])]
    ends = [(run[0][1], run[-1][1]) for run in runs]
    ranges = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in ends)
    return f"chapter{'s' if len(numbers) > 1 else ''} {ranges}"


def notes_at_edges(book: Book) -> NotesAtEdges:
    """Where a chapter begins or ends with a note; a chapter that is nothing but a note is none of these."""
    first, last = [], []
    for chapter in book.chapters:
        told = [
            block for block in chapter.blocks if block.kind not in SILENT_KINDS and "label" not in str(block.skipped)
        ]
        if any(one.kind is not Kind.NOTE for one in told):
            first += [chapter.number] if told[0].kind is Kind.NOTE else []
            last += [chapter.number] if told[-1].kind is Kind.NOTE else []
    return NotesAtEdges(tuple(first), tuple(last))


def _warnings(book: Book, rows: tuple[ChapterRow, ...]) -> Iterator[Warn]:
    yield from (Warn(0, doubt) for doubt in book.doubts)
    yield from _numbering_gaps(book)
    yield from _odd_lengths(rows)
    yield from (Warn(0, what, one.opening) for one in book.omissions if (what := passed_over(one)))
    edges = notes_at_edges(book)
    if edges.first or edges.last:
        yield Warn(0, f"an author's note is left out at {edges}")
    for chapter in book.chapters:
        for block in chapter.blocks:
            if block.doubt:
                yield Warn(chapter.number, block.doubt, block.span.of(book.text))
    lost = book.text.count("\ufffd")
    if lost:
        yield Warn(0, f"{lost} characters were already lost when this file was saved (\ufffd)")


def passed_over(omission: Omission) -> str:
    """One line that says what a file holds and the story does not, "" where it is nothing to wonder about."""
    if not omission.doubtful:
        return ""
    if not omission.words:
        return f"{omission.characters} letters of the file were lost while it was read"
    why = f", as {omission.reason}" if omission.reason else ""
    return f"{omission.words:,} words of the file were not taken for story{why}"


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


def inspected_story(
    story: StorySettings, watch: Callable[[Progress], None] | None = None
) -> tuple[ToldStory, Inspection]:
    """A story, and what is worth knowing of it before anything is made."""
    told = told_story(story, watch=watch)
    needs = needs_of(engine_named(DEFAULT_ENGINE))
    told = replace(told, script=normalize_for(told.script, needs))
    # Lengths are told for the default voice at its own pace; nothing is loaded for that.
    episodes = planned_episodes(told.script, Cast(Voice("", "")), Manner(flat=True))
    minutes = {episode.number: estimated_seconds(episode) / 60 for episode in episodes}
    found = inspected(told.book, told.script, told.characters, minutes, needs)
    voice = narrator_here(story)
    mismatch = language_mismatch(told.book.metadata.language, voice) if voice else None
    return told, found.with_warning(mismatch.text) if mismatch else found
