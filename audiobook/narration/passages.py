"""What is shown while a chapter is heard: the text as written of each sentence with its speakers, and the notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from audiobook.model import Chapter, Kind, Note, Place, Run, Span, Utterance
from audiobook.narration.alignment import written_spans
from audiobook.text.normalization.readable import legible, visible

# How far beside a stretch marks are looked at.
MARGIN = 4
SHOWN = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT, Kind.HEADING, Kind.NOTE)


class Shown:
    """A chapter's text, ready to be looked up by the place of what is said."""

    def __init__(self, utterances: Sequence[Utterance], chapter: Chapter | None) -> None:
        self.utterances = [one for one in utterances if one.kind in SHOWN]
        self.starts = [one.span.start for one in self.utterances]
        self.ends = [one.span.end for one in self.utterances]
        self.headings = dict(_headings(self.utterances, chapter))

    def beside(self, sentences: Sequence[str], span: Span) -> list[tuple[Run, ...]]:
        """The runs that are shown beside each of the sentences into which what stands at `span` is spoken."""
        told = self._told(span)
        if not told:
            return [()] * len(sentences)
        if span in self.headings:
            parts = [part.of(self.headings[span]) for part in written_spans(self.headings[span], sentences)]
            return [(Run(legible(part), kind=Kind.HEADING),) if part.strip() else () for part in parts]
        written = _written(told, span)
        places = (Span(0, len(written)),) if len(sentences) == 1 else written_spans(written, sentences)
        ends = [one.span.end for one in told]
        return [tuple(_runs(told, ends, Span(span.start + one.start, span.start + one.end))) for one in places]

    def _told(self, span: Span) -> list[Utterance]:
        """What is said of a stretch: a note within a paragraph is not, and a note by itself is read aloud."""
        first = bisect_right(self.ends, span.start)
        within = self.utterances[first : bisect_left(self.starts, span.end, first)]
        return [one for one in within if not one.skipped] or within


def _headings(utterances: Sequence[Utterance], chapter: Chapter | None) -> Iterator[tuple[Span, str]]:
    """What is shown for each heading: of the chapter's own its label and title, and nothing else of its line."""
    told = [one for one in utterances if one.kind is Kind.HEADING and not one.skipped]
    yield from ((one.span, one.text) for one in told)
    place = chapter.heading if chapter else None
    own = [one.span for one in told if place and place.start <= one.span.start < place.end]
    if chapter and own:
        # As the script has them said: in one heading both, in several the title in the last.
        last = chapter.title if len(own) > 1 else f"{chapter.label}\n{chapter.title}".strip()
        yield from ((own[0], chapter.label), (own[-1], last))


def _written(told: Sequence[Utterance], span: Span) -> str:
    """The text of a stretch, blanks in place of what is not said."""
    source, parts, at = told[0].source, [], span.start
    for one in told:
        start, end = max(at, one.span.start), min(span.end, one.span.end)
        parts += [" " * (start - at), source[start:end]]
        at = end
    return "".join((*parts, " " * (span.end - at)))


def _runs(told: Sequence[Utterance], ends: Sequence[int], span: Span) -> Iterator[Run]:
    """The parts of a stretch by who says them; `ends` are those of the utterances that are `told`."""
    later = (told[place] for place in range(bisect_right(ends, span.start), len(told)))
    within = ((one, _overlap(one.span, span)) for one in takewhile(lambda one: one.span.start < span.end, later))
    for one, place in _with_their_marks([(one, place) for one, place in within if place.end > place.start]):
        text, tight = _shown(one.source, place)
        if text:
            yield Run(text, one.speaker, one.kind, tight)


def _overlap(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _with_their_marks(parts: Sequence[tuple[Utterance, Span]]) -> list[tuple[Utterance, Span]]:
    """The parts; those of nothing but marks go with the part before, or with the one after where there is none."""
    found: list[tuple[Utterance, Span]] = []
    for one, place in parts:
        before, start = found[-1] if found else (one, place)
        apart = not found or one.source[start.end : place.start].strip()
        if apart or (_has_words(one, place) and _has_words(before, start)):
            found.append((one, place))
        else:
            found[-1] = (before if _has_words(before, start) else one, Span(start.start, place.end))
    return found


def _has_words(one: Utterance, place: Span) -> bool:
    return any(sign.isalnum() for sign in place.of(one.source))


def _shown(source: str, place: Span) -> tuple[str, bool]:
    """A stretch as it is shown, and whether it stands right beside what is shown before it."""
    # Whether a mark is one of emphasis depends on what stands beside it.
    start = max(0, place.start - MARGIN)
    around = source[start : place.end + MARGIN]
    places = visible(around)
    first, last = (bisect_left(places, at - start) for at in (place.start, place.end))
    text = "".join(around[at] for at in places[first:last])
    tight = first > 0 and not any(sign.isspace() for sign in (around[places[first - 1]], *text[:1]))
    return " ".join(text.split()), tight


def notes_of(chapter: Chapter, utterances: Sequence[Utterance]) -> tuple[Note, ...]:
    """The author's notes of a chapter as they are shown, without labels; those that stand in one place are one."""
    places = {block.span.start: block.place or Place.MIDST for block in chapter.notes}
    told = [
        (places[one.span.start], legible(one.text))
        for one in utterances
        if one.kind is Kind.NOTE and one.span.start in places and "label" not in (one.skipped or "")
    ]
    groups = groupby(told, lambda one: one[0])
    return tuple(Note(place, "\n\n".join(text for _, text in group if text)) for place, group in groups)
