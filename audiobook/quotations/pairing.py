"""Pairs the marks of a paragraph into quotations, whatever is missing or set wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.quotations.mark_roles import SENTENCE_MARKS, Role
from audiobook.quotations.marks import Family, Mark, is_blank
from audiobook.quotations.tags import NAME, SAID_THEY, SAYING, THEY_SAID

# Where a speech without a closing mark is over: behind its last stop, before "he said" or "said Bea".
# (*[! and so on] Hello there, he said and left.  Hello there! said Bea.)
TAG_AFTER_STOP = re.compile(rf"(?<=[,.!?…—])\s(?={THEY_SAID}|{SAID_THEY})")
# What follows a speech for certain: a tag, a dash or a bracket, but not the dogs’ dinner.
# (*things’ rebuked Bea*, *yes’ (with a nod)*, *no’—and so on*)
TAG_OR_BREAK = re.compile(rf"[,;]?\s(?:{THEY_SAID}|(?:{SAYING})\b|\w+ed\s(?:he|she|{NAME})\b)|\s?[(—–]|\s?--")
SENTENCE_END = re.compile(r"[.!?…]\s+")
# Words that end in an apostrophe: the dogs’ dinner, singin’ songs, o’ th’ town, of an’ wi’.
CLIPPED_END = re.compile(
    r"(?:s|in|\bo|\bth|\ban|\bwi|\bt|\bd|\bo|\bol|\bmo|\bha|\bgi|\bfo|\bthro|\btha)$", re.IGNORECASE
)
MOST_OF_A_WORD = 12
# A speech that is never closed is looked into for a tag no further than this.
LONGEST_BEFORE_TAG = 600
SHORT_REST = 80
LONGEST_UNOPENED = 400


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two marks; `opened` or `closed` is False where the mark is missing."""

    family: Family
    start: int
    end: int
    opened: bool = True
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark, what it does, and what can be told from the marks behind it.

    `next_sure` is what the next mark that surely opens or closes does; `surplus` is the most by which, anywhere
    behind this mark, closing marks have outnumbered opening ones.
    """

    mark: Mark
    role: Role
    next_sure: Role | None
    surplus: int


def placed(marks: Sequence[tuple[Mark, Role]]) -> tuple[Placed, ...]:
    """The marks that may open or close, each with a look ahead."""
    found: list[Placed] = []
    ahead: Role | None = None
    surplus = 0
    for mark, role in reversed(marks):
        if role is not Role.NONE:
            found.append(Placed(mark, role, ahead, surplus))
        if role in (Role.OPENS, Role.CLOSES, Role.EITHER):
            ahead = role
            surplus = max(0, surplus + (role is Role.CLOSES) - (role is Role.OPENS))
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Pairing:
    """The marks of one family in a paragraph (or the part of it from `first` to `last`)."""

    text: str
    marks: tuple[Placed, ...]
    first: int
    last: int
    running: bool = False
    carried_on: bool = False

    def quotations(self) -> Iterator[Quotation]:
        """The quotations in order; `running` where speech runs over into this paragraph, `carried_on` out of it."""
        at = 0
        done = self.first
        while at < len(self.marks):
            one = self.marks[at]
            if self._opens(one):
                at, found = self._closed(at)
            elif one.role is Role.CLOSES and (start := self._missing_start(one, done)) is not None:
                at, found = at + 1, Quotation(one.mark.family, start, one.mark.end, opened=False)
            else:
                at += 1
                continue
            done = found.end
            yield found

    def _opens(self, one: Placed) -> bool:
        if one.role is Role.MAY_OPEN:
            return one.next_sure is Role.CLOSES
        return one.role in (Role.OPENS, Role.EITHER)

    def _is_speech_place(self, at: int) -> bool:
        """Whether speech may begin here: at the paragraph's beginning, behind a stop."""
        before = self.text[max(self.first, at - 4) : at].rstrip()
        return not before or before[-1] in ",.:;!?…—–-"

    def _closed(self, at: int) -> tuple[int, Quotation]:
        """The quotation that the mark `at` opens, and the mark to go on with."""
        opening = self.marks[at].mark
        place = at + 1
        depth = 0
        while place < len(self.marks):
            one = self.marks[place]
            if one.role is Role.OPENS:
                if self._is_nested(one, depth):
                    depth += 1
                elif not self._opens_line(one.mark):
                    return place, self._cut_before(opening, one.mark.start)
            elif self._closes(one, place):
                if not depth:
                    return place + 1, Quotation(opening.family, opening.start, one.mark.end)
                depth -= 1
            place += 1
        return place, self._unclosed(opening)

    def _is_nested(self, one: Placed, depth: int) -> bool:
        """Whether “these “same marks” stand” in each other: enough of them close, or no speech could begin here."""
        if one.surplus >= depth + 2:
            return True
        return one.next_sure is Role.CLOSES and not self._is_speech_place(one.mark.start)

    def _opens_line(self, mark: Mark) -> bool:
        """Verse repeats the opening mark in each line."""
        line = self.text[max(0, mark.start - 12) : mark.start].rstrip(" \t")
        return line.endswith("\n")

    def _closes(self, one: Placed, place: int) -> bool:
        if one.role is Role.MAY_CLOSE:
            return self._may_close(one, place)
        return one.role in (Role.CLOSES, Role.EITHER)

    def _may_close(self, one: Placed, place: int) -> bool:
        """Whether a mark behind a letter closes: only where no surer one does."""
        if one.next_sure is Role.CLOSES or one.next_sure is Role.EITHER:
            return False
        if is_blank(self.text, one.mark.end, self.last) or TAG_OR_BREAK.match(self.text, one.mark.end):
            return True
        if place + 1 < len(self.marks) and self.marks[place + 1].role is Role.MAY_CLOSE:
            return False
        if one.next_sure is Role.OPENS or one.mark.family is Family.DOUBLE or not self.carried_on:
            return True
        return not CLIPPED_END.search(self.text[max(0, one.mark.start - MOST_OF_A_WORD) : one.mark.start])

    def _missing_start(self, one: Placed, done: int) -> int | None:
        """Where a speech began whose opening mark is missing."""
        if self.running and done == self.first:
            return self.first
        before = self.text[max(self.first, one.mark.start - 1) : one.mark.start]
        is_end = is_blank(self.text, one.mark.end, self.last) or TAG_OR_BREAK.match(self.text, one.mark.end)
        if not before or before not in SENTENCE_MARKS or one.next_sure is Role.CLOSES or not is_end:
            return None
        since = max(done, one.mark.start - LONGEST_UNOPENED)
        ends = [match.end() for match in SENTENCE_END.finditer(self.text, since, max(since, one.mark.start - 1))]
        if since == self.first:
            return since
        return ends[-1] if ends else None

    def _cut_before(self, opening: Mark, end: int) -> Quotation:
        """A speech that another one follows before it is closed."""
        limit = min(end, opening.end + LONGEST_BEFORE_TAG)
        tag = TAG_AFTER_STOP.search(self.text, opening.end, limit)
        return Quotation(opening.family, opening.start, tag.start() if tag else end, closed=False)

    def _unclosed(self, opening: Mark) -> Quotation:
        """A speech that is never closed: it ends with the paragraph, or where a tag shows narration."""
        limit = min(self.last, opening.end + LONGEST_BEFORE_TAG)
        tag = TAG_AFTER_STOP.search(self.text, opening.end, limit)
        if tag and (not self.carried_on or self.last - tag.end() < SHORT_REST):
            return Quotation(opening.family, opening.start, tag.start(), closed=False)
        return Quotation(opening.family, opening.start, self.last, closed=False)
