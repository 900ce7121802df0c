"""What is displayed while a chapter plays: each sentence as written, with its speakers, and the author's notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from audiobook.model import AuthorNote, Chapter, Kind, NotePosition, Segment, Span, TextRun
from audiobook.model.text import has_words
from audiobook.narration.alignment import align_sentences
from audiobook.text.normalization.display_text import displayed_positions, to_display_text

# How far around a span emphasis marks are looked for.
CONTEXT_CHARACTERS = 4
DISPLAYED_KINDS = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT, Kind.HEADING, Kind.NOTE)


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence as it is written, "" for headings and announcements, and the text that is displayed for it.

    `span` is where it is in the source, None for announcements.
    """

    written: str = ""
    runs: tuple[TextRun, ...] = ()
    span: Span | None = None


NOT_SHOWN = ShownSentence()


class DisplayText:
    """A chapter's text as written, to be looked up by the spans of spoken passages."""

    def __init__(self, segments: Sequence[Segment], chapter: Chapter | None) -> None:
        self.segments = [segment for segment in segments if segment.kind in DISPLAYED_KINDS]
        self.starts = [segment.span.start for segment in self.segments]
        self.ends = [segment.span.end for segment in self.segments]
        self.headings = dict(_find_heading_texts(self.segments, chapter))

    def show(self, sentences: Sequence[str], span: Span) -> list[ShownSentence]:
        """How each of the `sentences` is written and displayed, in which the text at `span` is spoken."""
        segments = self._spoken_segments(span)
        if not segments:
            return [ShownSentence(span=span)] * len(sentences)
        if span in self.headings:
            parts = [part.of(self.headings[span]) for part in align_sentences(self.headings[span], sentences)]
            return [
                ShownSentence("", (TextRun(to_display_text(part), kind=Kind.HEADING),) if part.strip() else (), span)
                for part in parts
            ]
        written = _written_text(segments, span)
        spans = (Span(0, len(written)),) if len(sentences) == 1 else align_sentences(written, sentences)
        ends = [segment.span.end for segment in segments]
        own_spans = [Span(span.start + part.start, span.start + part.end) for part in spans]
        return [
            ShownSentence(part.of(written), tuple(_build_runs(segments, ends, own)), own)
            for part, own in zip(spans, own_spans, strict=True)
        ]

    def _spoken_segments(self, span: Span) -> list[Segment]:
        """The segments at a span that are spoken; skipped ones only if there are no others, as in a note read aloud."""
        first = bisect_right(self.ends, span.start)
        within = self.segments[first : bisect_left(self.starts, span.end, first)]
        return [segment for segment in within if not segment.skipped] or within


def _find_heading_texts(segments: Sequence[Segment], chapter: Chapter | None) -> Iterator[tuple[Span, str]]:
    """The text displayed for each heading; for the chapter's own, only its label and title."""
    headings = [segment for segment in segments if segment.kind is Kind.HEADING and not segment.skipped]
    yield from ((segment.span, segment.text) for segment in headings)
    heading_span = chapter.heading if chapter else None
    own_spans = [
        segment.span
        for segment in headings
        if heading_span and heading_span.start <= segment.span.start < heading_span.end
    ]
    if chapter and own_spans:
        # As they are spoken: a single heading has both, of several the last has the title.
        last_text = chapter.title if len(own_spans) > 1 else f"{chapter.label}\n{chapter.title}".strip()
        yield from ((own_spans[0], chapter.label), (own_spans[-1], last_text))


def _written_text(segments: Sequence[Segment], span: Span) -> str:
    """The text at a span, with blanks in place of what isn't spoken."""
    source, parts, position = segments[0].source_text, [], span.start
    for segment in segments:
        start, end = max(position, segment.span.start), min(span.end, segment.span.end)
        parts += [" " * (start - position), source[start:end]]
        position = end
    return "".join((*parts, " " * (span.end - position)))


def _build_runs(segments: Sequence[Segment], ends: Sequence[int], span: Span) -> Iterator[TextRun]:
    """The text runs of a span, by speaker; `ends` are the ends of the `segments`."""
    later = (segments[index] for index in range(bisect_right(ends, span.start), len(segments)))
    parts = [
        (segment, _intersection(segment.span, span))
        for segment in takewhile(lambda segment: segment.span.start < span.end, later)
    ]
    for segment, part in _attach_punctuation([(segment, part) for segment, part in parts if part.end > part.start]):
        text, joins_previous = _render_text(segment.source_text, part)
        if text:
            yield TextRun(text, segment.speaker, segment.kind, joins_previous)


def _intersection(span: Span, other: Span) -> Span:
    return Span(max(span.start, other.start), min(span.end, other.end))


def _attach_punctuation(parts: Sequence[tuple[Segment, Span]]) -> list[tuple[Segment, Span]]:
    """The parts, with those of only punctuation merged into the part before, or after if there is none before."""
    merged_parts: list[tuple[Segment, Span]] = []
    for segment, span in parts:
        previous, previous_span = merged_parts[-1] if merged_parts else (segment, span)
        is_separate = not merged_parts or segment.source_text[previous_span.end : span.start].strip()
        if is_separate or (_has_words(segment, span) and _has_words(previous, previous_span)):
            merged_parts.append((segment, span))
        else:
            merged_parts[-1] = (
                previous if _has_words(previous, previous_span) else segment,
                Span(previous_span.start, span.end),
            )
    return merged_parts


def _has_words(segment: Segment, span: Span) -> bool:
    return has_words(span.of(segment.source_text))


def _render_text(source: str, span: Span) -> tuple[str, bool]:
    """The text at a span as it is displayed, and whether it follows the text before it without a space."""
    # Whether a character is an emphasis mark depends on its neighbors.
    start = max(0, span.start - CONTEXT_CHARACTERS)
    context = source[start : span.end + CONTEXT_CHARACTERS]
    visible_positions = displayed_positions(context)
    first, last = (bisect_left(visible_positions, at - start) for at in (span.start, span.end))
    text = "".join(context[at] for at in visible_positions[first:last])
    joins_previous = first > 0 and not any(
        character.isspace() for character in (context[visible_positions[first - 1]], *text[:1])
    )
    return " ".join(text.split()), joins_previous


def collect_notes(chapter: Chapter, segments: Sequence[Segment]) -> tuple[AuthorNote, ...]:
    """The author's notes of a chapter as they are displayed, without labels; notes at one position are merged."""
    positions = {block.span.start: block.position or NotePosition.MIDDLE for block in chapter.note_blocks}
    notes = [
        (positions[segment.span.start], to_display_text(segment.text))
        for segment in segments
        if segment.kind is Kind.NOTE and segment.span.start in positions and "label" not in (segment.skipped or "")
    ]
    groups = groupby(notes, lambda note: note[0])
    return tuple(AuthorNote(position, "\n\n".join(text for _, text in group if text)) for position, group in groups)
