"""Splits paragraphs into narration, speech and thought.

`quote_marks` finds the marks, `mark_roles` decides what each mark does, `pairing` makes quotations of them, and
`classify` decides which quotations are speech. `thoughts` and `dashes` handle other ways to write thought and speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from audiobook.model import Kind
from audiobook.quotations.classify import build_quotation_context, is_speech, is_thought
from audiobook.quotations.dashes import find_dash_speech
from audiobook.quotations.italic_speech import ItalicKind
from audiobook.quotations.mark_roles import MarkRole, classify_mark
from audiobook.quotations.pairing import Quotation, QuotePairing, build_pairable_marks
from audiobook.quotations.quote_marks import (
    MarkFamily,
    QuoteMark,
    QuoteStyle,
    detect_quote_style,
    find_marks,
    is_blank,
    mark_family,
)
from audiobook.quotations.thoughts import ItalicLine, ParagraphBefore, find_italic_lines

__all__ = ["QuoteStyle", "TextSpan", "detect_quote_style", "split_paragraphs"]

TRAILING_STOP = re.compile(r"[,.;:!?…]{1,5}(?=\s|$)")
MarksWithRoles = Sequence[tuple[QuoteMark, MarkRole]]


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A part of a paragraph (NARRATION, SPEECH or THOUGHT), from `start` to `end` in its text, marks included."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph, its marks, and whether speech continues from the paragraph before or could continue in the next."""

    text: str
    style: QuoteStyle
    marks: MarksWithRoles
    continues_quote: bool
    next_opens_quote: bool
    before: ParagraphBefore


def split_paragraphs(paragraphs: Sequence[str], style: QuoteStyle | None = None) -> tuple[tuple[TextSpan, ...], ...]:
    """The narration, speech and thought in the paragraphs of a scene: spans that cover each paragraph, in order.

    >>> [(str(span.kind), span.start, span.end) for span in split_paragraphs(["“So,” said Bea."])[0]]
    [('speech', 0, 5), ('narration', 6, 15)]
    """
    style = style or detect_quote_style(paragraphs)
    continues_quote = False
    before = ParagraphBefore()
    spans = []
    for index, text in enumerate(paragraphs):
        following = paragraphs[index + 1].lstrip()[:1] if index + 1 < len(paragraphs) else ""
        marks = [(mark, classify_mark(mark, text, style)) for mark in find_marks(text, style)]
        next_opens_quote = mark_family(following) is style.speech_family
        paragraph = _Paragraph(text, style, marks, continues_quote, next_opens_quote, before)
        quoted_spans, continues_quote, has_message = _find_quoted_spans(paragraph)
        before = ParagraphBefore(text, has_message)
        spans.append(tuple(_tile_with_narration(text, quoted_spans)))
    return tuple(spans)


def _find_quoted_spans(paragraph: _Paragraph) -> tuple[list[TextSpan], bool, bool]:
    """The speech and thought in a paragraph, in order.

    Also, whether the last speech continues in the next one, and whether there is a message in italics.
    """
    text = paragraph.text
    dash_spans = list(find_dash_speech(text)) if paragraph.style.dashes else []
    if dash_spans:
        return [TextSpan(Kind.SPEECH, start, end) for start, end in dash_spans], False, False
    quotations = _pair_primary_marks(paragraph)
    spoken = list(_select_speech(paragraph, quotations))
    spoken = list(_drop_overlaps([*spoken, *_select_secondary_quotes(paragraph, quotations)]))
    italics = [line for gap in _find_gaps(text, spoken) for line in find_italic_lines(text, *gap, paragraph.before)]
    has_message = any(line.kind is ItalicKind.SENT for line in italics)
    last = quotations[-1] if quotations else None
    runs_on = (
        last is not None and not last.closed and last.end == len(text) and bool(spoken) and spoken[-1].end == last.end
    )
    spans = sorted([*spoken, *map(_build_italic_span, italics)], key=lambda span: span.start)
    return spans, runs_on, has_message


def _build_italic_span(line: ItalicLine) -> TextSpan:
    return TextSpan(Kind.THOUGHT if line.kind is ItalicKind.THOUGHT else Kind.SPEECH, line.start, line.end)


def _drop_overlaps(spans: Sequence[TextSpan]) -> Iterator[TextSpan]:
    """The spans in order, without those that begin inside another: marks of two families can overlap."""
    last_end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= last_end:
            yield span
            last_end = span.end


def _pair_primary_marks(paragraph: _Paragraph) -> list[Quotation]:
    """The quotations in the marks that the book uses for speech."""
    family = paragraph.style.speech_family
    marks = build_pairable_marks([(mark, role) for mark, role in paragraph.marks if mark.family is family])
    whole = (0, len(paragraph.text))
    return list(
        QuotePairing(
            paragraph.text, marks, *whole, paragraph.continues_quote, paragraph.next_opens_quote
        ).iter_quotations()
    )


def _select_speech(paragraph: _Paragraph, quotations: Sequence[Quotation]) -> Iterator[TextSpan]:
    """The quotations that are speech or thought."""
    text = paragraph.text
    previous_ends = [0, *(quotation.end for quotation in quotations)]
    next_starts = [*(quotation.start for quotation in quotations[1:]), len(text)]
    for quotation, before, after in zip(quotations, previous_ends, next_starts, strict=False):
        context = build_quotation_context(text, quotation.start, quotation.end, before, after)
        if is_speech(context) or (paragraph.continues_quote and is_blank(text, 0, quotation.start)):
            yield TextSpan(Kind.THOUGHT if is_thought(context) else Kind.SPEECH, quotation.start, quotation.end)


def _select_secondary_quotes(paragraph: _Paragraph, quotations: Sequence[Quotation]) -> Iterator[TextSpan]:
    """Speech and thought in other marks than the book's own, outside its quotations: ‘I must go.’"""
    others = sorted(
        (item for item in paragraph.marks if item[0].family is not paragraph.style.speech_family),
        key=lambda item: item[0].family,
    )
    if not others:
        return
    gaps = _find_gaps(paragraph.text, quotations)
    for family, marks in groupby(others, key=lambda item: item[0].family):
        for gap, inside in _group_marks_by_gap(list(marks), gaps):
            yield from _select_in_gap(paragraph, family, gap, inside)


def _group_marks_by_gap(
    marks: MarksWithRoles, gaps: Sequence[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], MarksWithRoles]]:
    """The marks in each of the gaps, both in order."""
    index = 0
    for start, end in gaps:
        while index < len(marks) and marks[index][0].start < start:
            index += 1
        first = index
        while index < len(marks) and marks[index][0].start < end:
            index += 1
        if index > first:
            yield (start, end), marks[first:index]


def _select_in_gap(
    paragraph: _Paragraph, family: MarkFamily, gap: tuple[int, int], marks: MarksWithRoles
) -> Iterator[TextSpan]:
    text = paragraph.text
    previous_end = gap[0]
    for quotation in QuotePairing(text, build_pairable_marks(marks), *gap).iter_quotations():
        context = build_quotation_context(text, quotation.start, quotation.end, previous_end, gap[1])
        previous_end = quotation.end
        is_complete = quotation.opened and quotation.closed and is_speech(context)
        if is_complete and family is not MarkFamily.SINGLE:
            yield TextSpan(Kind.THOUGHT if is_thought(context) else Kind.SPEECH, quotation.start, quotation.end)
        elif is_complete and context.is_sentence:
            yield TextSpan(Kind.THOUGHT, quotation.start, quotation.end)


def _find_gaps(text: str, spans: Sequence[TextSpan] | Sequence[Quotation]) -> list[tuple[int, int]]:
    """The gaps before, between and after the spans."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _tile_with_narration(text: str, quoted: Sequence[TextSpan]) -> Iterator[TextSpan]:
    """The spans with narration between them; a stray stop joins the span before it, a stray bracket the one after."""
    tiles: list[TextSpan] = []
    stray_start: int | None = None
    spans = [
        TextSpan(Kind.NARRATION, 0, 0),
        *_include_trailing_stops(text, quoted),
        TextSpan(Kind.NARRATION, len(text), len(text)),
    ]
    for before, span in pairwise(spans):
        narration = _trim_span(text, TextSpan(Kind.NARRATION, before.end, span.start))
        if (
            narration.start < narration.end
            and quoted
            and not any(map(str.isalnum, text[narration.start : narration.end]))
        ):
            if tiles:
                tiles[-1] = TextSpan(tiles[-1].kind, tiles[-1].start, narration.end)
            else:
                stray_start = narration.start
        else:
            tiles.append(narration)
        start = span.start if stray_start is None else stray_start
        tiles.append(_trim_span(text, TextSpan(span.kind, start, span.end)))
        stray_start = None
    return (tile for tile in tiles if tile.start < tile.end)


def _include_trailing_stops(text: str, quoted: Sequence[TextSpan]) -> Iterator[TextSpan]:
    """The spans with the stops that some books set after the closing mark: “No”, he said."""
    for span in quoted:
        stop = TRAILING_STOP.match(text, span.end)
        yield TextSpan(span.kind, span.start, stop.end() if stop else span.end)


def _trim_span(text: str, span: TextSpan) -> TextSpan:
    """The span without the white space at its ends."""
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip())
    return TextSpan(span.kind, start, start + len(inside.strip()))
