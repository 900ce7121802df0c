"""Inspects a story before anything is made: chapters, cast, what is left out, and whether all text is accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from audiobook.casting.cast import CastingOverrides, name_narrator
from audiobook.casting.language import LanguageMismatch, find_language_mismatch
from audiobook.casting.narrator import narrator_here
from audiobook.casting.series_cast import carry_narrator
from audiobook.chapters.headings.patterns import HeadingForm, parse_heading
from audiobook.commands.cast_table import CastTable, build_cast_table, count_characters
from audiobook.commands.word_check import HEADING_RULE, UnspokenWords, find_unspoken_words
from audiobook.engines.registry import create_engine
from audiobook.model import Book, Cast, Chapter, Character, Kind, Omission, Script, Segment, Voice
from audiobook.narration.normalization import normalize_for
from audiobook.narration.plan import NarrationOptions, estimate_seconds, plan_episodes
from audiobook.pipeline import analyze_story
from audiobook.production.plan import AnalyzedStory
from audiobook.reading.text_decoding import REPLACEMENT_CHARACTER
from audiobook.settings.settings import DEFAULT_ENGINE, DEFAULT_OUTPUT, StorySettings
from audiobook.text.formatting import format_count
from audiobook.text.normalization.normalize import trace_steps
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from audiobook.text.normalization.rules import TextEffect
from audiobook.text.numerals import parse_number
from audiobook.text.skip_reasons import LEFT_OUT_BY_HAND

if TYPE_CHECKING:
    from audiobook.attribution.llm.relabel import LlmProgress

# Chapters shorter than this, or so many times shorter or longer than the median, get a warning.
MIN_CHAPTER_WORDS = 100
OUTLIER_FACTOR = 4
MAX_CHAPTER_WORDS = 12_000
# A story with more words than this should have more than one chapter.
LONG_STORY_WORDS = 20_000
CHAPTER_NUMBER = re.compile(r"\d{1,4}(?:[.-]\d{1,3}(?!\d)|[a-d]\b)?")
# Blocks of a chapter that are neither story nor notes.
STRUCTURAL_KINDS = (Kind.HEADING, Kind.METADATA, Kind.BREAK)
# Emoji and ornaments inside prose, which no voice can pronounce.
SILENT_SYMBOLS_REASON = "unpronounceable characters"
LOST = "lost"


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter in numbers; `speech` is the share of speech and thought in its spoken characters, 0 to 1."""

    number: int
    title: str
    words: int
    minutes: float
    notes: int
    scenes: int
    speech: float


@dataclass(frozen=True, slots=True)
class StoryWarning:
    """Something the user should look at: the chapter (0 for the whole story), the message, and the text concerned."""

    chapter: int
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many characters of the source are spoken, left out (by reason), or unaccounted for; white space not counted.

    Left out are whole segments, and words inside spoken segments that a normalization rule removes. Words that are not
    spoken although no rule removes them are in `lost`, and count as unaccounted for. So do characters of the file that
    are missing from the source text for no known reason.
    """

    spoken: int
    left_out: tuple[tuple[str, int], ...]
    unaccounted: int
    lost: tuple[UnspokenWords, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything that `inspect` shows of a story; `omissions` are passages of the file that are not in its text."""

    chapters: tuple[ChapterRow, ...]
    coverage: Coverage
    warnings: tuple[StoryWarning, ...]
    cast: CastTable
    omissions: tuple[Omission, ...] = ()

    def with_warning(self, message: str) -> Inspection:
        """This inspection with a warning about the whole story, before all others."""
        return replace(self, warnings=(StoryWarning(0, message), *self.warnings))


def inspect_story(
    book: Book,
    script: Script,
    characters: tuple[Character, ...],
    minutes: Mapping[int, float],
    normalization_options: Set[NormalizationOption] = ALL_OPTIONS,
) -> Inspection:
    """The inspection of a story; `minutes` is the estimated length of each chapter.

    `normalization_options` are those that the script was normalized with.
    """
    by_chapter: dict[int, list[Segment]] = {chapter.number: [] for chapter in book.chapters}
    for segment in script.segments:
        by_chapter.get(segment.chapter, []).append(segment)
    rows = tuple(
        _build_chapter_row(chapter, by_chapter[chapter.number], minutes.get(chapter.number, 0.0))
        for chapter in book.chapters
    )
    cast = build_cast_table(script, characters)
    coverage = measure_coverage(book.text, script, normalization_options)
    unread_characters = sum(omission.characters for omission in book.omissions if not omission.reason)
    coverage = replace(coverage, unaccounted=coverage.unaccounted + unread_characters)
    warnings = (*_find_warnings(book, rows), *_lost_word_warnings(book.text, coverage))
    return Inspection(rows, coverage, warnings, cast, book.omissions)


def measure_coverage(
    text: str, script: Script, normalization_options: Set[NormalizationOption] = ALL_OPTIONS
) -> Coverage:
    """Adds up what becomes of each character of the source, and of each word of the spoken segments.

    Characters in two segments count as unaccounted for. `normalization_options` are those that the script was
    normalized with.
    """
    counts = Counter[str]()
    coverage_counts = bytearray(len(text))
    for segment in script.segments:
        silent_count = sum(1 for _ in _find_silent_in_segment(segment))
        counts[segment.skipped or ""] += count_characters(segment.text) - silent_count
        counts[SILENT_SYMBOLS_REASON] += silent_count
        for offset in range(segment.span.start, segment.span.end):
            coverage_counts[offset] = min(2, coverage_counts[offset] + 1)
    unaccounted = sum(
        1 for character, count in zip(text, coverage_counts, strict=True) if count != 1 and not character.isspace()
    )
    unsaid = [
        passage for passage in find_unspoken_words(text, script, normalization_options) if passage.rule != HEADING_RULE
    ]
    for passage in unsaid:
        counts[""] -= passage.character_count
        counts[passage.rule or LOST] += passage.character_count
    unaccounted += counts.pop(LOST, 0)
    spoken = counts.pop("", 0)
    unexplained = tuple(passage for passage in unsaid if not passage.rule)
    return Coverage(
        spoken, tuple((reason, count) for reason, count in counts.most_common() if count), unaccounted, unexplained
    )


def _lost_word_warnings(text: str, coverage: Coverage) -> Iterator[StoryWarning]:
    for passage in coverage.lost:
        message = f"not read aloud, though no rule skips it: {_format_words(passage.words)}; please report it"
        yield StoryWarning(passage.chapter, message, passage.span.of(text))


def _format_words(words: Sequence[str]) -> str:
    """Words for a warning: “so” and 3 more words."""
    more_count = len(words) - 1
    return f"“{words[0]}”" + (f" and {format_count(more_count, 'more word')}" if more_count else "")


def find_silent_symbols(script: Script) -> tuple[str, ...]:
    """The symbols of a story (emoji and the like) that are not pronounced, each once, in order."""
    return tuple(dict.fromkeys(symbol for segment in script.segments for symbol in _find_silent_in_segment(segment)))


def _find_silent_in_segment(segment: Segment) -> Iterator[str]:
    """The symbols of a segment that are not spoken, and that no rule puts into words as it does with "°" and "★"."""
    text = segment.text
    if segment.skipped is not None or segment.kind is Kind.HEADING or text.isascii():
        return
    symbols = {c for c in text if unicodedata.category(c) == "So" and c not in segment.spoken}
    if not symbols:
        return
    spoken_symbols: set[str] = set()
    for rule, before, after in trace_steps(text):
        if rule.effect is TextEffect.REWORDS:
            spoken_symbols.update(symbol for symbol in symbols if symbol in before and symbol not in after)
    yield from (symbol for symbol in text if symbol in symbols - spoken_symbols)


def _build_chapter_row(chapter: Chapter, segments: list[Segment], minutes: float) -> ChapterRow:
    spoken_segments = [segment for segment in segments if segment.skipped is None]
    quoted_length = sum(count_characters(u.text) for u in spoken_segments if u.kind.is_speech)
    total_length = sum(count_characters(u.text) for u in spoken_segments)
    notes = len({u.paragraph for u in segments if u.kind is Kind.NOTE and "label" not in str(u.skipped)})
    break_count = sum(u.kind is Kind.BREAK for u in segments)
    words = sum(len(u.spoken.split()) for u in spoken_segments)
    return ChapterRow(
        chapter.number,
        chapter.display_name,
        words,
        minutes,
        notes,
        break_count + 1,
        quoted_length / total_length if total_length else 0.0,
    )


@dataclass(frozen=True, slots=True)
class NotesAtEdges:
    """The chapters whose first paragraph is left out as an author's note, and those whose last one is, by number."""

    first: tuple[int, ...]
    last: tuple[int, ...]

    def __str__(self) -> str:
        """The chapters in words, "" where there are none.

        >>> str(NotesAtEdges((1, 2, 3, 5), ())), str(NotesAtEdges((), (4,)))
        ('the start of chapters 1-3, 5', 'the end of chapter 4')
        """
        ends = (("the start", self.first), ("the end", self.last))
        return " and ".join(f"{end} of {format_chapter_numbers(numbers)}" for end, numbers in ends if numbers)


def format_chapter_numbers(numbers: Sequence[int]) -> str:
    """Chapters by number, consecutive ones as a range.

    >>> format_chapter_numbers((1, 2, 3, 5)), format_chapter_numbers((4,))
    ('chapters 1-3, 5', 'chapter 4')
    """
    runs = [list(run) for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    ends = [(run[0][1], run[-1][1]) for run in runs]
    ranges = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in ends)
    return f"chapter{'s' if len(numbers) > 1 else ''} {ranges}"


def find_notes_at_edges(book: Book) -> NotesAtEdges:
    """The chapters that begin or end with a note; chapters with nothing but notes do not count."""
    first, last = [], []
    for chapter in book.chapters:
        content_blocks = [
            block
            for block in chapter.blocks
            if block.kind not in STRUCTURAL_KINDS and "label" not in str(block.skipped)
        ]
        if any(content_block.kind is not Kind.NOTE for content_block in content_blocks):
            first += [chapter.number] if content_blocks[0].kind is Kind.NOTE else []
            last += [chapter.number] if content_blocks[-1].kind is Kind.NOTE else []
    return NotesAtEdges(tuple(first), tuple(last))


def _find_warnings(book: Book, rows: tuple[ChapterRow, ...]) -> Iterator[StoryWarning]:
    yield from (StoryWarning(0, warning) for warning in book.warnings)
    yield from _find_numbering_gaps(book)
    yield from _find_odd_lengths(rows)
    yield from (
        StoryWarning(0, message, omission.opening)
        for omission in book.omissions
        if (message := describe_omission(omission))
    )
    edges = find_notes_at_edges(book)
    if edges.first or edges.last:
        yield StoryWarning(0, f"an author's note is skipped at {edges}")
    for chapter in book.chapters:
        for block in chapter.blocks:
            if block.warning:
                yield StoryWarning(chapter.number, block.warning, block.span.of(book.text))
    lost_count = book.text.count(REPLACEMENT_CHARACTER)
    if lost_count:
        message = (
            f"already lost when this file was saved: {format_count(lost_count, 'character')} ({REPLACEMENT_CHARACTER})"
        )
        yield StoryWarning(0, message)


def describe_omission(omission: Omission) -> str:
    """A message about a passage of the file that is not in the story, "" where that is as it should be."""
    if not omission.doubtful:
        return ""
    if not omission.words:
        return f"lost while the file was read: {format_count(omission.characters, 'letter')}"
    reason_note = f", as {omission.reason}" if omission.reason else ""
    return f"{omission.words:,} words of the file were not recognized as part of the story{reason_note}"


def _find_numbering_gaps(book: Book) -> Iterator[StoryWarning]:
    """Warns of chapters whose number does not follow the previous one, within one part."""
    previous: tuple[str, str] | None = None
    for chapter in book.chapters:
        match = CHAPTER_NUMBER.search(chapter.label)
        if match:
            current = (chapter.part, match.group())
            if previous and current[0] == previous[0] and not _is_next_number(current[1], previous[1]):
                yield StoryWarning(chapter.number, f"the headings go from {previous[1]} to {current[1]}", chapter.label)
            previous = current
        for number in _list_inner_numbers(book, chapter):
            previous = (chapter.part, number)


def _list_inner_numbers(book: Book, chapter: Chapter) -> Iterator[str]:
    """The numbers of chapter headings inside of a chapter: of those that the user has joined with it."""
    own = chapter.heading
    for block in chapter.blocks:
        is_heading = block.kind is Kind.HEADING or block.skipped == LEFT_OUT_BY_HAND
        if is_heading and not (own and own.start <= block.span.start < own.end):
            heading = parse_heading(block.span.of(book.text))
            if heading and heading.form is HeadingForm.CHAPTER and (match := CHAPTER_NUMBER.search(heading.label)):
                yield match.group()


def _is_next_number(number: str, previous_number: str) -> bool:
    """Whether a chapter number follows another: 3 and 2.5 follow 2, 1.2 follows 1.1, 2.1 follows 1.9.

    >>> _is_next_number("1.10", "1.9"), _is_next_number("2.1", "1.9")
    (True, True)
    >>> _is_next_number("4", "2"), _is_next_number("2", "2")
    (False, False)
    """
    current, previous = parse_number(number), parse_number(previous_number)
    if current is None or previous is None:
        return False
    return current[0] == previous[0] + 1 or (current[0] == previous[0] and current > previous)


def _find_odd_lengths(rows: tuple[ChapterRow, ...]) -> Iterator[StoryWarning]:
    word_counts = [row.words for row in rows if row.words]
    if not word_counts:
        return
    median_words = median(word_counts)
    if len(rows) == 1 and median_words > LONG_STORY_WORDS:
        yield StoryWarning(1, "a long story, but no headings were recognized; use --split-at to mark them")
    for row in rows:
        if not row.words:
            yield StoryWarning(row.number, "nothing in this chapter is read aloud", row.title)
        elif row.words < MIN_CHAPTER_WORDS and row.words * OUTLIER_FACTOR < median_words:
            yield StoryWarning(row.number, f"very short ({row.words} words)", row.title)
        elif row.words > MAX_CHAPTER_WORDS or (
            len(word_counts) > 2 and row.words > OUTLIER_FACTOR * median_words and row.words > LONG_STORY_WORDS / 4
        ):
            yield StoryWarning(
                row.number, f"very long ({row.words:,} words); a heading may have been missed", row.title
            )


def analyze_and_inspect(
    story: StorySettings,
    output: Path = DEFAULT_OUTPUT,
    progress_handler: Callable[[LlmProgress], None] | None = None,
) -> tuple[AnalyzedStory, Inspection]:
    """Analyzes a story; the analysis and its inspection."""
    analysis = analyze_story(story, output, progress_handler)
    needs = create_engine(DEFAULT_ENGINE).needs
    analysis = replace(analysis, script=normalize_for(analysis.script, needs))
    # Lengths are estimated for the default voice at its own pace, without loading it.
    episodes = plan_episodes(analysis.script, Cast(Voice("", "")), NarrationOptions(flat=True))
    minutes = {episode.number: estimate_seconds(episode) / 60 for episode in episodes}
    inspection = inspect_story(analysis.book, analysis.script, analysis.characters, minutes, needs)
    voice = narrator_here(*carry_narrator(analysis.cast_file, analysis.cast_path, analysis.series))
    mismatch = _find_language_mismatch(analysis, voice) if voice else None
    return analysis, inspection.with_warning(mismatch.message) if mismatch else inspection


def _find_language_mismatch(analysis: AnalyzedStory, voice: Voice) -> LanguageMismatch | None:
    name = name_narrator(voice, analysis.cast_file, CastingOverrides())
    return find_language_mismatch(analysis.book.metadata.language, voice, name)
