"""Finds the heads of lines that may name a speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.quotations.speaker_labels.head_patterns import (
    CONVERSATION_WORDS,
    HEAD_PATTERNS,
    NON_SPEAKER_LABELS,
    PARTICLES,
    HeadStyle,
)
from audiobook.text.folding import fold_name

LINE = re.compile(r"[^\n]+")
WORD = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*")
SENTENCE_MARK = re.compile(r"[?!…]|[^\W\d_][.][”\"’')*_]*(?:\s|$)")
ENDS_SENTENCE = re.compile(r"[.!?…:\])][”\"’'*_)]*\s*$")
NUMBER = re.compile(r"\d+|[ivx]+")
TIME_OF_DAY = re.compile(r"(?<!\d)(\d{1,2})[:.](\d\d)(?!\d)(?:[:.]\d\d)?\s?([AaPp])?")
# How much of a line is searched for a head: the longest is a name of six words with a direction.
MAX_HEAD_CHARACTERS = 400
MAX_SPEECH_CHARACTERS = 300
# The least letters of a name: Q and A aren't names, nor is the B of a plan.
MIN_NAME_LETTERS = 2


@dataclass(frozen=True, slots=True)
class LineHead:
    """The head of a line that may name its speaker; offsets are in the block's text.

    `block` is the position of the block in the story; the head is from `start`, where the line begins, to `end`, where
    its words begin. `is_alone` if the words are on the lines below; `minute` is the time of day in minutes, None for a
    head without a time. `reads_name` if the name is read: it tells a message in prose from what is said aloud.
    """

    block: int
    family: HeadStyle
    name: str
    start: int
    end: int
    name_span: tuple[int, int]
    time_span: tuple[int, int] | None
    direction_span: tuple[int, int] | None
    is_alone: bool
    has_speech: bool
    minute: int | None = None
    reads_name: bool = False

    @property
    def key(self) -> str:
        """The name as names are compared."""
        return fold_name(self.name)

    @property
    def in_capitals(self) -> bool:
        """Whether the whole name is in capitals."""
        return self.name.isupper()


def find_heads(text: str, block: int) -> Iterator[LineHead]:
    """The heads of a block's lines: of its first line, and of others after a head or the end of a sentence."""
    first: LineHead | None = None
    before = ""
    for number, line in enumerate(LINE.finditer(text)):
        follows_sentence = not number or bool(ENDS_SENTENCE.search(before[-20:]))
        before = line.group()
        if not (follows_sentence or first):
            continue
        head = _match_head(text, line, block)
        if head and (follows_sentence or (first and head.family is first.family)):
            first = first or head
            yield head


def _match_head(text: str, line: re.Match[str], block: int) -> LineHead | None:
    start = line.start() + len(line.group()) - len(line.group().lstrip())
    end = start + len(line.group().strip())
    limit = min(end, start + MAX_HEAD_CHARACTERS)
    for shape in HEAD_PATTERNS:
        if shape.style is HeadStyle.ALONE and limit < end:
            continue
        match = shape.pattern.match(text, start, limit)
        if match:
            return _build_head(shape.style, match, text, block, end)
    return None


def _build_head(family: HeadStyle, match: re.Match[str], text: str, block: int, end: int) -> LineHead | None:
    groups = match.groupdict()
    group = "name" if groups["name"] else "handle"
    name = groups[group]
    alone = match.end() >= end
    if not can_be_speaker_name(name, family, is_handle=group == "handle"):
        return None
    if alone and family is HeadStyle.STOP and not name.isupper():
        return None
    if family is HeadStyle.ALONE and not (groups["mark"] or name.isupper()):
        return None
    words = text[match.end() : match.end() + MAX_SPEECH_CHARACTERS]
    direction = _group_span(match, "direction") or _group_span(match, "after")
    return LineHead(
        block, HeadStyle.ALONE if alone else family, name, match.start(), match.end(), match.span(group),
        _group_span(match, "time"), direction, alone, is_spoken_text(words), _parse_minute(groups.get("time") or ""),
    )  # fmt: skip


def _parse_minute(time: str) -> int | None:
    """The minute of the day of a time, None for a text without any.

    >>> _parse_minute("[10:02 PM]"), _parse_minute("9.05"), _parse_minute("")
    (1322, 545, None)
    """
    match = TIME_OF_DAY.search(time)
    if not match:
        return None
    half = match[3].lower() if match[3] else ""
    hour = int(match[1]) % 12 + 12 * (half == "p") if half else int(match[1])
    return 60 * hour + int(match[2])


def _group_span(match: re.Match[str], group: str) -> tuple[int, int] | None:
    return match.span(group) if match.groupdict().get(group) else None


def can_be_speaker_name(name: str, family: HeadStyle, is_handle: bool = False) -> bool:
    """Whether the words at the head of a line could be a speaker's name.

    >>> [can_be_speaker_name(name, HeadStyle.COLON) for name in ("First Guard", "Warning", "Ten of them")]
    [True, False, False]
    """
    words = name.split()
    if sum(map(str.isalpha, name)) < MIN_NAME_LETTERS or _is_label(words):
        return False
    if is_handle or len(words) == 1:
        return family in (HeadStyle.CHAT, HeadStyle.COLON) or words[0][:1].isupper()
    return words[0][:1].isupper() and all(
        word[:1].isupper() or word[:1].isdigit() or word in PARTICLES for word in words[1:]
    )


def _is_label(words: Sequence[str]) -> bool:
    """Whether the words are a label: by the last one, or by the first before a number (Step 2)."""
    plain = [word.casefold().strip(".") for word in words]
    numbered = len(plain) > 1 and bool(NUMBER.fullmatch(plain[-1]))
    return plain[-1] in NON_SPEAKER_LABELS or (numbered and plain[0] in NON_SPEAKER_LABELS)


def is_spoken_text(words: str) -> bool:
    """Whether words are speech rather than the value of a label.

    >>> is_spoken_text("omw, where are you"), is_spoken_text("12 -> 14"), is_spoken_text("Mage")
    (True, False, False)
    """
    if SENTENCE_MARK.search(words):
        return True
    return any(word.casefold().replace("’", "'") in CONVERSATION_WORDS for word in WORD.findall(words))
