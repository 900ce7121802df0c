"""The store of spoken lines: clips by a key made of everything that shapes their sound.

A clip is a FLAC file with 16 bytes after it, the digest of all that stands before them under the clip's own key. So a
file that was cut off, changed in any bit, or that lies under another's name is known when it is read, and counts as
missing. The time a file was last changed tells when its clip was last used.
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
from audiobook.model import Clip, Utterance, Voice

# Raised when the way that lines are prepared, shaped, trimmed or kept changes: older clips are not taken for new then.
CLIP_LAYOUT = 4
CLIP_ENDING = ".flac"
CLIP_NAME_PATTERN = re.compile(rf"[0-9a-f]{{4,32}}{re.escape(CLIP_ENDING)}")
DIGEST_BYTES = 16
# Use is noted once in so many seconds, so that reading a book's clips again writes nothing.
TOUCH_INTERVAL_SECONDS = 24 * 3600


def clip_folder(output: Path) -> Path:
    """Where the clips of all albums below `output` are kept."""
    return output / WORK_FOLDER / "clips"


def clip_key(utterance: Utterance, fingerprint: str) -> str:
    """The key of a line's clip: 32 hexadecimal digits, the same for the same sound and for nothing else.

    What is as usual is left out, so that a recipe keeps its key when recipes learn to say more.
    """
    key_source = json.dumps([CLIP_LAYOUT, fingerprint, _non_default_fields(utterance)], sort_keys=True)
    return hashlib.blake2b(key_source.encode(), digest_size=16).hexdigest()


def _non_default_fields(value: Utterance | Voice) -> dict[str, Any]:
    """The fields of a value that are not as usual; 1 and 1.0 are one pace, and -0.0 is no gain."""
    non_defaults: dict[str, Any] = {}
    for field in fields(value):
        field_value = getattr(value, field.name)
        if isinstance(field_value, Voice):
            non_defaults[field.name] = _non_default_fields(field_value)
        elif field.default is MISSING or field_value != field.default:
            non_defaults[field.name] = float(field_value) if isinstance(field_value, int) else field_value
    return non_defaults


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A clip as a file: where it is, its size in bytes, and when it was last used (seconds since 1970)."""

    path: str
    size: int
    last_used: float

    @property
    def key(self) -> str:
        """The key that the clip is kept under."""
        return Path(self.path).stem


class ClipStore:
    """Clips as files in a folder, each written whole; damaged ones count as missing.

    Any number of processes may use one store at once: a clip that another one has taken away is missing, one that two
    have spoken is kept once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the clip of that key is kept."""
        return self.folder / key[:2] / f"{key}{CLIP_ENDING}"

    def has(self, key: str) -> bool:
        """Whether a clip of that key has been kept, by its name alone; `read` tells whether it is whole."""
        return self.path(key).is_file()

    def write(self, key: str, clip: Clip) -> None:
        """Keeps a clip; raises OutputError where the disk is full or the folder closed."""
        data = _seal(_encode_flac(clip), key)
        try:
            with atomic_write(self.path(key), fsync=False) as part_path:
                part_path.write_bytes(data)
        except OutputError:
            # Windows lets no file be replaced while another process reads it; what is there is as good, then.
            if self.read(key) is None:
                raise

    def read(self, key: str) -> Clip | None:
        """The clip of that key, None where there is none; a damaged one is removed."""
        path = self.path(key)
        try:
            data, status = _read_with_status(path)
        except OSError:
            return None
        body = _unseal(data, key)
        if body is None:
            _remove_file(path, status)
            return None
        # A clock that was wrong once must not make a clip look new for ever.
        if abs(time.time() - status.st_mtime) > TOUCH_INTERVAL_SECONDS:
            with contextlib.suppress(OSError):
                os.utime(path)
        return _decode_flac(body)

    def clip_files(self) -> Iterator[ClipFile]:
        """All clips, in no order; no file is opened."""
        for folder in _scan_folder(self.folder):
            for entry in _scan_folder(Path(folder.path)) if len(folder.name) == 2 else ():
                # What is not named as a clip would be there is somebody else's, and never removed.
                if CLIP_NAME_PATTERN.fullmatch(entry.name) and entry.name.startswith(folder.name):
                    with contextlib.suppress(OSError):
                        status = entry.stat(follow_symlinks=False)
                        yield ClipFile(entry.path, status.st_size, status.st_mtime)

    def is_intact(self, clip: ClipFile) -> bool:
        """Whether a clip is as it was written; one that is not is removed, one that has gone meanwhile is no harm."""
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
        """Removes what was not used for longest, until `max_bytes` bytes are left, but none of the keys in
        `needed_keys`.

        What is removed is returned. Leave it to the last run at work here, for others need clips unknown to this one.
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
        """Removes all clips, and the folder where nothing else is in it; what is removed is returned."""
        removed = self.trim(-1)
        for folder in list(_scan_folder(self.folder)):
            remove_if_empty(Path(folder.path), levels=1)
        remove_if_empty(self.folder, levels=1)
        return removed


def _scan_folder(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What is in a folder; nothing where there is none."""
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
    """Removes a file, but not where it is no longer the one that was seen: another process may have put it right."""
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
    """What was sealed under that key, None where it is not all there or not as it was."""
    body, digest = data[:-DIGEST_BYTES], data[-DIGEST_BYTES:]
    return body if digest == _digest(body, key) else None


def _digest(body: bytes, key: str) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST_BYTES, key=key.encode()).digest()


def _encode_flac(clip: Clip) -> bytes:
    import numpy as np
    import soundfile

    # FLAC has no files without samples, so an empty clip is kept as one zero and told by its comment.
    samples = clip.samples if len(clip.samples) else np.zeros(1, np.int16)
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", clip.rate, channels=1, format="FLAC", subtype="PCM_16") as file:
        file.comment = json.dumps({"samples": len(clip.samples), "unspoken": clip.unspoken})
        file.write(samples)
    return buffer.getvalue()


def _decode_flac(body: bytes) -> Clip:
    import soundfile

    with soundfile.SoundFile(io.BytesIO(body)) as file:
        samples, rate, comment = file.read(dtype="int16"), file.samplerate, json.loads(file.comment)
    return Clip(samples[: comment["samples"]], rate, tuple(comment["unspoken"]))
