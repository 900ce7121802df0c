"""The audio cache: clips by a key made of everything that shapes their sound.

A clip is a FLAC file followed by 16 bytes: the digest of the file, keyed with the clip's own key. So a file that was
cut off, changed in any bit, or that has another clip's name is detected when it is read, and counts as missing. A
file's modification time says when its clip was last used.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from audiobook.errors import OutputError
from audiobook.files.workspace import WORK_FOLDER, atomic_write, remove_if_empty
from audiobook.model import Clip, Prosody, Utterance, Voice

# Increased when the way that clips are prepared, shaped, trimmed or stored changes, so that older ones aren't reused.
CLIP_LAYOUT = 6
CLIP_ENDING = ".flac"
CLIP_NAME_PATTERN = re.compile(rf"[0-9a-f]{{4,32}}{re.escape(CLIP_ENDING)}")
DIGEST_BYTES = 16
# No utterance is this long; for a damaged header, the decoder would reserve gigabytes.
MAX_CLIP_SECONDS = 1800
# Use is recorded at most once in this time, so that reading a book's clips again writes nothing.
TOUCH_INTERVAL_SECONDS = 24 * 3600


def clip_folder(output: Path) -> Path:
    """The folder with the clips of all albums below `output`."""
    return output / WORK_FOLDER / "clips"


def clip_key(utterance: Utterance, fingerprint: str) -> str:
    """The key of an utterance's clip: 32 hexadecimal digits, the same only for the same sound.

    Fields with their default values are left out, so that keys stay the same when voice recipes get new fields.
    """
    key_source = json.dumps([CLIP_LAYOUT, fingerprint, non_default_fields(utterance)], sort_keys=True)
    return hashlib.blake2b(key_source.encode(), digest_size=16).hexdigest()


def non_default_fields(value: Utterance | Voice | Prosody) -> dict[str, Any]:
    """The fields of a value without those that have their defaults; integers become floats, so that 1 equals 1.0."""
    non_defaults: dict[str, Any] = {}
    for field in fields(value):
        field_value = getattr(value, field.name)
        if field.default is not MISSING and field_value == field.default:
            continue
        if isinstance(field_value, Voice | Prosody):
            non_defaults[field.name] = non_default_fields(field_value)
        else:
            non_defaults[field.name] = float(field_value) if isinstance(field_value, int) else field_value
    return non_defaults


@dataclass(frozen=True, slots=True)
class ClipFile:
    """The file of a clip: its path, its size in bytes, and when it was last used (seconds since 1970)."""

    path: str
    size: int
    last_used: float

    @property
    def key(self) -> str:
        """The key of the clip."""
        return Path(self.path).stem


class ClipStore:
    """Clips as files in a folder, written atomically; damaged ones count as missing.

    Any number of processes may use a store at once: a clip that another process removed is missing, one that two
    processes wrote is stored once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """The path of the clip with that key, whether it exists or not."""
        return self.folder / key[:2] / f"{key}{CLIP_ENDING}"

    def has(self, key: str) -> bool:
        """Whether there is a file for that key; only `read` finds out whether it is intact."""
        return self.path(key).is_file()

    def version(self, key: str) -> str:
        """What tells the sound that is stored for a key from another one that may replace it; "" if there is none."""
        try:
            with self.path(key).open("rb") as file:
                file.seek(-DIGEST_BYTES, os.SEEK_END)
                return file.read().hex()
        except OSError:
            return ""

    def write(self, key: str, clip: Clip) -> None:
        """Stores a clip; raises OutputError if the disk is full or the folder can't be written."""
        self._put(key, seal_clip(key, clip))

    def write_sealed(self, key: str, data: bytes) -> None:
        """Stores the bytes of a clip that were made elsewhere; raises OutputError as `write` does.

        Raises ValueError if they are damaged, are not a clip, or belong to another key.
        """
        if _open_clip(data, key) is None:
            raise ValueError(f"the clip {key} was damaged on its way")
        self._put(key, data)

    def _put(self, key: str, data: bytes) -> None:
        try:
            with atomic_write(self.path(key), fsync=False) as part_path:
                part_path.write_bytes(data)
        except OutputError:
            # Windows lets no file be replaced while another process reads it; the clip that is there is just as good.
            if self.read(key) is None:
                raise

    def read(self, key: str) -> Clip | None:
        """The clip of that key, None if there is none; a damaged one is removed."""
        path = self.path(key)
        try:
            data, status = _read_with_status(path)
        except OSError:
            return None
        clip = _open_clip(data, key)
        if clip is None:
            _remove_file(path, status)
            return None
        # Compared by the absolute difference: a clock that was wrong once must not make a clip look new for ever.
        if abs(time.time() - status.st_mtime) > TOUCH_INTERVAL_SECONDS:
            with contextlib.suppress(OSError):
                os.utime(path)
        return clip

    def clip_files(self) -> Iterator[ClipFile]:
        """All clips, in no particular order; no file is opened."""
        for folder in _scan_folder(self.folder):
            for entry in _scan_folder(Path(folder.path)) if len(folder.name) == 2 else ():
                # Files with other names don't belong to the store and are never removed.
                if CLIP_NAME_PATTERN.fullmatch(entry.name) and entry.name.startswith(folder.name):
                    with contextlib.suppress(OSError):
                        status = entry.stat(follow_symlinks=False)
                        yield ClipFile(entry.path, status.st_size, status.st_mtime)

    def is_intact(self, clip: ClipFile) -> bool:
        """Whether a clip is as it was written; a damaged one is removed, one that disappeared counts as intact."""
        path = Path(clip.path)
        try:
            data, status = _read_with_status(path)
        except FileNotFoundError:
            return True
        except OSError:
            _remove_file(path)
            return False
        if _unseal(data, clip.key) is not None:
            return True
        _remove_file(path, status)
        return False

    def trim(self, max_bytes: int, needed_keys: Collection[str] = ()) -> tuple[ClipFile, ...]:
        """Removes the least recently used clips until at most `max_bytes` are left, but none with a needed key.

        Returns what was removed. Call it only if no other run is at work, which may need clips unknown to this one.
        """
        clips = list(self.clip_files())
        excess_bytes = sum(clip.size for clip in clips) - max_bytes
        removed: list[ClipFile] = []
        for clip in sorted(clips, key=lambda clip_file: clip_file.last_used) if excess_bytes > 0 else ():
            if excess_bytes <= 0:
                break
            if clip.key not in needed_keys and _remove_file(Path(clip.path)):
                excess_bytes -= clip.size
                removed.append(clip)
        return tuple(removed)

    def clear(self) -> tuple[ClipFile, ...]:
        """Removes all clips, and the folder if it is empty then; returns the clips."""
        removed = self.trim(-1)
        for folder in list(_scan_folder(self.folder)):
            remove_if_empty(Path(folder.path), levels=1)
        remove_if_empty(self.folder, levels=1)
        return removed


def seal_clip(key: str, clip: Clip) -> bytes:
    """The bytes of a clip as a store keeps them: FLAC, and a digest that tells damage and other keys."""
    return _seal(_encode_flac(clip), key)


def _scan_folder(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The entries of a folder; nothing if it doesn't exist."""
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        yield from entries


def _read_with_status(path: Path) -> tuple[bytes, os.stat_result]:
    with path.open("rb") as file:
        return file.read(), os.fstat(file.fileno())


def _remove_file(path: Path, expected: os.stat_result | None = None) -> bool:
    """Removes a file, but not if it isn't the `expected` one any more: another process may have repaired it."""
    try:
        if expected is not None and not os.path.samestat(path.stat(), expected):
            return False
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _seal(body: bytes, key: str) -> bytes:
    return body + _digest(body, key)


def _unseal(data: bytes, key: str) -> bytes | None:
    """What was sealed with that key, None if it is incomplete or was changed."""
    body, digest = data[:-DIGEST_BYTES], data[-DIGEST_BYTES:]
    return body if digest == _digest(body, key) else None


def _digest(body: bytes, key: str) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST_BYTES, key=key.encode()).digest()


def _open_clip(data: bytes, key: str) -> Clip | None:
    """The clip that was sealed with that key, None if there is none: a valid seal doesn't prove that it is a clip."""
    body = _unseal(data, key)
    return None if body is None else _decode_flac(body)


def _encode_flac(clip: Clip) -> bytes:
    import numpy as np
    import soundfile

    # FLAC has no files without samples, so an empty clip is stored as one zero; its comment has the real length.
    samples = clip.samples if len(clip.samples) else np.zeros(1, np.int16)
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", clip.rate, channels=1, format="FLAC", subtype="PCM_16") as file:
        file.comment = json.dumps({"samples": len(clip.samples), "unspoken": clip.unspoken})
        file.write(samples)
    return buffer.getvalue()


def _decode_flac(body: bytes) -> Clip | None:
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(body)) as file:
            if file.channels != 1 or file.frames > MAX_CLIP_SECONDS * file.samplerate:
                return None
            samples, rate, comment = file.read(dtype="int16"), file.samplerate, json.loads(file.comment)
        return Clip(samples[: comment["samples"]], rate, tuple(comment["unspoken"]))
    except (soundfile.SoundFileError, ValueError, TypeError, KeyError, RecursionError):
        return None
