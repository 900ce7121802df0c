"""What may never lie in a folder, whatever happened to the command that wrote there."""

from __future__ import annotations

import hashlib
import json
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from audiobook.engines.checksums import CHECKSUM_ENDING
from benchmarks.abuse.ground import Files, Undisturbed

SOUNDS = (".mp3", ".m4b", ".opus", ".flac", ".wav", ".epub", ".onnx")
# What a person does at random moments leaves more clips than one run makes; a link is made up anew in each folder; the
# checksum of a voice is kept with the time at which its file was written.
PASSING = ("/clips", "studio-token", "/studio", ".lock", CHECKSUM_ENDING)


def half_written(folder: Path, known: Undisturbed, by_hand: bool) -> Iterator[str]:
    """Files under their final names that are neither as before nor as after, or that nothing can read."""
    whole = {name: {known.before.get(name), known.after.get(name)} for name in known.before | known.after}
    known_digests = {*known.before.values(), *known.after.values()}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or path.name.startswith("."):
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if name.startswith("voices/") and not by_hand and digest not in whole.get(name, ()):
            yield f"cast file {name} is hurt"
        elif path.suffix in SOUNDS and "/clips/" not in name and not by_hand and digest not in known_digests:
            yield f"{name} is neither as before nor as after"
        elif digest not in known_digests and (problem := unreadable(path)):
            yield f"{name} is half written: {problem}"


def unreadable(path: Path) -> str:
    """Why a file can't be read as what it is, "" if it can."""
    try:
        if path.suffix == ".json":
            json.loads(path.read_bytes())
        elif path.suffix == ".toml":
            tomllib.loads(path.read_text("utf-8"))
        elif path.suffix == ".epub":
            with zipfile.ZipFile(path) as book:
                return book.testzip() or ""
    except (ValueError, zipfile.BadZipFile) as error:
        return str(error)
    return ""


def differences(found: Files, wanted: Files, by_hand: bool) -> Iterator[str]:
    """How a folder differs from an undisturbed one."""
    for name in sorted(found.keys() | wanted.keys()):
        if any(word in name for word in (PASSING if by_hand else PASSING[1:])):
            continue
        if found.get(name) != wanted.get(name):
            yield f"{name} {'is left over' if name not in wanted else 'is missing' if name not in found else 'differs'}"
