"""From clips to an album: stitched, encoded and tagged MP3 chapters, each appearing whole under its final name."""

from audiobook.publishing.encoding import BITRATES
from audiobook.publishing.episode import EpisodeJob, EpisodeReport, file_name, publish
from audiobook.publishing.single import stitched_file
from audiobook.publishing.tagging import TrackTags

__all__ = ["BITRATES", "EpisodeJob", "EpisodeReport", "TrackTags", "file_name", "publish", "stitched_file"]
