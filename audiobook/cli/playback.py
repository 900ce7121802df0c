"""Plays a WAV file with a player of this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

# Programs with the arguments that make them print nothing and exit at the end; most machines have one of them.
PLAYERS = (
    ("afplay",),
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("play", "-q"),
)


def play_file(path: Path) -> bool:
    """Plays a file to its end; False where no player works, such as on a machine without a sound card."""
    if sys.platform == "win32":
        return _play_on_windows(path)
    programs = ([shutil.which(player), *arguments] for player, *arguments in PLAYERS)
    return any(_run_player([program, *arguments, str(path)]) for program, *arguments in programs if program)


def _run_player(command: list[str | None]) -> bool:
    try:
        process = subprocess.run(
            [argument for argument in command if argument], check=False, stdin=subprocess.DEVNULL, capture_output=True
        )
    except OSError:
        return False
    return process.returncode == 0


def _play_on_windows(path: Path) -> bool:
    import winsound as sound

    try:
        sound.PlaySound(str(path), sound.SND_FILENAME)  # type: ignore[attr-defined,unused-ignore]
    except RuntimeError:
        return False
    return True
