"""The maximum number of connections, from the number of files that this process may open."""

from __future__ import annotations

import contextlib
import sys

# Each client takes a connection and an open file; the program itself needs some more.
FILES_PER_CONNECTION, RESERVED_FILES = 2, 64
# By default a process may open 256 files on macOS, and 1,024 on Linux.
DESIRED_OPEN_FILES = 4096
DEFAULT_OPEN_FILES = 1024


def max_connections() -> int:
    """The maximum number of connections; raises the limit of open files as far as the system allows."""
    return max(1, (_raise_file_limit() - RESERVED_FILES) // FILES_PER_CONNECTION)


def _raise_file_limit() -> int:
    if sys.platform == "win32":
        return DEFAULT_OPEN_FILES
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESIRED_OPEN_FILES if most == resource.RLIM_INFINITY else min(DESIRED_OPEN_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return DESIRED_OPEN_FILES if now == resource.RLIM_INFINITY else now
