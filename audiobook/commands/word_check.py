"""Proves of a script that each word of the source is said, or left out by a rule that has a name.

That every character stands in one utterance (`inspection.coverage_of`) says nothing of what is made of it there. So the
words of each stretch of the source are compared, in order, with the words that an engine is given for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from audiobook.model import Chapter, Kind, Script, Span, Utterance
from audiobook.text.normalization.bbcode import without_bbcode
from audiobook.text.normalization.line_ends import unwrapped
from audiobook.text.normalization.normalize import speakable
from audiobook.text.normalization.options import EVERYTHING, Need
from audiobook.text.normalization.page_marks import without_page_marks
from audiobook.text.normalization.removals import letters_of, missing, removals, words_of

NOTHING: frozenset[Need] = frozenset()
HEADING = "a heading said by its number and title"
PAGE_MARKS = "marks of footnotes and pages"
FORUM = "markup of a forum"
PART = "a part's name in a chapter's heading"
NUMBER = re.compile(r"\d+")
NUMERAL = re.compile(r"\d+|[ivxlc]+")
# What pandoc and others allow behind a heading: "# Rain {#rain}".
ATTRIBUTES = re.compile(r"\{[#.][^{}\n]{0,200}\}\s*$")
# A heading's number in words takes no more than these, and stands among its first words.
MOST_NUMBER_WORDS, NUMBER_WITHIN = 3, 6


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Words of the source that are not said: in which chapter, where they are written, which, and by what rule.

    `rule` is "" where no rule may take them out: then they are lost.
    """

    chapter: int
    span: Span
    words: tuple[str, ...]
    rule: str = ""

    @property
    def characters(self) -> int:
        """How many letters and figures they have."""
        return sum(map(len, self.words))


def unsaid_in(text: str, script: Script, needs: Set[Need] = EVERYTHING) -> Iterator[Unsaid]:
    """The words of a source text that its script does not say and has not skipped as a whole.

    `needs` are those that the script was written for.
    """
    # Tags of a forum are as many blanks in what is read.
    plain = without_bbcode(text)
    own = {heading: chapter for chapter in script.chapters for heading in (chapter.heading,) if heading}
    headings: dict[Span, list[Utterance]] = {span: [] for span in own}
    starts = sorted(own, key=lambda span: span.start)
    for one in script.utterances:
        if one.skipped is not None:
            continue
        place = _around(one.span, starts) if one.kind is Kind.HEADING else None
        if place:
            headings[place].append(one)
            continue
        if plain is not text and (tags := _without(one.span.of(text), one.span.of(plain))):
            yield Unsaid(one.chapter, one.span, tags, FORUM)
        yield from _of_stretch(plain, one, needs)
    for span, parts in headings.items():
        yield from _of_heading(plain, parts, own[span], script.metadata.author, needs)


def _of_stretch(text: str, one: Utterance, needs: Set[Need]) -> Iterator[Unsaid]:
    """What is not said of a stretch: its page marks; putting cut words together takes no letter out."""
    stretch = one.span.of(text)
    written = without_page_marks(text, one.span.start, one.span.end)
    marks = _without(stretch, written) if written != stretch else ()
    if marks:
        yield Unsaid(one.chapter, one.span, marks, PAGE_MARKS)
    whole = unwrapped(written, text)
    if whole != written and letters_of(whole) != letters_of(written):
        yield Unsaid(one.chapter, one.span, missing(written, whole) or tuple(words_of(written)))
    for removal in removals(whole, one.spoken, needs):
        yield Unsaid(one.chapter, one.span, removal.words, removal.rule)


def _around(span: Span, headings: Sequence[Span]) -> Span | None:
    """That of the headings, which stand in order, in which a span begins."""
    at = bisect_right(headings, span.start, key=lambda one: one.start) - 1
    return headings[at] if at >= 0 and span.start < headings[at].end else None


def _of_heading(
    text: str, parts: Sequence[Utterance], chapter: Chapter, author: str, needs: Set[Need]
) -> Iterator[Unsaid]:
    """What is not said of a chapter's own heading: its number may be said otherwise, the author's name be left out."""
    if not parts:
        return
    expected = " ".join(speakable(part, needs) for part in (chapter.label, chapter.title))
    lost = missing(expected, " ".join(one.spoken for one in parts))
    if lost:
        yield Unsaid(chapter.number, parts[0].span, lost)
    written = " ".join(ATTRIBUTES.sub("", one.span.of(text)) for one in parts)
    said = f"{chapter.label} {chapter.title}"
    # A title has lost its marks, so either as written or as it is said its words must be the same.
    found = (_without(written, said), _without(speakable(written, NOTHING), speakable(said, NOTHING)))
    lost = min(found, key=len)
    if lost:
        rules = [_rule_for(one, words_of(written), chapter, author) for one in found]
        yield Unsaid(chapter.number, parts[0].span, lost, next(filter(None, rules), ""))


def _without(written: str, said: str) -> tuple[str, ...]:
    """The words of one text that another lacks, in any order: a title may stand before its number."""
    return tuple((Counter(words_of(written)) - Counter(words_of(said))).elements())


def _rule_for(lost: Sequence[str], written: Sequence[str], chapter: Chapter, author: str) -> str:
    """Why words of a heading are not said: its number is said otherwise, or they name its part or the author."""
    # "Ep" is said "Episode".
    short = {word for word in lost if any(full.startswith(word) for full in words_of(chapter.label))}
    named = {"by", *short, *words_of(author), *words_of(chapter.part)}
    unknown = [word for word in lost if not NUMERAL.fullmatch(word) and word not in named]
    said = words_of(f"{chapter.label} {chapter.title}")
    counted = NUMBER.findall(chapter.label)
    renamed = bool(chapter.part) or any(said.count(number) > written.count(number) for number in counted)
    in_words = renamed and len(unknown) <= MOST_NUMBER_WORDS and set(unknown) <= set(written[:NUMBER_WITHIN])
    if unknown and not in_words:
        return ""
    return PART if set(lost) & set(words_of(chapter.part)) else HEADING
