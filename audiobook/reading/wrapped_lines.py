"""Joins the lines of a hard-wrapped text that a word processor has made paragraphs, with empty ones between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from audiobook.reading.html.inline import EMPTY_LINE
from audiobook.reading.source_blocks import ExcludedSpan, SourceBlock
from audiobook.text.hard_wrapping import are_lengths_of_wrapped_lines
from audiobook.text.line_ends import SENTENCE_END

# Of the lines directly followed by another one, so many must end inside a sentence.
MIN_CUT_SHARE = 0.5
# In fewer lines there is no telling.
MIN_LINES = 20


def join_wrapped_lines(blocks: Sequence[SourceBlock]) -> list[SourceBlock]:
    """The blocks; if each is a line of a hard-wrapped text, those without an empty one between as one with line ends.

    Of the empty paragraphs between them, one each is the usual gap and goes.
    """
    if not _are_wrapped_lines(blocks):
        return list(blocks)
    joined: list[SourceBlock] = []
    for is_line, group in groupby(blocks, key=_is_line):
        members = list(group)
        if is_line:
            joined.append(_join_lines(members))
        else:
            joined += members[1:] if members[0].text == EMPTY_LINE else members
    return joined


def _are_wrapped_lines(blocks: Sequence[SourceBlock]) -> bool:
    lines = [block for block in blocks if _is_line(block)]
    running_on = [line.text for line, following in pairwise(blocks) if _is_line(line) and _is_line(following)]
    if len(running_on) < MIN_LINES or not any(block.text == EMPTY_LINE for block in blocks):
        return False
    lengths = [len(line.text) for line in lines]
    cut = sum(not SENTENCE_END.search(text) for text in running_on)
    is_cut = cut >= MIN_CUT_SHARE * len(running_on)
    return is_cut and are_lengths_of_wrapped_lines(lengths, [len(text) for text in running_on])


def _is_line(block: SourceBlock) -> bool:
    return block.role is None and block.text != EMPTY_LINE and bool(block.text.strip())


def _join_lines(lines: Sequence[SourceBlock]) -> SourceBlock:
    spans: list[ExcludedSpan] = []
    offset = 0
    for line in lines:
        spans += [replace(span, start=span.start + offset, end=span.end + offset) for span in line.excluded_spans]
        offset += len(line.text) + 1
    return replace(
        lines[0],
        text="\n".join(line.text for line in lines),
        excluded_spans=tuple(spans),
        anchors=tuple(anchor for line in lines for anchor in line.anchors),
        formatting=lines[0].formatting if len(lines) == 1 else "",
    )
