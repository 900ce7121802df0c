"""What to try when an utterance can't be spoken: again, in smaller parts, in another voice."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from audiobook.model import Utterance, Voice
from audiobook.text.pronunciation.heteronyms.occurrences import split_heteronyms
from audiobook.text.pronunciation.values import HeteronymOverrides

# The engines that replace one that fails, in this order.
FALLBACK_ENGINES = ("hibari", "system")
CLAUSE_BREAK = re.compile(r"(?<=[,;:—–…])[”’\"')\]]*\s+|(?<=—)(?=\w)")


class Fallback(IntEnum):
    """How an utterance is spoken; each way is tried if the one before it failed."""

    FIRST_TRY = 0
    RETRY = 1
    SPLIT = 2
    OTHER_VOICE = 3
    FAILED = 4


@dataclass(frozen=True, slots=True)
class SynthesisIssue:
    """An utterance that failed at the first try: the key of its clip, the reason, and the fallback that worked.

    If another voice was used, `voice` is its name and engine, and `fallback_key` the key of its clip. The utterance's
    own key stays free, so that a later run tries its own voice again.
    """

    key: str
    spoken: str
    reason: str
    fallback: Fallback
    voice: str = ""
    fallback_key: str = ""


def split_utterance(utterance: Utterance) -> tuple[Utterance, ...]:
    """The utterance in its clauses, or in halves if it has only one; () if it can't be split.

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
    """The engine to use instead if a voice fails."""
    return next(name for name in FALLBACK_ENGINES if name != voice.engine)
