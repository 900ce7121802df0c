"""Fills in the speakers of a script.

scenes -> names -> characters -> cues, story -> features -> ranker -> decoding -> ranker -> speakers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ages import estimate_ages
from audiobook.attribution.cues import CueStrength, SpeakerCue, SpeakerReference
from audiobook.attribution.feature_columns import FEATURE_NAMES, CandidateTable
from audiobook.attribution.features import GENERIC_NOUN, FeatureExtractor
from audiobook.attribution.mention_features import MAX_PARAGRAPHS_BACK
from audiobook.attribution.ranker import FloatArray, RankerModel, load_shipped_model, softmax_by_turn
from audiobook.attribution.story_index import StoryIndex, StoryIndexBuilder
from audiobook.attribution.turn_model import (
    CandidateProbabilities,
    build_context_rows,
    smooth_probabilities,
    split_scenes,
)
from audiobook.attribution.turns import Turn
from audiobook.model import Attribution, Character, Script, Segment, Span

# Below this chance nobody is named. One name wrong in a cast costs less than a line that nobody speaks.
MIN_PROBABILITY = 0.2
CERTAIN_PROBABILITY = 1.0
PROBABILITY_FLOOR = 1e-6
# A turn's candidates take about five kilobytes while they are judged.
MIN_BATCH_TURNS = 1000
# So many turns on either side of a corrected one are looked at again.
CORRECTION_RADIUS = 3
# How much less likely a speaker is who is called by name in the very words, where no tag names them.
ADDRESSEE_FACTOR = 0.2
# How much less likely "the woman" is somebody without a name where one named woman is there, and what tells it.
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


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says of a story: who speaks a line, which names mean one character, and genders.

    `speakers` maps a speech's span to its speaker; `aliases` a name to the name of the character that it means (to
    itself where it is to stand apart); `genders` a character's name to "male", "female" or "".
    """

    speakers: Mapping[Span, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    genders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpeakerDecision:
    """Who speaks a turn, how sure that is, and by what it was told."""

    entity: int
    probability: float
    evidence: str


def attribute_script(
    script: Script,
    known_names: tuple[str, ...] = (),
    corrections: Corrections | None = None,
    model: RankerModel | None = None,
) -> Attribution:
    """The script with a speaker for each speech and thought that one can be told for, and the story's characters.

    `known_names` names characters for certain; those of the script's metadata are known anyway. Lines whose speaker the
    script has already keep it, under the name that the story or the corrections have for it.
    """
    given = corrections or Corrections()
    labelled_speakers = {
        one.span: given.aliases.get(one.speaker, one.speaker) for one in script.segments if one.speaker
    }
    known_speakers = {**labelled_speakers, **given.speakers}
    story = _build_story_index(
        script, (*known_names, *known_speakers.values()), given, frozenset(labelled_speakers.values())
    )
    ranker = model or load_shipped_model()
    if known_speakers:
        story = replace(story, turns=_apply_known_speakers(script, story, known_speakers))
    candidates, probabilities = compute_probabilities(story, ranker)
    if known_speakers:
        probabilities = _propagate_corrections(script, story, known_speakers, candidates, probabilities)
    confidences = np.asarray(ranker.calibrate(probabilities))
    return _build_attribution(
        script,
        story,
        _decide_speakers(story, candidates, probabilities, confidences),
        known_speakers,
        given.speakers.keys(),
    )


def _build_story_index(
    script: Script, known: tuple[str, ...], corrections: Corrections, labels: Set[str]
) -> StoryIndex:
    """The story; names at the heads of lines are as many people as there are names, however alike they are."""
    reader = StoryIndexBuilder(script, known, corrections.aliases, corrections.genders, labels)
    counts = Counter(reader.roster.entity_by_surface.get(name, -1) for name in labels)
    ambiguous = {name: name for name in sorted(labels) if counts[reader.roster.entity_by_surface.get(name, -1)] > 1}
    if any(name in reader.roster.entity_by_surface for name in ambiguous):
        reader = StoryIndexBuilder(script, known, {**ambiguous, **corrections.aliases}, corrections.genders, labels)
    return reader.build()


def compute_probabilities(story: StoryIndex, model: RankerModel) -> tuple[CandidateTable, FloatArray]:
    """All candidates and their chances, without the rows that they were judged by."""
    maker = FeatureExtractor(story)
    parts = [_rank_batch(maker, model, first, end) for first, end in _split_batches(story.turns)]
    turns = np.concatenate([np.zeros(0, np.int32), *(one.turn for one, _ in parts)])
    entities = np.concatenate([np.zeros(0, np.int32), *(one.entity for one, _ in parts)])
    chances = np.concatenate([np.zeros(0), *(values for _, values in parts)])
    return CandidateTable(turns, entities, np.zeros((len(turns), 0), np.float32)), chances


def _split_batches(turns: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """Whole scenes of TURNS_AT_ONCE turns or more: no scene looks into another, and memory grows with none."""
    first = 0
    for _, end in split_scenes(turns):
        if end - first >= MIN_BATCH_TURNS or end == len(turns):
            yield first, end
            first = end


def _rank_batch(maker: FeatureExtractor, model: RankerModel, first: int, end: int) -> tuple[CandidateTable, FloatArray]:
    candidates, count = maker.build_candidates(first, end), end - first
    first_pass = softmax_by_turn(model.first_pass.score_rows(candidates.rows), candidates.turn, count)
    context = build_context_rows(CandidateProbabilities(maker.turns[first:end], candidates, first_pass))
    second_pass = softmax_by_turn(
        model.second_pass.score_rows(np.hstack([candidates.rows, context])), candidates.turn, count
    )
    probabilities = blend_passes(first_pass, second_pass, candidates, count)
    for adjust in (_penalize_addressees, _penalize_nameless):
        probabilities = adjust(probabilities, candidates, count)
    return replace(
        candidates, turn=candidates.turn + np.int32(first), rows=candidates.rows[:, :0].copy()
    ), probabilities


def _penalize_addressees(chances: FloatArray, candidates: CandidateTable, count: int) -> FloatArray:
    """The chances, less for those who are spoken to: “Ann, come here.” Ann nodded."""
    called = candidates.rows[:, FEATURE_NAMES.index("here_addressed")] > 0
    tagged = candidates.rows[:, FEATURE_NAMES.index("named_by_saying")] > 0
    factor = np.where(called & ~tagged, ADDRESSEE_FACTOR, 1.0)
    return softmax_by_turn(np.log(np.maximum(chances * factor, PROBABILITY_FLOOR)), candidates.turn, count)


def _penalize_nameless(chances: FloatArray, candidates: CandidateTable, count: int) -> FloatArray:
    """The chances, less for a nameless entity made of words for anyone where one named person alone fits them: the
    woman, where one woman is there. Narrators do not describe themselves so.
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
    return softmax_by_turn(np.log(np.maximum(chances * factor, PROBABILITY_FLOOR)), candidates.turn, count)


def blend_passes(first_pass: FloatArray, second_pass: FloatArray, candidates: CandidateTable, count: int) -> FloatArray:
    """The two rankers' chances brought together: one knows the turn best, the other its neighbours."""
    both = np.log(np.maximum(first_pass, PROBABILITY_FLOOR)) + np.log(np.maximum(second_pass, PROBABILITY_FLOOR))
    return softmax_by_turn(both / 2, candidates.turn, count)


def _apply_known_speakers(script: Script, story: StoryIndex, known_speakers: Mapping[Span, str]) -> list[Turn]:
    """The turns, each that a person named the speaker of as if a tag named them: so it tells of its neighbours too."""
    entities = {name: entity for entity, names in enumerate(story.aliases) for name in names}
    turns = []
    for turn in story.turns:
        spans = [script.segments[place].span for place in _segment_indexes(story, turn)]
        entity = max(entities.get(known_speakers.get(span, ""), -1) for span in spans)
        # Of a turn that a tag parts, only what the person named is theirs to say.
        is_complete = all(span in known_speakers for span in spans) or not turn.speech_tag
        cues = (
            (SpeakerCue(CueStrength.SAYING, SpeakerReference(entity=entity)),)
            if entity >= 0 and is_complete
            else turn.cues
        )
        turns.append(replace(turn, cues=cues))
    return turns


def _propagate_corrections(
    script: Script,
    story: StoryIndex,
    known_speakers: Mapping[Span, str],
    candidates: CandidateTable,
    probabilities: FloatArray,
) -> FloatArray:
    """The chances, those of turns next to a corrected one weighed together with what is now known for certain."""
    is_known = [
        any(script.segments[at].span in known_speakers for at in _segment_indexes(story, turn)) for turn in story.turns
    ]
    known = CandidateProbabilities(story.turns, candidates, probabilities).group_by_turn()
    for number, turn in enumerate(story.turns):
        entity = story.resolve_reference(turn.cues[0].reference) if is_known[number] and turn.cues else -1
        if entity in known[number]:
            known[number] = {entity: CERTAIN_PROBABILITY}
    chain = smooth_probabilities(story.turns, known)
    is_near_known = [
        any(is_known[max(0, number - CORRECTION_RADIUS) : number + CORRECTION_RADIUS + 1])
        for number in range(len(is_known))
    ]
    pairs = zip(candidates.turn.tolist(), candidates.entity.tolist(), probabilities.tolist(), strict=True)
    return np.array([chain[turn].get(entity, 0.0) if is_near_known[turn] else chance for turn, entity, chance in pairs])


def _segment_indexes(story: StoryIndex, turn: Turn) -> list[int]:
    return [story.paragraphs[number].segments[segment].index for number, segment in turn.segments]


def find_best_candidates(candidates: CandidateTable, chances: FloatArray, count: int) -> NDArray[np.int64]:
    """The row of each turn's likeliest candidate, -1 where a turn has none."""
    best = np.full(count, -1, np.int64)
    order = np.lexsort((-candidates.entity, chances))
    best[candidates.turn[order]] = order
    return best


def _decide_speakers(
    story: StoryIndex, candidates: CandidateTable, probabilities: FloatArray, confidences: FloatArray
) -> list[SpeakerDecision]:
    best = find_best_candidates(candidates, probabilities, len(story.turns)).tolist()
    counts = np.bincount(candidates.turn, minlength=len(story.turns)).tolist()
    # What several say at once is nobody's line: it is left to the narrator.
    chorus = [bool(turn.speech_tag and turn.speech_tag.reference.is_plural) for turn in story.turns]
    best = [-1 if many else row for row, many in zip(best, chorus, strict=True)]
    entities = [int(candidates.entity[row]) if row >= 0 else -1 for row in best]
    addressees = [frozenset(one.entity for one in here if one.is_vocative) for here in story.mentions]
    return [
        SpeakerDecision(
            entities[number],
            float(confidences[row]) if row >= 0 else 0.0,
            _classify_evidence(story, number, entities, counts[number], addressees),
        )
        for number, row in enumerate(best)
    ]


def _classify_evidence(
    story: StoryIndex, number: int, speakers: Sequence[int], count: int, addressees: Sequence[Set[int]]
) -> str:  # fmt: skip
    """What a turn's speaker was told by; `addressees` are the entities that are called by name in each paragraph."""
    turn, entity = story.turns[number], speakers[number]
    for cue in turn.cues:
        if story.resolve_reference(cue.reference) == entity and cue.strength >= CueStrength.BEAT:
            return "explicit" if cue.reference.entity >= 0 or cue.reference.pronoun == "I" else "anaphoric"
    gender = story.genders[entity] if entity >= 0 else ""
    if any(cue.reference.gender and cue.reference.gender == gender for cue in turn.cues):
        return "anaphoric"
    if any(entity in addressees[at] for at in _paragraphs_before(story, number)):
        return "vocative"
    return "single" if count == 1 else "turn"


def _paragraphs_before(story: StoryIndex, number: int) -> range:
    before = story.turns[number - 1] if number else None
    return range(before.first, before.last + 1) if before else range(0)


def _build_attribution(
    script: Script,
    story: StoryIndex,
    decisions: Sequence[SpeakerDecision],
    known_speakers: Mapping[Span, str],
    corrected: Set[Span],
) -> Attribution:
    segments = list(script.segments)
    line_counts: Counter[int] = Counter()
    for turn, decision in zip(story.turns, decisions, strict=True):
        for index, (number, _) in zip(_segment_indexes(story, turn), turn.segments, strict=True):
            segment = segments[index]
            if segment.span in known_speakers or decision.entity < 0 or decision.probability < MIN_PROBABILITY:
                continue
            evidence = "continuation" if number > turn.first else decision.evidence
            name = story.names[decision.entity]
            segments[index] = replace(
                segment, speaker=name, confidence=round(decision.probability, 3), evidence=evidence
            )
            line_counts[decision.entity] += 1
    _apply_corrections(segments, story, known_speakers, corrected, line_counts)
    filled = replace(script, segments=tuple(segments))
    return Attribution(filled, tuple(_build_characters(story, line_counts)))


def _apply_corrections(
    segments: list[Segment],
    story: StoryIndex,
    known_speakers: Mapping[Span, str],
    corrected: Set[Span],
    line_counts: Counter[int],
) -> None:
    entities = {name: entity for entity, names in enumerate(story.aliases) for name in names}
    for index, segment in enumerate(segments):
        if segment.span in known_speakers:
            entity = entities.get(known_speakers[segment.span])
            name = story.names[entity] if entity is not None else known_speakers[segment.span]
            known = (
                replace(segment, confidence=CERTAIN_PROBABILITY, evidence="correction")
                if segment.span in corrected
                else segment
            )
            segments[index] = replace(known, speaker=name)
            if entity is not None:
                line_counts[entity] += 1


def _build_characters(story: StoryIndex, line_counts: Counter[int]) -> list[Character]:
    ages = estimate_ages(story)
    characters = [
        Character(
            story.names[entity],
            tuple(name for name in story.aliases[entity] if name != story.names[entity]),
            story.genders[entity],
            lines,
            ages[entity],
        )
        for entity, lines in line_counts.items()
    ]
    return sorted(characters, key=lambda one: (-one.lines, one.name))
