"""Turns inline text into paragraphs: white space as a browser shows it, emphasis as *so*, `br` as line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from audiobook.reading.html.text_styles import PLAIN_STYLE, TextStyle
from audiobook.reading.source_blocks import ExcludedSpan, SourceBlock

# HTML's white space. A no-break space is an ordinary character; alone in a paragraph it shows as an empty line.
HTML_WHITESPACE = re.compile(r"[ \t\n\r\f]+")
EMPTY_LINE = "\xa0"


@dataclass(frozen=True, slots=True)
class InlineRun:
    """A stretch of inline text: whether it is emphasized, why it is not story, its anchor, its style."""

    text: str
    is_emphasized: bool = False
    reason: str = ""
    anchor: str = ""
    style: TextStyle = PLAIN_STYLE


LINE_BREAK = InlineRun("\n")


def split_paragraphs(runs: Iterable[InlineRun], ignore_emphasis: bool = False) -> Iterator[SourceBlock]:
    """The paragraphs of a block of inline text: two line breaks separate paragraphs, one ends a line.

    `ignore_emphasis` leaves emphasis unmarked, as in headings.

    >>> runs = [InlineRun("I "), InlineRun(" did. ", True), InlineRun("You?"), LINE_BREAK, InlineRun(" No.")]
    >>> [piece.text for piece in split_paragraphs(runs)]
    ['I *did.* You?\\nNo.']
    """
    lines: list[list[InlineRun]] = [[]]
    for run in runs:
        if run is LINE_BREAK:
            lines.append([])
        else:
            lines[-1].append(run)
    if ignore_emphasis:
        lines = [[replace(run, is_emphasized=False) for run in line] for line in lines]
    yield from _group_lines([_build_line(line) for line in lines])


def _group_lines(lines: list[SourceBlock]) -> Iterator[SourceBlock]:
    """Lines joined up to each blank one; more than one blank line leaves an empty paragraph."""
    pending: list[SourceBlock] = []
    anchors: list[str] = []
    blank_count = paragraphs_before = 0
    for line in lines:
        if line.text:
            if blank_count > 1 and paragraphs_before:
                yield SourceBlock(EMPTY_LINE)
            pending.append(replace(line, anchors=(*anchors, *line.anchors)))
            anchors, blank_count = [], 0
            continue
        if pending:
            yield join_lines(pending)
            paragraphs_before += 1
            pending = []
        anchors += line.anchors
        blank_count += 1
    if pending:
        yield join_lines(pending)
    elif anchors:
        yield SourceBlock("", anchors=tuple(anchors))


def join_lines(lines: list[SourceBlock]) -> SourceBlock:
    """Several lines as one block."""
    text = ""
    excluded_spans: list[ExcludedSpan] = []
    for line in lines:
        text += "\n" if text else ""
        excluded_spans += [
            ExcludedSpan(excluded.start + len(text), excluded.end + len(text), excluded.reason)
            for excluded in line.excluded_spans
        ]
        text += line.text
    anchors = tuple(anchor for line in lines for anchor in line.anchors)
    return SourceBlock(
        text,
        excluded_spans=tuple(excluded_spans),
        anchors=anchors,
        formatting=lines[0].formatting if len(lines) == 1 else "",
    )


def _build_line(runs: list[InlineRun]) -> SourceBlock:
    """One line as a block, with the text "" if nothing in it is visible."""
    text = ""
    excluded_spans: list[ExcludedSpan] = []
    for run in _merge_runs([run for run in runs if run.text]):
        if run.reason:
            excluded_spans.append(ExcludedSpan(len(text), len(text) + len(run.text), run.reason))
            text += run.text
            continue
        text_to_add = _mark_emphasis(run.text) if run.is_emphasized else run.text
        text += text_to_add.lstrip(" ") if not text or text.endswith(" ") else text_to_add
    anchors = tuple(run.anchor for run in runs if run.anchor)
    return SourceBlock(
        text.rstrip(" "), excluded_spans=tuple(excluded_spans), anchors=anchors, formatting=_common_formatting(runs)
    )


def _common_formatting(runs: list[InlineRun]) -> str:
    """The formatting of a line if all of its text has the same, marks and spaces aside."""
    formatting_found = {run.style.formatting for run in runs if not run.reason and run.text.strip()}
    return formatting_found.pop() if len(formatting_found) == 1 else ""


def _merge_runs(runs: list[InlineRun]) -> Iterator[InlineRun]:
    """The runs with text; equal neighbors are merged, white space becomes single spaces."""
    for (is_emphasized, reason), group in groupby(runs, key=lambda run: (run.is_emphasized, run.reason)):
        texts = [HTML_WHITESPACE.sub(" ", run.text) for run in group]
        if reason:
            yield from (InlineRun(text, reason=reason) for text in texts)
        else:
            yield InlineRun(HTML_WHITESPACE.sub(" ", "".join(texts)), is_emphasized)


def _mark_emphasis(text: str) -> str:
    """The text between asterisks, with white space outside of them; text without letters or digits stays as it is.

    >>> _mark_emphasis(" now ")
    ' *now* '
    """
    core = text.strip()
    is_marked = len(core) > 2 and core.startswith("*") and core.endswith("*")
    if is_marked or not any(character.isalnum() for character in core):
        return text
    start = text.index(core)
    return f"{text[:start]}*{core}*{text[start + len(core) :]}"
