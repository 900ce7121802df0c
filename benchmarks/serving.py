"""How `audiobook serve` holds when many listen at once: readers of random parts of the sound files, and its memory.

    python benchmarks/serving.py OUTPUT [READERS] [SECONDS]

A server runs in a process of its own. The readers keep their connections, ask for parts of 16 bytes to 1 MB, and
compare each byte with the file. Told are answers, bytes, errors, and the server's memory before, meanwhile and after.
"""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote, urlparse

SMALLEST, LARGEST = 16, 1_000_000
LOOK_EVERY = 4.0


class Reader(threading.Thread):
    """Reads parts of files until the time is over."""

    def __init__(self, address: str, files: list[tuple[str, bytes]], until: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.host, self.files, self.until, self.random = urlparse(address).netloc, files, until, random.Random(seed)
        self.answers, self.bytes, self.errors = 0, 0, []

    def run(self) -> None:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        while time.monotonic() < self.until:
            try:
                self.read(connection)
            except (OSError, http.client.HTTPException) as error:
                self.errors.append(repr(error))
                connection.close()
        connection.close()

    def read(self, connection: http.client.HTTPConnection) -> None:
        path, data = self.random.choice(self.files)
        first = self.random.randrange(len(data))
        last = min(len(data), first + int(SMALLEST * (LARGEST / SMALLEST) ** self.random.random())) - 1
        connection.request("GET", path, headers={"Range": f"bytes={first}-{last}"})
        answer = connection.getresponse()
        found = answer.read()
        if answer.status != 206 or found != data[first : last + 1]:
            self.errors.append(f"{answer.status}, {len(found)} bytes for {first}-{last}")
        self.answers += 1
        self.bytes += len(found)


def memory_of(process: int) -> float:
    """The memory that a process holds, in MB (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


def started(output: Path) -> tuple[subprocess.Popen[str], str]:
    words = [sys.executable, "-m", "audiobook", "serve", str(output)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = next(line for line in process.stdout if line.startswith("listen at ")).split()[-1]
    return process, address


def main(output: Path, readers: int, seconds: float) -> None:
    sounds = [
        path for path in sorted(output.glob("*/*/*")) if path.suffix in (".mp3", ".m4b", ".opus", ".flac", ".wav")
    ]
    files = [("/" + quote(path.relative_to(output).as_posix()), path.read_bytes()) for path in sounds]
    process, address = started(output)
    try:
        http.client.HTTPConnection(urlparse(address).netloc).request("GET", "/")
        time.sleep(1)
        size = sum(len(data) for _, data in files) / 1e6
        print(f"{len(files)} files, {size:.1f} MB; {memory_of(process.pid):.1f} MB before")
        until = time.monotonic() + seconds
        all_readers = [Reader(address, files, until, seed) for seed in range(readers)]
        for reader in all_readers:
            reader.start()
        while time.monotonic() < until:
            time.sleep(min(LOOK_EVERY, max(0.0, until - time.monotonic())))
            print(f"  {memory_of(process.pid):.1f} MB, {sum(one.answers for one in all_readers):,} answers")
        for reader in all_readers:
            reader.join()
        time.sleep(1)
        errors = [error for reader in all_readers for error in reader.errors]
        answers, read = sum(one.answers for one in all_readers), sum(one.bytes for one in all_readers) / 1e6
        print(f"{answers:,} answers, {read:,.0f} MB, {len(errors)} errors; {memory_of(process.pid):.1f} MB after")
        print(*errors[:5], sep="\n", end="")
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int((sys.argv[2:] or ["200"])[0]), float((sys.argv[3:] or ["20"])[0]))
