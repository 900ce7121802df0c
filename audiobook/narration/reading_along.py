"""What is shown while a chapter is heard: the text as written of each sentence with its speakers, and the notes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from audiobook.model import Chapter, Kind, Note, Place, Run, Span, Utterance
from audiobook.narration.alignment import written_spans
from audiobook.prose import legible

SHOWN = (Kind.NARRATION, Kind.SPEECH, Kind.THOUGHT, Kind.HEADING, Kind.NOTE)


class Shown:
    """A chapter's text, ready to be looked up by the place of what is said."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self.utterances = [one for one in utterances if one.kind in SHOWN]
        self.ends = [one.span.end for one in self.utterances]

    def beside(self, sentences: Sequence[str], span: Span) -> list[tuple[Run, ...]]:
        """The runs that are shown beside each of the sentences into which what stands at `span` is spoken."""
        if not self.utterances:
            return [()] * len(sentences)
        written = span.of(self.utterances[0].source)
        if any(one.kind is Kind.HEADING and one.span == span for one in self.utterances):
            # A heading as it is said has the chapter's label and title, and nothing of what else stands in its line.
            return [(Run(sentence.removesuffix("."), kind=Kind.HEADING),) for sentence in sentences]
        places = (Span(0, len(written)),) if len(sentences) == 1 else written_spans(written, sentences)
        return [tuple(self._runs(Span(span.start + one.start, span.start + one.end))) for one in places]

    def _runs(self, span: Span) -> Iterator[Run]:
        """The parts of a stretch by who says them; parts of nothing but marks go with their neighbours."""
        for one in self.utterances[bisect_left(self.ends, span.start + 1) :]:
            if one.span.start >= span.end:
                return
            within = Span(max(span.start, one.span.start), min(span.end, one.span.end))
            text = legible(within.of(one.source))
            if text:
                yield Run(text, one.speaker, one.kind)


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
