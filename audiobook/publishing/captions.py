"""Cuts sentences into captions: a few short lines, shown while they are heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from audiobook.model import TextRun
from audiobook.publishing.published_album import Passage
from audiobook.text.xml_text import to_single_line

# What television has found to be readable: lines of about 42 characters, and few of them.
MAX_LINE_CHARACTERS = 42
MAX_CAPTION_LINES = 3
# Where a caption had better end: after a mark that is heard as a pause.
PAUSES = ",;:.!?…—–"
CLOSING = "”’\"')]"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a caption and who says it, None for the narrator; `spaced` where a space stands before it.

    A `label` is no word but the name of whoever speaks: a line begins with it, and their words follow.
    """

    text: str
    speaker: str | None = None
    spaced: bool = True
    label: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """What is shown from `start` to `end`, in milliseconds: lines of words."""

    start: int
    end: int
    lines: tuple[tuple[Word, ...], ...]


WordLabeler = Callable[[Iterable[Word]], Iterator[Word]]


def build_captions(passages: Iterable[Passage], labelled: WordLabeler = iter) -> tuple[Caption, ...]:
    """The captions of a recording; they follow each other and never overlap, each at least a millisecond long.

    A sentence that fills more than three lines is shown in several captions, each for as much of its time as it has
    of its characters. `labelled` may put further words among those of a sentence.
    """
    found: list[Caption] = []
    for passage in passages:
        for caption in _split_passage(passage, labelled):
            start = max(caption.start, found[-1].end if found else 0)
            found.append(replace(caption, start=start, end=max(caption.end, start + 1)))
    return tuple(found)


def _split_passage(passage: Passage, labelled: WordLabeler) -> Iterator[Caption]:
    words = tuple(labelled(split_into_words(passage.runs)))
    if not words:
        return
    groups = _split_into_groups(words)
    start, end = round(passage.start * 1000), round(passage.end * 1000)
    shares = [0, *accumulate(_line_width(group) for group in groups)]
    edges = [start + round((end - start) * share / shares[-1]) for share in shares]
    for group, (begins, ends) in zip(groups, pairwise(edges), strict=True):
        yield Caption(begins, ends, tuple(_break_lines(group)))


def split_into_words(runs: Iterable[TextRun]) -> Iterator[Word]:
    """The words of a sentence; those longer than a line (an address, a script without spaces) in pieces."""
    for run in runs:
        spaced = not run.joins_previous
        for word in to_single_line(run.text).split():
            for at in range(0, len(word), MAX_LINE_CHARACTERS):
                yield Word(word[at : at + MAX_LINE_CHARACTERS], run.speaker, spaced and not at)
            spaced = True


def _split_into_groups(words: Sequence[Word]) -> list[Sequence[Word]]:
    """The words, halved where a pause is near the middle until each part fits in a caption."""
    places = [at for at in range(1, len(words)) if not words[at - 1].label]
    if not places or len(list(_break_lines(words))) <= MAX_CAPTION_LINES:
        return [words]
    widths = list(accumulate(len(word.text) + word.spaced for word in words))
    cut = min(places, key=lambda at: _cut_cost(words[at - 1], widths[at - 1], widths[-1]))
    return [*_split_into_groups(words[:cut]), *_split_into_groups(words[cut:])]


def _cut_cost(last: Word, width: int, whole: int) -> float:
    """How bad a cut after this word is: far from the middle, and worse where nobody would pause."""
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
