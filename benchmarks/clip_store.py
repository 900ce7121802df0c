"""Weighs the store of spoken lines: FLAC levels on real clips, the price of the digest, and a store of 100,000 clips.

    python benchmarks/clip_store.py output/.audiobook/clips

The folder is one that `audiobook make` has filled; damaged clips in it are removed. Times are processor times for one
clip in milliseconds, except for the large store, where they are seconds by the clock.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import soundfile

from audiobook.files.workspace import remove_abandoned_parts
from audiobook.model import Clip
from audiobook.synthesis.clip_store import ClipStore

LEVELS = (0.0, 0.25, 0.5, 0.625, 0.75, 0.875, 1.0)
MANY = 100_000
# As the file system counts them, these take one block each; a store of real clips would take 7 GB.
SMALL = b"x" * 100


def encoded(clip: Clip, level: float | None) -> bytes:
    buffer = io.BytesIO()
    how = {} if level is None else {"compression_level": level}
    with soundfile.SoundFile(buffer, "w", clip.rate, channels=1, format="FLAC", subtype="PCM_16", **how) as file:
        file.write(clip.samples)
    return buffer.getvalue()


def weighed_levels(clips: list[Clip]) -> None:
    raw = sum(clip.samples.nbytes for clip in clips)
    print(
        f"{len(clips)} clips, {sum(clip.seconds for clip in clips) / 60:.1f} minutes, {raw / 1e6:.1f} MB as samples\n"
    )
    print("| level | share of the samples' size | write, ms | read, ms |\n|---|---|---|---|")
    for level in (None, *LEVELS):
        begun = time.process_time()
        files = [encoded(clip, level) for clip in clips]
        written = time.process_time()
        for file in files:
            soundfile.read(io.BytesIO(file), dtype="int16")
        read = time.process_time()
        name = "as given" if level is None else f"{level:g}"
        each = [1000 * span / len(clips) for span in (written - begun, read - written)]
        print(f"| {name} | {sum(map(len, files)) / raw:.1%} | {each[0]:.2f} | {each[1]:.2f} |")
    begun = time.process_time()
    for file in files:
        hashlib.blake2b(file, digest_size=16).digest()
    print(f"\ndigest of one clip: {1000 * (time.process_time() - begun) / len(files):.3f} ms")


def clocked(name: str, call: Callable[[], object]) -> None:
    begun = time.perf_counter()
    call()
    print(f"{name}: {time.perf_counter() - begun:.2f} s")


def weighed_many(folder: Path) -> None:
    store = ClipStore(folder)
    keys = [hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest() for number in range(MANY)]
    for key in keys:
        path = store.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SMALL)
    print(f"\na store of {MANY:,} clips")
    clocked("listing it", lambda: list(store.clip_files()))
    clocked("trimming where there is nothing to trim", lambda: store.trim(10**12))
    clocked("sweeping it for half-written files", lambda: remove_abandoned_parts(folder))
    clocked("asking for 10,000 keys", lambda: [store.has(key) for key in keys[:10_000]])
    clocked("trimming to the half", lambda: store.trim(MANY * len(SMALL) // 2))


def main() -> None:
    store = ClipStore(Path(sys.argv[1]))
    found = (store.read(clip.key) for clip in store.clip_files() if store.is_intact(clip))
    weighed_levels([clip for clip in found if clip is not None])
    begun = time.process_time()
    whole = [store.is_intact(clip) for clip in store.clip_files()]
    print(f"checking one clip, with reading it: {1000 * (time.process_time() - begun) / len(whole):.3f} ms")
    with tempfile.TemporaryDirectory() as folder:
        weighed_many(Path(folder) / "clips")


if __name__ == "__main__":
    main()
