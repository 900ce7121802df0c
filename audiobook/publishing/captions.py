"""Splits sentences into captions: a few short lines, shown while they are spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from audiobook.model import TextRun
from audiobook.publishing.published_album import Passage
from audiobook.text.xml_text import to_single_line

# The usual limits of television subtitles: lines of about 42 characters, and few of them.
MAX_LINE_CHARACTERS = 42
MAX_CAPTION_LINES = 3
# A caption should end after one of these marks, where the voice pauses.
PAUSES = ",;:.!?…—–"
CLOSING = "”’\"')]"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a caption and its speaker (None: the narrator); `spaced` means that a space comes before it.

    A `label` is not a word but the name of the speaker; it begins a line, and the speaker's words follow.
    """

    text: str
    speaker: str | None = None
    spaced: bool = True
    label: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines of words, shown from `start` to `end` (milliseconds)."""

    start: int
    end: int
    lines: tuple[tuple[Word, ...], ...]


WordLabeler = Callable[[Iterable[Word]], Iterator[Word]]


def build_captions(passages: Iterable[Passage], label_words: WordLabeler = iter) -> tuple[Caption, ...]:
    """The captions of a recording, in order; they never overlap, and each lasts at least a millisecond.

    A sentence of more than three lines becomes several captions, which share its time in proportion to their
    characters. `label_words` may add labels to the words of a sentence.
    """
    captions: list[Caption] = []
    for passage in passages:
        for caption in _split_passage(passage, label_words):
            start = max(caption.start, captions[-1].end if captions else 0)
            captions.append(replace(caption, start=start, end=max(caption.end, start + 1)))
    return tuple(captions)


def _split_passage(passage: Passage, label_words: WordLabeler) -> Iterator[Caption]:
    words = tuple(label_words(split_into_words(passage.runs)))
    if not words:
        return
    groups = _split_into_groups(words)
    start, end = round(passage.start * 1000), round(passage.end * 1000)
    shares = [0, *accumulate(_line_width(group) for group in groups)]
    edges = [start + round((end - start) * share / shares[-1]) for share in shares]
    for group, (begins, ends) in zip(groups, pairwise(edges), strict=True):
        yield Caption(begins, ends, tuple(_break_lines(group)))


def split_into_words(runs: Iterable[TextRun]) -> Iterator[Word]:
    """The words of a sentence; words longer than a line (a URL, a script without spaces) are cut into pieces."""
    for run in runs:
        spaced = not run.joins_previous
        for word in to_single_line(run.text).split():
            for offset in range(0, len(word), MAX_LINE_CHARACTERS):
                yield Word(word[offset : offset + MAX_LINE_CHARACTERS], run.speaker, spaced and not offset)
            spaced = True


def _split_into_groups(words: Sequence[Word]) -> list[Sequence[Word]]:
    """The words, halved at a pause near the middle until each group fits into a caption."""
    cuts = [cut for cut in range(1, len(words)) if not words[cut - 1].label]
    if not cuts or len(list(_break_lines(words))) <= MAX_CAPTION_LINES:
        return [words]
    widths = list(accumulate(len(word.text) + word.spaced for word in words))
    best = min(cuts, key=lambda cut: _cut_cost(words[cut - 1], widths[cut - 1], widths[-1]))
    return [*_split_into_groups(words[:best]), *_split_into_groups(words[best:])]


def _cut_cost(last: Word, width: int, whole: int) -> float:
    """How bad a cut after this word is: the farther from the middle the worse, and worse without a pause."""
    pauses = last.text.rstrip(CLOSING).endswith(tuple(PAUSES))
    return abs(width - whole / 2) + (0 if pauses else whole / 5)


def _break_lines(words: Iterable[Word]) -> Iterator[tuple[Word, ...]]:
    line: list[Word] = []
    for word in words:
        if line and (word.label or _line_width([*line, word]) > MAX_LINE_CHARACTERS):
            yield tuple(line)
            line = []
        line.append(word)
    yield tuple(line)


def _line_width(words: Sequence[Word]) -> int:
    return sum(len(word.text) + word.spaced for word in words) - words[0].spaced
