"""Weighs a turn's candidates: the rankers of both passes and the networks together, and a few rules above them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ranking.candidate_links import NO_ROW, CandidateLinks, link_candidates
from audiobook.attribution.ranking.feature_columns import FEATURE_NAMES, CandidateTable
from audiobook.attribution.ranking.features import GENERIC_NOUN
from audiobook.attribution.ranking.mention_features import MAX_PARAGRAPHS_BACK
from audiobook.attribution.ranking.probabilities import FloatArray, softmax_by_turn
from audiobook.attribution.ranking.ranker import RankerModel
from audiobook.attribution.ranking.turn_model import CandidateProbabilities, build_context_rows
from audiobook.attribution.tags.cues import CueStrength
from audiobook.attribution.turns import Turn

PROBABILITY_FLOOR = 1e-6
# Whom the first pass finds less likely is left out after it: half of all candidates, and one in a thousand of the right
# ones.
LEAST_LIKELY = 0.002
# How much the trees of the second pass count against the networks.
TREES_WEIGHT = 0.35
# The probability of a candidate whom the quote itself addresses, and no tag names, is multiplied by this.
ADDRESSEE_FACTOR = 0.2
# The same for whoever certainly speaks the paragraph before or after, if neither a name nor a pronoun says who speaks.
REPEAT_FACTOR = 0.3
# The factor for a nameless "woman" where just one named woman is present; the features that decide it.
NAMELESS_FACTOR = 0.05
DESCRIPTION_FEATURES = (
    "noun_kind",
    "noun_new",
    "strength",
    "is_described",
    "noun_gender_agrees",
    "recency_any",
    "named_by_noun",
    "is_narrator",
)


def rank_candidates(model: RankerModel, turns: Sequence[Turn], candidates: CandidateTable) -> FloatArray:
    """The probability of each candidate of these turns, which are whole scenes."""
    if not len(candidates.turn):
        return np.zeros(0)
    count = len(turns)
    first_pass = softmax_by_turn(model.first_pass.score_rows(candidates.rows), candidates.turn, count)
    all_links = link_candidates([turn.scene for turn in turns], candidates)
    is_likely, likely = keep_likely(turns, candidates, first_pass, all_links)
    second_pass = softmax_by_turn(model.second_pass.score_rows(likely.rows), likely.turn, count)
    links = link_candidates([turn.scene for turn in turns], likely)
    networks = [
        softmax_by_turn(network.score_rows(likely.rows, links), likely.turn, count) for network in model.networks
    ]
    probabilities = np.zeros(len(candidates.turn))
    probabilities[is_likely] = blend_probabilities(second_pass, networks, likely, count)
    return discourage_repeats(adjust_probabilities(probabilities, candidates, count), turns, candidates, all_links)


def keep_likely(
    turns: Sequence[Turn], candidates: CandidateTable, first_pass: FloatArray, links: CandidateLinks
) -> tuple[NDArray[np.bool_], CandidateTable]:
    """Which candidates the first pass leaves, and those with the features of the turns around behind their own."""
    context = build_context_rows(CandidateProbabilities(turns, candidates, first_pass), links)
    is_likely = first_pass >= LEAST_LIKELY
    rows = np.hstack([candidates.rows[is_likely], context[is_likely]])
    return is_likely, CandidateTable(candidates.turn[is_likely], candidates.entity[is_likely], rows)


def blend_probabilities(
    trees: FloatArray, networks: Sequence[FloatArray], candidates: CandidateTable, count: int
) -> FloatArray:
    """The weighted geometric mean of what the trees and the networks say: they are mistaken about different turns."""
    shares = [TREES_WEIGHT, *(((1 - TREES_WEIGHT) / len(networks),) * len(networks))]
    logs = [np.log(np.maximum(one, PROBABILITY_FLOOR)) for one in (trees, *networks)]
    return softmax_by_turn(np.average(logs, axis=0, weights=shares), candidates.turn, count)


def adjust_probabilities(probabilities: FloatArray, candidates: CandidateTable, count: int) -> FloatArray:
    """The probabilities, lowered for those who are spoken to and for nameless figures that are somebody present."""
    for adjust in (_penalize_addressees, _penalize_nameless):
        probabilities = adjust(probabilities, candidates, count)
    return probabilities


def discourage_repeats(
    probabilities: FloatArray, turns: Sequence[Turn], candidates: CandidateTable, links: CandidateLinks
) -> FloatArray:
    """The probabilities, lowered for whoever likely speaks the paragraph before or after: speakers alternate.

    A turn with a name or a pronoun as its cue stays as it is: there, a speech often goes on in a new paragraph.
    """
    noun, strength, no_cues = (
        candidates.rows[:, FEATURE_NAMES.index(name)] for name in ("cue_noun", "strength", "no_cues")
    )
    alternates = (no_cues > 0) | ((noun > 0) & (strength >= CueStrength.FAR))
    gaps = np.array([after.first - before.last for before, after in pairwise(turns)], np.int64)
    follows = np.concatenate([[False], gaps == 1, [False]])
    factor = np.ones(len(probabilities))
    for offset, is_near in ((-1, follows[:-1]), (1, follows[1:])):
        rows = links.rows_at(offset)
        repeated = np.where((rows != NO_ROW) & is_near[candidates.turn], probabilities[rows], 0.0)
        factor *= 1 - (1 - REPEAT_FACTOR) * repeated
    lowered = np.where(alternates, probabilities * factor, probabilities)
    return softmax_by_turn(np.log(np.maximum(lowered, PROBABILITY_FLOOR)), candidates.turn, len(turns))


def _penalize_addressees(probabilities: FloatArray, candidates: CandidateTable, count: int) -> FloatArray:
    """Lowers the probabilities of those who are spoken to: “Ann, come here.” Ann nodded."""
    called = candidates.rows[:, FEATURE_NAMES.index("here_addressed")] > 0
    tagged = candidates.rows[:, FEATURE_NAMES.index("named_by_saying")] > 0
    factor = np.where(called & ~tagged, ADDRESSEE_FACTOR, 1.0)
    return softmax_by_turn(np.log(np.maximum(probabilities * factor, PROBABILITY_FLOOR)), candidates.turn, count)


def _penalize_nameless(probabilities: FloatArray, candidates: CandidateTable, count: int) -> FloatArray:
    """Lowers the probability of a nameless entity whose description fits just one named person nearby.

    "The woman" is the one woman who is present. Narrators don't describe themselves like that.
    """
    column = {name: candidates.rows[:, FEATURE_NAMES.index(name)] for name in DESCRIPTION_FEATURES}
    anyone = (
        (column["noun_kind"] == GENERIC_NOUN) & (column["noun_new"] == 0) & (column["strength"] >= CueStrength.SAYING)
    )
    nameless = column["is_described"] > 0
    other = ~nameless & (column["is_narrator"] == 0)
    there = anyone & other & (column["noun_gender_agrees"] > 0) & (column["recency_any"] <= MAX_PARAGRAPHS_BACK)
    alone = np.bincount(candidates.turn[there], minlength=count) == 1
    factor = np.where(anyone & nameless & (column["named_by_noun"] > 0) & alone[candidates.turn], NAMELESS_FACTOR, 1.0)
    return softmax_by_turn(np.log(np.maximum(probabilities * factor, PROBABILITY_FLOOR)), candidates.turn, count)
