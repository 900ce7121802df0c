"""How much there is of everything in a story, by chapter, so that a correction only counts its own chapter again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audiobook.commands.cast_table import count_characters
from audiobook.commands.unsure_lines import is_unsure
from audiobook.model import Script, Segment


@dataclass(frozen=True, slots=True)
class ChapterCounts:
    """The words read aloud, the lines of dialogue, those whose speaker is a guess, and each speaker's share.

    `speakers` has the number of lines and of characters of each, "" for those that nobody is known to say.
    """

    words: int
    lines: int
    unsure: int
    speakers: Mapping[str, tuple[int, int]]


StoryCounts = Mapping[int, ChapterCounts]


def count_story(script: Script) -> StoryCounts:
    """The counts of all chapters."""
    by_chapter: defaultdict[int, list[Segment]] = defaultdict(list)
    for segment in script.segments:
        by_chapter[segment.chapter].append(segment)
    return {number: count_chapter(segments) for number, segments in by_chapter.items()}


def recount_chapters(counts: StoryCounts, script: Script, numbers: Iterable[int]) -> StoryCounts:
    """The counts after corrections in some chapters."""
    return {**counts, **{number: count_chapter(script.chapter_segments(number)) for number in numbers}}


def count_chapter(segments: Iterable[Segment]) -> ChapterCounts:
    """The counts of the segments of a chapter."""
    words = lines = unsure = 0
    speakers: dict[str, tuple[int, int]] = {}
    for segment in segments:
        if segment.skipped is not None:
            continue
        words += len(segment.text.split())
        if not segment.kind.is_speech:
            continue
        lines += 1
        unsure += is_unsure(segment)
        if segment.speaker or segment.evidence != "correction":
            count, characters = speakers.get(segment.speaker or "", (0, 0))
            speakers[segment.speaker or ""] = (count + 1, characters + count_characters(segment.text))
    return ChapterCounts(words, lines, unsure, speakers)


def add_speakers(counts: StoryCounts) -> Mapping[str, tuple[int, int]]:
    """The lines and characters of each speaker in the whole story."""
    total: dict[str, tuple[int, int]] = {}
    for chapter in counts.values():
        for name, (lines, characters) in chapter.speakers.items():
            before = total.get(name, (0, 0))
            total[name] = (before[0] + lines, before[1] + characters)
    return total
