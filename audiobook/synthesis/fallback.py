"""What is tried when a line cannot be spoken: again, in smaller pieces, in another voice; and what is told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from audiobook.model import Utterance, Voice
from audiobook.text.pronunciation.heteronyms.occurrences import split_heteronyms
from audiobook.text.pronunciation.values import HeteronymOverrides

# The engines that take over from another; each stands in for all but itself.
FALLBACK_ENGINES = ("hibari", "system")


class Fallback(IntEnum):
    """How a line was spoken, or is to be tried; each is tried when the one before it failed."""

    FIRST_TRY = 0
    RETRY = 1
    SPLIT = 2
    OTHER_VOICE = 3
    FAILED = 4


@dataclass(frozen=True, slots=True)
class SynthesisIssue:
    """A line that was not spoken at the first try: why, and what helped; `key` is its clip's.

    Where another voice stood in, `voice` is its engine and name, and `fallback_key` the key that its clip is kept
    under: the line's own key stays free, so that a later run tries its own voice anew.
    """

    key: str
    spoken: str
    reason: str
    fallback: Fallback
    voice: str = ""
    fallback_key: str = ""


CLAUSE_BREAK = re.compile(r"(?<=[,;:—–…])[”’\"')\]]*\s+|(?<=—)(?=\w)")


def split_utterance(utterance: Utterance) -> tuple[Utterance, ...]:
    """The line in its clauses, or in two where it has but one; () where it cannot be cut.

    >>> [piece.spoken for piece in split_utterance(Utterance("If it rains, we stay; he said so.", Voice("", "")))]
    ['If it rains,', 'we stay;', 'he said so.']
    """
    texts = _split_at_gaps(utterance.spoken, [match.span() for match in CLAUSE_BREAK.finditer(utterance.spoken)])
    if len(texts) < 2:
        middle = len(utterance.spoken) // 2
        gaps = [match.span() for match in re.finditer(r"\s+", utterance.spoken)]
        texts = _split_at_gaps(utterance.spoken, sorted(gaps, key=lambda gap: abs(gap[0] - middle))[:1])
    if len(texts) < 2:
        return ()
    return tuple(
        _build_utterance_part(utterance, text, heteronyms)
        for text, heteronyms in zip(texts, split_heteronyms(utterance.heteronyms, texts), strict=True)
    )


def _split_at_gaps(text: str, gaps: list[tuple[int, int]]) -> list[str]:
    starts = [0, *(end for _, end in gaps)]
    ends = [*(end for _, end in gaps), len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]


def _build_utterance_part(utterance: Utterance, text: str, heteronyms: HeteronymOverrides) -> Utterance:
    pronounced = tuple(row for row in utterance.pronounced if row[0] in text)
    return replace(utterance, spoken=text, pronounced=pronounced, heteronyms=heteronyms)


def fallback_engine(voice: Voice) -> str:
    """The engine that takes over where a voice fails."""
    return next(name for name in FALLBACK_ENGINES if name != voice.engine)
