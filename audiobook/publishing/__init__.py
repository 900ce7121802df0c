"""From clips to an album: stitched, encoded and tagged chapters, each appearing whole under its final name."""

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
from audiobook.publishing.episode import EpisodeJob, EpisodeReport, file_name, publish
from audiobook.publishing.retagging import refuse_what_is_not_ours, removed, retagged
from audiobook.publishing.single import stitched_file
from audiobook.publishing.tagging import TrackTags

__all__ = [
    "Action",
    "Change",
    "Changes",
    "EpisodeJob",
    "EpisodeReport",
    "TrackTags",
    "changes_of",
    "file_name",
    "in_order_of_names",
    "publish",
    "refuse_what_is_not_ours",
    "removed",
    "retagged",
    "sound_of",
    "stitched_file",
    "tags_of",
    "take_of",
]
