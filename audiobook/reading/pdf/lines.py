"""Puts the runs of a page together into lines, in reading order: column by column, from top to bottom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.reading.pdf.content import Page, TextRun
from audiobook.text.normalization.dictionary import is_english_word

# Runs are on one line if their baselines differ by at most this share of the larger size; raised figures and letters,
# which are smaller than this share of the line's size, may be further up or down.
MAX_BASELINE_SHIFT, MAX_RAISED_SHIFT, MAX_RAISED_SIZE = 0.25, 0.55, 0.85
# A gap that is wider than this share of the size is a space, if the file has none there.
MIN_SPACE = 0.14
# The first letter of a chapter is a drop cap if it is this many times as large as the text, and next to it.
MIN_DROP_CAP, MAX_DROP_CAP_LETTERS, MAX_DROP_CAP_GAP = 1.7, 2, 1.5
WORD_LETTERS, FIRST_WORD = frozenset("AIO"), re.compile(r"[^\W\d_]+")
# Between two columns there is a gap of this many points, crossed by at most this share of the runs. Each column has so
# many runs at least, with so many characters on average.
MIN_GUTTER, MAX_CROSSING, MIN_COLUMN_RUNS, MIN_COLUMN_CHARACTERS = 6.0, 0.08, 8, 14
# Where the gap may be, as shares of the width of the text, and how closely it is looked for.
FIRST_GUTTER, LAST_GUTTER, GUTTER_STEPS = 0.38, 0.62, 300


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, its runs from left to right; `size` is that of most of its characters.

    `left` is where the line would begin without the drop cap next to it.
    """

    page: int
    column: int
    left: float
    right: float
    baseline: float
    size: float
    runs: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        """The text of the line with single spaces."""
        return " ".join("".join(run.text for run in self.runs).split())

    @property
    def width(self) -> float:
        """The width in points."""
        return self.right - self.left


def usual_size(pages: Sequence[Page]) -> float:
    """The font size of most of the text, in points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            sizes[round(run.size, 1)] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def build_lines(page: Page, number: int, body_size: float) -> tuple[Line, ...]:
    """The lines of a page in reading order; `body_size` is the usual size of the text in the file."""
    runs = [run for run in dict.fromkeys(page.runs) if run.size > 0 and _is_on_page(run, page)]
    drop_caps = [run for run in runs if _is_drop_cap(run, runs, body_size)]
    runs = [run for run in runs if run not in drop_caps]
    lines: list[Line] = []
    for column, column_runs in enumerate(_split_columns(runs)):
        lines += [_build_line(group, number, column) for group in _group_by_baseline(column_runs)]
    for drop_cap in drop_caps:
        lines = _attach_drop_cap(lines, drop_cap)
    return tuple(line for line in lines if line.text)


def _is_on_page(run: TextRun, page: Page) -> bool:
    return -1 <= run.baseline <= page.height + 1 and run.left <= page.width + 1 and run.right >= -1


def _is_drop_cap(run: TextRun, runs: Sequence[TextRun], body_size: float) -> bool:
    letters = run.text.strip()
    if run.size < MIN_DROP_CAP * body_size or not letters[-1:].isalpha() or len(letters) > MAX_DROP_CAP_LETTERS:
        return False
    return any(_is_beside(run, other) for other in runs if other.size < run.size / 1.3)


def _is_beside(drop_cap: TextRun, run: TextRun) -> bool:
    """Whether a run is to the right of a drop cap, and between its top and its foot."""
    gap = run.left - drop_cap.right
    rise = run.baseline - drop_cap.baseline
    return -2 <= gap <= MAX_DROP_CAP_GAP * run.size and -0.35 * run.size <= rise <= 0.9 * drop_cap.size


def _split_columns(runs: list[TextRun]) -> Iterator[list[TextRun]]:
    """The runs of each column; what reaches across both comes in a column of its own, before what is below it."""
    gutter = _find_gutter(runs)
    if gutter is None:
        yield runs
        return
    crossing = sorted((run for run in runs if run.left < gutter < run.right), key=lambda run: -run.baseline)
    ceiling = float("inf")
    for floor in [*(run.baseline for run in crossing), -float("inf")]:
        band = [run for run in runs if floor < run.baseline < ceiling and run not in crossing]
        for column in ([run for run in band if run.right <= gutter], [run for run in band if run.left >= gutter]):
            if column:
                yield column
        across = [run for run in crossing if run.baseline == floor]
        if across:
            yield across
        ceiling = floor


def _find_gutter(runs: Sequence[TextRun]) -> float | None:
    """The middle of the gap between two columns, None for a page with one column."""
    if len(runs) < 2 * MIN_COLUMN_RUNS:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    step = max(1.0, (right - left) / GUTTER_STEPS)
    stretch: list[float] = []
    widest: list[float] = []
    position = left + (right - left) * FIRST_GUTTER
    while position <= left + (right - left) * LAST_GUTTER:
        is_free = sum(run.left < position < run.right for run in runs) <= MAX_CROSSING * len(runs)
        stretch = [*stretch, position] if is_free else []
        widest = max(widest, stretch, key=len)
        position += step
    if len(widest) * step < MIN_GUTTER:
        return None
    gutter = (widest[0] + widest[-1]) / 2
    sides = ([run for run in runs if run.right <= gutter], [run for run in runs if run.left >= gutter])
    full = all(
        len(side) >= MIN_COLUMN_RUNS and sum(len(run.text) for run in side) >= MIN_COLUMN_CHARACTERS * len(side)
        for side in sides
    )
    return gutter if full else None


def _group_by_baseline(runs: list[TextRun]) -> Iterator[list[TextRun]]:
    group: list[TextRun] = []
    main: TextRun | None = None
    for run in sorted(runs, key=lambda run: (-run.baseline, run.left)):
        if main is None or not _shares_line(main, run):
            if group:
                yield group
            group, main = [], run
        group.append(run)
        main = run if run.size > main.size else main
    if group:
        yield group


def _shares_line(main: TextRun, run: TextRun) -> bool:
    shift, larger, smaller = abs(main.baseline - run.baseline), max(main.size, run.size), min(main.size, run.size)
    is_raised = smaller < MAX_RAISED_SIZE * larger
    return shift <= (MAX_RAISED_SHIFT if is_raised else MAX_BASELINE_SHIFT) * larger


def _build_line(group: list[TextRun], page: int, column: int) -> Line:
    runs = sorted(group, key=lambda run: run.left)
    spaced = [
        replace(run, text=f"{run.text} ") if _needs_space(run, following) else run for run, following in pairwise(runs)
    ]
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text.strip())
    size = sizes.most_common(1)[0][0]
    main = next(run for run in runs if run.size == size)
    right = max(run.right for run in runs)
    return Line(page, column, runs[0].left, right, main.baseline, size, (*spaced, runs[-1]))


def _needs_space(run: TextRun, following: TextRun) -> bool:
    if run.text.endswith(" ") or following.text.startswith(" "):
        return False
    return following.left - run.right > MIN_SPACE * min(run.size, following.size)


def _attach_drop_cap(lines: list[Line], drop_cap: TextRun) -> list[Line]:
    """The lines, with a drop cap at the start of the highest line next to it."""
    beside = [line for line in lines if _is_beside(drop_cap, line.runs[0])]
    if not beside:
        return lines
    first = max(beside, key=lambda line: line.baseline)
    letters = drop_cap.text.strip()
    space = " " if _is_word(letters, first.text) else ""
    cap = replace(drop_cap, text=f"{letters}{space}", size=first.size, baseline=first.baseline)
    moved = [replace(line, left=drop_cap.left) if line in beside else line for line in lines]
    return [
        replace(line, runs=(cap, *line.runs)) if line.baseline == first.baseline and line.runs == first.runs else line
        for line in moved
    ]


def _is_word(letters: str, text: str) -> bool:
    """Whether a drop cap is a word of its own before a text: "A" before "few minutes", but not before "bout noon"."""
    match = FIRST_WORD.match(text)
    if match is None or letters[-1:] not in WORD_LETTERS:
        return False
    word = match[0].lower()
    return is_english_word(word) and not is_english_word(letters[-1].lower() + word)
