"""What of an album is made already, by chapter and by paragraph."""

from __future__ import annotations

from collections.abc import Mapping

from audiobook.commands.make import plan_changes
from audiobook.pipeline import plan_analyzed_album
from audiobook.production.changes import ChangeAction
from audiobook.studio.open_story import OpenStory
from audiobook.studio.snapshot import Snapshot
from audiobook.studio.sound import Speaker
from audiobook.studio.view_model import MADE, NOT_MADE, OUTDATED


def find_chapter_states(snapshot: Snapshot) -> Mapping[int, str]:
    """Whether each chapter is in the album as `make` would make it now; raises as `plan_analyzed_album`."""
    plan = plan_analyzed_album(snapshot.context, snapshot.analysis)
    changes = plan_changes(plan)
    finished = {entry.number for entry in plan.chapter_manifest.chapters if entry.sha256}
    return {
        change.job.episode.number: _name_state(change.action, change.job.episode.number in finished)
        for change in changes.chapters
    }


def _name_state(action: ChangeAction, is_finished: bool) -> str:
    if action is ChangeAction.KEEP:
        return MADE
    return OUTDATED if is_finished else NOT_MADE


def find_paragraph_states(story: OpenStory, speaker: Speaker, number: int, is_finished: bool) -> dict[int, str]:
    """Whether the lines of each paragraph of a chapter have been spoken as they would be now.

    Of a chapter that is in the album (`is_finished`), other lines are out of date.
    """
    plan = speaker.plan_chapter_of(story, number)
    states: dict[int, str] = {}
    for cue in plan.album.episodes[0].cues:
        if not speaker.has_clip(cue.utterance):
            states[cue.paragraph] = OUTDATED if is_finished else NOT_MADE
        states.setdefault(cue.paragraph, MADE)
    return states
