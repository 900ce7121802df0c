"""Finds the lines that may name their speaker at their head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.quotations.speaker_labels.shapes import NO_SPEAKERS, PARTICLES, SHAPES, SPOKEN_WORDS, Family

LINE = re.compile(r"[^\n]+")
WORD = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*")
SENTENCE_MARK = re.compile(r"[?!…]|[^\W\d_][.][”\"’')*_]*(?:\s|$)")
ENDS_SENTENCE = re.compile(r"[.!?…:\])][”\"’'*_)]*\s*$")
NUMBER = re.compile(r"\d+|[ivx]+")
TIME_OF_DAY = re.compile(r"(?<!\d)(\d{1,2})[:.](\d\d)(?!\d)(?:[:.]\d\d)?\s?([AaPp])?")
# The longest head is a name of six words with a direction; no more of a line is looked at.
LONGEST_HEAD = 400
SAID_WITHIN = 300
# Letters of a name, at the least: Q and A are no names, nor is the B of a plan.
LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a line that may name its speaker; offsets count in the block's text.

    `block` is the block's place in the story; `start` is where the line begins, `end` where its words do. `alone`
    where the words stand on the lines below; `minute` is the time of day where the head has one.
    """

    block: int
    family: Family
    name: str
    start: int
    end: int
    named: tuple[int, int]
    time: tuple[int, int] | None
    direction: tuple[int, int] | None
    alone: bool
    speaks: bool
    minute: int | None = None

    @property
    def key(self) -> str:
        """The name, however it is written."""
        return " ".join(self.name.casefold().split())

    @property
    def in_capitals(self) -> bool:
        """Whether all of the name is in capitals."""
        return self.name.isupper()


def heads_in(text: str, block: int) -> Iterator[Head]:
    """The heads of the lines of a block: of its first line, and of others that follow a head or a sentence's end."""
    first: Head | None = None
    before = ""
    for number, line in enumerate(LINE.finditer(text)):
        follows_sentence = not number or bool(ENDS_SENTENCE.search(before[-20:]))
        before = line.group()
        if not (follows_sentence or first):
            continue
        head = _head_of(text, line, block)
        if head and (follows_sentence or (first and head.family is first.family)):
            first = first or head
            yield head


def _head_of(text: str, line: re.Match[str], block: int) -> Head | None:
    start = line.start() + len(line.group()) - len(line.group().lstrip())
    end = start + len(line.group().strip())
    limit = min(end, start + LONGEST_HEAD)
    for shape in SHAPES:
        if shape.family is Family.ALONE and limit < end:
            continue
        match = shape.pattern.match(text, start, limit)
        if match:
            return _judged(shape.family, match, text, block, end)
    return None


def _judged(family: Family, match: re.Match[str], text: str, block: int, end: int) -> Head | None:
    groups = match.groupdict()
    which = "name" if groups["name"] else "handle"
    name = groups[which]
    alone = match.end() >= end
    if not may_name(name, family, is_handle=which == "handle"):
        return None
    if alone and family is Family.STOP and not name.isupper():
        return None
    if family is Family.ALONE and not (groups["mark"] or name.isupper()):
        return None
    words = text[match.end() : match.end() + SAID_WITHIN]
    direction = _span(match, "direction") or _span(match, "behind")
    return Head(
        block, Family.ALONE if alone else family, name, match.start(), match.end(), match.span(which),
        _span(match, "time"), direction, alone, is_said(words), _minute(groups.get("time") or ""),
    )  # fmt: skip


def _minute(time: str) -> int | None:
    """The minute of the day that a time names.

    >>> _minute("[10:02 PM]"), _minute("9.05"), _minute("")
    (1322, 545, None)
    """
    found = TIME_OF_DAY.search(time)
    if not found:
        return None
    half = found[3].lower() if found[3] else ""
    hour = int(found[1]) % 12 + 12 * (half == "p") if half else int(found[1])
    return 60 * hour + int(found[2])


def _span(match: re.Match[str], group: str) -> tuple[int, int] | None:
    return match.span(group) if match.groupdict().get(group) else None


def may_name(name: str, family: Family, is_handle: bool = False) -> bool:
    """Whether what stands at a line's head could be a speaker's name, by its words alone.

    >>> may_name("First Guard", Family.COLON), may_name("Warning", Family.COLON), may_name("Ten of them", Family.COLON)
    (True, False, False)
    """
    words = name.split()
    if sum(map(str.isalpha, name)) < LEAST_LETTERS or _is_label(words):
        return False
    if is_handle or len(words) == 1:
        return family in (Family.CHAT, Family.COLON) or words[0][:1].isupper()
    return words[0][:1].isupper() and all(
        word[:1].isupper() or word[:1].isdigit() or word in PARTICLES for word in words[1:]
    )


def _is_label(words: Sequence[str]) -> bool:
    """Whether it is a word that heads lists, letters and boxes: the last, or the first before a number (Step 2)."""
    plain = [word.casefold().strip(".") for word in words]
    numbered = len(plain) > 1 and bool(NUMBER.fullmatch(plain[-1]))
    return plain[-1] in NO_SPEAKERS or (numbered and plain[0] in NO_SPEAKERS)


def is_said(words: str) -> bool:
    """Whether words are said to somebody rather than the value of a label.

    >>> is_said("omw, where are you"), is_said("12 -> 14"), is_said("Mage")
    (True, False, False)
    """
    if SENTENCE_MARK.search(words):
        return True
    return any(word.casefold().replace("’", "'") in SPOKEN_WORDS for word in WORD.findall(words))
