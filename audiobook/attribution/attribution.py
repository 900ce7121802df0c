"""Fills in the speakers of a script.

scenes -> names -> characters -> cues, story -> features -> ranker -> decoding -> ranker -> speakers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.ages import ages_of
from audiobook.attribution.cues import Cue, Strength, Who
from audiobook.attribution.features import ANYONE_KIND, NAMES, Candidates, FeatureMaker
from audiobook.attribution.mention_features import WINDOW
from audiobook.attribution.mentions import Story, StoryReader
from audiobook.attribution.ranker import Floats, Model, chances_of, shipped_model
from audiobook.attribution.turn_model import Chances, chain_chances, context_rows, scenes_of
from audiobook.attribution.turns import Turn
from audiobook.model import Attribution, Character, Script, Segment, Span

# Below this chance nobody is named. One name wrong in a cast costs less than a line that nobody speaks.
LEAST_CHANCE = 0.2
CERTAIN = 1.0
UNLIKELY = 1e-6
# A turn's candidates take about five kilobytes while they are judged.
TURNS_AT_ONCE = 1000
# So many turns on either side of a corrected one are looked at again.
REACH = 3
# How much less likely a speaker is who is called by name in the very words, where no tag names them.
CALLED_IN_OWN_WORDS = 0.2
# How much less likely "the woman" is somebody without a name where one named woman is there, and what tells it.
NAMELESS = 0.05
WEIGHED = (
    "noun_kind",
    "noun_new",
    "strength",
    "is_described",
    "noun_gender_agrees",
    "recency_any",
    "noun_kin",
    "is_narrator",
)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says of a story: who speaks a line, which names mean one character, and genders.

    `lines` maps a speech's span to its speaker; `aliases` a name to the name of the character that it means (to
    itself where it is to stand apart); `genders` a character's name to "male", "female" or "".
    """

    lines: Mapping[Span, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    genders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who speaks a turn, how sure that is, and by what it was told."""

    figure: int
    chance: float
    evidence: str


def attributed(
    script: Script, known: tuple[str, ...] = (), corrections: Corrections | None = None, model: Model | None = None
) -> Attribution:
    """The script with a speaker for each speech and thought that one can be told for, and the story's characters.

    `known` names characters for certain; those of the script's metadata are known anyway. Lines whose speaker the
    script has already keep it, under the name that the story or the corrections have for it.
    """
    said = corrections or Corrections()
    labelled = {one.span: said.aliases.get(one.speaker, one.speaker) for one in script.segments if one.speaker}
    lines = {**labelled, **said.lines}
    story = _story(script, (*known, *lines.values()), said, frozenset(labelled.values()))
    learned = model or shipped_model()
    if lines:
        story = replace(story, turns=_tagged(script, story, lines))
    candidates, chances = chances_in(story, learned)
    if lines:
        chances = _corrected(script, story, lines, candidates, chances)
    sure = np.asarray(learned.calibrated(chances))
    return _filled(script, story, _verdicts(story, candidates, chances, sure), lines, said.lines.keys())


def _story(script: Script, known: tuple[str, ...], said: Corrections, labels: Set[str]) -> Story:
    """The story; names at the heads of lines are as many people as there are names, however alike they are."""
    reader = StoryReader(script, known, said.aliases, said.genders, labels)
    counts = Counter(reader.roster.of_surface.get(name, -1) for name in labels)
    alike = {name: name for name in sorted(labels) if counts[reader.roster.of_surface.get(name, -1)] > 1}
    if any(name in reader.roster.of_surface for name in alike):
        reader = StoryReader(script, known, {**alike, **said.aliases}, said.genders, labels)
    return reader.story()


def chances_in(story: Story, model: Model) -> tuple[Candidates, Floats]:
    """All candidates and their chances, without the rows that they were judged by."""
    maker = FeatureMaker(story)
    parts = [_chances_of_part(maker, model, first, end) for first, end in _parts(story.turns)]
    turns = np.concatenate([np.zeros(0, np.int32), *(one.turn for one, _ in parts)])
    figures = np.concatenate([np.zeros(0, np.int32), *(one.figure for one, _ in parts)])
    chances = np.concatenate([np.zeros(0), *(values for _, values in parts)])
    return Candidates(turns, figures, np.zeros((len(turns), 0), np.float32)), chances


def _parts(turns: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """Whole scenes of TURNS_AT_ONCE turns or more: no scene looks into another, and memory grows with none."""
    first = 0
    for _, end in scenes_of(turns):
        if end - first >= TURNS_AT_ONCE or end == len(turns):
            yield first, end
            first = end


def _chances_of_part(maker: FeatureMaker, model: Model, first: int, end: int) -> tuple[Candidates, Floats]:
    candidates, count = maker.candidates(first, end), end - first
    alone = chances_of(model.alone.scores(candidates.rows), candidates.turn, count)
    around = context_rows(Chances(maker.turns[first:end], candidates, alone))
    among = chances_of(model.among.scores(np.hstack([candidates.rows, around])), candidates.turn, count)
    chances = blended(alone, among, candidates, count)
    for weighed in (_addressed, _described):
        chances = weighed(chances, candidates, count)
    return replace(candidates, turn=candidates.turn + np.int32(first), rows=candidates.rows[:, :0].copy()), chances


def _addressed(chances: Floats, candidates: Candidates, count: int) -> Floats:
    """The chances, less for those who are spoken to: “Ann, come here.” Ann nodded."""
    called = candidates.rows[:, NAMES.index("here_called")] > 0
    tagged = candidates.rows[:, NAMES.index("named_by_saying")] > 0
    factor = np.where(called & ~tagged, CALLED_IN_OWN_WORDS, 1.0)
    return chances_of(np.log(np.maximum(chances * factor, UNLIKELY)), candidates.turn, count)


def _described(chances: Floats, candidates: Candidates, count: int) -> Floats:
    """The chances, less for a nameless figure made of words for anyone where one named person alone fits them: the
    woman, where one woman is there. Narrators do not describe themselves so.
    """
    column = {name: candidates.rows[:, NAMES.index(name)] for name in WEIGHED}
    anyone = (column["noun_kind"] == ANYONE_KIND) & (column["noun_new"] == 0) & (column["strength"] >= Strength.SAYING)
    nameless = column["is_described"] > 0
    other = ~nameless & (column["is_narrator"] == 0)
    there = anyone & other & (column["noun_gender_agrees"] > 0) & (column["recency_any"] <= WINDOW)
    alone = np.bincount(candidates.turn[there], minlength=count) == 1
    factor = np.where(anyone & nameless & (column["noun_kin"] > 0) & alone[candidates.turn], NAMELESS, 1.0)
    return chances_of(np.log(np.maximum(chances * factor, UNLIKELY)), candidates.turn, count)


def blended(alone: Floats, among: Floats, candidates: Candidates, count: int) -> Floats:
    """The two rankers' chances brought together: one knows the turn best, the other its neighbours."""
    both = np.log(np.maximum(alone, UNLIKELY)) + np.log(np.maximum(among, UNLIKELY))
    return chances_of(both / 2, candidates.turn, count)


def _tagged(script: Script, story: Story, lines: Mapping[Span, str]) -> list[Turn]:
    """The turns, each that a person named the speaker of as if a tag named them: so it tells of its neighbours too."""
    figures = {name: figure for figure, names in enumerate(story.aliases) for name in names}
    turns = []
    for turn in story.turns:
        spans = [script.segments[place].span for place in _places(story, turn)]
        figure = max(figures.get(lines.get(span, ""), -1) for span in spans)
        # Of a turn that a tag parts, only what the person named is theirs to say.
        whole = all(span in lines for span in spans) or not turn.sure
        cues = (Cue(Strength.SAYING, Who(named=figure)),) if figure >= 0 and whole else turn.cues
        turns.append(replace(turn, cues=cues))
    return turns


def _corrected(
    script: Script, story: Story, lines: Mapping[Span, str], candidates: Candidates, chances: Floats
) -> Floats:
    """The chances, those of turns next to a corrected one weighed together with what is now known for certain."""
    fixed = [any(script.segments[at].span in lines for at in _places(story, turn)) for turn in story.turns]
    known = Chances(story.turns, candidates, chances).by_turn()
    for number, turn in enumerate(story.turns):
        figure = story.figure_of(turn.cues[0].who) if fixed[number] and turn.cues else -1
        if figure in known[number]:
            known[number] = {figure: CERTAIN}
    chain = chain_chances(story.turns, known)
    near = [any(fixed[max(0, number - REACH) : number + REACH + 1]) for number in range(len(fixed))]
    pairs = zip(candidates.turn.tolist(), candidates.figure.tolist(), chances.tolist(), strict=True)
    return np.array([chain[turn].get(figure, 0.0) if near[turn] else chance for turn, figure, chance in pairs])


def _places(story: Story, turn: Turn) -> list[int]:
    return [story.paragraphs[number].pieces[piece].place for number, piece in turn.pieces]


def best_of(candidates: Candidates, chances: Floats, count: int) -> NDArray[np.int64]:
    """The row of each turn's likeliest candidate, -1 where a turn has none."""
    best = np.full(count, -1, np.int64)
    order = np.lexsort((-candidates.figure, chances))
    best[candidates.turn[order]] = order
    return best


def _verdicts(story: Story, candidates: Candidates, chances: Floats, sure: Floats) -> list[Verdict]:
    best = best_of(candidates, chances, len(story.turns)).tolist()
    counts = np.bincount(candidates.turn, minlength=len(story.turns)).tolist()
    # What several say at once is nobody's line: it is left to the narrator.
    chorus = [bool(turn.sure and turn.sure.who.many) for turn in story.turns]
    best = [-1 if many else row for row, many in zip(best, chorus, strict=True)]
    figures = [int(candidates.figure[row]) if row >= 0 else -1 for row in best]
    called = [frozenset(one.figure for one in here if one.called) for here in story.mentions]
    return [
        Verdict(
            figures[number],
            float(sure[row]) if row >= 0 else 0.0,
            _evidence(story, number, figures, counts[number], called),
        )
        for number, row in enumerate(best)
    ]


def _evidence(
    story: Story, number: int, figures: Sequence[int], count: int, called: Sequence[Set[int]]
) -> str:  # fmt: skip
    """What a turn's speaker was told by; `called` are the figures that are called by name in each paragraph."""
    turn, figure = story.turns[number], figures[number]
    for cue in turn.cues:
        if story.figure_of(cue.who) == figure and cue.strength >= Strength.BEAT:
            return "explicit" if cue.who.named >= 0 or cue.who.pronoun == "I" else "anaphoric"
    gender = story.genders[figure] if figure >= 0 else ""
    if any(cue.who.gender and cue.who.gender == gender for cue in turn.cues):
        return "anaphoric"
    if any(figure in called[at] for at in _paragraphs_before(story, number)):
        return "vocative"
    return "single" if count == 1 else "turn"


def _paragraphs_before(story: Story, number: int) -> range:
    before = story.turns[number - 1] if number else None
    return range(before.first, before.last + 1) if before else range(0)


def _filled(
    script: Script, story: Story, verdicts: Sequence[Verdict], lines: Mapping[Span, str], corrected: Set[Span]
) -> Attribution:
    utterances = list(script.segments)
    spoken: Counter[int] = Counter()
    for turn, verdict in zip(story.turns, verdicts, strict=True):
        for place, (number, _) in zip(_places(story, turn), turn.pieces, strict=True):
            one = utterances[place]
            if one.span in lines or verdict.figure < 0 or verdict.chance < LEAST_CHANCE:
                continue
            evidence = "continuation" if number > turn.first else verdict.evidence
            name = story.names[verdict.figure]
            utterances[place] = replace(one, speaker=name, confidence=round(verdict.chance, 3), evidence=evidence)
            spoken[verdict.figure] += 1
    _correct(utterances, story, lines, corrected, spoken)
    filled = replace(script, segments=tuple(utterances))
    return Attribution(filled, tuple(_characters(story, spoken)))


def _correct(
    utterances: list[Segment], story: Story, lines: Mapping[Span, str], corrected: Set[Span], spoken: Counter[int]
) -> None:
    figures = {name: figure for figure, names in enumerate(story.aliases) for name in names}
    for place, one in enumerate(utterances):
        if one.span in lines:
            figure = figures.get(lines[one.span])
            name = story.names[figure] if figure is not None else lines[one.span]
            known = replace(one, confidence=CERTAIN, evidence="correction") if one.span in corrected else one
            utterances[place] = replace(known, speaker=name)
            if figure is not None:
                spoken[figure] += 1


def _characters(story: Story, spoken: Counter[int]) -> list[Character]:
    ages = ages_of(story)
    found = [
        Character(
            story.names[figure],
            tuple(name for name in story.aliases[figure] if name != story.names[figure]),
            story.genders[figure],
            lines,
            ages[figure],
        )
        for figure, lines in spoken.items()
    ]
    return sorted(found, key=lambda one: (-one.lines, one.name))
