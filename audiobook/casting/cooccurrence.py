"""Counts who speaks with whom, for casts in which those characters sound different."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from audiobook.model import Kind, Script


@dataclass(frozen=True, slots=True)
class Encounters:
    """How often two characters (in alphabetical order) speak one after the other, and who speaks in each scene."""

    adjacent_counts: tuple[tuple[tuple[str, str], int], ...] = ()
    scene_speakers: tuple[frozenset[str], ...] = ()


def count_encounters(script: Script) -> Encounters:
    """The encounters in an attributed script; a scene ends at a scene break or with its chapter."""
    turns: Counter[tuple[str, str]] = Counter()
    scenes: list[set[str]] = [set()]
    chapter, last_speaker = 0, ""
    for segment in script.segments:
        if segment.kind is Kind.BREAK or segment.chapter != chapter:
            scenes.append(set())
            chapter, last_speaker = segment.chapter, ""
        if not segment.kind.is_speech or not segment.speaker:
            continue
        scenes[-1].add(segment.speaker)
        if last_speaker and last_speaker != segment.speaker:
            turns[(min(last_speaker, segment.speaker), max(last_speaker, segment.speaker))] += 1
        last_speaker = segment.speaker
    return Encounters(tuple(sorted(turns.items())), tuple(frozenset(scene) for scene in scenes if scene))
