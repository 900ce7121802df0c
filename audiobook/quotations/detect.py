"""Tells speech and thought from narration by the marks that writers put around them.

`marks` knows the marks, `roles` what each does where it stands, `pairing` makes quotations of them, `standing` says
which of those are speech; `italics` and `dashes` know the other ways to write thought and speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from audiobook.model import Kind
from audiobook.quotations.classify import is_thought, stands_as_speech, view_of
from audiobook.quotations.dashes import dashed_speech
from audiobook.quotations.mark_roles import Role, role_of
from audiobook.quotations.marks import Family, Mark, QuoteStyle, family_of, is_blank, marks_in, quote_style_of
from audiobook.quotations.pairing import Pairing, Quotation, placed
from audiobook.quotations.thoughts import thoughts_in_italics

__all__ = ["QuoteStyle", "Stretch", "quote_style_of", "stretches_of"]

STOP_BEHIND = re.compile(r"[,.;:!?…]{1,5}(?=\s|$)")
Marked = Sequence[tuple[Mark, Role]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a paragraph, from `start` to `end` in its text, marks included: NARRATION, SPEECH or THOUGHT."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph, its marks, and what its neighbours say: whether speech runs over into it, or could out of it."""

    text: str
    style: QuoteStyle
    marks: Marked
    running: bool
    carried_on: bool


def stretches_of(paragraphs: Sequence[str], style: QuoteStyle | None = None) -> tuple[tuple[Stretch, ...], ...]:
    """What is narrated, said and thought in the paragraphs of a scene, in order; stretches tile each paragraph.

    >>> [(str(one.kind), one.start, one.end) for one in stretches_of(["“So,” said Bea."])[0]]
    [('speech', 0, 5), ('narration', 6, 15)]
    """
    style = style or quote_style_of(paragraphs)
    running = False
    found = []
    for place, text in enumerate(paragraphs):
        following = paragraphs[place + 1].lstrip()[:1] if place + 1 < len(paragraphs) else ""
        marks = [(mark, role_of(mark, text, style)) for mark in marks_in(text, style)]
        paragraph = _Paragraph(text, style, marks, running, family_of(following) is style.speech)
        quoted, running = _quoted(paragraph)
        found.append(tuple(_tiled(text, quoted)))
    return tuple(found)


def _quoted(paragraph: _Paragraph) -> tuple[list[Stretch], bool]:
    """What is said and thought in a paragraph, in order, and whether the speech runs over into the next."""
    text = paragraph.text
    dashed = list(dashed_speech(text)) if paragraph.style.dashes else []
    if dashed:
        return [Stretch(Kind.SPEECH, start, end) for start, end in dashed], False
    quotations = _quotations(paragraph)
    said = list(_said(paragraph, quotations))
    said = list(_apart([*said, *_set_otherwise(paragraph, quotations)]))
    thoughts = [Stretch(Kind.THOUGHT, *span) for gap in _gaps(text, said) for span in thoughts_in_italics(text, *gap)]
    last = quotations[-1] if quotations else None
    running = last is not None and not last.closed and last.end == len(text) and bool(said) and said[-1].end == last.end
    return sorted([*said, *thoughts], key=lambda one: one.start), running


def _apart(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """The stretches in order, without those that begin inside another: marks of two families can interlace."""
    done = 0
    for one in sorted(stretches, key=lambda one: (one.start, -one.end)):
        if one.start >= done:
            yield one
            done = one.end


def _quotations(paragraph: _Paragraph) -> list[Quotation]:
    """All that stands between the marks that the book uses for speech."""
    family = paragraph.style.speech
    marks = placed([one for one in paragraph.marks if one[0].family is family])
    whole = (0, len(paragraph.text))
    return list(Pairing(paragraph.text, marks, *whole, paragraph.running, paragraph.carried_on).quotations())


def _said(paragraph: _Paragraph, quotations: Sequence[Quotation]) -> Iterator[Stretch]:
    """Those of the quotations that are speech, or thought."""
    text = paragraph.text
    befores = [0, *(one.end for one in quotations)]
    afters = [*(one.start for one in quotations[1:]), len(text)]
    for one, before, after in zip(quotations, befores, afters, strict=False):
        view = view_of(text, one.start, one.end, before, after)
        if stands_as_speech(view) or (paragraph.running and is_blank(text, 0, one.start)):
            yield Stretch(Kind.THOUGHT if is_thought(view) else Kind.SPEECH, one.start, one.end)


def _set_otherwise(paragraph: _Paragraph, quotations: Sequence[Quotation]) -> Iterator[Stretch]:
    """Speech and thought in other marks than the book's own, where those leave room: ‘I must go.’"""
    others = sorted(
        (one for one in paragraph.marks if one[0].family is not paragraph.style.speech), key=lambda one: one[0].family
    )
    if not others:
        return
    gaps = _gaps(paragraph.text, quotations)
    for family, marks in groupby(others, key=lambda one: one[0].family):
        for gap, inside in _shared_out(list(marks), gaps):
            yield from _in_gap(paragraph, family, gap, inside)


def _shared_out(marks: Marked, gaps: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Marked]]:
    """The marks in each of the gaps, both in order."""
    at = 0
    for start, end in gaps:
        while at < len(marks) and marks[at][0].start < start:
            at += 1
        first = at
        while at < len(marks) and marks[at][0].start < end:
            at += 1
        if at > first:
            yield (start, end), marks[first:at]


def _in_gap(paragraph: _Paragraph, family: Family, gap: tuple[int, int], marks: Marked) -> Iterator[Stretch]:
    text = paragraph.text
    done = gap[0]
    for one in Pairing(text, placed(marks), *gap).quotations():
        view = view_of(text, one.start, one.end, done, gap[1])
        done = one.end
        whole = one.opened and one.closed and stands_as_speech(view)
        if whole and family is not Family.SINGLE:
            yield Stretch(Kind.THOUGHT if is_thought(view) else Kind.SPEECH, one.start, one.end)
        elif whole and view.is_sentence:
            yield Stretch(Kind.THOUGHT, one.start, one.end)


def _gaps(text: str, taken: Sequence[Stretch] | Sequence[Quotation]) -> list[tuple[int, int]]:
    """What lies before, between and after the stretches."""
    edges = [0, *(edge for one in taken for edge in (one.start, one.end)), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _tiled(text: str, quoted: Sequence[Stretch]) -> Iterator[Stretch]:
    """The stretches with narration between them; a stray stop goes with what it follows, a stray bracket before it."""
    tiles: list[Stretch] = []
    stray: int | None = None
    edges = [Stretch(Kind.NARRATION, 0, 0), *_with_stops(text, quoted), Stretch(Kind.NARRATION, len(text), len(text))]
    for before, one in pairwise(edges):
        told = _trimmed(text, Stretch(Kind.NARRATION, before.end, one.start))
        if told.start < told.end and quoted and not any(map(str.isalnum, text[told.start : told.end])):
            if tiles:
                tiles[-1] = Stretch(tiles[-1].kind, tiles[-1].start, told.end)
            else:
                stray = told.start
        else:
            tiles.append(told)
        start = one.start if stray is None else stray
        tiles.append(_trimmed(text, Stretch(one.kind, start, one.end)))
        stray = None
    return (tile for tile in tiles if tile.start < tile.end)


def _with_stops(text: str, quoted: Sequence[Stretch]) -> Iterator[Stretch]:
    """The stretches with the stops that some prints set behind the mark: “No”, he said."""
    for one in quoted:
        stop = STOP_BEHIND.match(text, one.end)
        yield Stretch(one.kind, one.start, stop.end() if stop else one.end)


def _trimmed(text: str, stretch: Stretch) -> Stretch:
    """A stretch without the white space at its ends."""
    inside = text[stretch.start : stretch.end]
    start = stretch.start + len(inside) - len(inside.lstrip())
    return Stretch(stretch.kind, start, start + len(inside.strip()))
