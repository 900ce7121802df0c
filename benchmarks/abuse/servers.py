"""Treats `serve`, the studio and `make --listen` as badly as a network can, and looks whether others are still served.

    python -m benchmarks.abuse servers [--connections 500] [--server serve] [--only smuggled]

Connections that say nothing, heads and bodies that come a byte at a time, answers that nobody reads; requests that hide
a second one, that are far too large, or that come under other names and from other sites' pages. Prints figures and
each fault, and ends with exit code 1 where there was one. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.abuse.requests import HOSTS, OVERSIZED, PIPELINED, SMUGGLED, SOURCES
from tests.crashing.points import MAKE, OUTPUT, STORY, write_stories

OTHER = "127.0.0.2"
# An honest client waits no longer than this for a page (seconds), and a server takes no more memory than that (MB).
PATIENCE, MEMORY = 10.0, 200.0
SLOW_SECONDS, SLOW = 15.0, 100
BODY = b"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 1000000\r\n\r\n"
HEAD = b"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Slow: "
READ_NOTHING = b"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n" * 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A server: its command, and what it says before its address."""

    name: str
    command: tuple[str, ...]
    told: str = "listen at "


KINDS = (
    Kind("serve", ("serve", str(OUTPUT))),
    Kind("serve --lan", ("serve", str(OUTPUT), "--lan")),
    Kind("studio", ("studio", str(STORY), "-o", str(OUTPUT), "--no-browser"), "the studio is at "),
    Kind("make --listen", (*MAKE[:6], "-j", "1", "--listen")),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A server that runs, and where its page is."""

    process: subprocess.Popen[str]
    host: str
    path: str

    @property
    def place(self) -> tuple[str, int]:
        """Where it listens."""
        name, _, port = self.host.rpartition(":")
        return name, int(port)

    @property
    def memory(self) -> float:
        """What it holds in memory, in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000

    @property
    def used(self) -> float:
        """The processor time that it has used, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def fill(self, data: bytes) -> bytes:
        """A request with this server's names in it."""
        return data.replace(b"{host}", self.host.encode()).replace(b"{path}", self.path.encode())

    def connect(self, data: bytes = b"", source: str = "", buffer: int = 0) -> socket.socket:
        """A connection that has sent some bytes."""
        own = socket.socket()
        own.settimeout(PATIENCE)
        if buffer:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        if source:
            own.bind((source, 0))
        own.connect(self.place)
        with contextlib.suppress(OSError):
            own.sendall(self.fill(data))
        return own

    def ask(self, source: str = "", **headers: str) -> tuple[int, float, dict[str, str]]:
        """What somebody who asks for the page gets, and after how long; 0 where that is nothing."""
        began = time.monotonic()
        name, port = self.place
        connection = http.client.HTTPConnection(name, port, timeout=60, source_address=(source, 0) if source else None)
        with contextlib.closing(connection):
            try:
                connection.request("GET", self.path, headers={"Host": self.host, **headers})
                answer = connection.getresponse()
                answer.read()
                return answer.status, time.monotonic() - began, dict(answer.getheaders())
            except (OSError, http.client.HTTPException):
                return 0, time.monotonic() - began, {}


Attack = Callable[[Target, int], Iterator[str]]


def idle(target: Target, connections: int) -> Iterator[str]:
    """Connections that say nothing, or only begin to."""
    with contextlib.ExitStack() as stack:
        for number in range(connections):
            stack.enter_context(target.connect((b"", b"GET / HTTP/1.1\r\n")[number % 2]))
        before, began = target.used, time.monotonic()
        for source in (OTHER, ""):
            if target.place[0].startswith("127."):
                yield from waits(target, f"{connections} idle connections", source)
        time.sleep(2)
        print(
            f"    {target.memory:.0f} MB, {100 * (target.used - before) / (time.monotonic() - began):.0f} % of a core"
        )
    yield from waits(target, "they have gone")


def slow(target: Target, _: int) -> Iterator[str]:
    """Heads and bodies that come a byte at a time, and answers that nobody reads."""
    with contextlib.ExitStack() as stack:
        dripping = [stack.enter_context(target.connect(data)) for data in (HEAD, BODY) for _ in range(SLOW)]
        for _ in range(SLOW):
            stack.enter_context(target.connect(READ_NOTHING, buffer=4096))
        worst, until = 0.0, time.monotonic() + SLOW_SECONDS
        while time.monotonic() < until:
            for own in dripping:
                with contextlib.suppress(OSError):
                    own.sendall(b"x")
            status, seconds, _headers = target.ask()
            worst = max(worst, seconds)
            if status != 200:
                yield f"{status} for an honest client among slow ones"
            time.sleep(0.3)
    print(f"    {3 * SLOW} slow clients: the page within {1000 * worst:.0f} ms; {target.memory:.0f} MB")
    if worst > PATIENCE:
        yield f"an honest client among slow ones waits {worst:.1f} s"


def answers_to(target: Target, data: bytes, seconds: float = 3.0) -> bytes:
    """Everything that comes back for some bytes, until the server closes or is silent."""
    found = b""
    with contextlib.suppress(OSError), target.connect() as own:
        own.settimeout(seconds)
        with contextlib.suppress(OSError):
            own.sendall(target.fill(data))
        while piece := own.recv(65_536):
            found += piece
    return found


def smuggled(target: Target, _: int) -> Iterator[str]:
    """A second request where another server would see a body; none may be answered."""
    if answers_to(target, PIPELINED).count(b"HTTP/1.1 200") != 1:
        yield "a request behind another is not seen, so that nothing can be said"
    for name, data in SMUGGLED.items():
        if (found := answers_to(target, data)).count(b"HTTP/1.1 200"):
            yield f"{name}: the hidden request is answered"
        elif found and not found.startswith((b"HTTP/1.1 4", b"HTTP/1.1 505")):
            yield f"{name}: {found[:60]!r}"
    print(f"    {len(SMUGGLED)} requests with another inside")


def oversized(target: Target, _: int) -> Iterator[str]:
    """Heads and bodies far larger than any that is meant."""
    before = target.memory
    for name, make in OVERSIZED.items():
        found = answers_to(target, make())
        if found and not found.startswith((b"HTTP/1.1 4", b"HTTP/1.1 503")):
            yield f"{name}: {found[:60]!r}"
        yield from waits(target, name)
    print(f"    {len(OVERSIZED)} oversized requests: {before:.0f} MB before, {target.memory:.0f} MB after")
    if target.memory > before + MEMORY:
        yield f"memory grows to {target.memory:.0f} MB"


def hostile(target: Target, _: int) -> Iterator[str]:
    """Other names for this machine, and other sites' pages."""
    for name in HOSTS:
        if target.ask(Host=name.replace("{port}", str(target.place[1])))[0] == 200 and "/t/" not in target.path:
            yield f"the page is given under the name {name}"
    for headers in SOURCES:
        status, _seconds, found = target.ask(**headers)
        if any(key.lower() == "access-control-allow-origin" for key in found):
            yield f"{headers} may read the answer"
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
            request = f"{method} {{path}}api/jobs/1/cancel HTTP/1.1\r\nHost: {{host}}\r\n{lines}Content-Length: 0\r\n"
            answer = answers_to(target, f"{request}Connection: close\r\n\r\n".encode())
            if not answer.startswith(b"HTTP/1.1 4"):
                yield f"{method} from {headers}: {answer[:40]!r}"
        del status
    print(f"    {len(HOSTS)} names, {len(SOURCES)} origins")


def waits(target: Target, when: str, source: str = "") -> Iterator[str]:
    """Whether an honest client gets the page soon."""
    status, seconds, _ = target.ask(source)
    print(f"    {when}: {status} after {1000 * seconds:.0f} ms{f' for {source}' if source else ''}")
    if status != 200 or seconds > PATIENCE:
        yield f"{when}: {status} after {seconds:.1f} s"


ATTACKS: dict[str, Attack] = {
    "idle": idle, "slow": slow, "smuggled": smuggled, "oversized": oversized, "hostile": hostile,
}  # fmt: skip


@contextlib.contextmanager
def running(kind: Kind, folder: Path) -> Iterator[tuple[Target, Path]]:
    """The server for as long as the block lasts, and the file that its errors go to."""
    errors = folder / "errors.txt"
    with errors.open("wb") as file:
        words = [sys.executable, "-m", "audiobook", *kind.command]
        process = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=file, text=True)
    try:
        address = next(line.split()[-1] for line in process.stdout or () if line.startswith(kind.told))
        parts = urlsplit(address)
        yield Target(process, parts.netloc, parts.path.rstrip("/") + "/"), errors
    finally:
        process.kill()
        process.communicate()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--connections", type=int, default=500)
    parser.add_argument("--server", action="append", choices=[kind.name for kind in KINDS])
    parser.add_argument("--only", action="append", choices=list(ATTACKS))
    wanted = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))
    faults = 0
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
        write_stories()
        subprocess.run([sys.executable, "-m", "audiobook", *MAKE], check=True)
        for kind in (one for one in KINDS if not wanted.server or one.name in wanted.server):
            with running(kind, Path(place)) as (target, errors):
                faults += attack(kind, target, errors, wanted)
    print(f"{faults} faults")
    return int(faults > 0)


def attack(kind: Kind, target: Target, errors: Path, wanted: argparse.Namespace) -> int:
    """Tries all attacks on a server; how many faults were found."""
    found = []
    for name in wanted.only or ATTACKS:
        print(f"{kind.name}, {name}", flush=True)
        found += [f"{name}: {problem}" for problem in ATTACKS[name](target, wanted.connections)]
        found += [f"{name}: {problem}" for problem in waits(target, "afterwards")]
    said = errors.read_text("utf-8", "replace")
    if "Traceback" in said or any(not line.startswith("audiobook: ") for line in said.splitlines()):
        found.append(f"it says {said[:400]!r}")
    for problem in found:
        print(f"  FAULT {kind.name}, {problem}", flush=True)
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
