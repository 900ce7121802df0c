"""How many may ask at once: as many as this process may have files open for."""

from __future__ import annotations

import contextlib
import sys

# Each who listens takes a connection and a file; the program itself needs some more.
FILES_EACH, OWN_FILES = 2, 64
# macOS lets a process have 256 open files unless it asks for more, Linux 1,024.
WANTED_FILES = 4096
USUAL_FILES = 1024


def most_connections() -> int:
    """How many connections there may be; the system is asked for more open files, as far as it gives them."""
    return max(1, (_open_files() - OWN_FILES) // FILES_EACH)


def _open_files() -> int:
    if sys.platform == "win32":
        return USUAL_FILES
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if most == resource.RLIM_INFINITY else min(WANTED_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return WANTED_FILES if now == resource.RLIM_INFINITY else now
