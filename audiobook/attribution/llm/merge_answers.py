"""Merges a model's answers with what was found without it, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from audiobook.attribution.llm.name_resolution import ResolvedAnswer, infer_gender
from audiobook.attribution.llm.prompt_windows import is_label_target
from audiobook.model import Attribution, Character, Segment

# From this confidence on, a line is right more often than a model that disagrees (benchmarks/llm_weighing.py, and the
# table in docs/dialogue.md).
MIN_EXPLICIT_CONFIDENCE = 0.8
MIN_ANY_CONFIDENCE = 0.9
# Not measured on any one model: about the confidence of lines without a tag, so that a list of unsure lines has these
# too.
LLM_CONFIDENCE = 0.65
# An answer that agrees halves the remaining doubt.
AGREEMENT_GAIN = 0.5
# Outcomes of lines that the model named a speaker for.
NAMED_OUTCOMES = ("agreed", "kept", "taken")


@dataclass(frozen=True, slots=True)
class LlmReport:
    """The result of asking a model: how many lines of each outcome, and why answers were not used.

    asked = agreed + taken + kept + unknown + refused + fell_back. `agreed` lines have the same speaker as before,
    `taken` ones the model's; for `kept` lines the model contradicts a confident result, for `unknown` ones it answered
    null; `refused` answers name nobody who could be meant; `fell_back` lines have no answer. `reasons` counts the lines
    of the last two by reason, most first. `requests` counts requests sent, `recalled` windows answered from the cache.
    `stopped` says why the asking stopped early, "" if it didn't.
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
        """The report in one line, for the user."""
        parts = [f"{self.model}: {self.asked} lines asked about, {self.agreed} confirmed, {self.taken} changed"]
        left = self.asked - self.agreed - self.taken
        why = ", ".join(f"{count} × {reason}" for reason, count in self.reasons[:3])
        parts.append(f"{left} left as they were{f' ({why})' if why else ''}" if left else "")
        parts.append(f"stopped asking: {self.stopped}" if self.stopped else "")
        return "; ".join(filter(None, parts))


def merge_answers(
    attribution: Attribution, answers: Mapping[int, ResolvedAnswer], report: LlmReport
) -> tuple[Attribution, LlmReport]:
    """The attribution with the usable answers merged in, and the report with the outcome of every line asked about.

    `answers` has one for each of these lines, by its index in the script. A confident result is kept. Otherwise the
    model's name is used, with the evidence "turn" and the confidence LLM_CONFIDENCE. Agreement raises the confidence
    and leaves the evidence. Lines without an answer follow the other lines of their turn.
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
    """The outcome for a line: the field of the report that counts it, the segment, and why its answer can't be used."""

    name: str
    segment: Segment
    problem: str = ""


def _group_turns(lines: Sequence[Segment], asked: Container[int]) -> list[list[int]]:
    """The indexes of the lines asked about, grouped by turn: lines that were attributed together."""
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


def raise_confidence(confidence: float) -> float:
    """The confidence of a speaker whom the language model names as well."""
    return confidence + (1 - confidence) * AGREEMENT_GAIN


def _decide_outcome(segment: Segment, head: Segment, answer: ResolvedAnswer) -> _Outcome:
    """The outcome of an answer for a line; `head` is the first line of its turn."""
    if not answer.is_answered:
        return _Outcome("fell_back", segment, answer.problem)
    if answer.problem:
        return _Outcome("refused", segment, answer.problem)
    if answer.name is None:
        return _Outcome("unknown", segment)
    if answer.name == segment.speaker:
        return _Outcome("agreed", replace(segment, confidence=round(raise_confidence(segment.confidence), 3)))
    if segment.confidence >= (MIN_EXPLICIT_CONFIDENCE if head.evidence == "explicit" else MIN_ANY_CONFIDENCE):
        return _Outcome("kept", segment)
    return _Outcome("taken", replace(segment, speaker=answer.name, confidence=LLM_CONFIDENCE, evidence="turn"))


def _follow_turn(outcome: _Outcome, turn: Sequence[_Outcome]) -> _Outcome:
    """A line's outcome; without an answer, it follows its turn if the answers there are all the same new name."""
    if outcome.name in NAMED_OUTCOMES:
        return outcome
    named_outcomes = {(other.name, other.segment.speaker) for other in turn if other.name in NAMED_OUTCOMES}
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


def _build_characters(before: Sequence[Character], segments: Iterable[Segment]) -> tuple[Character, ...]:
    """The characters who speak now, with their numbers of lines, including new ones that the model named."""
    spoken = Counter(segment.speaker for segment in segments if segment.speaker is not None)
    by_name = {character.name: character for character in before}
    characters = [
        replace(by_name.get(name) or Character(name, gender=infer_gender(name)), lines=count)
        for name, count in spoken.items()
    ]
    return tuple(sorted(characters, key=lambda character: (-character.lines, character.name)))
