"""Pairs the marks of a paragraph into quotations, even where marks are missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.quotations.mark_roles import SENTENCE_MARKS, MarkRole
from audiobook.quotations.quote_marks import MarkFamily, QuoteMark, is_blank
from audiobook.quotations.speech_tags import NAME, SPEECH_VERBS, SUBJECT_VERB, VERB_SUBJECT

# Where a speech without a closing mark ends: after a stop, before "he said" or "said Bea".
# (*[! and so on] Hello there, he said and left.  Hello there! said Bea.)
TAG_AFTER_STOP = re.compile(rf"(?<=[,.!?…—])\s(?={SUBJECT_VERB}|{VERB_SUBJECT})")
# What certainly follows a speech: a tag, a dash or a bracket. Not "the dogs’ dinner".
# (*things’ rebuked Bea*, *yes’ (with a nod)*, *no’—and so on*)
TAG_OR_BREAK = re.compile(rf"[,;]?\s(?:{SUBJECT_VERB}|(?:{SPEECH_VERBS})\b|\w+ed\s(?:he|she|{NAME})\b)|\s?[(—–]|\s?--")
SENTENCE_END = re.compile(r"[.!?…]\s+")
# Words that end in an apostrophe: the dogs’ dinner, singin’ songs, o’ th’ town, of an’ wi’.
CLIPPED_END = re.compile(
    r"(?:s|in|\bo|\bth|\ban|\bwi|\bt|\bd|\bo|\bol|\bmo|\bha|\bgi|\bfo|\bthro|\btha)$", re.IGNORECASE
)
MAX_CLIPPED_CHARACTERS = 12
# How far a speech without a closing mark is searched for a tag.
MAX_CHARACTERS_BEFORE_TAG = 600
MAX_TRAILING_NARRATION = 80
MAX_UNOPENED_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of text between two marks; `opened` or `closed` is False if that mark is missing."""

    family: MarkFamily
    start: int
    end: int
    opened: bool = True
    closed: bool = True


@dataclass(frozen=True, slots=True)
class PairableMark:
    """A mark, what it does, and a look ahead.

    `next_certain_role` is the role of the next mark that certainly opens or closes; `closing_surplus` is the most by
    which, anywhere after this mark, closing marks outnumber opening ones.
    """

    mark: QuoteMark
    role: MarkRole
    next_certain_role: MarkRole | None
    closing_surplus: int


def build_pairable_marks(marks: Sequence[tuple[QuoteMark, MarkRole]]) -> tuple[PairableMark, ...]:
    """The marks that may open or close a quotation, each with a look ahead."""
    pairable: list[PairableMark] = []
    next_role: MarkRole | None = None
    surplus = 0
    for mark, role in reversed(marks):
        if role is not MarkRole.NONE:
            pairable.append(PairableMark(mark, role, next_role, surplus))
        if role in (MarkRole.OPENS, MarkRole.CLOSES, MarkRole.EITHER):
            next_role = role
            surplus = max(0, surplus + (role is MarkRole.CLOSES) - (role is MarkRole.OPENS))
    return tuple(reversed(pairable))


@dataclass(frozen=True, slots=True)
class QuotePairing:
    """The marks of one family in a paragraph, or in the part of it from `first` to `last`.

    `continues_quote` if speech continues from the paragraph before, `next_opens_quote` if the next one begins with an
    opening mark.
    """

    text: str
    marks: tuple[PairableMark, ...]
    first: int
    last: int
    continues_quote: bool = False
    next_opens_quote: bool = False

    def iter_quotations(self) -> Iterator[Quotation]:
        """The quotations in order."""
        index = 0
        previous_end = self.first
        while index < len(self.marks):
            mark = self.marks[index]
            if self._is_opening(mark):
                index, quotation = self._match_closing(index)
            elif mark.role is MarkRole.CLOSES and (start := self._infer_missing_start(mark, previous_end)) is not None:
                index, quotation = index + 1, Quotation(mark.mark.family, start, mark.mark.end, opened=False)
            else:
                index += 1
                continue
            previous_end = quotation.end
            yield quotation

    def _is_opening(self, mark: PairableMark) -> bool:
        if mark.role is MarkRole.MAY_OPEN:
            return mark.next_certain_role is MarkRole.CLOSES
        return mark.role in (MarkRole.OPENS, MarkRole.EITHER)

    def _can_start_speech(self, position: int) -> bool:
        """Whether speech may begin at an offset: at the beginning of the paragraph, or after a stop."""
        before = self.text[max(self.first, position - 4) : position].rstrip()
        return not before or before[-1] in ",.:;!?…—–-"

    def _match_closing(self, index: int) -> tuple[int, Quotation]:
        """The index of the mark to continue with, and the quotation that the mark at `index` opens."""
        opening = self.marks[index].mark
        position = index + 1
        depth = 0
        while position < len(self.marks):
            mark = self.marks[position]
            if mark.role is MarkRole.OPENS:
                if self._is_nested(mark, depth):
                    depth += 1
                elif not self._starts_verse_line(mark.mark):
                    return position, self._end_before_next(opening, mark.mark.start)
            elif self._is_closing(mark, position):
                if not depth:
                    return position + 1, Quotation(opening.family, opening.start, mark.mark.end)
                depth -= 1
            position += 1
        return position, self._end_unclosed(opening)

    def _is_nested(self, mark: PairableMark, depth: int) -> bool:
        """Whether a mark opens a quotation “inside “another””: enough marks close, or no speech could begin there."""
        if mark.closing_surplus >= depth + 2:
            return True
        return mark.next_certain_role is MarkRole.CLOSES and not self._can_start_speech(mark.mark.start)

    def _starts_verse_line(self, mark: QuoteMark) -> bool:
        """Whether a mark begins a line of verse, which repeats the opening mark in each line."""
        line = self.text[max(0, mark.start - 12) : mark.start].rstrip(" \t")
        return line.endswith("\n")

    def _is_closing(self, mark: PairableMark, index: int) -> bool:
        if mark.role is MarkRole.MAY_CLOSE:
            return self._can_close(mark, index)
        return mark.role in (MarkRole.CLOSES, MarkRole.EITHER)

    def _can_close(self, mark: PairableMark, index: int) -> bool:
        """Whether a mark after a letter closes the quotation: only if no clearer mark does."""
        if mark.next_certain_role is MarkRole.CLOSES or mark.next_certain_role is MarkRole.EITHER:
            return False
        if is_blank(self.text, mark.mark.end, self.last) or TAG_OR_BREAK.match(self.text, mark.mark.end):
            return True
        if index + 1 < len(self.marks) and self.marks[index + 1].role is MarkRole.MAY_CLOSE:
            return False
        if (
            mark.next_certain_role is MarkRole.OPENS
            or mark.mark.family is MarkFamily.DOUBLE
            or not self.next_opens_quote
        ):
            return True
        return not CLIPPED_END.search(self.text[max(0, mark.mark.start - MAX_CLIPPED_CHARACTERS) : mark.mark.start])

    def _infer_missing_start(self, mark: PairableMark, previous_end: int) -> int | None:
        """Where a speech with a missing opening mark began; None if there is none."""
        if self.continues_quote and previous_end == self.first:
            return self.first
        before = self.text[max(self.first, mark.mark.start - 1) : mark.mark.start]
        is_end = is_blank(self.text, mark.mark.end, self.last) or TAG_OR_BREAK.match(self.text, mark.mark.end)
        if not before or before not in SENTENCE_MARKS or mark.next_certain_role is MarkRole.CLOSES or not is_end:
            return None
        search_start = max(previous_end, mark.mark.start - MAX_UNOPENED_CHARACTERS)
        sentence_ends = [
            match.end()
            for match in SENTENCE_END.finditer(self.text, search_start, max(search_start, mark.mark.start - 1))
        ]
        if search_start == self.first:
            return search_start
        return sentence_ends[-1] if sentence_ends else None

    def _end_before_next(self, opening: QuoteMark, end: int) -> Quotation:
        """A speech without a closing mark before another one begins."""
        limit = min(end, opening.end + MAX_CHARACTERS_BEFORE_TAG)
        tag = TAG_AFTER_STOP.search(self.text, opening.end, limit)
        return Quotation(opening.family, opening.start, tag.start() if tag else end, closed=False)

    def _end_unclosed(self, opening: QuoteMark) -> Quotation:
        """A speech without a closing mark: it ends with the paragraph, or before a tag."""
        limit = min(self.last, opening.end + MAX_CHARACTERS_BEFORE_TAG)
        tag = TAG_AFTER_STOP.search(self.text, opening.end, limit)
        if tag and (not self.next_opens_quote or self.last - tag.end() < MAX_TRAILING_NARRATION):
            return Quotation(opening.family, opening.start, tag.start(), closed=False)
        return Quotation(opening.family, opening.start, self.last, closed=False)
