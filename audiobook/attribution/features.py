"""What speaks for and against each candidate of a turn, in numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.cues import CuePosition, CueStrength
from audiobook.attribution.mention_features import FAR_DISTANCE, ParagraphContext, TurnContext
from audiobook.attribution.profiles import SpeakerProfiles
from audiobook.attribution.story_index import FEMALE_ADDRESS, MALE_ADDRESS, Mention, StoryIndex
from audiobook.attribution.turns import Turn
from audiobook.attribution.vocabulary import FEMALE, GENERIC_NOUNS, KIN_NOUNS, MALE

MAX_CANDIDATES = 16
# So many turns are needed before a book's manner of telling shows.
STYLE_PRIOR_TURNS = 10
# Kinds of description: the mariner, the man, the aunt.
OCCUPATION_NOUN, GENERIC_NOUN, KIN_NOUN = 1.0, 2.0, 3.0
# The man with the black beard is a man.
TRAILING_DETAIL = re.compile(r" (?:with|in) .*")

FEATURE_NAMES = (
    # the turn itself
    "strength", "cue_named", "cue_pronoun", "cue_noun", "cue_i", "cue_before", "gender_known", "turn_words",
    "asks", "thought", "part", "last_gap", "next_gap", "alone", "many",
    "prev_asks", "says_i", "sir", "madam", "candidates", "first_person", "noun_kind", "noun_new",
    # how the book is told
    "book_tags", "book_acts", "book_reacts",
    # the candidate and the cues
    "named_by_best", "named_by_saying", "other_by_saying", "named_by_beat_after", "named_by_beat_before",
    "other_by_beat",
    "gender_agrees", "gender_clashes", "noun_gender_agrees", "noun_gender_clashes", "any_pronoun_agrees",
    "any_pronoun_clashes",
    "noun_kin", "is_narrator", "is_described",
    "start_strength", "middle_strength", "end_strength", "start_reacts", "middle_reacts", "end_reacts",
    "start_named", "middle_named", "end_named", "start_pronoun", "middle_pronoun", "end_pronoun",
    # mentions around
    "here_told", "here_first", "here_last_before", "here_first_after", "here_second_after", "here_subject",
    "here_possessive",
    "here_called", "here_said", "before_told_1", "before_subject_1", "before_last_1", "before_told_2", "recency_told",
    "recency_subject", "recency_any", "recency_rank", "recency_rank_gender", "subject_rank_gender", "window_count",
    "window_called", "after_told_1",
    "after_subject_1", "after_told_2", "prev_turn_called", "prev_turn_said", "next_turn_called", "next_turn_said",
    "prev2_called", "here_count_share",
    # sure speakers around
    "sure_prev_1", "sure_prev_2", "sure_prev_3", "sure_prev_4", "sure_next_1", "sure_next_2", "sure_next_3",
    "sure_back", "sure_back_parity", "sure_ahead", "sure_ahead_parity", "prev_pronoun_agrees", "prev2_pronoun_agrees",
    "next_pronoun_agrees", "beat_prev_1", "beat_prev_2", "beat_next_1", "beat_next_2", "scene_sure", "called_by_back",
    # the candidate in the book
    "log_mentions", "log_tagged", "log_called", "tag_rate", "place_rate", "mention_share", "male",
    "female", "no_gender",
    "call_clash", "call_agrees", "speaks_so", "speaks_so_below_best", "with_last", "with_last_but_one", "with_next",
)  # fmt: skip


@dataclass(frozen=True)
class CandidateTable:
    """The candidates of all turns one after the other: which turn, which figure, and what speaks for it."""

    turn: NDArray[np.int32]
    entity: NDArray[np.int32]
    rows: NDArray[np.float32]


class FeatureExtractor:
    """Makes the candidates of a story and their features."""

    def __init__(self, story: StoryIndex) -> None:
        self.story = story
        self.turns = story.turns
        self.firsts = [turn.first for turn in story.turns]
        self.tagged_speakers = [self._tagged_speaker(turn) for turn in story.turns]
        self.cued_speakers = [self._cued_speaker(turn) for turn in story.turns]
        self.total_mentions = max(1, sum(story.mention_counts.values()))
        self.has_male_address = [bool(MALE_ADDRESS.search(turn.text)) for turn in story.turns]
        self.has_female_address = [bool(FEMALE_ADDRESS.search(turn.text)) for turn in story.turns]
        self.paragraph_context: ParagraphContext | None = None
        self.quoted = _index_quoted_mentions(story)
        self.addressees = [self._entities_mentioned(turn, called=True) for turn in story.turns]
        self.quoted_entities = [self._entities_mentioned(turn, called=False) for turn in story.turns]
        self.is_question = ["?" in turn.text[-4:] for turn in story.turns]
        self.pronoun_genders = [self._pronoun_gender(turn) for turn in story.turns]
        self.style = self._measure_style()
        self.profiles = SpeakerProfiles(story.turns, self.tagged_speakers)
        self.scene_tag_counts = Counter(
            (turn.scene, figure) for turn, figure in zip(story.turns, self.tagged_speakers, strict=True) if figure >= 0
        )

    def _measure_style(self) -> tuple[float, float, float]:
        """How the book is told: the share of turns with a tag, with an action behind them, and how often that action
        is the listener's (who is spoken to in the turn, or speaks next).
        """
        acts = [self._actor_after(turn) for turn in self.turns]
        acting = [number for number, figure in enumerate(acts) if figure >= 0]
        reacting = sum(acts[at] in self.addressees[at] or self._speaks_next(at, acts[at]) for at in acting)
        count = len(self.turns) + STYLE_PRIOR_TURNS
        return (
            sum(figure >= 0 for figure in self.tagged_speakers) / count,
            len(acting) / count,
            reacting / (len(acting) + STYLE_PRIOR_TURNS),
        )

    def _actor_after(self, turn: Turn) -> int:
        if turn.speech_tag:
            return -1
        cue = next((cue for cue in turn.cues if cue.position is CuePosition.END and cue.reference.entity >= 0), None)
        return cue.reference.entity if cue else -1

    def _speaks_next(self, number: int, figure: int) -> bool:
        near = self._paragraph_gap(number, 1) == 1
        return near and figure in (self.tagged_speakers[number + 1], self._opening_entity(self.turns[number + 1]))

    @staticmethod
    def _opening_entity(turn: Turn) -> int:
        return next(
            (
                cue.reference.entity
                for cue in turn.cues
                if cue.position is CuePosition.START and cue.reference.entity >= 0
            ),
            -1,
        )

    def _tagged_speaker(self, turn: Turn) -> int:
        cue = turn.speech_tag
        return self.story.resolve_reference(cue.reference) if cue else -1

    def _cued_speaker(self, turn: Turn) -> int:
        for cue in turn.cues:
            figure = self.story.resolve_reference(cue.reference)
            if figure >= 0:
                return figure
        return -1

    def _entities_mentioned(self, turn: Turn, called: bool) -> frozenset[int]:
        said = (one for piece in turn.segments for one in self.quoted.get(piece, ()))
        return frozenset(one.entity for one in said if one.is_vocative or not called)

    @staticmethod
    def _pronoun_gender(turn: Turn) -> str:
        return next((cue.reference.gender for cue in turn.cues if cue.reference.pronoun and cue.reference.gender), "")

    def build_candidates(self, first: int = 0, end: int | None = None) -> CandidateTable:
        """All candidates of the turns `first` to `end`, or of all; turns are counted from `first`."""
        turns: list[int] = []
        figures: list[int] = []
        rows: list[list[float]] = []
        for number in range(first, len(self.turns) if end is None else end):
            for figure, row in self._build_turn_rows(number):
                turns.append(number - first)
                figures.append(figure)
                rows.append(row)
        matrix = np.array(rows, dtype=np.float32).reshape(len(rows), len(FEATURE_NAMES))
        return CandidateTable(np.array(turns, np.int32), np.array(figures, np.int32), matrix)

    def _build_turn_rows(self, number: int) -> list[tuple[int, list[float]]]:
        turn = self.turns[number]
        around = TurnContext(turn, self._get_paragraph_context(turn))
        nearby_speakers = self._find_nearby_speakers(number)
        closeness = around.paragraph_context.closeness
        scores = {
            entity: max(closeness.get(entity, 0.0), 3.0 / min(sides)) for entity, sides in nearby_speakers.items()
        }
        for cue in turn.cues:
            entity = self.story.resolve_reference(cue.reference)
            if entity >= 0:
                scores[entity] = 10.0
        if self.story.narrator >= 0:
            scores.setdefault(self.story.narrator, closeness.get(self.story.narrator, 0.5))
        chosen = around.paragraph_context.closest_entities(scores, MAX_CANDIDATES)
        shared = self._turn_features(number, len(chosen))
        likenesses = {entity: self.profiles.likeness(number, entity) for entity in chosen}
        max_likeness = max(likenesses.values(), default=0.0)
        rows = []
        for entity in sorted(chosen):
            own = self._candidate_features(number, entity, around, nearby_speakers)
            rows.append(
                (
                    entity,
                    [
                        *shared,
                        *own,
                        likenesses[entity],
                        likenesses[entity] - max_likeness,
                        *self._adjacency_features(number, entity),
                    ],
                )
            )
        return rows

    def _get_paragraph_context(self, turn: Turn) -> ParagraphContext:
        """Those of a turn's paragraphs, made once for all turns that follow one another in the same."""
        context = self.paragraph_context
        if context is None or (context.first, context.last) != (turn.first, turn.last):
            context = self.paragraph_context = ParagraphContext(self.story, turn.first, turn.last)
        return context

    def _adjacency_features(self, number: int, figure: int) -> list[float]:
        """How often the figure speaks next to those who surely speak around the turn."""
        return [
            self.profiles.adjacency_share(
                figure, self.tagged_speakers[at] if self._is_in_same_scene(number, at) else -1
            )
            for at in (number - 1, number - 2, number + 1)
        ]

    def _is_in_same_scene(self, number: int, at: int) -> bool:
        return 0 <= at < len(self.turns) and self.turns[at].scene == self.turns[number].scene

    def _find_nearby_speakers(self, number: int) -> dict[int, tuple[int, int]]:
        """How many turns back and ahead each figure surely speaks, within a few turns of this scene."""
        scene = self.turns[number].scene
        distances: dict[int, tuple[int, int]] = {}
        for step in range(1, 11):
            for at, side in ((number - step, 0), (number + step, 1)):
                if not 0 <= at < len(self.turns) or self.turns[at].scene != scene:
                    continue
                figure = self.tagged_speakers[at] if self.tagged_speakers[at] >= 0 else self.cued_speakers[at]
                if figure >= 0:
                    back, ahead = distances.get(figure, (FAR_DISTANCE, FAR_DISTANCE))
                    distances[figure] = (min(back, step), ahead) if side == 0 else (back, min(ahead, step))
        return distances

    def _paragraph_gap(self, number: int, step: int) -> int:
        """How many paragraphs lie between a turn and the one before or after it; FAR across scenes."""
        other = number + step
        if not 0 <= other < len(self.turns) or self.turns[other].scene != self.turns[number].scene:
            return FAR_DISTANCE
        one, two = sorted((number, other))
        return min(FAR_DISTANCE, self.turns[two].first - self.turns[one].last)

    def _turn_features(self, number: int, count: int) -> list[float]:
        turn = self.turns[number]
        best = turn.cues[0] if turn.cues else None
        who = best.reference if best else None
        has_words = turn.text
        return [
            float(best.strength) if best else 0.0,
            float(bool(who and who.entity >= 0)),
            float(bool(who and who.pronoun in ("he", "she"))),
            float(bool(who and who.noun)),
            float(bool(who and who.pronoun == "I")),
            float(bool(best and best.precedes_quote)),
            float(bool(who and who.gender)),
            math.log1p(len(has_words)),
            float(self.is_question[number]),
            float(turn.is_thought),
            float(turn.part),
            float(self._paragraph_gap(number, -1)),
            float(self._paragraph_gap(number, 1)),
            float(not turn.cues),
            float(len(turn.segments)),
            float(number > 0 and self.is_question[number - 1]),
            float(" I " in has_words or "“I " in has_words),
            float(self.has_male_address[number]),
            float(self.has_female_address[number]),
            float(count),
            float(self.story.narrator >= 0),
            _classify_noun(who.noun) if who else 0.0,
            float(bool(who and who.is_indefinite)),
            *self.style,
        ]

    def _candidate_features(
        self, number: int, figure: int, around: TurnContext, near: dict[int, tuple[int, int]]
    ) -> list[float]:
        return [
            *self._cue_features(number, figure),
            *around.features(figure),
            *self._neighbour_mention_features(number, figure, around),
            *self._nearby_speaker_features(number, figure, near),
            *self._entity_features(number, figure),
        ]

    def _cue_features(self, number: int, entity: int) -> list[float]:
        turn, story = self.turns[number], self.story
        gender = story.genders[entity]
        by_saying = self.tagged_speakers[number]
        beats_after = {
            story.resolve_reference(c.reference)
            for c in turn.cues
            if not c.precedes_quote and c.strength < CueStrength.SAYING
        }
        beats_before = {
            story.resolve_reference(c.reference)
            for c in turn.cues
            if c.precedes_quote and c.strength < CueStrength.SAYING
        }
        best = turn.cues[0] if turn.cues else None
        named = next((f for c in turn.cues if (f := story.resolve_reference(c.reference)) >= 0), -1)
        beats = (beats_after | beats_before) - {-1}
        pronoun = best.reference.gender if best and best.reference.pronoun else ""
        noun = best.reference.gender if best and best.reference.noun else ""
        anyone = {c.reference.gender for c in turn.cues if c.reference.pronoun} - {""}
        return [
            float(named == entity),
            float(by_saying == entity),
            float(by_saying >= 0 and by_saying != entity),
            float(entity in beats_after),
            float(entity in beats_before),
            float(bool(beats) and entity not in beats),
            float(bool(pronoun) and pronoun == gender),
            float(bool(pronoun and gender) and pronoun != gender),
            float(bool(noun) and noun == gender),
            float(bool(noun and gender) and noun != gender),
            float(gender in anyone),
            float(bool(anyone and gender) and gender not in anyone),
            float(bool(best and best.reference.noun and entity == story.resolve_reference(best.reference))),
            float(entity == story.narrator),
            float(story.is_description[entity]),
            *self._position_features(number, entity),
        ]

    def _position_features(self, number: int, figure: int) -> list[float]:
        """What the first cue before, between and behind the quotations says."""
        turn, story = self.turns[number], self.story
        firsts = [next((cue for cue in turn.cues if cue.position is place), None) for place in CuePosition]
        return [
            *(float(cue.strength) if cue else 0.0 for cue in firsts),
            *(float(cue.is_reaction) if cue else 0.0 for cue in firsts),
            *(_compare_entities(story.resolve_reference(cue.reference), figure) if cue else 0.0 for cue in firsts),
            *(_compare_genders(cue.reference.gender, story.genders[figure]) if cue else 0.0 for cue in firsts),
        ]

    def _neighbour_mention_features(self, number: int, figure: int, around: TurnContext) -> list[float]:
        def has(sets: Sequence[frozenset[int]], step: int) -> float:
            return float(self._paragraph_gap(number, step) < 4 and figure in sets[number + step])

        two_back = number > 1 and self.turns[number - 2].scene == self.turns[number].scene
        return [
            has(self.addressees, -1),
            has(self.quoted_entities, -1),
            has(self.addressees, 1),
            has(self.quoted_entities, 1),
            float(two_back and figure in self.addressees[number - 2]),
            around.paragraph_context.mention_share(figure),
        ]

    def _nearby_speaker_features(self, number: int, figure: int, near: dict[int, tuple[int, int]]) -> list[float]:
        gender = self.story.genders[figure]
        back, ahead = near.get(figure, (FAR_DISTANCE, FAR_DISTANCE))
        return [
            *(self._compare_speaker(self.tagged_speakers, number, figure, step) for step in (-1, -2, -3, -4, 1, 2, 3)),
            float(back),
            float(back % 2) if back < FAR_DISTANCE else -1.0,
            float(ahead),
            float(ahead % 2) if ahead < FAR_DISTANCE else -1.0,
            *(self._compare_pronoun(number, gender, step) for step in (-1, -2, 1)),
            *(self._compare_speaker(self.cued_speakers, number, figure, step) for step in (-1, -2, 1, 2)),
            float(self.scene_tag_counts[self.turns[number].scene, figure]),
            self._turns_since_addressed(number, figure),
        ]

    def _turns_since_addressed(self, number: int, figure: int) -> float:
        """How many turns back the figure was last spoken to."""
        for step in range(1, 7):
            at = number - step
            if at < 0 or self.turns[at].scene != self.turns[number].scene:
                break
            if figure in self.addressees[at]:
                return float(step)
        return 9.0

    def _compare_speaker(self, speakers: Sequence[int], number: int, figure: int, step: int) -> float:
        """1 where the figure speaks some turns away, -1 where someone else does, 0 where that is not known."""
        at = number + step
        if not 0 <= at < len(self.turns) or self.turns[at].scene != self.turns[number].scene or speakers[at] < 0:
            return 0.0
        return 1.0 if speakers[at] == figure else -1.0

    def _compare_pronoun(self, number: int, gender: str, step: int) -> float:
        at = number + step
        if not 0 <= at < len(self.turns) or self.turns[at].scene != self.turns[number].scene:
            return 0.0
        pronoun = self.pronoun_genders[at]
        return 0.0 if not pronoun or not gender else 1.0 if pronoun == gender else -1.0

    def _entity_features(self, number: int, entity: int) -> list[float]:
        story = self.story
        count, gender = story.mention_counts[entity], story.genders[entity]
        answers_sir = number > 0 and self._paragraph_gap(number, -1) < 3 and self.has_male_address[number - 1]
        answers_madam = number > 0 and self._paragraph_gap(number, -1) < 3 and self.has_female_address[number - 1]
        return [
            math.log1p(count),
            math.log1p(story.tag_counts[entity]),
            math.log1p(story.vocative_counts[entity]),
            story.tag_counts[entity] / (count + 3),
            story.location_counts[entity] / (count + 3),
            count / self.total_mentions,
            float(gender == MALE),
            float(gender == FEMALE),
            float(not gender),
            float((answers_sir and gender == FEMALE) or (answers_madam and gender == MALE)),
            float((answers_sir and gender == MALE) or (answers_madam and gender == FEMALE)),
        ]


def _index_quoted_mentions(story: StoryIndex) -> dict[tuple[int, int], list[Mention]]:
    """The mentions in what is said, by paragraph and piece."""
    mentions_by_segment: dict[tuple[int, int], list[Mention]] = {}
    for number, here in enumerate(story.mentions):
        for mention in here:
            if mention.is_quoted:
                mentions_by_segment.setdefault((number, mention.segment), []).append(mention)
    return mentions_by_segment


def _classify_noun(noun: str) -> float:
    """What kind of word describes: for a trade or the like, for anyone, for one of the family; 0 for none."""
    if not noun:
        return 0.0
    last = TRAILING_DETAIL.sub("", noun).rsplit(maxsplit=1)[-1]
    return KIN_NOUN if last in KIN_NOUNS else GENERIC_NOUN if last in GENERIC_NOUNS else OCCUPATION_NOUN


def _compare_entities(one: int, other: int) -> float:
    return 0.0 if one < 0 else 1.0 if one == other else -1.0


def _compare_genders(one: str, other: str) -> float:
    return 0.0 if not one or not other else 1.0 if one == other else -1.0
