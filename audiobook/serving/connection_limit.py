"""How many may ask at once: as many as this process may have files open for."""

from __future__ import annotations

import contextlib
import sys

# Each who listens takes a connection and a file; the program itself needs some more.
FILES_PER_CONNECTION, RESERVED_FILES = 2, 64
# macOS lets a process have 256 open files unless it asks for more, Linux 1,024.
DESIRED_OPEN_FILES = 4096
DEFAULT_OPEN_FILES = 1024


def max_connections() -> int:
    """How many connections there may be; the system is asked for more open files, as far as it gives them."""
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
