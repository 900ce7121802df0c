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
from audiobook.publishing.book_file import Part, book_marks, bound_book, part_of
from audiobook.publishing.changes import (
    Action,
    Change,
    Changes,
    book_of,
    book_tags_of,
    changes_of,
    in_order_of_names,
    sound_of,
    tags_of,
    take_of,
)
from audiobook.publishing.episode import EpisodeJob, EpisodeReport, file_name, publish, timed_tags
from audiobook.publishing.retagging import refuse_what_is_not_ours, removed, retagged
from audiobook.publishing.single import stitched_file
from audiobook.publishing.tags.files import TrackTags, tag_m4b

__all__ = [
    "Action",
    "Change",
    "Changes",
    "CompanionFile",
    "EpisodeJob",
    "EpisodeReport",
    "FinishedAlbum",
    "Mark",
    "Part",
    "Passage",
    "Reader",
    "Recording",
    "TrackTags",
    "book_marks",
    "book_of",
    "book_tags_of",
    "bound_book",
    "changes_of",
    "file_name",
    "in_order_of_names",
    "mime_of_sound",
    "part_of",
    "passages_of",
    "publish",
    "refuse_what_is_not_ours",
    "removed",
    "retagged",
    "scene_marks",
    "sound_of",
    "stitched_file",
    "tag_m4b",
    "tags_of",
    "take_of",
    "timed_tags",
]
