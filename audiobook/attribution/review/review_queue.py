"""The queue of a review: which line to ask about next, and what an answer changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from operator import itemgetter

from audiobook.attribution.attribution import WeighedStory, find_segment_indexes
from audiobook.attribution.people.described_figures import read_owner
from audiobook.attribution.review.questions import ChangedTurn, Choice, Effect, Question, SharedReference
from audiobook.attribution.review.weighing import Confidences, ExchangeWeigher
from audiobook.attribution.story_index import StoryIndex
from audiobook.attribution.turns import Turn
from audiobook.model import SURE_CONFIDENCE, Script, Segment, Span

MAX_CHOICES = 9
# Turns that may be answered at a time, the paragraphs between two of them, and what a likely speaker is at least.
MAX_EXCHANGE_TURNS, MAX_EXCHANGE_GAP, MIN_CHOICE_CONFIDENCE = 12, 3, 0.03
# The part of a doubt that an answer settles: in the turns next to it, those after, and those with the same reference.
NEIGHBOUR_SHARES = (0.3, 0.3, 0.15, 0.1)
# What the doubts in the rest of an exchange count: of those who name its speakers one by one, and all at once.
FOLLOWING_SHARE_OF_ONE, FOLLOWING_SHARE_OF_ALL = 0.5, 1.5
REFERENCE_SHARE, MAX_REFERENCE_GAIN = 0.3, 6.0
# Long lines matter more to a listener: this many words count as much as one line does.
TYPICAL_WORDS, WORDS_POWER = 12, 0.25
# A name may mean a character who is named this many times as often.
MIN_MENTION_RATIO = 4
NOBODY = -1


@dataclass(frozen=True, slots=True)
class _Step:
    """What an answer has replaced, to take it back; `meanings` are those of descriptions."""

    turns: Mapping[int, Turn]
    confidences: tuple[Confidences, ...]
    answers: Mapping[int, str]
    meanings: Mapping[str, int]


class ReviewQueue:
    """The unsure turns of a story, and what is known about them; `narrated` are the lines given to the narrator."""

    def __init__(self, script: Script, weighed: WeighedStory, narrated: Set[Span] = frozenset()) -> None:
        self.script, self.weigher = script, ExchangeWeigher(weighed)
        self.story = weighed.story
        self.answers: dict[int, str] = {}
        self.skipped: set[int] = set()
        numbered = reversed(list(enumerate(self.story.aliases)))
        self._entities = {name: entity for entity, names in numbered for name in names}
        self._steps: list[_Step] = []
        self._following_share = FOLLOWING_SHARE_OF_ONE
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
        return max(confidences.items(), key=itemgetter(1), default=(NOBODY, 0.0))

    def is_unsure(self, number: int) -> bool:
        """Whether a turn's speaker is still a guess. Nobody is asked who speaks in a chorus: the narrator reads it."""
        tag = self.turns[number].speech_tag
        is_chorus = tag is not None and tag.reference.is_plural
        return number not in self.answers and not is_chorus and self.confidence_of(number) < SURE_CONFIDENCE

    def count_unsure_lines(self) -> int:
        """How many quotations have a speaker that is a guess."""
        return sum(len(turn.segments) for number, turn in enumerate(self.turns) if self.is_unsure(number))

    def list_people(self) -> list[str]:
        """The names of all who may speak some turn."""
        entities = dict.fromkeys(entity for turn in self.weigher.confidences for entity in turn)
        return [self.story.names[entity] for entity in entities]

    def find_next_question(self) -> Question | None:
        """The question whose answer sets most lines right; None if nothing is left to be asked."""
        doubts = [self._doubt(number) for number in range(len(self.turns))]
        shared = self._sum_shared_doubts(doubts)
        open_turns = [number for number, doubt in enumerate(doubts) if doubt > 0 and number not in self.skipped]
        if not open_turns:
            return None
        gains = {number: self._estimate_gain(number, doubts, shared) for number in open_turns}
        best = max(open_turns, key=lambda number: (gains[number], -number))
        return self.build_question(best, gains[best])

    def build_question(self, number: int, gain: float = 0.0) -> Question:
        """The question who speaks a turn."""
        following = self._find_following(number)
        return Question(number, following, self._list_choices((number, *following)), gain)

    def _doubt(self, number: int) -> float:
        """How likely an unsure turn has another speaker."""
        return 1 - self.confidence_of(number) if self.is_unsure(number) else 0.0

    def _estimate_gain(self, number: int, doubts: Sequence[float], shared: Mapping[str, float]) -> float:
        first, end = self.weigher.scene_of(number)
        near = sum(
            share * doubts[at]
            for step, share in enumerate(NEIGHBOUR_SHARES, 1)
            for at in (number - step, number + step)
            if first <= at < end
        )
        reference = self.references[number]
        alike = min(MAX_REFERENCE_GAIN, REFERENCE_SHARE * (shared[reference] - doubts[number])) if reference else 0.0
        words = len(self.turns[number].text.split())
        weight: float = ((words + TYPICAL_WORDS) / (2 * TYPICAL_WORDS)) ** WORDS_POWER
        after = sum(doubts[at] for at in self._find_following(number))
        return doubts[number] * weight * (1 + near + alike) + self._following_share * after

    def _sum_shared_doubts(self, doubts: Sequence[float]) -> Mapping[str, float]:
        """The doubts of all turns whose tags have the same name or description."""
        sums: defaultdict[str, float] = defaultdict(float)
        for reference, turns in self._turns_by_reference.items():
            sums[reference] = sum(doubts[number] for number in turns)
        return sums

    def _find_following(self, number: int) -> tuple[int, ...]:
        """The unsure turns right after a turn, as far as the exchange goes on."""
        _, end = self.weigher.scene_of(number)
        found: list[int] = []
        for at in range(number + 1, min(end, number + MAX_EXCHANGE_TURNS)):
            if self.turns[at].first - self.turns[at - 1].last > MAX_EXCHANGE_GAP:
                break
            if self.is_unsure(at):
                found.append(at)
        return tuple(found)

    def _list_choices(self, numbers: Sequence[int]) -> tuple[Choice, ...]:
        names = self.story.names
        found: dict[int, float] = {}
        for number in numbers:
            ranked = sorted(self.weigher.confidences[number].items(), key=lambda item: (-item[1], item[0]))
            for place, (entity, confidence) in enumerate(ranked):
                own = confidence if number == numbers[0] else 0.0
                if confidence >= MIN_CHOICE_CONFIDENCE or place < 2:
                    found.setdefault(entity, own)
        return tuple(Choice(names[entity], value) for entity, value in list(found.items())[:MAX_CHOICES])

    def answer(self, speakers: Mapping[int, str]) -> Effect:
        """Says who speaks some turns ("" for the narrator), weighs those around anew, and tells what changes."""
        before = self._list_speakers()
        self._following_share = FOLLOWING_SHARE_OF_ALL if len(speakers) > 1 else FOLLOWING_SHARE_OF_ONE
        answers, confidences = dict(self.answers), tuple(self.weigher.confidences)
        entities = {number: entity for number, name in speakers.items() if (entity := self.find_entity(name)) >= 0}
        replaced = self.weigher.name_speakers(entities)
        self._steps.append(_Step(replaced, confidences, answers, {}))
        self.answers.update(speakers)
        return Effect(self._compare_speakers(before), self._find_shared_reference(speakers))

    def join(self, reference: SharedReference) -> Effect:
        """Makes a name or description mean a character in all tags that have it, and tells what changes."""
        before = self._list_speakers()
        entity, phrase = self.find_entity(reference.name), reference.phrase
        noun = phrase.removeprefix("the ")
        known = self.story.entity_by_description
        other = known.get(noun, self.find_entity(phrase))
        meanings = {description: known[description] for description in known if read_owner(description) == noun}
        self._steps.append(_Step({}, tuple(self.weigher.confidences), dict(self.answers), meanings))
        if entity >= 0:
            self.story.entity_by_description.update(dict.fromkeys(meanings, entity))
            self.weigher.join_entities(other, entity, reference.turns)
        return Effect(self._compare_speakers(before))

    def undo(self) -> bool:
        """Takes back the last answer or joining; whether there was one."""
        if not self._steps:
            return False
        step = self._steps.pop()
        self.story.entity_by_description.update(step.meanings)
        self.weigher.put_turns(step.turns)
        self.weigher.confidences, self.answers = list(step.confidences), dict(step.answers)
        return True

    def skip(self, number: int) -> None:
        """Doesn't ask about a turn again."""
        self.skipped.add(number)

    def find_entity(self, name: str) -> int:
        """The number of a character in the story, by any of its names; -1 if the story has none."""
        return self._entities.get(name, NOBODY)

    def _list_speakers(self) -> list[str]:
        return [self.speaker_of(number) for number in range(len(self.turns))]

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
