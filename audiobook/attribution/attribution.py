"""Attributes the quotations of a script to speakers.

scenes -> name_mentions -> coreference -> cues, story_index -> features -> ranker -> turn_model -> ranker -> speakers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np

from audiobook.attribution.ages import estimate_ages
from audiobook.attribution.discourse.discourse import Discourse, follow_discourse
from audiobook.attribution.discourse.recipients import address_recipients
from audiobook.attribution.ranking.feature_columns import CandidateTable
from audiobook.attribution.ranking.features import FeatureExtractor
from audiobook.attribution.ranking.probabilities import FloatArray, find_best_candidates
from audiobook.attribution.ranking.ranker import RankerModel, load_shipped_model
from audiobook.attribution.ranking.ranking import rank_candidates
from audiobook.attribution.ranking.turn_model import split_scenes
from audiobook.attribution.story_index import StoryIndex, StoryIndexBuilder
from audiobook.attribution.tags.cues import CueStrength
from audiobook.attribution.turns import Turn
from audiobook.model import Attribution, Character, Script, Segment, Span

# A speaker less likely than this is not named. A wrong name costs a listener less than a line without a voice.
MIN_PROBABILITY = 0.2
CERTAIN_PROBABILITY = 1.0
# Turns are scored in batches of at least this many: the candidates of a turn take about five kilobytes.
MIN_BATCH_TURNS = 1000


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the user says about a story's speakers.

    `speakers` maps the span of a quote to its speaker, `aliases` a name to the name of its character (to itself if it
    is a character of its own), and `genders` a character's name to "male", "female" or "".
    """

    speakers: Mapping[Span, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    genders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WeighedStory:
    """A story, the candidates of its turns with their probabilities, the certain speakers by span, and the ranker."""

    story: StoryIndex
    discourse: Discourse
    candidates: CandidateTable
    probabilities: FloatArray
    known_speakers: Mapping[Span, str]
    model: RankerModel


@dataclass(frozen=True, slots=True)
class SpeakerDecision:
    """Who speaks a turn (-1 for nobody), with what probability, and the evidence for it."""

    entity: int
    probability: float
    evidence: str


def attribute_script(
    script: Script,
    known_names: tuple[str, ...] = (),
    corrections: Corrections | None = None,
    model: RankerModel | None = None,
) -> Attribution:
    """The script with a speaker for each quote whose speaker can be identified, and the story's characters.

    `known_names` are names that certainly mean characters, in addition to those of the script's metadata. Segments that
    have a speaker already keep it, under the name that the story or the corrections use for that character.
    """
    given = corrections or Corrections()
    weighed = weigh_story(script, known_names, given, model)
    return _build_attribution(script, weighed, _decide_speakers(weighed), given.speakers.keys())


def weigh_story(
    script: Script,
    known_names: tuple[str, ...] = (),
    corrections: Corrections | None = None,
    model: RankerModel | None = None,
) -> WeighedStory:
    """Reads a script and weighs who may speak each turn; the parameters are those of `attribute_script`."""
    given = corrections or Corrections()
    labelled_speakers = {
        segment.span: given.aliases.get(segment.speaker, segment.speaker)
        for segment in script.segments
        if segment.speaker
    }
    known_speakers = {**labelled_speakers, **given.speakers}
    story = _build_story_index(
        script, (*known_names, *known_speakers.values()), given, frozenset(labelled_speakers.values())
    )
    ranker = model or load_shipped_model()
    story, discourse = address_recipients(story, follow_discourse(story))
    if known_speakers:
        story = replace(story, turns=_apply_known_speakers(script, story, known_speakers))
    probabilities = compute_probabilities(story, discourse, ranker)
    return WeighedStory(story, discourse, *probabilities, known_speakers, ranker)


def _build_story_index(
    script: Script, known: tuple[str, ...], corrections: Corrections, labels: Set[str]
) -> StoryIndex:
    """The index of the story; names at the heads of lines mean different people, however similar they are."""
    builder = StoryIndexBuilder(script, known, corrections.aliases, corrections.genders, labels)
    counts = Counter(builder.roster.entity_by_surface.get(name, -1) for name in labels)
    ambiguous = {name: name for name in sorted(labels) if counts[builder.roster.entity_by_surface.get(name, -1)] > 1}
    if any(name in builder.roster.entity_by_surface for name in ambiguous):
        builder = StoryIndexBuilder(script, known, {**ambiguous, **corrections.aliases}, corrections.genders, labels)
    return builder.build()


def compute_probabilities(
    story: StoryIndex, discourse: Discourse, model: RankerModel
) -> tuple[CandidateTable, FloatArray]:
    """All candidates and their probabilities; the rows of the table are left empty, to save memory."""
    extractor = FeatureExtractor(story, discourse)
    parts = [rank_turns(extractor, model, first, end) for first, end in _split_batches(story.turns)]
    turns = np.concatenate([np.zeros(0, np.int32), *(table.turn for table, _ in parts)])
    entities = np.concatenate([np.zeros(0, np.int32), *(table.entity for table, _ in parts)])
    probabilities = np.concatenate([np.zeros(0), *(values for _, values in parts)])
    return CandidateTable(turns, entities, np.zeros((len(turns), 0), np.float32)), probabilities


def _split_batches(turns: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """Ranges of whole scenes with MIN_BATCH_TURNS turns or more: scenes don't depend on each other."""
    first = 0
    for _, end in split_scenes(turns):
        if end - first >= MIN_BATCH_TURNS or end == len(turns):
            yield first, end
            first = end


def rank_turns(
    extractor: FeatureExtractor, model: RankerModel, first: int, end: int
) -> tuple[CandidateTable, FloatArray]:
    """The candidates of the turns `first` to `end` (exclusive) and their probabilities, without the rows."""
    candidates = extractor.build_candidates(first, end)
    probabilities = rank_candidates(model, extractor.turns[first:end], candidates)
    without_rows = candidates.rows[:, :0].copy()
    return replace(candidates, turn=candidates.turn + np.int32(first), rows=without_rows), probabilities


def _apply_known_speakers(script: Script, story: StoryIndex, known_speakers: Mapping[Span, str]) -> list[Turn]:
    """The turns with a speech tag in place of their cues if the speaker is known; this informs the neighbours too."""
    entities = {name: entity for entity, names in enumerate(story.aliases) for name in names}
    turns = []
    for turn in story.turns:
        spans = [script.segments[index].span for index in find_segment_indexes(story, turn)]
        entity = max(entities.get(known_speakers.get(span, ""), -1) for span in spans)
        # If a tag divides the turn, only the segments with a known speaker are certain.
        is_complete = all(span in known_speakers for span in spans) or not turn.speech_tag
        turns.append(turn.settle(entity) if entity >= 0 and is_complete else turn)
    return turns


def find_segment_indexes(story: StoryIndex, turn: Turn) -> list[int]:
    """The places of a turn's quotations among the segments of the script."""
    return [story.paragraphs[number].segments[segment].index for number, segment in turn.segments]


def _decide_speakers(weighed: WeighedStory) -> list[SpeakerDecision]:
    story, candidates, probabilities = weighed.story, weighed.candidates, weighed.probabilities
    confidences = np.asarray(weighed.model.calibrate(probabilities))
    best = find_best_candidates(candidates, probabilities, len(story.turns)).tolist()
    counts = np.bincount(candidates.turn, minlength=len(story.turns)).tolist()
    # The narrator reads what several people say at once.
    chorus = [bool(turn.speech_tag and turn.speech_tag.reference.is_plural) for turn in story.turns]
    best = [-1 if many else row for row, many in zip(best, chorus, strict=True)]
    entities = [int(candidates.entity[row]) if row >= 0 else -1 for row in best]
    addressees = [frozenset(mention.entity for mention in here if mention.is_vocative) for here in story.mentions]
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
    """How a turn's speaker was identified; `addressees` are the entities addressed by name in each paragraph."""
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
    script: Script, weighed: WeighedStory, decisions: Sequence[SpeakerDecision], corrected: Set[Span]
) -> Attribution:
    story, known_speakers = weighed.story, weighed.known_speakers
    segments = list(script.segments)
    line_counts: Counter[int] = Counter()
    for turn, decision in zip(story.turns, decisions, strict=True):
        for index, (number, _) in zip(find_segment_indexes(story, turn), turn.segments, strict=True):
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
    return sorted(characters, key=lambda character: (-character.lines, character.name))
