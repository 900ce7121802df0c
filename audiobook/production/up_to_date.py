"""Finds out quickly whether an album is up to date, without reading the story or loading a voice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiobook.album.editions import find_editions, has_all_editions
from audiobook.album.manifest import ChapterFile, Manifest, SidecarEntry, is_intact, read_manifest
from audiobook.errors import AudiobookError
from audiobook.files.workspace import WORK_FOLDER, atomic_write, to_output_error
from audiobook.model.album_options import NO_OPTIONS, AlbumOptions
from audiobook.production.context import BuildContext
from audiobook.production.fingerprint import digest_file
from audiobook.settings.settings import LLM

RECORDS_FOLDER = "albums"


@dataclass(frozen=True, slots=True)
class UpToDateAlbum:
    """An album that needs nothing: its folder, its manifest, and the story's cast file."""

    folder: Path
    manifest: Manifest
    cast_path: Path


def find_up_to_date_album(context: BuildContext) -> UpToDateAlbum | None:
    """The album of a story if nothing that it depends on has changed and all of its files are intact, else None.

    A new take, and speakers that a language model identifies, always count as a change.
    """
    if context.settings.again or context.story.attributor.kind == LLM:
        return None
    try:
        record = json.loads(_record_path(context.settings.output, context.story.paths).read_text("utf-8"))
        folder = context.settings.output / str(record["folder"])
        fingerprint, voice_fingerprints = str(record["inputs"]), record["prints"]
        cast_path = Path(record["cast"])
        current = context.fingerprint.with_cast_file(cast_path, digest_file(cast_path))
        if record.get("series"):
            series_path, number = Path(record["series"]), record["number"]
            current = current.with_cast_file(series_path, _digest_series(series_path, number))
        if fingerprint != current.digest:
            return None
        voices_unchanged = all(
            _voice_fingerprint(engine, voice) == old_fingerprint
            for engine, voice, old_fingerprint in voice_fingerprints
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, AudiobookError):
        return None
    manifest = read_manifest(folder)
    files_intact = (
        _is_whole(folder, manifest)
        and has_all_editions(folder, manifest)
        and all(_is_whole(path, edition) for _, path, edition in find_editions(folder))
    )
    return (
        UpToDateAlbum(folder, manifest, cast_path)
        if voices_unchanged and files_intact and manifest.inputs == fingerprint
        else None
    )


def _digest_series(path: Path, number: float | None) -> str:
    from audiobook.casting.series_cast import read_series_cast

    return read_series_cast(path, number).digest


def _is_whole(folder: Path, manifest: Manifest) -> bool:
    files: list[ChapterFile | SidecarEntry] = [*manifest.chapters, *manifest.companions]
    return all(is_intact(folder, entry) for entry in files)


def recall_recorded_options(output: Path, paths: tuple[Path, ...]) -> AlbumOptions:
    """The options of the album that was last made from these files; none where it is not on record.

    Nothing is read but the record and the album's manifest, so this only serves to find out whether the album is up to
    date: the files may hold another story by now.
    """
    try:
        record = json.loads(_record_path(output, paths).read_text("utf-8"))
        return read_manifest(output / str(record["folder"])).options
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return NO_OPTIONS


def _voice_fingerprint(engine: str, voice: str) -> str:
    from audiobook.engines.registry import create_engine

    return create_engine(engine).fingerprint(voice)


def record_up_to_date(context: BuildContext, folder: Path, fingerprint: str, voices: Iterable[tuple[str, str]]) -> None:
    """Records that the album in `folder` is up to date with a fingerprint; `voices` are its voices (engine, name).

    Raises OutputError where the record cannot be written.
    """
    voice_fingerprints = [(engine, voice, _voice_fingerprint(engine, voice)) for engine, voice in sorted(voices)]
    record = {
        "folder": folder.relative_to(context.settings.output).as_posix(),
        "story": [str(path.absolute()) for path in context.story.paths],
        "cast": str((context.cast_path or Path()).absolute()),
        "series": str(context.series_path.absolute()) if context.series_path else "",
        "number": context.series_number,
        "inputs": fingerprint,
        "prints": voice_fingerprints,
    }
    with atomic_write(_record_path(context.settings.output, context.story.paths)) as temp_path:
        temp_path.write_text(json.dumps(record), "utf-8")


def list_recorded_stories(output: Path) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """The albums on record: the folder below `output`, with slashes, and the files of the story.

    Records of older versions don't know the files; they are left out, and so is what cannot be read.
    """
    for path in sorted((output / WORK_FOLDER / RECORDS_FOLDER).glob("*.json")):
        try:
            record = json.loads(path.read_text("utf-8"))
            files = tuple(Path(str(file)) for file in record["story"])
            folder = str(record["folder"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if files:
            yield folder, files


def discard_record(context: BuildContext) -> None:
    """Removes the record that the album is up to date, before anything is done to it.

    Raises OutputError where it cannot be removed.
    """
    path = _record_path(context.settings.output, context.story.paths)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise to_output_error(path, error) from error


def _record_path(output: Path, paths: tuple[Path, ...]) -> Path:
    """The record of a story, in the work folder, under a name made of the paths of its files."""
    joined = "\n".join(str(path.absolute()) for path in paths)
    name = hashlib.blake2b(joined.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return output / WORK_FOLDER / RECORDS_FOLDER / f"{name}.json"
