"""Checks finished albums as a listener's player gets them: decoded, measured, and judged by a profile's rules.

Nothing here knows how albums are made: what is checked is the files, against specifications.
"""

from audiobook.checking.albums import checked
from audiobook.checking.limits import LIMITS
from audiobook.checking.values import AlbumCheck, FileCheck, Finding, Verdict

PROFILES = tuple(LIMITS)

__all__ = ["PROFILES", "AlbumCheck", "FileCheck", "Finding", "Verdict", "checked"]
