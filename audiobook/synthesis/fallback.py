"""What is tried when a line cannot be spoken: again, in smaller pieces, in another voice; and what is told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from audiobook.model import Line, Voice
from audiobook.text.pronunciation.heteronyms.locate import of_pieces
from audiobook.text.pronunciation.values import Heteronyms

# The engines that take over from another; each stands in for all but itself.
STAND_INS = ("hibari", "system")


class Remedy(IntEnum):
    """How a line was spoken, or is to be tried; each is tried when the one before it failed."""

    FIRST_TRY = 0
    AGAIN = 1
    PIECES = 2
    STAND_IN = 3
    NOTHING_HELPS = 4


@dataclass(frozen=True, slots=True)
class Mishap:
    """A line that was not spoken at the first try: why, and what helped; `key` is its clip's.

    Where another voice stood in, `voice` is its engine and name, and `clip` the key that its clip is kept under: the
    line's own key stays free, so that a later run tries its own voice anew.
    """

    key: str
    spoken: str
    reason: str
    remedy: Remedy
    voice: str = ""
    clip: str = ""


CLAUSE = re.compile(r"(?<=[,;:—–…])[”’\"')\]]*\s+|(?<=—)(?=\w)")


def pieces_of(line: Line) -> tuple[Line, ...]:
    """The line in its clauses, or in two where it has but one; () where it cannot be cut.

    >>> [piece.spoken for piece in pieces_of(Line("If it rains, we stay; he said so.", Voice("", "")))]
    ['If it rains,', 'we stay;', 'he said so.']
    """
    texts = _cut(line.spoken, [match.span() for match in CLAUSE.finditer(line.spoken)])
    if len(texts) < 2:
        middle = len(line.spoken) // 2
        gaps = [match.span() for match in re.finditer(r"\s+", line.spoken)]
        texts = _cut(line.spoken, sorted(gaps, key=lambda gap: abs(gap[0] - middle))[:1])
    if len(texts) < 2:
        return ()
    return tuple(
        _piece(line, text, heteronyms)
        for text, heteronyms in zip(texts, of_pieces(line.heteronyms, texts), strict=True)
    )


def _cut(text: str, gaps: list[tuple[int, int]]) -> list[str]:
    starts = [0, *(end for _, end in gaps)]
    ends = [*(end for _, end in gaps), len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]


def _piece(line: Line, text: str, heteronyms: Heteronyms) -> Line:
    pronounced = tuple(row for row in line.pronounced if row[0] in text)
    return replace(line, spoken=text, pronounced=pronounced, heteronyms=heteronyms)


def stand_in_engine(voice: Voice) -> str:
    """The engine that takes over where a voice fails."""
    return next(name for name in STAND_INS if name != voice.engine)
