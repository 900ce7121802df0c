"""The store of spoken lines: clips by a key made of everything that shapes their sound."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import astuple
from pathlib import Path

from audiobook.model import Clip, Line
from audiobook.workspace import written_whole

# Raised when the way clips are trimmed or kept changes, so that older ones are not taken for new.
LAYOUT = 2


def key_of(line: Line, fingerprint: str) -> str:
    """The key of a line's clip: 32 hexadecimal digits, the same for the same sound and for nothing else."""
    shaped_by = [LAYOUT, fingerprint, line.spoken, astuple(line.voice)]
    if line.pronounced:
        shaped_by.append(line.pronounced)
    if line.take:
        shaped_by.append(line.take)
    return hashlib.blake2b(json.dumps(shaped_by, ensure_ascii=False).encode(), digest_size=16).hexdigest()


class ClipStore:
    """Clips as FLAC files in a folder, each written whole; damaged ones count as missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the clip of that key is kept."""
        return self.folder / key[:2] / f"{key}.flac"

    def has(self, key: str) -> bool:
        """Whether a clip of that key has been kept, by its name alone; `read` tells whether it is whole."""
        return self.path(key).is_file()

    def write(self, key: str, clip: Clip) -> None:
        """Keeps a clip; raises OutputError where the disk is full or the folder closed."""
        data = _flac(clip)
        with written_whole(self.path(key), flush=False) as part:
            part.write_bytes(data)

    def read(self, key: str) -> Clip | None:
        """The clip of that key, None where there is none or the file is damaged."""
        import soundfile

        try:
            with soundfile.SoundFile(self.path(key)) as file:
                samples, rate, about = file.read(dtype="int16"), file.samplerate, json.loads(file.comment)
            count, unspoken = int(about["samples"]), tuple(about["unspoken"])
        except (soundfile.LibsndfileError, OSError, ValueError, KeyError, TypeError):
            return None
        return Clip(samples[:count], rate, unspoken) if len(samples) == max(1, count) else None


def _flac(clip: Clip) -> bytes:
    import numpy as np
    import soundfile

    # FLAC has no files without samples, so an empty clip is kept as one zero and told by its comment.
    samples = clip.samples if len(clip.samples) else np.zeros(1, np.int16)
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", clip.rate, channels=1, format="FLAC", subtype="PCM_16") as file:
        file.comment = json.dumps({"samples": len(clip.samples), "unspoken": clip.unspoken})
        file.write(samples)
    return buffer.getvalue()
