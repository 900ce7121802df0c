"""Who speaks with whom: what a cast has to keep apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from audiobook.model import Kind, Script


@dataclass(frozen=True, slots=True)
class Meetings:
    """How often two characters (in the order of the alphabet) follow one another, and who speaks in each scene."""

    turns: tuple[tuple[tuple[str, str], int], ...] = ()
    scenes: tuple[frozenset[str], ...] = ()


def meetings_in(script: Script) -> Meetings:
    """The meetings of a script whose speakers are known; a scene ends at a break and with its chapter."""
    turns: Counter[tuple[str, str]] = Counter()
    scenes: list[set[str]] = [set()]
    chapter, before = 0, ""
    for one in script.segments:
        if one.kind is Kind.BREAK or one.chapter != chapter:
            scenes.append(set())
            chapter, before = one.chapter, ""
        if one.kind not in (Kind.SPEECH, Kind.THOUGHT) or not one.speaker:
            continue
        scenes[-1].add(one.speaker)
        if before and before != one.speaker:
            turns[(min(before, one.speaker), max(before, one.speaker))] += 1
        before = one.speaker
    return Meetings(tuple(sorted(turns.items())), tuple(frozenset(scene) for scene in scenes if scene))
