"""Tells at once that an album needs nothing: nothing is read, planned or loaded for that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.manifest import ChapterFile, Manifest, SidecarEntry, is_intact, read_manifest
from audiobook.errors import AudiobookError
from audiobook.files.workspace import WORK_FOLDER, atomic_write, to_output_error
from audiobook.production.fingerprint import compute_fingerprint
from audiobook.settings.settings import LLM, MakeSettings, StorySettings

RECORDS_FOLDER = "albums"


@dataclass(frozen=True, slots=True)
class UpToDateAlbum:
    """An album that is all that it should be."""

    folder: Path
    manifest: Manifest


def find_up_to_date_album(story: StorySettings, settings: MakeSettings) -> UpToDateAlbum | None:
    """The album of a story where nothing that it depends on has changed and every file of it is whole, else None.

    What cannot be looked into here (a new take is wanted, a language model is asked) counts as changed.
    """
    if settings.again or story.attributor.kind == LLM:
        return None
    try:
        record = json.loads(_record_path(story, settings).read_text("utf-8"))
        folder, fingerprint, voice_fingerprints = Path(record["folder"]), str(record["inputs"]), record["prints"]
        if fingerprint != compute_fingerprint(story, settings).digest:
            return None
        voices_unchanged = all(
            _voice_fingerprint(engine, voice) == old_fingerprint
            for engine, voice, old_fingerprint in voice_fingerprints
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, AudiobookError):
        return None
    manifest = read_manifest(folder)
    files: list[ChapterFile | SidecarEntry] = [*manifest.chapters, *manifest.companions]
    files_intact = all(is_intact(folder, entry) for entry in files)
    return (
        UpToDateAlbum(folder, manifest)
        if voices_unchanged and files_intact and manifest.inputs == fingerprint
        else None
    )


def _voice_fingerprint(engine: str, voice: str) -> str:
    from audiobook.engines.registry import create_engine

    return create_engine(engine).fingerprint(voice)


def record_up_to_date(
    story: StorySettings, settings: MakeSettings, folder: Path, fingerprint: str, voices: Iterable[tuple[str, str]]
) -> None:
    """Notes that the album in `folder`, spoken by these (engine, voice), is all that it should be for these inputs."""
    voice_fingerprints = [(engine, voice, _voice_fingerprint(engine, voice)) for engine, voice in sorted(voices)]
    record = {"folder": str(folder.absolute()), "inputs": fingerprint, "prints": voice_fingerprints}
    with atomic_write(_record_path(story, settings)) as temp_path:
        temp_path.write_text(json.dumps(record), "utf-8")


def discard_record(story: StorySettings, settings: MakeSettings) -> None:
    """Takes back that the album is all that it should be, before anything is done to it.

    Raises OutputError where the folder does not let it.
    """
    path = _record_path(story, settings)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise to_output_error(path, error) from error


def _record_path(story: StorySettings, settings: MakeSettings) -> Path:
    """Where it is noted for a story: beside the clips, under a name made of the paths of its files."""
    paths = "\n".join(str(path.absolute()) for path in story.paths)
    name = hashlib.blake2b(paths.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return settings.output / WORK_FOLDER / RECORDS_FOLDER / f"{name}.json"
