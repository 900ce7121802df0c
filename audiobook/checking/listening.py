"""Listens to finished albums: to their clips in the audio cache, or else to their files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from audiobook.album.manifest import ChapterFile, read_manifest
from audiobook.checking.file_decoder import UndecodableError, decode_file
from audiobook.files.workspace import WORK_FOLDER, real_path
from audiobook.hearing.hear_clips import ClipHearer, HearingProgress
from audiobook.hearing.recognizer import SpeechRecognizer
from audiobook.hearing.results import results_path
from audiobook.model import Clip
from audiobook.model.sound import MAX_SAMPLE
from audiobook.production.album_record import AlbumRecord, read_record, record_path
from audiobook.production.hear_album import AlbumHearing, certificate_path, hear_album, write_certificate
from audiobook.production.voice_auditions import speak_audition
from audiobook.synthesis.clip_store import ClipStore, clip_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray


def hear_finished_album(
    folder: Path, recognizer: SpeechRecognizer, report_progress: HearingProgress
) -> AlbumHearing | None:
    """Hears the lines of a finished album, and keeps its certificate; None where no record says what its lines are."""
    output = _find_output(folder)
    record = read_record(record_path(output, real_path(folder))) if output else None
    if output is None or record is None:
        return None
    album = real_path(folder)
    clips = AlbumClips(output, album, record)
    hearer = ClipHearer(recognizer, clips.read, speak_audition)
    hearing = hear_album(record, clips, hearer, results_path(output, album), report_progress)
    write_certificate(certificate_path(output, album), hearing)
    return hearing


def _find_output(folder: Path) -> Path | None:
    """The output folder of an album: the one above it that has a work folder."""
    return next((parent for parent in real_path(folder).parents if (parent / WORK_FOLDER).is_dir()), None)


class AlbumClips:
    """The clips of an album: from the audio cache, or cut out of its chapter files where they aren't there any more."""

    def __init__(self, output: Path, folder: Path, record: AlbumRecord) -> None:
        self._store = ClipStore(clip_folder(output))
        self._folder = folder
        manifest = read_manifest(folder)
        self._places: dict[str, tuple[ChapterFile, int]] = {}
        for chapter in record.chapters:
            entry = manifest.find_chapter(chapter.file)
            if entry and len(entry.clip_times) == len(chapter.lines):
                self._places |= {line.key: (entry, index) for index, line in enumerate(chapter.lines)}
        # Lines come in order, so one chapter at a time is enough.
        self._decode = lru_cache(maxsize=1)(self._decode_file)

    def version(self, key: str) -> str:
        """The version of the clip in the cache, or that of the file that has it; "" if neither is there."""
        stored = self._store.version(key)
        if stored or key not in self._places:
            return stored
        return self._places[key][0].sha256

    def read(self, key: str) -> Clip | None:
        """The clip of a key; None where neither the cache nor a file has it."""
        clip = self._store.read(key)
        if clip is not None or key not in self._places:
            return clip
        entry, index = self._places[key]
        wave, rate = self._decode(entry.file)
        start, end = entry.clip_times[index]
        samples = wave[round(start * rate) : round(end * rate)]
        return Clip(samples, rate) if len(samples) else None

    def _decode_file(self, name: str) -> tuple[NDArray[np.int16], int]:
        """The sound of a chapter file, mono; nothing where it can't be decoded, which another check reports."""
        try:
            with decode_file(self._folder / name) as audio:
                wave = np.concatenate([block.mean(axis=1) for block in audio.blocks])
                return (np.clip(wave, -1, 1) * MAX_SAMPLE).astype(np.int16), audio.rate
        except UndecodableError:
            return np.zeros(0, np.int16), 1
