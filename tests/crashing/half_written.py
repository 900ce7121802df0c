"""Plants what a killed process leaves."""

from __future__ import annotations

import os
from pathlib import Path

from audiobook.files.workspace import PART_ENDING, atomic_write


def leave_half_written(target: Path) -> Path:
    """Has a process die while it writes `target`; the path of the temporary file that it leaves.

    Not on Windows, where processes are not forked.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    child = os.fork()
    if not child:
        with atomic_write(target) as part:
            part.write_text("half")
            os._exit(0)
    os.waitpid(child, 0)
    return next(path for path in target.parent.iterdir() if path.name.endswith(f".{child}{PART_ENDING}"))
