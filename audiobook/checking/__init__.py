"""Checks finished albums as a listener's player gets them: decoded, measured, and judged by a profile's rules.

Nothing here knows how albums are made: what is checked is the files, against specifications.
"""

from audiobook.checking.albums import checked
from audiobook.checking.values import AlbumCheck, FileCheck, Finding, Verdict

__all__ = ["AlbumCheck", "FileCheck", "Finding", "Verdict", "checked"]
