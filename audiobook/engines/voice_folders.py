"""The folders with voices on this machine, apart from those in Python packages.

There are two. `voices/` in the current folder belongs to the story or workspace, and is searched first. The machine's
own folder is the one in AUDIOBOOK_VOICES, or else in the system's folder for application data; `audiobook voices
install` puts voices there, and it is the only one whose commands.toml is read.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
from collections.abc import Iterator
from pathlib import Path

VOICES_VARIABLE = "AUDIOBOOK_VOICES"


def machine_folder() -> Path:
    """The voices folder of this machine, whether it exists or not."""
    configured = os.environ.get(VOICES_VARIABLE, "").strip()
    try:
        if configured:
            return Path(configured).expanduser()
        import platformdirs

        return Path(platformdirs.user_data_dir("audiobook", appauthor=False)) / "voices"
    except RuntimeError:  # a user without a home folder has no voices there
        return Path(configured or "~/voices")


def voice_folders() -> tuple[Path, ...]:
    """The existing folders that are searched for voices, the workspace's own first."""
    folders = (Path("voices"), machine_folder())
    return tuple(folder for folder in folders if folder.is_dir())


def find_voice_files(pattern: str) -> Iterator[Path]:
    """The files in the voice folders whose names match a pattern such as "*.onnx", sorted by folder and name."""
    for folder in voice_folders():
        yield from sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith("."))


def package_version(package: str) -> str:
    """The version of an installed package, "missing" if it isn't installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def file_digest(path: Path) -> str:
    """A digest of a file, 16 hexadecimal digits; "unreadable" if it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=8)).hexdigest()
    except OSError:
        return "unreadable"
