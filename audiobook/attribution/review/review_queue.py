"""The queue of a review: which line to ask about next, and what an answer changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from audiobook.attribution.attribution import MIN_PROBABILITY, WeighedStory, find_segment_indexes
from audiobook.attribution.llm.merge_answers import raise_confidence
from audiobook.attribution.people.described_figures import read_owner
from audiobook.attribution.review.gains import (
    NO_RECORD,
    Record,
    revise_doubt,
    share_reference,
    sum_near_doubts,
    sum_shared_doubts,
    weigh_words,
)
from audiobook.attribution.review.questions import ChangedTurn, Choice, Effect, Question, SharedReference, Stage
from audiobook.attribution.review.weighing import Confidences, ExchangeWeigher
from audiobook.attribution.story_index import StoryIndex
from audiobook.attribution.turns import Turn
from audiobook.model import SURE_CONFIDENCE, Script, Segment, Span

MAX_CHOICES = 9
# Lines that may be asked about at a time, the paragraphs between two turns of an exchange, and what a likely speaker is
# at least.
MAX_ASKED_LINES, MAX_EXCHANGE_GAP, MIN_CHOICE_CONFIDENCE = 12, 6, 0.03
# How many lines a question may show, unless there is less room; how many of them are not asked about: around the
# question, and next to each line within it.
MAX_SHOWN_LINES, LINES_AROUND, LINES_BETWEEN = 60, 2, 1
# What the doubts in the rest of an exchange count: of those who name its speakers one by one, and all at once.
FOLLOWING_SHARE_OF_ONE, FOLLOWING_SHARE_OF_ALL = 0.5, 1.0
# How often a line said by "them" is one person's, whom the story names nearby.
CHORUS_DOUBT = 0.3
# Once the unsure lines are done, a question has to set this many lines right.
MIN_GAIN = 0.25
# A name may mean a character who is named this many times as often.
MIN_MENTION_RATIO = 4
NOBODY = -1
NOTHING: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Step:
    """What an answer has replaced, to take it back; `meanings` are those of descriptions, `records` of characters."""

    turns: Mapping[int, Turn]
    confidences: tuple[Confidences, ...]
    answers: Mapping[int, str]
    records: Mapping[int, Record]
    skipped: Set[int]
    joined: Mapping[int, int]
    meanings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Survey:
    """The doubt about each turn, whether it is asked about, and the sums of doubts of those with the same reference."""

    doubts: Sequence[float]
    asked: Sequence[bool]
    shared: Mapping[str, float]


class ReviewQueue:
    """The doubtful turns of a story, and what is known about them; `room` is how many lines a question may show.

    `narrated` are the lines given to the narrator. `advised` is the script with the speakers that count so far, if
    somebody else, such as a language model, has had a say in them.
    """

    def __init__(
        self,
        script: Script,
        weighed: WeighedStory,
        narrated: Set[Span] = frozenset(),
        advised: Script | None = None,
    ) -> None:
        self.script, self.weigher = script, ExchangeWeigher(weighed)
        self.story = weighed.story
        self.answers: dict[int, str] = {}
        self.skipped: set[int] = set()
        self.stage = Stage.UNSURE
        self.room = MAX_SHOWN_LINES
        numbered = reversed(list(enumerate(self.story.aliases)))
        self._entities = {name: entity for entity, names in numbered for name in names}
        self._steps: list[_Step] = []
        self._records: dict[int, Record] = {}
        self._following_share = FOLLOWING_SHARE_OF_ALL
        # The speakers of all turns as they were listed last; () if something has changed since.
        self._listed: Sequence[str] = ()
        for number in range(len(self.turns)):
            spans = {segment.span for segment in self.segments_of(number)}
            if spans & (weighed.known_speakers.keys() | narrated):
                named = {weighed.known_speakers[span] for span in spans & weighed.known_speakers.keys()}
                self.answers[number] = min(named, default="")
        self.references = [
            "" if number in self.answers else find_reference(self.story, turn) for number, turn in enumerate(self.turns)
        ]
        self._turns_by_reference: defaultdict[str, list[int]] = defaultdict(list)
        for number, reference in enumerate(self.references):
            if reference:
                self._turns_by_reference[reference].append(number)
        if advised is not None:
            self.weigher.heed_advice(self._find_advice(advised))

    def _find_advice(self, advised: Script) -> dict[int, int]:
        """Who speaks the turns for which that isn't what the rankers say, or not as sure, by entity."""
        lines = {segment.span: segment for segment in advised.segments}
        found: dict[int, int] = {}
        for number in range(len(self.turns)):
            best, confidence = self._find_best(number)
            for segment in self.segments_of(number) if number not in self.answers else ():
                line = lines.get(segment.span, segment)
                entity = self.find_entity(line.speaker or "")
                is_surer = line.confidence > (confidence + raise_confidence(confidence)) / 2
                if entity != NOBODY and (entity != best or is_surer):
                    found[number] = entity
        return found

    @property
    def turns(self) -> Sequence[Turn]:
        """The story's turns."""
        return self.story.turns

    def segments_of(self, number: int) -> tuple[Segment, ...]:
        """The quotations of a turn."""
        indexes = find_segment_indexes(self.story, self.turns[number])
        return tuple(self.script.segments[index] for index in indexes)

    def speaker_of(self, number: int) -> str:
        """The name of a turn's speaker as far as is known, "" if nobody is likely."""
        if number in self.answers:
            return self.answers[number]
        entity, _ = self._find_best(number)
        return "" if entity == NOBODY else self.story.names[entity]

    def confidence_of(self, number: int) -> float:
        """How likely that speaker is, 1 after an answer."""
        return 1.0 if number in self.answers else self._find_best(number)[1]

    def _find_best(self, number: int) -> tuple[int, float]:
        confidences = self.weigher.confidences[number]
        best, confidence = max(confidences.items(), key=itemgetter(1), default=(NOBODY, 0.0))
        return (NOBODY, 0.0) if confidence < MIN_PROBABILITY or self._is_chorus(number) else (best, confidence)

    def _is_chorus(self, number: int) -> bool:
        """Whether several people say a turn at once, so that the narrator reads it."""
        tag = self.turns[number].speech_tag
        return tag is not None and tag.reference.is_plural and number not in self.weigher.advice

    def is_unsure(self, number: int) -> bool:
        """Whether a turn's speaker is still a guess, or unknown."""
        return number not in self.answers and self.confidence_of(number) < SURE_CONFIDENCE

    def count_unsure_lines(self) -> int:
        """How many quotations have a speaker that is a guess, or none."""
        return self._count_lines_below(SURE_CONFIDENCE)

    def count_lines(self) -> int:
        """How many quotations have a speaker as doubtful as this stage asks about, or more."""
        return self._count_lines_below(self.stage.value)

    def _count_lines_below(self, bound: float) -> int:
        return sum(
            len(turn.segments)
            for number, turn in enumerate(self.turns)
            if number not in self.answers and self.confidence_of(number) < bound
        )

    def list_people(self) -> list[str]:
        """The names of all who may speak some turn."""
        entities = dict.fromkeys(entity for turn in self.weigher.confidences for entity in turn)
        return [self.story.names[entity] for entity in entities]

    def find_next_question(self) -> Question | None:
        """The question whose answer sets most lines right; None if nothing is left to be asked at this stage."""
        survey = self._survey_turns()
        gains = {
            number: self._estimate_gain(number, survey) for number, is_asked in enumerate(survey.asked) if is_asked
        }
        best = max(gains, key=lambda number: (gains[number], -number), default=NOBODY)
        if best == NOBODY or (self.stage is not Stage.UNSURE and gains[best] < MIN_GAIN):
            return None
        return self._build_question(best, survey, gains[best])

    def go_on(self) -> Stage | None:
        """Goes on with the next stage that has a question; None, and nothing changes, if none has one."""
        before = self.stage
        for self.stage in [stage for stage in Stage if stage.value > before.value]:
            if self.find_next_question() is not None:
                return self.stage
        self.stage = before
        return None

    def build_question(self, number: int) -> Question:
        """The question who speaks a turn."""
        return self._build_question(number, self._survey_turns())

    def _build_question(self, number: int, survey: _Survey, gain: float = 0.0) -> Question:
        following = self._find_following(number, survey.asked)
        return Question(number, following, self._list_choices((number, *following)), gain)

    def list_asked(self) -> Sequence[bool]:
        """Whether each turn is asked about at this stage."""
        return self._survey_turns().asked

    def _survey_turns(self) -> _Survey:
        bests = [self._find_best(number) for number in range(len(self.turns))]
        doubts = [self._doubt(number, *best) for number, best in enumerate(bests)]
        bound = self.stage.value
        asked = [
            number not in self.answers and number not in self.skipped and (confidence < bound or 1 - doubt < bound)
            for number, ((_, confidence), doubt) in enumerate(zip(bests, doubts, strict=True))
        ]
        return _Survey(doubts, asked, sum_shared_doubts(doubts, self._turns_by_reference))

    def _doubt(self, number: int, entity: int, confidence: float) -> float:
        """How likely a turn has another speaker, by what the answers so far say about whoever seems to speak it."""
        if number in self.answers:
            return 0.0
        if self._is_chorus(number):
            return CHORUS_DOUBT
        return revise_doubt(1 - confidence, self._records.get(entity, NO_RECORD))

    def _estimate_gain(self, number: int, survey: _Survey) -> float:
        asked, doubts = (number, *self._find_following(number, survey.asked)), survey.doubts
        gains = [doubts[at] * (weigh_words(self.turns[at].text) + self._settle_near(at, asked, doubts)) for at in asked]
        reference = self.references[number]
        alike = share_reference(survey.shared[reference], doubts[number]) if reference else 0.0
        return gains[0] + doubts[number] * alike + self._following_share * sum(gains[1:])

    def _settle_near(self, number: int, asked: Sequence[int], doubts: Sequence[float]) -> float:
        return sum_near_doubts(doubts, number, self.weigher.scene_of(number), asked)

    def _find_following(self, number: int, asked: Sequence[bool]) -> tuple[int, ...]:
        """The turns right after a turn that are asked about with it, as far as the exchange goes on."""
        _, end = self.weigher.scene_of(number)
        found, before, room = list[int](), number, self.room - 2 * LINES_AROUND - 1
        for at in range(number + 1, end):
            is_apart = self.turns[at].first - self.turns[at - 1].last > MAX_EXCHANGE_GAP
            if is_apart or len(found) + 1 == MAX_ASKED_LINES:
                break
            if asked[at]:
                # Between two of its lines, a question shows the lines next to them, and a sign for the others.
                room -= 1 + min(2 * LINES_BETWEEN + 1, max(0, self.turns[at].first - self.turns[before].last - 1))
                if room < 0:
                    break
                found.append(at)
                before = at
        return tuple(found)

    def _list_choices(self, numbers: Sequence[int]) -> tuple[Choice, ...]:
        """Whoever seems to speak one of these turns, in their order, and then who else may, the likeliest first."""
        totals: defaultdict[int, float] = defaultdict(float)
        for number in numbers:
            for entity, confidence in self.weigher.confidences[number].items():
                totals[entity] += confidence
        ranked = sorted(totals, key=lambda entity: (-totals[entity], entity))
        seeming = [entity for number in numbers if (entity := self._find_best(number)[0]) != NOBODY]
        likely = [entity for place, entity in enumerate(ranked) if place < 2 or totals[entity] >= MIN_CHOICE_CONFIDENCE]
        own = self.weigher.confidences[numbers[0]]
        chosen = list(dict.fromkeys([*seeming, *likely]))[:MAX_CHOICES]
        return tuple(Choice(self.story.names[entity], own.get(entity, 0.0)) for entity in chosen)

    def answer(self, speakers: Mapping[int, str]) -> Effect:
        """Says who speaks some turns ("" for the narrator), weighs those around anew, and tells what changes."""
        before = self._list_speakers()
        self._following_share = FOLLOWING_SHARE_OF_ALL if len(speakers) > 1 else FOLLOWING_SHARE_OF_ONE
        records = self._compare_answers(speakers)
        entities = {number: entity for number, name in speakers.items() if (entity := self.find_entity(name)) >= 0}
        self._remember({number: self.turns[number] for number in entities})
        self.weigher.name_speakers(entities)
        self._records.update(records)
        self.answers.update(speakers)
        return Effect(self._compare_speakers(before), self._find_shared_reference(speakers))

    def _compare_answers(self, speakers: Mapping[int, str]) -> dict[int, Record]:
        """What the answers say about the lines of those who seemed to speak these turns, with what was known before."""
        found: dict[int, Record] = {}
        for number, name in speakers.items():
            entity, confidence = self._find_best(number)
            known = found.get(entity, self._records.get(entity, NO_RECORD))
            is_wrong = self.find_entity(name) != entity
            found[entity] = Record(known.expected + 1 - confidence, known.found + is_wrong)
        return found

    def refer(self, phrase: str, name: str) -> SharedReference:
        """What joining two people comes to: all tags with the first one's name mean the second."""
        turns = self._turns_by_reference.get(phrase, ())
        return SharedReference(phrase, name, tuple(at for at in turns if self._may_be_renamed(at, name)))

    def join(self, reference: SharedReference) -> Effect:
        """Makes a name or description mean a character in all tags that have it, and tells what changes."""
        before = self._list_speakers()
        entity, phrase = self.find_entity(reference.name), reference.phrase
        noun = phrase.removeprefix("the ")
        known = self.story.entity_by_description
        other = known.get(noun, self.find_entity(phrase))
        meanings = {description: known[description] for description in known if read_owner(description) == noun}
        self._remember(meanings=meanings)
        if entity >= 0:
            self.story.entity_by_description.update(dict.fromkeys(meanings, entity))
            self.weigher.join_entities(other, entity, reference.turns)
        return Effect(self._compare_speakers(before))

    def _remember(self, turns: Mapping[int, Turn] = NOTHING, meanings: Mapping[str, int] = NOTHING) -> None:
        """Keeps what a step is about to replace."""
        confidences, records, skipped = tuple(self.weigher.confidences), dict(self._records), frozenset(self.skipped)
        step = _Step(turns, confidences, dict(self.answers), records, skipped, dict(self.weigher.joined), meanings)
        self._steps.append(step)
        self._listed = ()

    def undo(self) -> bool:
        """Takes back the last answer, joining or skipping; whether there was one."""
        if not self._steps:
            return False
        step = self._steps.pop()
        self._listed = ()
        self.story.entity_by_description.update(step.meanings)
        self.weigher.put_turns(step.turns)
        self.weigher.confidences, self.answers = list(step.confidences), dict(step.answers)
        self._records, self.skipped = dict(step.records), set(step.skipped)
        self.weigher.joined = dict(step.joined)
        return True

    def skip(self, numbers: Iterable[int]) -> None:
        """Doesn't ask about turns again, unless that is taken back."""
        self._remember()
        self.skipped |= set(numbers)

    def find_entity(self, name: str) -> int:
        """The number of a character in the story, by any of its names; -1 if the story has none."""
        return self._entities.get(name, NOBODY)

    def _list_speakers(self) -> Sequence[str]:
        if not self._listed:
            self._listed = [self.speaker_of(number) for number in range(len(self.turns))]
        return self._listed

    def _compare_speakers(self, before: Sequence[str]) -> tuple[ChangedTurn, ...]:
        return tuple(
            ChangedTurn(number, old, new)
            for number, (old, new) in enumerate(zip(before, self._list_speakers(), strict=True))
            if old != new and number not in self.answers
        )

    def _find_shared_reference(self, speakers: Mapping[int, str]) -> SharedReference | None:
        """What the tag of an answered turn calls its speaker, if that may mean the same person in other tags."""
        for number, name in speakers.items():
            phrase = self.references[number]
            others = [at for at in self._turns_by_reference.get(phrase, ()) if self._may_be_renamed(at, name)]
            if phrase and name and others and phrase != name and self._may_mean(phrase, name):
                return SharedReference(phrase, name, tuple(others))
        return None

    def _may_be_renamed(self, number: int, name: str) -> bool:
        return number not in self.answers and self.speaker_of(number) != name

    def _may_mean(self, phrase: str, name: str) -> bool:
        """Whether a phrase may mean a character in the whole story: not a name that is used about as often."""
        entity, other = self.find_entity(name), self.find_entity(phrase)
        if entity in (NOBODY, other):
            return False
        is_name = other != NOBODY and not self.story.is_description[other]
        counts = self.story.mention_counts
        return not is_name or counts[other] * MIN_MENTION_RATIO <= counts[entity]


def find_reference(story: StoryIndex, turn: Turn) -> str:
    """What the tag of a turn calls its speaker: a name, a description with its article, "I", or "" for he and she."""
    tag = turn.speech_tag
    if tag is None:
        return ""
    if tag.reference.entity >= 0:
        return story.names[tag.reference.entity]
    if tag.reference.noun:
        return f"the {read_owner(tag.reference.noun)}"
    return "I" if tag.reference.pronoun == "I" else ""
