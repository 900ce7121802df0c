"""Tells at once that an album needs nothing: nothing is read, planned or loaded for that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audiobook.config import LLM, MakeSettings, StorySettings
from audiobook.errors import AudiobookError
from audiobook.inputs import inputs_of
from audiobook.manifest import ChapterFile, CompanionEntry, Manifest, is_whole, read_manifest
from audiobook.workspace import WORK_FOLDER, cannot_write, written_whole

FOLDER = "albums"


@dataclass(frozen=True, slots=True)
class FinishedAlbum:
    """An album that is all that it should be."""

    folder: Path
    manifest: Manifest


def finished_album(story: StorySettings, settings: MakeSettings) -> FinishedAlbum | None:
    """The album of a story where nothing that it depends on has changed and every file of it is whole, else None.

    What cannot be looked into here (a new take is wanted, a language model is asked) counts as changed.
    """
    if settings.again or story.attributor.attributor == LLM:
        return None
    try:
        kept = json.loads(_record(story, settings).read_text("utf-8"))
        folder, inputs, prints = Path(kept["folder"]), str(kept["inputs"]), kept["prints"]
        if inputs != inputs_of(story, settings).digest:
            return None
        unchanged = all(_print(engine, voice) == before for engine, voice, before in prints)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, AudiobookError):
        return None
    manifest = read_manifest(folder)
    files: list[ChapterFile | CompanionEntry] = [*manifest.chapters, *manifest.companions]
    whole = all(is_whole(folder, one) for one in files)
    return FinishedAlbum(folder, manifest) if unchanged and whole and manifest.inputs == inputs else None


def _print(engine: str, voice: str) -> str:
    from audiobook.engines.registry import engine_named

    return engine_named(engine).fingerprint(voice)


def keep_finished(
    story: StorySettings, settings: MakeSettings, folder: Path, inputs: str, voices: Iterable[tuple[str, str]]
) -> None:
    """Notes that the album in `folder`, spoken by these (engine, voice), is all that it should be for these inputs."""
    prints = [(engine, voice, _print(engine, voice)) for engine, voice in sorted(voices)]
    told = {"folder": str(folder.absolute()), "inputs": inputs, "prints": prints}
    with written_whole(_record(story, settings)) as part:
        part.write_text(json.dumps(told), "utf-8")


def forget_finished(story: StorySettings, settings: MakeSettings) -> None:
    """Takes back that the album is all that it should be, before anything is done to it.

    Raises OutputError where the folder does not let it.
    """
    path = _record(story, settings)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def _record(story: StorySettings, settings: MakeSettings) -> Path:
    """Where it is noted for a story: beside the clips, under a name made of the paths of its files."""
    paths = "\n".join(str(path.absolute()) for path in story.paths)
    name = hashlib.blake2b(paths.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return settings.output / WORK_FOLDER / FOLDER / f"{name}.json"
