"""The columns of the ranker's rows: a field for each feature, in the order that the shipped weights were trained on.

A new feature is a field here and its value where the group is built (`features.py`, `mention_features.py`,
`turn_model.py`); the type checker reports a field without a value. Then train the rankers again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


class TurnFeatures(NamedTuple):
    """The turn itself and its strongest cue: the same for all its candidates."""

    strength: float
    cue_named: float
    cue_pronoun: float
    cue_noun: float
    cue_i: float
    cue_before: float
    gender_known: float
    turn_length: float
    is_question: float
    is_thought: float
    part: float
    previous_gap: float
    next_gap: float
    no_cues: float
    quote_count: float
    previous_is_question: float
    says_i: float
    says_sir: float
    says_madam: float
    candidate_count: float
    first_person: float
    noun_kind: float
    noun_new: float


class BookFeatures(NamedTuple):
    """How the book is written: shares of turns with a tag, with an action after them, with the listener's action."""

    tagged_share: float
    action_share: float
    reaction_share: float


class CueFeatures(NamedTuple):
    """The candidate and the turn's cues; `start`, `middle` and `end` are the first cue at each position."""

    named_by_best: float
    named_by_saying: float
    other_by_saying: float
    named_by_beat_after: float
    named_by_beat_before: float
    other_by_beat: float
    gender_agrees: float
    gender_clashes: float
    noun_gender_agrees: float
    noun_gender_clashes: float
    any_pronoun_agrees: float
    any_pronoun_clashes: float
    named_by_noun: float
    is_narrator: float
    is_described: float
    start_strength: float
    middle_strength: float
    end_strength: float
    start_reaction: float
    middle_reaction: float
    end_reaction: float
    start_named: float
    middle_named: float
    end_named: float
    start_gender: float
    middle_gender: float
    end_gender: float


class HereFeatures(NamedTuple):
    """Mentions of the candidate in the turn's own paragraphs."""

    here_narrated: float
    here_first: float
    here_last_before: float
    here_first_after: float
    here_second_after: float
    here_subject: float
    here_possessive: float
    here_addressed: float
    here_quoted: float


class AroundFeatures(NamedTuple):
    """Mentions of the candidate in the paragraphs before and after the turn's."""

    before_narrated_1: float
    before_subject_1: float
    before_last_1: float
    before_narrated_2: float
    recency_narrated: float
    recency_subject: float
    recency_any: float
    recency_rank: float
    recency_rank_gender: float
    subject_rank_gender: float
    window_count: float
    window_addressed: float
    after_narrated_1: float
    after_subject_1: float
    after_narrated_2: float


class NeighbourFeatures(NamedTuple):
    """Mentions of the candidate in the words of the turns before and after."""

    previous_addressed: float
    previous_quoted: float
    next_addressed: float
    next_quoted: float
    previous2_addressed: float
    mention_share_here: float


class NearbySpeakerFeatures(NamedTuple):
    """Whether and how far away the candidate is known to speak: 1 for the candidate, -1 for someone else, 0 unknown."""

    tagged_previous_1: float
    tagged_previous_2: float
    tagged_previous_3: float
    tagged_previous_4: float
    tagged_next_1: float
    tagged_next_2: float
    tagged_next_3: float
    turns_back: float
    turns_back_parity: float
    turns_ahead: float
    turns_ahead_parity: float
    previous_pronoun: float
    previous2_pronoun: float
    next_pronoun: float
    cued_previous_1: float
    cued_previous_2: float
    cued_next_1: float
    cued_next_2: float
    scene_tags: float
    turns_since_addressed: float


class EntityFeatures(NamedTuple):
    """The candidate in the whole book."""

    log_mentions: float
    log_tagged: float
    log_addressed: float
    tag_rate: float
    place_rate: float
    mention_share: float
    male: float
    female: float
    no_gender: float
    address_clashes: float
    address_agrees: float


class ProfileFeatures(NamedTuple):
    """How much the words sound like the candidate, and how often the candidate speaks next to the turn's neighbours."""

    likeness: float
    likeness_below_best: float
    adjacent_to_previous: float
    adjacent_to_previous2: float
    adjacent_to_next: float


class DiscourseFeatures(NamedTuple):
    """Whom the anaphors around the turn mean, who acts around it, and who is in the reader's mind.

    Shares are those of the candidate among all antecedents, -1 where there is no cue, and so is the weight with which
    the book ties the cue's description to the candidate. The rest is 1 for the candidate, -1 for someone else, 0 for
    nobody. Who is acted on is spoken to or looked at: before and after the turn in its own
    paragraph, and in those of the turns around.
    """

    best_share: float
    best_below: float
    start_share: float
    middle_share: float
    end_share: float
    role_weight: float
    salient_share: float
    salient_share_gender: float
    salient_rank: float
    actor_before: float
    actor_after: float
    previous_last_actor: float
    previous_first_actor: float
    previous_only_actor: float
    next_first_actor: float
    next_last_actor: float
    acted_on_before: float
    acted_on_after: float
    acted_on_previous: float
    acted_on_next: float
    meant_previous_1: float
    meant_previous_2: float
    meant_previous_3: float
    meant_next_1: float
    meant_next_2: float
    turns_since_meant: float
    turns_until_meant: float
    scene_meant: float


class ResolvedHereFeatures(NamedTuple):
    """HereFeatures with the anaphors as mentions of their antecedents."""

    resolved_here_narrated: float
    resolved_here_first: float
    resolved_here_last_before: float
    resolved_here_first_after: float
    resolved_here_second_after: float
    resolved_here_subject: float
    resolved_here_possessive: float


class ResolvedAroundFeatures(NamedTuple):
    """AroundFeatures with the anaphors as mentions of their antecedents."""

    resolved_before_narrated_1: float
    resolved_before_subject_1: float
    resolved_before_last_1: float
    resolved_before_narrated_2: float
    resolved_recency_narrated: float
    resolved_recency_subject: float
    resolved_recency_any: float
    resolved_recency_rank: float
    resolved_recency_rank_gender: float
    resolved_subject_rank_gender: float
    resolved_window_count: float
    resolved_after_narrated_1: float
    resolved_after_subject_1: float
    resolved_after_narrated_2: float


class FeatureRow(NamedTuple):
    """All features of one candidate of a turn, by group."""

    turn: TurnFeatures
    book: BookFeatures
    cues: CueFeatures
    here: HereFeatures
    around: AroundFeatures
    neighbours: NeighbourFeatures
    nearby_speakers: NearbySpeakerFeatures
    entity: EntityFeatures
    profile: ProfileFeatures
    discourse: DiscourseFeatures
    resolved_here: ResolvedHereFeatures
    resolved_around: ResolvedAroundFeatures


class ContextFeatures(NamedTuple):
    """What the first pass makes of the candidate here and in the turns around (-1 across scenes), for the second.

    One value for each candidate.
    """

    probability: Column
    below_best: Column
    previous_1: Column
    previous_2: Column
    previous_3: Column
    previous_4: Column
    next_1: Column
    next_2: Column
    next_3: Column
    next_4: Column
    best_previous_1: Column
    best_next_1: Column
    best_previous_2: Column
    sum_around: Column
    smoothed: Column
    smoothed_below_best: Column
    smoothed_previous_1: Column
    smoothed_previous_2: Column
    smoothed_next_1: Column
    smoothed_next_2: Column
    scene_turns: Column
    scene_share: Column


FEATURE_NAMES: tuple[str, ...] = tuple(name for group in get_type_hints(FeatureRow).values() for name in group._fields)
CONTEXT_FEATURE_NAMES = ContextFeatures._fields


@dataclass(frozen=True)
class CandidateTable:
    """The candidates of all turns, one after the other: the number of the turn, the entity, and a row of features."""

    turn: NDArray[np.int32]
    entity: NDArray[np.int32]
    rows: NDArray[np.float32]
