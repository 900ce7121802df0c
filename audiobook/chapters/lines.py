"""Splits a text into paragraphs that know their offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from audiobook.model import Span
from audiobook.text.hard_wrapping import are_lengths_of_wrapped_lines

LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
PAGE_REFERENCE_END = re.compile(
    r"\S(?:[ \t]{3,60}|(?:[ \t]?[.·…]){3,60}[ \t]?)(?:\d{1,4}|[ivxlc]{1,7})$", re.IGNORECASE
)
# How many characters at the end of a line are searched for a page number.
MAX_PAGE_REFERENCE = 80
# The last characters of page numbers; most lines end in none of them.
PAGE_NUMBER_CHARACTERS = frozenset("0123456789ivxlc")
# A line that ends inside a compound ("one-to-") or at a soft hyphen, and a line that may continue it.
HYPHENATED_END = re.compile(r"(?<![^\W_])[^\W_]+(?:[-\u00ad][^\W_]+)*[-\u00ad]$")
LOWERCASE_START = re.compile(r"[a-zß-öø-ÿ]{2}")
MAX_CUT_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A paragraph, or a line that is one: its span without white space at the ends, and the blank lines before it.

    `text` has single spaces in place of hard-wrapped line ends; offsets are those of the span.
    """

    text: str
    span: Span
    blanks_before: int


def split_lines(text: str) -> tuple[SourceLine, ...]:
    """The lines of `text` that aren't blank, with their offsets."""
    lines: list[SourceLine] = []
    blanks = position = 0
    ends = (match.span() for match in LINE_END.finditer(text))
    for end, following in chain(ends, ((len(text), len(text)),)):
        raw = text[position:end]
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            lines.append(SourceLine(stripped, Span(start, start + len(stripped)), blanks))
            blanks = 0
        else:
            blanks += 1
        position = following
    return tuple(lines)


def is_hard_wrapped(lines: tuple[SourceLine, ...]) -> bool:
    """Whether line ends inside paragraphs come only from hard-wrapping.

    That is so if hardly any line is too long for it, and lines followed directly by another are nearly full.
    """
    running_on = [len(line.text) for line, following in pairwise(lines) if following.blanks_before == 0]
    if len(running_on) < 3:
        return False
    return are_lengths_of_wrapped_lines([len(line.text) for line in lines], running_on)


def unwrap_lines(
    lines: tuple[SourceLine, ...], stands_alone: Callable[[str], bool], is_heading_pair: Callable[[str, str], bool]
) -> tuple[SourceLine, ...]:
    """The paragraphs of a hard-wrapped text: lines without a blank line between them, joined again.

    A line for which `stands_alone` is true stays separate, unless the whole run that it begins stands alone too. So do
    two lines that make an `is_heading_pair`, such as a chapter's number and its title.
    """
    return tuple(
        paragraph for run in _split_runs(lines) for paragraph in _unwrap_run(run, stands_alone, is_heading_pair)
    )


def merge_lines(lines: list[SourceLine]) -> SourceLine:
    """Several lines as one paragraph."""
    span = Span(lines[0].span.start, lines[-1].span.end)
    return SourceLine(" ".join(line.text for line in lines), span, lines[0].blanks_before)


def join_cut_words(lines: tuple[SourceLine, ...]) -> tuple[SourceLine, ...]:
    """The lines of a text that is not hard-wrapped, joined where a word is cut at its hyphen.

    No paragraph ends like that and continues in lower case; interrupted speech is followed by a capital or a gap.
    """
    runs: list[list[SourceLine]] = []
    cut = False
    for line in lines:
        if cut and not line.blanks_before and LOWERCASE_START.match(line.text):
            runs[-1].append(line)
        else:
            runs.append([line])
        cut = HYPHENATED_END.search(line.text[-MAX_CUT_CHARACTERS:]) is not None
    return tuple(run[0] if len(run) == 1 else merge_lines(run) for run in runs)


def _split_runs(lines: tuple[SourceLine, ...]) -> Iterator[list[SourceLine]]:
    run: list[SourceLine] = []
    for line in lines:
        if run and line.blanks_before:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def has_page_reference(text: str) -> bool:
    """Whether a line ends like an entry of a printed table of contents: with a page number after dots or a gap.

    >>> (has_page_reference("II. The Mill      13"), has_page_reference("Preface . . . . vii"),
    ... has_page_reference("She was 13"))
    (True, True, False)
    """
    return text[-1:].casefold() in PAGE_NUMBER_CHARACTERS and bool(
        PAGE_REFERENCE_END.search(text[-MAX_PAGE_REFERENCE:])
    )


def _merge_entries(run: list[SourceLine]) -> Iterator[SourceLine]:
    """The entries of a table of contents, each joined from the lines that it was wrapped over."""
    pending: list[SourceLine] = []
    for line in run:
        pending.append(line)
        if has_page_reference(line.text):
            yield merge_lines(pending)
            pending = []
    if pending:
        yield merge_lines(pending)


def _unwrap_run(
    run: list[SourceLine], stands_alone: Callable[[str], bool], is_heading_pair: Callable[[str, str], bool]
) -> Iterator[SourceLine]:
    merged = merge_lines(run)
    if sum(has_page_reference(line.text) for line in run) > 1:
        yield from _merge_entries(run)
        return
    if len(run) == 1 or stands_alone(merged.text):
        yield merged
        return
    if len(run) == 2 and is_heading_pair(run[0].text, run[1].text):
        yield from run
        return
    pending: list[SourceLine] = []
    for line in run:
        if stands_alone(line.text):
            if pending:
                yield merge_lines(pending)
            yield line
            pending = []
        else:
            pending.append(line)
    if pending:
        yield merge_lines(pending)
