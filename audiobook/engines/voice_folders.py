"""Where voices live on this machine, besides those that come inside Python packages.

There are two folders. `voices/` in the folder that the program is run in belongs to the story or workspace, and is
looked into first. The machine's own folder is the one AUDIOBOOK_VOICES names, else the place that the system keeps for
programs' data; `audiobook voices install` puts voices there, and only there may programs be named that are run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

VOICES_VARIABLE = "AUDIOBOOK_VOICES"


def machine_folder() -> Path:
    """The voices folder of this machine, whether or not it is there yet."""
    configured = os.environ.get(VOICES_VARIABLE, "").strip()
    try:
        if configured:
            return Path(configured).expanduser()
        import platformdirs

        return Path(platformdirs.user_data_dir("audiobook", appauthor=False)) / "voices"
    except RuntimeError:  # somebody whom the system gives no home: nothing lies there
        return Path(configured or "~/voices")


def voice_folders() -> tuple[Path, ...]:
    """The folders that voices are looked for in, the workspace's own first."""
    folders = (Path("voices"), machine_folder())
    return tuple(folder for folder in folders if folder.is_dir())


def find_voice_files(pattern: str) -> Iterator[Path]:
    """The files of the voice folders whose names fit a pattern such as "*.onnx", in order of folder and name."""
    for folder in voice_folders():
        yield from sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith("."))


def package_folder(package: str) -> Path | None:
    """The folder of an installed package, None where it is missing; nothing of it is run."""
    spec = importlib.util.find_spec(package)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def file_digest(path: Path) -> str:
    """What tells a file's bytes from all others: 16 hexadecimal digits; "unreadable" where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8)).hexdigest()
    except OSError:
        return "unreadable"
