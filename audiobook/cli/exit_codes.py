"""The exit codes of all commands."""

from __future__ import annotations

EXIT_ERROR = 1
EXIT_BUG = 3
# Made, but some lines could not be spoken.
EXIT_INCOMPLETE = 4
# Some of several stories failed; the others are done.
EXIT_SOME_STORIES_FAILED = 5
