"""Builds the candidates of each turn and their features: numbers that speak for or against a candidate."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from audiobook.attribution.discourse.discourse import Discourse
from audiobook.attribution.ranking.cue_features import CueContext
from audiobook.attribution.ranking.discourse_features import DiscourseContext
from audiobook.attribution.ranking.feature_columns import (
    FEATURE_NAMES,
    BookFeatures,
    CandidateTable,
    EntityFeatures,
    FeatureRow,
    NearbySpeakerFeatures,
    NeighbourFeatures,
    ProfileFeatures,
    TurnFeatures,
)
from audiobook.attribution.ranking.mention_features import FAR_DISTANCE, ParagraphContext, TurnContext
from audiobook.attribution.ranking.profiles import SpeakerProfiles
from audiobook.attribution.story_index import FEMALE_ADDRESS, MALE_ADDRESS, Mention, StoryIndex
from audiobook.attribution.tags.cues import CuePosition
from audiobook.attribution.turns import Turn
from audiobook.attribution.words.vocabulary import FEMALE, GENERIC_NOUNS, KIN_NOUNS, MALE

MAX_CANDIDATES = 16
# How far speakers are looked for before and after a turn, in turns.
MAX_NEARBY_TURNS = 10
MAX_ADDRESS_TURNS = 6
NOT_ADDRESSED = 9.0
# The turns around, in the order of the features: whose tags, cues and pronouns are compared.
TAG_STEPS, CUE_STEPS, PRONOUN_STEPS = (-1, -2, -3, -4, 1, 2, 3), (-1, -2, 1, 2), (-1, -2, 1)
# From these gaps on, in paragraphs, a turn is no neighbour of the next, and no answer to it.
MAX_NEIGHBOUR_GAP = 4
MAX_ANSWER_GAP = 3
# Added to counts before they become rates, so that a few cases don't make a rate of 0 or 1.
STYLE_PRIOR_TURNS = 10
COUNT_PRIOR = 3
# Kinds of description: the mariner, the man, the aunt.
OCCUPATION_NOUN, GENERIC_NOUN, KIN_NOUN = 1.0, 2.0, 3.0
# "The man with the black beard" is a man.
TRAILING_DETAIL = re.compile(r" (?:with|in) .*")


@dataclass(frozen=True, slots=True)
class NearbySpeakers:
    """Who speaks the turns around by tag and by any cue (-1 for nobody known), and the genders of their pronouns."""

    tagged: Sequence[int]
    cued: Sequence[int]
    pronoun_genders: Sequence[str]


class FeatureExtractor:
    """Builds the candidates of a story's turns, and their features."""

    def __init__(self, story: StoryIndex, discourse: Discourse) -> None:
        self.story = story
        self.turns = story.turns
        self.firsts = [turn.first for turn in story.turns]
        self.tagged_speakers = [self._tagged_speaker(turn) for turn in story.turns]
        self.cued_speakers = [self._cued_speaker(turn) for turn in story.turns]
        self.total_mentions = max(1, sum(story.mention_counts.values()))
        self.has_male_address = [bool(MALE_ADDRESS.search(turn.text)) for turn in story.turns]
        self.has_female_address = [bool(FEMALE_ADDRESS.search(turn.text)) for turn in story.turns]
        self.paragraph_context: ParagraphContext | None = None
        self.discourse = DiscourseContext(story, discourse)
        self.quoted = _index_quoted_mentions(story)
        self.addressees = [self._entities_mentioned(turn, only_addressed=True) for turn in story.turns]
        self.quoted_entities = [self._entities_mentioned(turn, only_addressed=False) for turn in story.turns]
        self.is_question = ["?" in turn.text[-4:] for turn in story.turns]
        self.pronoun_genders = [self._pronoun_gender(turn) for turn in story.turns]
        self.style = self._measure_style()
        self.profiles = SpeakerProfiles(story.turns, self.discourse.sure_speakers(self.tagged_speakers))
        self.scene_tag_counts = self._count_scene_tags()

    def _count_scene_tags(self) -> Counter[tuple[int, int]]:
        """How many turns of each scene a tag gives to each entity."""
        pairs = zip(self.turns, self.tagged_speakers, strict=True)
        return Counter((turn.scene, entity) for turn, entity in pairs if entity >= 0)

    def _measure_style(self) -> BookFeatures:
        """How the book is written.

        An action after a turn counts as the listener's if it belongs to someone the turn addresses, or to whoever
        speaks next.
        """
        actors = [self._actor_after(turn) for turn in self.turns]
        acting = [number for number, entity in enumerate(actors) if entity >= 0]
        reacting = sum(
            actors[number] in self.addressees[number] or self._speaks_next(number, actors[number]) for number in acting
        )
        count = len(self.turns) + STYLE_PRIOR_TURNS
        return BookFeatures(
            tagged_share=sum(entity >= 0 for entity in self.tagged_speakers) / count,
            action_share=len(acting) / count,
            reaction_share=reacting / (len(acting) + STYLE_PRIOR_TURNS),
        )

    def _actor_after(self, turn: Turn) -> int:
        if turn.speech_tag:
            return -1
        cue = next((cue for cue in turn.cues if cue.position is CuePosition.END and cue.reference.entity >= 0), None)
        return cue.reference.entity if cue else -1

    def _speaks_next(self, number: int, entity: int) -> bool:
        near = self._paragraph_gap(number, 1) == 1
        return near and entity in (self.tagged_speakers[number + 1], self._opening_entity(self.turns[number + 1]))

    @staticmethod
    def _opening_entity(turn: Turn) -> int:
        openings = (cue.reference.entity for cue in turn.cues if cue.position is CuePosition.START)
        return next((entity for entity in openings if entity >= 0), -1)

    def _tagged_speaker(self, turn: Turn) -> int:
        cue = turn.speech_tag
        return self.story.resolve_reference(cue.reference) if cue else -1

    def _cued_speaker(self, turn: Turn) -> int:
        for cue in turn.cues:
            entity = self.story.resolve_reference(cue.reference)
            if entity >= 0:
                return entity
        return -1

    def _entities_mentioned(self, turn: Turn, only_addressed: bool) -> frozenset[int]:
        mentions = (mention for segment in turn.segments for mention in self.quoted.get(segment, ()))
        return frozenset(mention.entity for mention in mentions if mention.is_vocative or not only_addressed)

    @staticmethod
    def _pronoun_gender(turn: Turn) -> str:
        return next((cue.reference.gender for cue in turn.cues if cue.reference.pronoun and cue.reference.gender), "")

    def replace_turn(self, number: int, turn: Turn) -> None:
        """Puts a turn with other cues in place of one, for all features but how its speakers talk."""
        self.turns[number] = turn
        self.scene_tag_counts[turn.scene, self.tagged_speakers[number]] -= 1
        self.scene_tag_counts[turn.scene, self._tagged_speaker(turn)] += 1
        # The profiles keep the speakers that they were made from.
        self.tagged_speakers = [
            *self.tagged_speakers[:number],
            self._tagged_speaker(turn),
            *self.tagged_speakers[number + 1 :],
        ]
        self.cued_speakers[number], self.pronoun_genders[number] = self._cued_speaker(turn), self._pronoun_gender(turn)
        self.style, self.scene_tag_counts = self._measure_style(), self._count_scene_tags()
        self.discourse.replace_turn(number, turn)
        self.paragraph_context = None

    def build_candidates(self, first: int = 0, end: int | None = None) -> CandidateTable:
        """The candidates of the turns `first` to `end` (exclusive; by default all), numbered from `first`."""
        turns: list[int] = []
        entities: list[int] = []
        rows: list[list[float]] = []
        for number in range(first, len(self.turns) if end is None else end):
            for entity, row in self._build_turn_rows(number):
                turns.append(number - first)
                entities.append(entity)
                rows.append(list(chain.from_iterable(row)))
        matrix = np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURE_NAMES))
        return CandidateTable(np.array(turns, np.int32), np.array(entities, np.int32), matrix)

    def _build_turn_rows(self, number: int) -> Iterator[tuple[int, FeatureRow]]:
        """The candidates of a turn, each with its features."""
        turn = self.turns[number]
        context = TurnContext(turn, self._get_paragraph_context(turn))
        cues = CueContext(self.story, turn, self.tagged_speakers[number], self.cued_speakers[number])
        nearby_speakers = self._find_nearby_speakers(number)
        self.discourse.enter_turn(number)
        entities = self._choose_candidates(number, context, nearby_speakers)
        turn_features = self._turn_features(number, len(entities))
        neighbours = self._list_neighbour_mentions(number)
        speakers = self._list_nearby_speakers(number)
        likenesses = {entity: self.profiles.likeness(number, entity) for entity in entities}
        max_likeness = max(likenesses.values(), default=0.0)
        for entity in sorted(entities):
            here, around = context.features(entity)
            likeness = likenesses[entity]
            yield (
                entity,
                FeatureRow(
                    turn=turn_features,
                    book=self.style,
                    cues=cues.features(entity),
                    here=here,
                    around=around,
                    neighbours=NeighbourFeatures._make(
                        [
                            *[float(entity in mentioned) for mentioned in neighbours],
                            context.paragraph_context.mention_share(entity),
                        ]
                    ),
                    nearby_speakers=self._nearby_speaker_features(number, entity, speakers, nearby_speakers),
                    entity=self._entity_features(number, entity),
                    profile=self._profile_features(number, entity, likeness, likeness - max_likeness),
                    discourse=self.discourse.discourse_features(entity),
                    resolved_here=self.discourse.here_features(entity),
                    resolved_around=self.discourse.around_features(entity),
                ),
            )

    def _choose_candidates(
        self, number: int, context: TurnContext, nearby_speakers: Mapping[int, tuple[int, int]]
    ) -> list[int]:
        """Who may speak a turn: whoever is named by its cues, speaks nearby, or is mentioned nearby, closest first."""
        closeness = context.paragraph_context.closeness
        scores = {
            entity: max(closeness.get(entity, 0.0), 3.0 / min(sides)) for entity, sides in nearby_speakers.items()
        }
        for cue in self.turns[number].cues:
            entity = self.story.resolve_reference(cue.reference)
            if entity >= 0:
                scores[entity] = 10.0
        for entity, score in self.discourse.score_candidates().items():
            scores[entity] = max(scores.get(entity, closeness.get(entity, 0.0)), score)
        narrator = self.story.narrator_at(self.turns[number].first)
        if narrator >= 0:
            scores.setdefault(narrator, closeness.get(narrator, 0.5))
        return context.paragraph_context.closest_entities(scores, MAX_CANDIDATES)

    def _get_paragraph_context(self, turn: Turn) -> ParagraphContext:
        """The context of a turn's paragraphs, built once for consecutive turns in the same paragraphs."""
        context = self.paragraph_context
        if context is None or (context.first, context.last) != (turn.first, turn.last):
            context = self.paragraph_context = ParagraphContext(self.story, turn.first, turn.last)
        return context

    def _profile_features(self, number: int, entity: int, likeness: float, below_best: float) -> ProfileFeatures:
        def adjacency(step: int) -> float:
            other = number + step
            speaker = self.tagged_speakers[other] if self._is_in_same_scene(number, other) else -1
            return self.profiles.adjacency_share(entity, speaker)

        return ProfileFeatures(
            likeness=likeness,
            likeness_below_best=below_best,
            adjacent_to_previous=adjacency(-1),
            adjacent_to_previous2=adjacency(-2),
            adjacent_to_next=adjacency(1),
        )

    def _is_in_same_scene(self, number: int, at: int) -> bool:
        return 0 <= at < len(self.turns) and self.turns[at].scene == self.turns[number].scene

    def _find_nearby_speakers(self, number: int) -> dict[int, tuple[int, int]]:
        """How many turns back and ahead each entity is tagged or cued as the speaker, within the scene."""
        scene = self.turns[number].scene
        distances: dict[int, tuple[int, int]] = {}
        for step in range(1, MAX_NEARBY_TURNS + 1):
            for at, side in ((number - step, 0), (number + step, 1)):
                if not 0 <= at < len(self.turns) or self.turns[at].scene != scene:
                    continue
                entity = self.tagged_speakers[at] if self.tagged_speakers[at] >= 0 else self.cued_speakers[at]
                if entity >= 0:
                    back, ahead = distances.get(entity, (FAR_DISTANCE, FAR_DISTANCE))
                    distances[entity] = (min(back, step), ahead) if side == 0 else (back, min(ahead, step))
        return distances

    def _paragraph_gap(self, number: int, step: int) -> int:
        """The distance in paragraphs to the turn before (-1) or after (1); FAR_DISTANCE across scenes."""
        other = number + step
        if not 0 <= other < len(self.turns) or self.turns[other].scene != self.turns[number].scene:
            return FAR_DISTANCE
        earlier, later = sorted((number, other))
        return min(FAR_DISTANCE, self.turns[later].first - self.turns[earlier].last)

    def _turn_features(self, number: int, candidate_count: int) -> TurnFeatures:
        turn = self.turns[number]
        best = turn.cues[0] if turn.cues else None
        reference = best.reference if best else None
        return TurnFeatures(
            strength=float(best.strength) if best else 0.0,
            cue_named=float(bool(reference and reference.entity >= 0 and reference.pronoun != "I")),
            cue_pronoun=float(bool(reference and reference.pronoun in ("he", "she"))),
            cue_noun=float(bool(reference and reference.noun)),
            cue_i=float(bool(reference and reference.pronoun == "I")),
            cue_before=float(bool(best and best.precedes_quote)),
            gender_known=float(bool(reference and reference.gender)),
            turn_length=math.log1p(len(turn.text)),
            is_question=float(self.is_question[number]),
            is_thought=float(turn.is_thought),
            part=float(turn.part),
            previous_gap=float(self._paragraph_gap(number, -1)),
            next_gap=float(self._paragraph_gap(number, 1)),
            no_cues=float(not turn.cues),
            quote_count=float(len(turn.segments)),
            previous_is_question=float(number > 0 and self.is_question[number - 1]),
            says_i=float(" I " in turn.text or "“I " in turn.text),
            says_sir=float(self.has_male_address[number]),
            says_madam=float(self.has_female_address[number]),
            candidate_count=float(candidate_count),
            first_person=float(self.story.narrator >= 0),
            noun_kind=_classify_noun(reference.noun) if reference else 0.0,
            noun_new=float(bool(reference and reference.is_indefinite)),
        )

    def _list_neighbour_mentions(self, number: int) -> list[frozenset[int]]:
        """Who is addressed and who is mentioned in the turn before and in the next, and who is addressed two before."""
        near = [step for step in (-1, 1) if self._paragraph_gap(number, step) < MAX_NEIGHBOUR_GAP]
        sets = [
            mentioned[number + step] if step in near else frozenset[int]()
            for step in (-1, 1)
            for mentioned in (self.addressees, self.quoted_entities)
        ]
        has_second = number > 1 and self.turns[number - 2].scene == self.turns[number].scene
        return [*sets, self.addressees[number - 2] if has_second else frozenset()]

    def _nearby_speaker_features(
        self, number: int, entity: int, speakers: NearbySpeakers, distances: Mapping[int, tuple[int, int]]
    ) -> NearbySpeakerFeatures:
        gender = self.story.genders[entity]
        back, ahead = distances.get(entity, (FAR_DISTANCE, FAR_DISTANCE))
        tags = [0.0 if other < 0 else 1.0 if other == entity else -1.0 for other in speakers.tagged]
        cues = [0.0 if other < 0 else 1.0 if other == entity else -1.0 for other in speakers.cued]
        pronouns = [
            0.0 if not other or not gender else 1.0 if other == gender else -1.0 for other in speakers.pronoun_genders
        ]
        return NearbySpeakerFeatures._make(
            [
                *tags,
                float(back),
                float(back % 2) if back < FAR_DISTANCE else -1.0,
                float(ahead),
                float(ahead % 2) if ahead < FAR_DISTANCE else -1.0,
                *pronouns,
                *cues,
                float(self.scene_tag_counts[self.turns[number].scene, entity]),
                self._turns_since_addressed(number, entity),
            ]
        )

    def _list_nearby_speakers(self, number: int) -> NearbySpeakers:
        near = [number + step if self._is_in_same_scene(number, number + step) else None for step in TAG_STEPS]
        tagged = [-1 if at is None else self.tagged_speakers[at] for at in near]
        at_step = dict(zip(TAG_STEPS, near, strict=True))
        cued = [-1 if (at := at_step[step]) is None else self.cued_speakers[at] for step in CUE_STEPS]
        genders = ["" if (at := at_step[step]) is None else self.pronoun_genders[at] for step in PRONOUN_STEPS]
        return NearbySpeakers(tagged, cued, genders)

    def _turns_since_addressed(self, number: int, entity: int) -> float:
        """How many turns back the entity was last addressed by name."""
        for step in range(1, MAX_ADDRESS_TURNS + 1):
            at = number - step
            if at < 0 or self.turns[at].scene != self.turns[number].scene:
                break
            if entity in self.addressees[at]:
                return float(step)
        return NOT_ADDRESSED

    def _entity_features(self, number: int, entity: int) -> EntityFeatures:
        story = self.story
        count, gender = story.mention_counts[entity], story.genders[entity]
        is_answer = number > 0 and self._paragraph_gap(number, -1) < MAX_ANSWER_GAP
        answers_sir = is_answer and self.has_male_address[number - 1]
        answers_madam = is_answer and self.has_female_address[number - 1]
        return EntityFeatures(
            log_mentions=math.log1p(count),
            log_tagged=math.log1p(story.tag_counts[entity]),
            log_addressed=math.log1p(story.vocative_counts[entity]),
            tag_rate=story.tag_counts[entity] / (count + COUNT_PRIOR),
            place_rate=story.location_counts[entity] / (count + COUNT_PRIOR),
            mention_share=count / self.total_mentions,
            male=float(gender == MALE),
            female=float(gender == FEMALE),
            no_gender=float(not gender),
            address_clashes=float((answers_sir and gender == FEMALE) or (answers_madam and gender == MALE)),
            address_agrees=float((answers_sir and gender == MALE) or (answers_madam and gender == FEMALE)),
        )


def _index_quoted_mentions(story: StoryIndex) -> dict[tuple[int, int], list[Mention]]:
    """The mentions in quotes, by paragraph and segment."""
    mentions_by_segment: dict[tuple[int, int], list[Mention]] = {}
    for number, here in enumerate(story.mentions):
        for mention in here:
            if mention.is_quoted:
                mentions_by_segment.setdefault((number, mention.segment), []).append(mention)
    return mentions_by_segment


def _classify_noun(noun: str) -> float:
    """The kind of the noun that describes a speaker: an occupation, anyone, a relative; 0 for no noun."""
    if not noun:
        return 0.0
    last = TRAILING_DETAIL.sub("", noun).rsplit(maxsplit=1)[-1]
    return KIN_NOUN if last in KIN_NOUNS else GENERIC_NOUN if last in GENERIC_NOUNS else OCCUPATION_NOUN
