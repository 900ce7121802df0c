"""Splits the quotes of paragraphs into turns, and collects the cues around each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audiobook.attribution.scenes import SceneParagraph, group_quote_runs
from audiobook.attribution.tags.cue_search import find_cues_after, find_cues_before, introduces_speaker
from audiobook.attribution.tags.cues import NO_SPEAKER, CuePosition, CueStrength, SpeakerCue, SpeakerReference
from audiobook.attribution.tags.message_senders import find_phone_owner, find_senders
from audiobook.attribution.turns import Turn
from audiobook.model import Kind
from audiobook.quotations.thoughts import MESSAGE_MARKS


@dataclass(slots=True)
class QuoteGroup:
    """Quotes of one turn, with the cues around them and the speaker that their first tag means."""

    segments: list[tuple[int, int]] = field(default_factory=list)
    cues: dict[SpeakerCue, None] = field(default_factory=dict)
    speaker: SpeakerReference = NO_SPEAKER


@dataclass(frozen=True, slots=True)
class TurnSplitter:
    """Splits paragraphs into turns; `narration` is the text around quotes by paragraph and segment, names marked."""

    paragraphs: Sequence[SceneParagraph]
    narration: Mapping[tuple[int, int], str]

    def split(self) -> list[Turn]:
        """The turns of the story, in order."""
        return [turn for run in group_quote_runs(self.paragraphs) for turn in self._split_run(run)]

    def _split_run(self, run: Sequence[int]) -> Iterator[Turn]:
        """The turns of a paragraph, or of paragraphs that share a speech: one, unless tags show several speakers."""
        groups: list[QuoteGroup] = []
        tag_before = NO_SPEAKER
        for number in run:
            for place, segment in enumerate(self.paragraphs[number].segments):
                if not segment.is_quoted:
                    continue
                after, before = list(self._find_cues_after(number, place)), list(self._find_cues_before(number, place))
                tagged = _find_tagged_speaker([*after, *before])
                changed = self._is_one_sentence(number, place - 1) and _changes_subject(
                    tag_before, _find_tagged_speaker(before)
                )
                if not groups or changed or _names_other_speaker(groups[-1].speaker, tagged):
                    groups.append(QuoteGroup())
                group = groups[-1]
                group.speaker = tagged if group.speaker == NO_SPEAKER else group.speaker
                group.segments.append((number, place))
                group.cues.update(dict.fromkeys([*after, *before]))
                tag_before = _find_tagged_speaker(after)
        for part, group in enumerate(groups):
            yield self._build_turn(group.segments, list(group.cues), part)

    def _is_one_sentence(self, number: int, place: int) -> bool:
        """Whether the narration between two quotes goes on from one to the other: he said, and Ann added: "…"."""
        text = self.narration.get((number, place), "").strip()
        return bool(text) and not any(mark in text for mark in ".!?")

    def _find_cues_after(self, number: int, place: int) -> Iterator[SpeakerCue]:
        paragraph = self.paragraphs[number]
        if (number, place + 1) in self.narration:
            position = CuePosition.MIDDLE if paragraph.last_quoted > place + 1 else CuePosition.END
            yield from find_cues_after(self.narration[number, place + 1], position, paragraph.segments[place].text)

    def _find_cues_before(self, number: int, place: int) -> Iterator[SpeakerCue]:
        if self._is_message(number, place):
            lead = self._find_lead(number, place)
            senders = list(find_senders(lead, self._find_narration_behind(number, place), CuePosition.START))
            if senders or find_phone_owner(lead) is not None:
                yield from senders
                return
        if (number, place - 1) in self.narration:
            is_middle = -1 < self.paragraphs[number].first_quoted < place
            yield from find_cues_before(
                self.narration[number, place - 1], CuePosition.MIDDLE if is_middle else CuePosition.START
            )
        elif place == 0 and number:
            yield from self._find_introducing_cues(number)

    def _is_message(self, number: int, place: int) -> bool:
        """Whether a quote is in italics and said: a message, or words from mind to mind."""
        segment = self.paragraphs[number].segments[place]
        return segment.kind is Kind.SPEECH and segment.text.startswith(MESSAGE_MARKS)

    def _find_lead(self, number: int, place: int) -> str:
        """The narration before a quote, also that of the paragraph before."""
        if place or not number:
            return self.narration.get((number, place - 1), "")
        return self.narration.get((number - 1, len(self.paragraphs[number - 1].segments) - 1), "")

    def _find_narration_behind(self, number: int, place: int) -> str:
        """The narration behind a quote, also that of the paragraph behind."""
        if place + 1 < len(self.paragraphs[number].segments):
            return self.narration.get((number, place + 1), "")
        return self.narration.get((number + 1, 0), "")

    def _find_introducing_cues(self, number: int) -> Iterator[SpeakerCue]:
        before = self.paragraphs[number - 1]
        last = self.narration.get((number - 1, len(before.segments) - 1), "")
        if before.scene == self.paragraphs[number].scene and introduces_speaker(last, before.has_quotes):
            yield from find_cues_before(last)

    def _build_turn(self, segments: list[tuple[int, int]], cues: list[SpeakerCue], part: int) -> Turn:
        first, last = segments[0][0], segments[-1][0]
        ordered = tuple(sorted(cues, key=lambda cue: -cue.strength))
        words = " ".join(self.paragraphs[number].segments[place].text for number, place in segments)
        thought = all(self.paragraphs[number].segments[place].kind is Kind.THOUGHT for number, place in segments)
        return Turn(
            first, last, self.paragraphs[first].scene, tuple(segments), ordered, words, thought, part,
            recipient=self._find_recipient(*segments[0]),
        )  # fmt: skip

    def _find_recipient(self, number: int, place: int) -> SpeakerReference:
        owner = find_phone_owner(self._find_lead(number, place)) if self._is_message(number, place) else None
        return owner or NO_SPEAKER


def _find_tagged_speaker(cues: Iterable[SpeakerCue]) -> SpeakerReference:
    """Whom the first speech tag means."""
    return next((cue.reference for cue in cues if cue.strength is CueStrength.SAYING), NO_SPEAKER)


def _names_other_speaker(first: SpeakerReference, second: SpeakerReference) -> bool:
    """Whether two speech tags certainly mean different speakers."""
    if NO_SPEAKER in (first, second):
        return False
    if first.entity >= 0 and second.entity >= 0:
        return first.entity != second.entity
    return bool(first.gender and second.gender and first.gender != second.gender)


def _changes_subject(first: SpeakerReference, second: SpeakerReference) -> bool:
    """Whether two tags of one sentence have different subjects: one that isn't a pronoun is someone new.

    >>> _changes_subject(SpeakerReference(pronoun="he"), SpeakerReference(noun="ferryman"))
    True
    """
    return NO_SPEAKER not in (first, second) and first != second and not second.pronoun
