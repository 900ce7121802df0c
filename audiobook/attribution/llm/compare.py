"""Weighs a model's answers against what was found without it, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from audiobook.attribution.llm.naming import Meant, gender_of
from audiobook.attribution.llm.windows import SPOKEN, is_asked
from audiobook.model import Attribution, Character, Segment

# Lines as sure as these are oftener right than a model that says otherwise: benchmarks/llm_weighing.py, and the table
# in docs/dialogue.md.
KEPT_IF_EXPLICIT = 0.8
KEPT_ANYWAY = 0.9
# No figure of any one model: about what lines without a tag reach, so that a person who looks the unsure lines through
# sees these too.
TAKEN = 0.65
# Of the doubt that is left, an answer that agrees takes half.
AGREED = 0.5
# Outcomes of lines that the model has a name for.
NAMED = ("agreed", "kept", "taken")


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

    def told(self) -> str:
        """The report in one line, for a person."""
        parts = [f"{self.model}: of {self.asked} lines asked for, {self.agreed} agree, {self.taken} are named anew"]
        left = self.asked - self.agreed - self.taken
        why = ", ".join(f"{count} × {reason}" for reason, count in self.reasons[:3])
        parts.append(f"{left} stay as they were{f' ({why})' if why else ''}" if left else "")
        parts.append(f"no more was asked: {self.stopped}" if self.stopped else "")
        return "; ".join(filter(None, parts))


def weighed(attribution: Attribution, answers: Mapping[int, Meant], report: LlmReport) -> tuple[Attribution, LlmReport]:
    """The attribution with the answers that hold, and the report with every line that was asked for counted.

    `answers` has one for each line asked for, by its place in the script. Where a tag surely names the speaker, that
    is kept. Else the model's name is taken, with the evidence "turn" and the confidence TAKEN. Agreement raises the
    confidence and leaves the evidence. Lines of one turn for which there is no answer go with those that have one.
    """
    lines = list(attribution.script.segments)
    outcomes: list[_Outcome] = []
    for turn in _turns(lines, answers):
        judged = [_judged(lines[place], lines[turn[0]], answers[place]) for place in turn]
        for place, outcome in zip(turn, judged, strict=True):
            lines[place] = _together(outcome, judged).line
        outcomes += judged
    script = replace(attribution.script, segments=tuple(lines))
    return Attribution(script, _characters(attribution.characters, lines)), _counted(report, outcomes)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of a line: the field of the report that it counts for, the line itself, and why it has no name."""

    name: str
    line: Segment
    trouble: str = ""


def _turns(lines: Sequence[Segment], asked: Container[int]) -> list[list[int]]:
    """The places of the lines asked for, those together that were given one speaker as one turn."""
    turns: list[list[int]] = []
    last: Segment | None = None
    for place, one in enumerate(lines):
        if one.kind not in SPOKEN:
            continue
        if place in asked and is_asked(one):
            if last and _goes_on(last, one):
                turns[-1].append(place)
            else:
                turns.append([place])
            last = one
        else:
            last = None
    return turns


def _goes_on(last: Segment, one: Segment) -> bool:
    if last.speaker != one.speaker or last.chapter != one.chapter:
        return False
    beside = (last.paragraph, last.evidence, last.confidence) == (one.paragraph, one.evidence, one.confidence)
    return beside or one.evidence == "continuation"


def _judged(one: Segment, head: Segment, meant: Meant) -> _Outcome:
    """What an answer makes of a line; `head` is the first line of its turn."""
    if not meant.answered:
        return _Outcome("fell_back", one, meant.trouble)
    if meant.trouble:
        return _Outcome("refused", one, meant.trouble)
    if meant.name is None:
        return _Outcome("unknown", one)
    if meant.name == one.speaker:
        sure = one.confidence + (1 - one.confidence) * AGREED
        return _Outcome("agreed", replace(one, confidence=round(sure, 3)))
    if one.confidence >= (KEPT_IF_EXPLICIT if head.evidence == "explicit" else KEPT_ANYWAY):
        return _Outcome("kept", one)
    return _Outcome("taken", replace(one, speaker=meant.name, confidence=TAKEN, evidence="turn"))


def _together(outcome: _Outcome, turn: Sequence[_Outcome]) -> _Outcome:
    """A line's outcome; one without an answer follows its turn where all that was answered there is one new name."""
    if outcome.name in NAMED:
        return outcome
    told = {(one.name, one.line.speaker) for one in turn if one.name in NAMED}
    verdict, name = told.pop() if len(told) == 1 else ("", None)
    if verdict != "taken":
        return outcome
    line = replace(outcome.line, speaker=name, confidence=TAKEN, evidence="continuation")
    return replace(outcome, line=line)


def _counted(report: LlmReport, outcomes: Sequence[_Outcome]) -> LlmReport:
    of = Counter(outcome.name for outcome in outcomes)
    return replace(
        report,
        asked=len(outcomes),
        agreed=of["agreed"],
        taken=of["taken"],
        kept=of["kept"],
        unknown=of["unknown"],
        refused=of["refused"],
        fell_back=of["fell_back"],
        reasons=tuple(Counter(outcome.trouble for outcome in outcomes if outcome.trouble).most_common()),
    )


def _characters(before: Sequence[Character], lines: Iterable[Segment]) -> tuple[Character, ...]:
    """Those who speak now, with the number of their lines; those whom only a model has named are new."""
    spoken = Counter(one.speaker for one in lines if one.speaker is not None)
    known = {one.name: one for one in before}
    found = [
        replace(known.get(name) or Character(name, gender=gender_of(name)), lines=count)
        for name, count in spoken.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.lines, one.name)))
