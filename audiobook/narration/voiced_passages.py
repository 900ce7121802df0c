"""The passages of a chapter: what one voice speaks without a break, merged across the segments of a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.model import Kind, Span, Voice
from audiobook.model.text import has_words
from audiobook.narration.prosody import STORY_KINDS
from audiobook.narration.stress import StressedWord, WordOccurrences


@dataclass(frozen=True, slots=True)
class VoicedPassage:
    """A paragraph, or a part of it, that one voice speaks without a break; with `is_flat` without any expression."""

    kind: Kind
    paragraph: int
    spoken: str
    span: Span
    voice: Voice
    speaker: str | None = None
    is_note: bool = False
    stressed_words: tuple[StressedWord, ...] = ()
    is_flat: bool = False


def merge_passages(passages: Iterable[VoicedPassage]) -> list[VoicedPassage]:
    """The passages, with neighbors in one paragraph and one voice merged."""
    groups: list[list[VoicedPassage]] = []
    for passage in passages:
        if groups and _can_merge(groups[-1][0], passage):
            groups[-1].append(passage)
        else:
            groups.append([passage])
    return [_merge_group(group) for group in groups]


def _merge_group(passages: list[VoicedPassage]) -> VoicedPassage:
    first, last = passages[0], passages[-1]
    if first is last:
        return first
    texts, ends = [first.spoken], [len(first.spoken)]
    for previous, passage in pairwise(passages):
        gap = " " if passage.span.start > previous.span.end and ends[-1] and passage.spoken else ""
        texts.append(f"{gap}{passage.spoken}")
        ends.append(ends[-1] + len(texts[-1]))
    spoken = "".join(texts)
    span = Span(first.span.start, last.span.end)
    return replace(
        first, spoken=spoken.strip(), span=span, stressed_words=tuple(_merge_stressed_words(passages, spoken, ends))
    )


def _merge_stressed_words(passages: list[VoicedPassage], spoken: str, ends: list[int]) -> Iterator[StressedWord]:
    """The stressed words of passages that are merged to `spoken`, in which each passage ends at one of `ends`."""
    yield from passages[0].stressed_words
    if not any(passage.stressed_words for passage in passages[1:]):
        return
    occurrences = WordOccurrences(spoken)
    for passage, end in zip(passages[1:], ends, strict=False):
        for word, occurrence in passage.stressed_words:
            yield word, occurrence + occurrences.count_before(word, end)


def _can_merge(previous: VoicedPassage, following: VoicedPassage) -> bool:
    """Whether two passages are spoken without a break: by one voice, or because the second is only punctuation."""
    if (
        previous.kind not in STORY_KINDS
        or following.kind not in STORY_KINDS
        or previous.paragraph != following.paragraph
    ):
        return False
    is_alike = previous.voice == following.voice and previous.is_flat == following.is_flat
    return is_alike or not has_words(following.spoken)
