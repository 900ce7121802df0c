"""Checks that each word of the source is spoken, or left out by a rule that has a name.

That every character is in exactly one segment (`inspect.measure_coverage`) says nothing about what the segment makes of
it. So the words of each segment's source are compared, in order, with the words that an engine is given for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from audiobook.model import Chapter, Kind, Script, Segment, Span
from audiobook.reading.markdown import HEADING_ATTRIBUTES
from audiobook.text.normalization.bbcode import blank_bbcode
from audiobook.text.normalization.hyphenation import join_cut_words
from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.omissions import find_omissions, join_letters, missing_words, split_words
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption
from audiobook.text.normalization.page_marks import strip_page_marks
from audiobook.text.skip_reasons import FORUM_MARKUP

NO_OPTIONS: frozenset[NormalizationOption] = frozenset()
HEADING_RULE = "a heading said by its number and title"
PAGE_MARKS_RULE = "marks of footnotes and pages"
RENAMED_RULE = "the name of a chapter that you have renamed"
PART_NAME_RULE = "a part's name in a chapter's heading"
NUMBER_PATTERN = re.compile(r"\d+")
NUMERAL_PATTERN = re.compile(r"\d+|[ivxlc]+")
# Footnote marks in a heading, which its title doesn't have; one that is a letter would count as a lost word.
HEADING_MARKS = re.compile(r"\[[^\[\]\s]{1,4}\]")
# A heading's number in words takes no more than these, and stands among its first words.
MAX_NUMBER_WORDS, MAX_NUMBER_POSITION = 3, 6


@dataclass(frozen=True, slots=True)
class UnspokenWords:
    """Words of the source that are not spoken: chapter, position, the words, and the rule that leaves them out.

    `rule` is "" where no rule does: then they are lost.
    """

    chapter: int
    span: Span
    words: tuple[str, ...]
    rule: str = ""

    @property
    def character_count(self) -> int:
        """The number of their letters and digits."""
        return sum(map(len, self.words))


def find_unspoken_words(
    text: str, script: Script, options: Set[NormalizationOption] = ALL_OPTIONS
) -> Iterator[UnspokenWords]:
    """The words of a source text that its script does not speak, outside of skipped segments.

    `options` are those that the script was normalized with.
    """
    # The tags of a forum are replaced by as many spaces, so that positions stay the same.
    plain = blank_bbcode(text)
    chapter_by_heading = {heading: chapter for chapter in script.chapters for heading in (chapter.heading,) if heading}
    heading_segments: dict[Span, list[Segment]] = {span: [] for span in chapter_by_heading}
    heading_spans = sorted(chapter_by_heading, key=lambda span: span.start)
    for segment in script.segments:
        if segment.skipped is not None:
            continue
        enclosing = _enclosing_heading(segment.span, heading_spans) if segment.kind is Kind.HEADING else None
        if enclosing:
            heading_segments[enclosing].append(segment)
            continue
        if plain is not text and (tags := _missing_words_any_order(segment.span.of(text), segment.span.of(plain))):
            yield UnspokenWords(segment.chapter, segment.span, tags, FORUM_MARKUP)
        yield from _unspoken_in_segment(plain, segment, options)
    for span, segments in heading_segments.items():
        yield from _unspoken_in_heading(plain, segments, chapter_by_heading[span], script.metadata.author, options)


def _unspoken_in_segment(text: str, segment: Segment, options: Set[NormalizationOption]) -> Iterator[UnspokenWords]:
    """The words of a segment that are not spoken, such as page marks; joining hyphenated words loses no letter."""
    source_text = segment.span.of(text)
    unmarked_text = strip_page_marks(text, segment.span.start, segment.span.end)
    mark_words = _missing_words_any_order(source_text, unmarked_text) if unmarked_text != source_text else ()
    if mark_words:
        yield UnspokenWords(segment.chapter, segment.span, mark_words, PAGE_MARKS_RULE)
    joined_text = join_cut_words(unmarked_text, text)
    if joined_text != unmarked_text and join_letters(joined_text) != join_letters(unmarked_text):
        yield UnspokenWords(
            segment.chapter,
            segment.span,
            missing_words(unmarked_text, joined_text) or tuple(split_words(unmarked_text)),
        )
    for removal in find_omissions(joined_text, segment.spoken, options):
        yield UnspokenWords(segment.chapter, segment.span, removal.words, removal.rule)


def _enclosing_heading(span: Span, headings: Sequence[Span]) -> Span | None:
    """The heading in which a span begins; the headings are in order."""
    index = bisect_right(headings, span.start, key=lambda heading: heading.start) - 1
    return headings[index] if index >= 0 and span.start < headings[index].end else None


def _unspoken_in_heading(
    text: str, segments: Sequence[Segment], chapter: Chapter, author: str, options: Set[NormalizationOption]
) -> Iterator[UnspokenWords]:
    """The words of a chapter's heading that are not spoken; the number may be in words, the author's name left out."""
    if not segments:
        return
    expected = " ".join(normalize(heading_part, options) for heading_part in (chapter.label, chapter.title))
    lost_words = missing_words(expected, " ".join(segment.spoken for segment in segments))
    if lost_words:
        yield UnspokenWords(chapter.number, segments[0].span, lost_words)
    written = " ".join(HEADING_ATTRIBUTES.sub("", segment.span.of(text)) for segment in segments)
    spoken_heading = f"{chapter.label} {chapter.title}"
    unmarked = HEADING_MARKS.sub("", written)
    missing_by_text = {one: _missing_in_heading(one, spoken_heading) for one in (written, unmarked)}
    missing_variants = min(missing_by_text.values(), key=lambda variants: len(min(variants, key=len)))
    if missing_variants is not missing_by_text[written]:
        marks = _missing_words_any_order(written, unmarked)
        yield UnspokenWords(chapter.number, segments[0].span, marks, PAGE_MARKS_RULE)
    lost_words = min(missing_variants, key=len)
    if lost_words and chapter.is_renamed:
        yield UnspokenWords(chapter.number, segments[0].span, lost_words, RENAMED_RULE)
    elif lost_words:
        rules = [_heading_rule(segment, split_words(written), chapter, author) for segment in missing_variants]
        yield UnspokenWords(chapter.number, segments[0].span, lost_words, next(filter(None, rules), ""))


def _missing_in_heading(written: str, spoken: str) -> tuple[tuple[str, ...], ...]:
    """The words that a heading's title lacks, as written and as normalized: a title no longer has any markup."""
    variants = ((written, spoken), (normalize(written, NO_OPTIONS), normalize(spoken, NO_OPTIONS)))
    # Without a mark between them, two words may have become one.
    return tuple(
        () if join_letters(before) == join_letters(after) else _missing_words_any_order(before, after)
        for before, after in variants
    )


def _missing_words_any_order(written: str, spoken: str) -> tuple[str, ...]:
    """The words of one text that the other lacks, in any order: a title may come before its number."""
    return tuple((Counter(split_words(written)) - Counter(split_words(spoken))).elements())


def _heading_rule(lost_words: Sequence[str], written: Sequence[str], chapter: Chapter, author: str) -> str:
    """Why words of a heading are not spoken: they are its number, its part or the author; "" for no known reason."""
    # "Ep" is read as "Episode".
    abbreviated = {word for word in lost_words if any(full.startswith(word) for full in split_words(chapter.label))}
    explained_words = {"by", *abbreviated, *split_words(author), *split_words(chapter.part)}
    unknown = [word for word in lost_words if not NUMERAL_PATTERN.fullmatch(word) and word not in explained_words]
    spoken_words = split_words(f"{chapter.label} {chapter.title}")
    label_numbers = NUMBER_PATTERN.findall(chapter.label)
    is_renumbered = bool(chapter.part) or any(
        spoken_words.count(number) > written.count(number) for number in label_numbers
    )
    is_number_in_words = (
        is_renumbered and len(unknown) <= MAX_NUMBER_WORDS and set(unknown) <= set(written[:MAX_NUMBER_POSITION])
    )
    if unknown and not is_number_in_words:
        return ""
    return PART_NAME_RULE if set(lost_words) & set(split_words(chapter.part)) else HEADING_RULE
