"""Plays a WAV file with whatever this machine plays sound with."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# Each with the words that keep it quiet and let it end by itself; most machines have one of them.
PLAYERS = (
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("play", "-q"),
)


def played(path: Path) -> bool:
    """Plays a file to its end; False where nothing here can, such as on a machine without a sound card."""
    if sys.platform == "win32":
        return _played_by_windows(path)
    found = ([shutil.which(player), *words] for player, *words in PLAYERS)
    return any(_ran([program, *words, str(path)]) for program, *words in found if program)


def _ran(words: list[str | None]) -> bool:
    try:
        done = subprocess.run(
            [word for word in words if word], check=False, stdin=subprocess.DEVNULL, capture_output=True
        )
    except OSError:
        return False
    return done.returncode == 0


def _played_by_windows(path: Path) -> bool:
    import winsound as sound

    try:
        sound.PlaySound(str(path), sound.SND_FILENAME)  # type: ignore[attr-defined,unused-ignore]
    except RuntimeError:
        return False
    return True
