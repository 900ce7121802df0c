"""Scripts with speakers already filled in, for a model to agree with or not."""

from __future__ import annotations

from pathlib import Path

from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Attribution, Character, Manuscript, Script, Segment
from audiobook.quotations.script import build_script

BEA = Character("Bea Marlow", ("Bea", "Mrs. Marlow"), "female")
TOM = Character("Tom", ("Thomas Ashby",), "male")
Given = tuple[str | None, float, str]
UNSURE: Given = ("Bea Marlow", 0.5, "turn")
NOBODY: Given = (None, 0.0, "none")


def script_of(text: str) -> Script:
    return build_script(split_chapters(Manuscript(Path("story.txt"), text), SplitOptions()))


def attribution_of(text: str, *given: Given, characters: tuple[Character, ...] = (BEA, TOM)) -> Attribution:
    """A story whose spoken lines have these speakers, one after the other (the last for all that are left)."""
    from dataclasses import replace

    script = script_of(text)
    left = list(given or (UNSURE,))
    filled: list[Segment] = []
    for one in script.segments:
        if one.kind.is_speech:
            speaker, confidence, evidence = left.pop(0) if len(left) > 1 else left[0]
            one = replace(one, speaker=speaker, confidence=confidence, evidence=evidence)  # noqa: PLW2901
        filled.append(one)
    return Attribution(replace(script, segments=tuple(filled)), characters)


def spoken(attribution: Attribution) -> list[Given]:
    """Speaker, confidence and evidence of each spoken line."""
    return [(one.speaker, one.confidence, one.evidence) for one in attribution.script.segments if one.kind.is_speech]


def speakers(attribution: Attribution) -> list[str | None]:
    return [speaker for speaker, _, _ in spoken(attribution)]
