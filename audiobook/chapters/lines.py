"""Cuts a source text into paragraphs that remember where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from audiobook.model import Span

LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
# The longest line that a hard-wrapping editor or typesetter leaves, and the shortest it leaves inside a paragraph;
# Project Gutenberg wraps at 72 to 75.
WRAP_WIDTH = 90
SHORTEST_WRAPPED = 45
PAGE_BEHIND_GAP = re.compile(r"\S(?:[ \t]{3,60}|(?:[ \t]?[.·…]){3,60}[ \t]?)(?:\d{1,4}|[ivxlc]{1,7})$", re.IGNORECASE)
MOST_END = 80
# What the number of a page may end in; most lines end in nothing of the kind.
PAGE_ENDS = frozenset("0123456789ivxlc")
# A line that ends within a compound ("one-to-") or at a soft hyphen, and one that may go on with it.
CUT_AT_HYPHEN = re.compile(r"(?<![^\W_])[^\W_]+(?:[-\u00ad][^\W_]+)*[-\u00ad]$")
BEGINS_SMALL = re.compile(r"[a-zß-öø-ÿ]{2}")
MOST_CUT = 60
# How many of the lines that run on must be that long for their ends to be the typesetter's and not the author's.
WRAPPED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A paragraph, or a line that is one: its span without the white space at its ends, and the blank lines before it.

    `text` has single spaces where a typesetter's line ends were; offsets are those of the span.
    """

    text: str
    span: Span
    blanks: int


def lines_of(text: str) -> tuple[SourceLine, ...]:
    """The lines of `text` that hold more than white space, with offsets into it."""
    found: list[SourceLine] = []
    blanks = position = 0
    ends = (match.span() for match in LINE_END.finditer(text))
    for end, following in chain(ends, ((len(text), len(text)),)):
        raw = text[position:end]
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            found.append(SourceLine(stripped, Span(start, start + len(stripped)), blanks))
            blanks = 0
        else:
            blanks += 1
        position = following
    return tuple(found)


def is_hard_wrapped(lines: tuple[SourceLine, ...]) -> bool:
    """Whether line ends inside paragraphs are only the typesetter's.

    So it is where next to no line is longer than WRAP_WIDTH, and the lines that another follows at once fill it.
    """
    running_on = [len(line.text) for line, following in pairwise(lines) if following.blanks == 0]
    if len(running_on) < 3:
        return False
    too_long = sum(len(line.text) > WRAP_WIDTH for line in lines)
    filled = sum(length >= SHORTEST_WRAPPED for length in running_on)
    return too_long <= 0.02 * len(lines) and filled >= WRAPPED_SHARE * len(running_on)


def joined(
    lines: tuple[SourceLine, ...], stands_alone: Callable[[str], bool], heads: Callable[[str, str], bool]
) -> tuple[SourceLine, ...]:
    """The paragraphs of a hard-wrapped text: lines without a blank one between, put together again.

    A line for which `stands_alone` is true keeps to itself, unless the whole run it begins stands alone too; so do two
    lines of which the first `heads` the second, as a chapter's number does its title.
    """
    return tuple(paragraph for run in _runs(lines) for paragraph in _paragraphs(run, stands_alone, heads))


def together(lines: list[SourceLine]) -> SourceLine:
    """Several lines as one paragraph."""
    span = Span(lines[0].span.start, lines[-1].span.end)
    return SourceLine(" ".join(line.text for line in lines), span, lines[0].blanks)


def join_cut_words(lines: tuple[SourceLine, ...]) -> tuple[SourceLine, ...]:
    """The lines of a text that is not hard-wrapped, those put together between which a word is cut at its hyphen.

    No paragraph ends so and goes on in small letters; speech that is broken off is followed by a capital or a gap.
    """
    runs: list[list[SourceLine]] = []
    cut = False
    for line in lines:
        if cut and not line.blanks and BEGINS_SMALL.match(line.text):
            runs[-1].append(line)
        else:
            runs.append([line])
        cut = CUT_AT_HYPHEN.search(line.text[-MOST_CUT:]) is not None
    return tuple(run[0] if len(run) == 1 else together(run) for run in runs)


def _runs(lines: tuple[SourceLine, ...]) -> Iterator[list[SourceLine]]:
    run: list[SourceLine] = []
    for line in lines:
        if run and line.blanks:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def ends_in_page(text: str) -> bool:
    """Whether a line ends as an entry of a printed list of contents does: behind dots or a gap, the number of a page.

    >>> ends_in_page("II. The Mill      13"), ends_in_page("Preface . . . . vii"), ends_in_page("She was 13")
    (True, True, False)
    """
    return text[-1:].casefold() in PAGE_ENDS and bool(PAGE_BEHIND_GAP.search(text[-MOST_END:]))


def _entries(run: list[SourceLine]) -> Iterator[SourceLine]:
    """The entries of a list of contents, each with the lines that it was wrapped over."""
    held: list[SourceLine] = []
    for line in run:
        held.append(line)
        if ends_in_page(line.text):
            yield together(held)
            held = []
    if held:
        yield together(held)


def _paragraphs(
    run: list[SourceLine], stands_alone: Callable[[str], bool], heads: Callable[[str, str], bool]
) -> Iterator[SourceLine]:
    whole = together(run)
    if sum(ends_in_page(line.text) for line in run) > 1:
        yield from _entries(run)
        return
    if len(run) == 1 or stands_alone(whole.text):
        yield whole
        return
    if len(run) == 2 and heads(run[0].text, run[1].text):
        yield from run
        return
    held: list[SourceLine] = []
    for line in run:
        if stands_alone(line.text):
            if held:
                yield together(held)
            yield line
            held = []
        else:
            held.append(line)
    if held:
        yield together(held)
