"""Decides which heads of lines name speakers: those that return and take turns, near each other.

A single label ("Warning: …"), a list, or a table takes no turns: each label is there once, in a fixed order, before
values that nobody would say to anyone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from audiobook.quotations.speaker_labels.head_patterns import HeadStyle
from audiobook.quotations.speaker_labels.known_speakers import LABEL_STYLES, select_known_heads
from audiobook.quotations.speaker_labels.line_heads import LineHead


@dataclass(frozen=True, slots=True)
class LabelThreshold:
    """What heads of a style need to count as speakers: a number of lines near another speaker's.

    `max_gap` is how many blocks away that may be, `min_per_name` and `min_total` are the least numbers of lines,
    `needs_turns` requires that someone speaks again after someone else, and `min_speech_share` is the share of a name's
    lines (0 to 1) that must be speech.
    """

    max_gap: int
    min_per_name: int
    min_total: int
    needs_turns: bool
    min_speech_share: float


LABEL_THRESHOLDS = {
    HeadStyle.CHAT: LabelThreshold(max_gap=2, min_per_name=1, min_total=2, needs_turns=False, min_speech_share=0.0),
    HeadStyle.MARKED: LabelThreshold(max_gap=3, min_per_name=2, min_total=4, needs_turns=True, min_speech_share=0.5),
    HeadStyle.COLON: LabelThreshold(max_gap=2, min_per_name=2, min_total=4, needs_turns=True, min_speech_share=0.5),
    HeadStyle.STOP: LabelThreshold(max_gap=3, min_per_name=2, min_total=4, needs_turns=True, min_speech_share=0.5),
    HeadStyle.ALONE: LabelThreshold(max_gap=6, min_per_name=2, min_total=6, needs_turns=True, min_speech_share=0.0),
}
# "Rosa. Well?" looks like any two sentences: it needs more lines, and names that aren't common words.
PLAIN_NAME_THRESHOLD = LabelThreshold(max_gap=3, min_per_name=3, min_total=10, needs_turns=True, min_speech_share=0.5)
# Whom the prose names as speakers need no more than one line each, as in two messages of an exchange.
KNOWN_NAME_THRESHOLD = LabelThreshold(max_gap=2, min_per_name=1, min_total=2, needs_turns=False, min_speech_share=1.0)
# From so many names on, each with one line, they are a list of the people of a story.
MIN_LISTED_NAMES = 3
LOWERCASE_WORD = re.compile(r"\b[a-z][a-z’']+\b")
# The share of the heads in a run that must name speakers: in a table, some labels look like names.
MIN_SPEAKER_SHARE = 0.6
# Each round may leave other heads without a neighbour; real stories need two or three rounds.
MAX_FILTER_ROUNDS = 12
# From this many lines on, a speaker may also have one far from all others.
MIN_KNOWN_LINES = 2
# A distance in blocks beyond any gap.
NO_ACCEPTED_HEAD = 1_000_000


def find_speaker_heads(heads: Sequence[LineHead], texts: Sequence[str]) -> list[LineHead]:
    """The heads that name a speaker, in order; `texts` are the story's blocks."""
    words = Counter(word for text in texts for word in LOWERCASE_WORD.findall(text))
    accepted: dict[tuple[int, int], LineHead] = {}
    for family in HeadStyle:
        family_heads = [head for head in heads if head.family is family]
        for part, threshold in _group_by_threshold(family, family_heads):
            _add_heads(
                accepted,
                _find_turn_takers(part, family_heads, threshold, words if threshold is PLAIN_NAME_THRESHOLD else {}),
            )
    known = select_known_heads(heads, texts)
    for family in LABEL_STYLES:
        known_here, all_here = ([head for head in part if head.family is family] for part in (known, heads))
        takers = _find_turn_takers(known_here, all_here, KNOWN_NAME_THRESHOLD, {})
        messages = _leave_out_lists(takers, all_here)
        _add_heads(accepted, [head for head in messages if (head.block, head.start) not in accepted])
    if accepted:
        reads_names = all(head.reads_name for head in accepted.values())
        further = _find_further_heads(heads, accepted)
        _add_heads(accepted, [replace(head, reads_name=reads_names) for head in further])
    return sorted(accepted.values(), key=lambda head: (head.block, head.start))


def _leave_out_lists(heads: Sequence[LineHead], family: Sequence[LineHead]) -> Iterator[LineHead]:
    """The heads of messages in prose, without those in a list of people: three names or more, each of them once."""
    for run in _split_runs(family, KNOWN_NAME_THRESHOLD.max_gap) if heads else ():
        names = {head.key for head in run}
        if len(names) < max(len(run), MIN_LISTED_NAMES):
            yield from (replace(head, reads_name=True) for head in run if head in heads)


def _group_by_threshold(
    family: HeadStyle, heads: Sequence[LineHead]
) -> Iterator[tuple[Sequence[LineHead], LabelThreshold]]:
    if family is not HeadStyle.STOP:
        yield heads, LABEL_THRESHOLDS[family]
        return
    yield [head for head in heads if head.in_capitals], LABEL_THRESHOLDS[family]
    yield heads, PLAIN_NAME_THRESHOLD


def _add_heads(accepted: dict[tuple[int, int], LineHead], heads: Iterable[LineHead]) -> None:
    accepted.update(((head.block, head.start), head) for head in heads)


def _find_turn_takers(
    heads: Sequence[LineHead], family: Sequence[LineHead], threshold: LabelThreshold, words: Mapping[str, int]
) -> list[LineHead]:
    """The heads whose names take turns, found by removing the others round by round."""
    selected = [head for head in heads if not _is_common(head, words)]
    for _ in range(MAX_FILTER_ROUNDS):
        near = _select_near_others(selected, threshold.max_gap)
        names = _find_speaker_names(near, threshold)
        remaining = [head for head in near if head.key in names]
        if len(remaining) == len(selected):
            break
        selected = remaining
    if (
        len(names) < 2
        or len(selected) < threshold.min_total
        or (threshold.needs_turns and not _has_turn_taking(selected, threshold.max_gap))
    ):
        return []
    return list(_select_dense_runs(selected, family, threshold.max_gap))


def _is_common(head: LineHead, words: Mapping[str, int]) -> bool:
    """Whether a name is a common word rather than a name: Nothing. He sat."""
    return " " not in head.key and words.get(head.key, 0) > 1


def _select_near_others(heads: Sequence[LineHead], gap: int) -> list[LineHead]:
    """The heads near one with another name."""
    near = [False] * len(heads)
    for index, (head, next_head) in enumerate(pairwise(heads)):
        if next_head.block - head.block <= gap and head.key != next_head.key:
            near[index] = near[index + 1] = True
    return [head for head, is_near in zip(heads, near, strict=True) if is_near]


def _find_speaker_names(heads: Sequence[LineHead], threshold: LabelThreshold) -> set[str]:
    lines: defaultdict[str, list[LineHead]] = defaultdict(list)
    for head in heads:
        lines[head.key].append(head)
    return {
        name
        for name, name_heads in lines.items()
        if len(name_heads) >= threshold.min_per_name
        and sum(head.has_speech for head in name_heads) >= threshold.min_speech_share * len(name_heads)
    }


def _has_turn_taking(heads: Sequence[LineHead], gap: int) -> bool:
    """Whether any name returns after another: Rosa, Bram, Rosa."""
    return any(
        first.key == third.key != second.key and second.block - first.block <= gap and third.block - second.block <= gap
        for first, second, third in zip(heads, heads[1:], heads[2:], strict=False)
    )


def _select_dense_runs(selected: Sequence[LineHead], family: Sequence[LineHead], gap: int) -> Iterator[LineHead]:
    """The selected heads in runs with few other heads."""
    chosen = {(head.block, head.start) for head in selected}
    for run in _split_runs(family, gap):
        run_heads = [head for head in run if (head.block, head.start) in chosen]
        if len(run_heads) >= MIN_SPEAKER_SHARE * len(run):
            yield from run_heads


def _split_runs(heads: Sequence[LineHead], gap: int) -> Iterator[list[LineHead]]:
    """The heads in runs; each head is at most `gap` blocks after the one before."""
    edges = (later.block - earlier.block > gap for earlier, later in pairwise(heads))
    number, numbered = 0, []
    for head, breaks in zip(heads, [False, *edges], strict=True):
        number += breaks
        numbered.append((number, head))
    for _, group in groupby(numbered, key=lambda item: item[0]):
        yield [head for _, head in group]


def _find_further_heads(heads: Sequence[LineHead], accepted: Mapping[tuple[int, int], LineHead]) -> Iterator[LineHead]:
    """Further heads: of known speakers, and of speakers with one line right between such lines."""
    lines = Counter(head.key for head in accepted.values())
    families = {head.family for head in accepted.values()}
    is_accepted = [(head.block, head.start) in accepted for head in heads]
    before = _measure_distances(heads, is_accepted)
    after = list(reversed(_measure_distances([*reversed(heads)], [*reversed(is_accepted)])))
    for head, accepted_here, back, ahead in zip(heads, is_accepted, before, after, strict=True):
        if accepted_here or head.family not in families:
            continue
        gap, near, far = LABEL_THRESHOLDS[head.family].max_gap, min(back, ahead), max(back, ahead)
        known = lines[head.key] > 0 and (near <= gap or (lines[head.key] >= MIN_KNOWN_LINES and _is_marked(head)))
        between = (
            (far <= gap or (near <= 1 and head.in_capitals))
            and (head.has_speech or head.is_alone)
            and (head.in_capitals or head.family is not HeadStyle.STOP)
        )
        if known or between:
            yield head


def _is_marked(head: LineHead) -> bool:
    """Whether the head is clear on its own, and not just a name that a sentence may begin with."""
    return head.in_capitals or head.family in (HeadStyle.CHAT, HeadStyle.MARKED)


def _measure_distances(heads: Sequence[LineHead], is_accepted: Sequence[bool]) -> list[int]:
    """How many blocks each head is from the last accepted one before it."""
    distances, last_block = [], None
    for head, accepted in zip(heads, is_accepted, strict=True):
        distances.append(abs(head.block - last_block) if last_block is not None else NO_ACCEPTED_HEAD)
        last_block = head.block if accepted else last_block
    return distances
