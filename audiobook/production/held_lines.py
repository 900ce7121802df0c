"""Holds the lines of a grown story as the album has them: a new chapter is no reason to speak the others again.

Every chapter adds to what is known of a story: who speaks a line that was unsure, how a voice sounds. When only the
story has changed, its former lines keep the voice, the delivery and the pauses that the listener knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from audiobook.model import Cue, Episode
from audiobook.production.album_record import AlbumRecord, RecordedChapter, RecordedUtterance
from audiobook.production.plan import Plan
from audiobook.production.text_likeness import pair_by_text

# Chapters with a smaller share of lines in common are two chapters, though both may have a “Yes,” somewhere.
MIN_LIKENESS = 0.4


def hold_lines(plan: Plan, record: AlbumRecord) -> Plan:
    """The plan with the lines that the album on record has, as they are there.

    A chapter with the same lines as before also keeps the number of tracks in its tags, so that its file stays.
    """
    now = {one.number: [cue.utterance.spoken for cue in one.cues] for one in plan.all_episodes}
    before = {number: [line.utterance.spoken for line in one.lines] for number, one in enumerate(record.chapters)}
    same = {number: record.chapters[former] for number, former in pair_by_text(now, before).items()}
    episodes = {one.number: hold_chapter(one, record, same.get(one.number)) for one in plan.all_episodes}
    asked = (episodes.get(episode.number, episode) for episode in plan.album.episodes)
    return replace(plan, all_episodes=tuple(episodes.values()), album=replace(plan.album, episodes=tuple(asked)))


def hold_chapter(episode: Episode, record: AlbumRecord, former: RecordedChapter | None = None) -> Episode:
    """The chapter with the lines that the album on record has of it, as they are there; `former` has the same text."""
    chapter = former or _find_chapter(episode, record)
    if chapter is None:
        return episode
    before = [line.utterance.spoken for line in chapter.lines]
    now = [cue.utterance.spoken for cue in episode.cues]
    if now == before:
        cues = tuple(map(_hold_line, episode.cues, chapter.lines))
        return replace(episode, cues=cues, tracks=chapter.tracks or episode.tracks)
    return replace(episode, cues=_hold_common_lines(episode.cues, now, chapter.lines, before))


def _find_chapter(episode: Episode, record: AlbumRecord) -> RecordedChapter | None:
    """The chapter on record with the same title, the one with the nearest number; or else with the same number."""
    same_title = [chapter for chapter in record.chapters if chapter.title == episode.title]
    same_number = [chapter for chapter in record.chapters if chapter.number == episode.number]
    nearest = sorted(same_title, key=lambda chapter: abs(chapter.number - episode.number))
    return next(iter((*nearest, *same_number)), None)


def _hold_common_lines(
    cues: tuple[Cue, ...], now: Sequence[str], lines: Sequence[RecordedUtterance], before: Sequence[str]
) -> tuple[Cue, ...]:
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    if matcher.ratio() < MIN_LIKENESS:
        return cues
    held = list(cues)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            held[block.b + offset] = _hold_line(cues[block.b + offset], lines[block.a + offset])
    return tuple(held)


def _hold_line(cue: Cue, line: RecordedUtterance) -> Cue:
    pause = cue.pause_ms if line.pause_ms is None else line.pause_ms
    return replace(cue, utterance=line.utterance, pause_ms=pause)
