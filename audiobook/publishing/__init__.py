"""From clips to an album: stitched, encoded and tagged chapters, each appearing whole under its final name."""

from audiobook.publishing.album import (
    CompanionFile,
    FinishedAlbum,
    Mark,
    Passage,
    Reader,
    Recording,
    mime_of_sound,
    passages_of,
    scene_marks,
)
from audiobook.publishing.changes import (
    Action,
    Change,
    Changes,
    changes_of,
    in_order_of_names,
    sound_of,
    tags_of,
    take_of,
)
from audiobook.publishing.episode import EpisodeJob, EpisodeReport, file_name, publish, timed_tags
from audiobook.publishing.retagging import refuse_what_is_not_ours, removed, retagged
from audiobook.publishing.single import stitched_file
from audiobook.publishing.tagging import TrackTags

__all__ = [
    "Action",
    "Change",
    "Changes",
    "CompanionFile",
    "EpisodeJob",
    "EpisodeReport",
    "FinishedAlbum",
    "Mark",
    "Passage",
    "Reader",
    "Recording",
    "TrackTags",
    "changes_of",
    "file_name",
    "in_order_of_names",
    "mime_of_sound",
    "passages_of",
    "publish",
    "refuse_what_is_not_ours",
    "removed",
    "retagged",
    "scene_marks",
    "sound_of",
    "stitched_file",
    "tags_of",
    "take_of",
    "timed_tags",
]
