"""The cast file of a story, `voices/<story>.toml`: what a person says of its characters, lines and voices."""

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import CastEntry, CastFile, NamedLine, VoiceChoice
from audiobook.cast_file.writing import written_cast, written_into

__all__ = ["CastEntry", "CastFile", "NamedLine", "VoiceChoice", "read_cast_file", "written_cast", "written_into"]
