"""How `audiobook serve` holds when many listen at once: readers of random parts of the sound files, and its memory.

    python benchmarks/serving.py OUTPUT [READERS] [SECONDS]
    python benchmarks/serving.py OUTPUT --half-open [CONNECTIONS]

A server runs in a process of its own. The readers keep their connections, ask for parts of 16 bytes to 1 MB, and
compare each byte with the file. Told are answers, bytes, errors, and the server's memory before, meanwhile and after.
They all come from one address, which has a quarter of the room: more than 500 readers are too many.

With --half-open the server may open 1,024 files, and 600 connections from 127.0.0.1 ask for something but never end
what they ask. Shown is how long others wait for the library's page and a sound file meanwhile: from 127.0.0.2, and from
the same address; and when the last of the 600 is gone. Linux only (`prlimit`).
"""

from __future__ import annotations

import contextlib
import http.client
import random
import select
import socket
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


def started(output: Path, *limit: str) -> tuple[subprocess.Popen[str], str]:
    words = [*limit, sys.executable, "-m", "audiobook", "serve", str(output)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = next(line for line in process.stdout if line.startswith("listen at ")).split()[-1]
    return process, address


def sounds_of(output: Path) -> list[Path]:
    return [path for path in sorted(output.glob("*/*/*")) if path.suffix in (".mp3", ".m4b", ".opus", ".flac", ".wav")]


def main(output: Path, readers: int, seconds: float) -> None:
    sounds = sounds_of(output)
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


def wait_for_answer(host: str, path: str, source: str) -> str:
    """What a client at the address `source` is answered, and after how long."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(host, timeout=60, source_address=(source, 0))
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        found = f"{answer.status}, {len(answer.read()):,} bytes"
    except (OSError, http.client.HTTPException) as error:
        found = repr(error)
    connection.close()
    return f"{found} after {1000 * (time.monotonic() - began):.0f} ms"


def seconds_until_all_are_closed(connections: list[socket.socket], most: float = 60.0) -> float | None:
    """How long it takes until the server has closed all of them, None where it has not after `most` seconds."""
    began, left = time.monotonic(), set(connections)
    while left and time.monotonic() - began < most:
        for one in select.select(left, [], [], 0.5)[0]:
            try:
                is_open = bool(one.recv(65_536))
            except OSError:
                is_open = False
            left -= set() if is_open else {one}
    return None if left else time.monotonic() - began


def measure_half_open(output: Path, count: int) -> None:
    path = "/" + quote(sounds_of(output)[0].relative_to(output).as_posix())
    process, address = started(output, "prlimit", "--nofile=1024:1024")
    host = urlparse(address).netloc
    name, port = host.split(":")
    try:
        print(f"before: {wait_for_answer(host, '/', '127.0.0.2')}; {memory_of(process.pid):.1f} MB")
        connections = []
        for _ in range(count):
            connections.append(socket.create_connection((name, int(port)), timeout=60, source_address=("127.0.0.1", 0)))
            with contextlib.suppress(OSError):  # already closed for another
                connections[-1].sendall(b"GET / HTTP/1.1\r\n")
        print(f"{count} half-open connections from 127.0.0.1; {memory_of(process.pid):.1f} MB")
        for source in ("127.0.0.2", "127.0.0.1"):
            print(f"  {source}: page {wait_for_answer(host, '/', source)}")
            print(f"  {source}: sound {wait_for_answer(host, path, source)}")
        seconds = seconds_until_all_are_closed(connections)
        print("some are never closed" if seconds is None else f"all closed after {seconds:.1f} s more")
        print(f"  127.0.0.1: page {wait_for_answer(host, '/', '127.0.0.1')}; {memory_of(process.pid):.1f} MB")
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__" and sys.argv[2:3] == ["--half-open"]:
    measure_half_open(Path(sys.argv[1]), int((sys.argv[3:] or ["600"])[0]))
elif __name__ == "__main__":
    main(Path(sys.argv[1]), int((sys.argv[2:] or ["200"])[0]), float((sys.argv[3:] or ["20"])[0]))
