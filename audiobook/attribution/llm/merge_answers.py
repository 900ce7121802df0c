"""Weighs a model's answers against what was found without it, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from audiobook.attribution.llm.name_resolution import ResolvedAnswer, infer_gender
from audiobook.attribution.llm.prompt_windows import is_label_target
from audiobook.model import Attribution, Character, Segment

# Lines as sure as these are oftener right than a model that says otherwise: benchmarks/llm_weighing.py, and the table
# in docs/dialogue.md.
MIN_EXPLICIT_CONFIDENCE = 0.8
MIN_ANY_CONFIDENCE = 0.9
# No figure of any one model: about what lines without a tag reach, so that a person who looks the unsure lines through
# sees these too.
LLM_CONFIDENCE = 0.65
# Of the doubt that is left, an answer that agrees takes half.
AGREEMENT_GAIN = 0.5
# Outcomes of lines that the model has a name for.
NAMED_OUTCOMES = ("agreed", "kept", "taken")


@dataclass(frozen=True, slots=True)
class LlmReport:
    """What came of asking a model: how many lines of each outcome, and why answers were not used.

    asked = agreed + taken + kept + unknown + refused + fell_back. `kept` lines were answered otherwise than a sure
    tag says; `unknown` were answered null; `refused` are answers that name nobody there could be; `fell_back` are
    lines without an answer. `reasons` counts the lines of the last two, most first. `requests` were sent, `recalled`
    windows were answered by an earlier run. `stopped` says why no more was asked, "" where all was.
    """

    model: str
    asked: int = 0
    agreed: int = 0
    taken: int = 0
    kept: int = 0
    unknown: int = 0
    refused: int = 0
    fell_back: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    requests: int = 0
    recalled: int = 0
    stopped: str = ""

    def format_summary(self) -> str:
        """The report in one line, for a person."""
        parts = [f"{self.model}: of {self.asked} lines asked for, {self.agreed} agree, {self.taken} are named anew"]
        left = self.asked - self.agreed - self.taken
        why = ", ".join(f"{count} × {reason}" for reason, count in self.reasons[:3])
        parts.append(f"{left} stay as they were{f' ({why})' if why else ''}" if left else "")
        parts.append(f"no more was asked: {self.stopped}" if self.stopped else "")
        return "; ".join(filter(None, parts))


def merge_answers(
    attribution: Attribution, answers: Mapping[int, ResolvedAnswer], report: LlmReport
) -> tuple[Attribution, LlmReport]:
    """The attribution with the answers that hold, and the report with every line that was asked for counted.

    `answers` has one for each line asked for, by its place in the script. Where a tag surely names the speaker, that
    is kept. Else the model's name is taken, with the evidence "turn" and the confidence TAKEN. Agreement raises the
    confidence and leaves the evidence. Lines of one turn for which there is no answer go with those that have one.
    """
    segments = list(attribution.script.segments)
    outcomes: list[_Outcome] = []
    for turn in _group_turns(segments, answers):
        turn_outcomes = [_decide_outcome(segments[index], segments[turn[0]], answers[index]) for index in turn]
        for index, outcome in zip(turn, turn_outcomes, strict=True):
            segments[index] = _follow_turn(outcome, turn_outcomes).segment
        outcomes += turn_outcomes
    script = replace(attribution.script, segments=tuple(segments))
    return Attribution(script, _build_characters(attribution.characters, segments)), _count_outcomes(report, outcomes)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of a line: the field of the report that it counts for, the line itself, and why it has no name."""

    name: str
    segment: Segment
    problem: str = ""


def _group_turns(lines: Sequence[Segment], asked: Container[int]) -> list[list[int]]:
    """The places of the lines asked for, those together that were given one speaker as one turn."""
    turns: list[list[int]] = []
    last: Segment | None = None
    for index, segment in enumerate(lines):
        if not segment.kind.is_speech:
            continue
        if index in asked and is_label_target(segment):
            if last and _is_same_turn(last, segment):
                turns[-1].append(index)
            else:
                turns.append([index])
            last = segment
        else:
            last = None
    return turns


def _is_same_turn(last: Segment, segment: Segment) -> bool:
    if last.speaker != segment.speaker or last.chapter != segment.chapter:
        return False
    is_same_paragraph = (last.paragraph, last.evidence, last.confidence) == (
        segment.paragraph,
        segment.evidence,
        segment.confidence,
    )
    return is_same_paragraph or segment.evidence == "continuation"


def _decide_outcome(segment: Segment, head: Segment, answer: ResolvedAnswer) -> _Outcome:
    """What an answer makes of a line; `head` is the first line of its turn."""
    if not answer.is_answered:
        return _Outcome("fell_back", segment, answer.problem)
    if answer.problem:
        return _Outcome("refused", segment, answer.problem)
    if answer.name is None:
        return _Outcome("unknown", segment)
    if answer.name == segment.speaker:
        confidence = segment.confidence + (1 - segment.confidence) * AGREEMENT_GAIN
        return _Outcome("agreed", replace(segment, confidence=round(confidence, 3)))
    if segment.confidence >= (MIN_EXPLICIT_CONFIDENCE if head.evidence == "explicit" else MIN_ANY_CONFIDENCE):
        return _Outcome("kept", segment)
    return _Outcome("taken", replace(segment, speaker=answer.name, confidence=LLM_CONFIDENCE, evidence="turn"))


def _follow_turn(outcome: _Outcome, turn: Sequence[_Outcome]) -> _Outcome:
    """A line's outcome; one without an answer follows its turn where all that was answered there is one new name."""
    if outcome.name in NAMED_OUTCOMES:
        return outcome
    named_outcomes = {(one.name, one.segment.speaker) for one in turn if one.name in NAMED_OUTCOMES}
    outcome_name, name = named_outcomes.pop() if len(named_outcomes) == 1 else ("", None)
    if outcome_name != "taken":
        return outcome
    line = replace(outcome.segment, speaker=name, confidence=LLM_CONFIDENCE, evidence="continuation")
    return replace(outcome, segment=line)


def _count_outcomes(report: LlmReport, outcomes: Sequence[_Outcome]) -> LlmReport:
    counts = Counter(outcome.name for outcome in outcomes)
    return replace(
        report,
        asked=len(outcomes),
        agreed=counts["agreed"],
        taken=counts["taken"],
        kept=counts["kept"],
        unknown=counts["unknown"],
        refused=counts["refused"],
        fell_back=counts["fell_back"],
        reasons=tuple(Counter(outcome.problem for outcome in outcomes if outcome.problem).most_common()),
    )


def _build_characters(before: Sequence[Character], lines: Iterable[Segment]) -> tuple[Character, ...]:
    """Those who speak now, with the number of their lines; those whom only a model has named are new."""
    spoken = Counter(one.speaker for one in lines if one.speaker is not None)
    by_name = {one.name: one for one in before}
    characters = [
        replace(by_name.get(name) or Character(name, gender=infer_gender(name)), lines=count)
        for name, count in spoken.items()
    ]
    return tuple(sorted(characters, key=lambda one: (-one.lines, one.name)))
