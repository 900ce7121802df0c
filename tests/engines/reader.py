"""A program that reads text and writes WAV, as people name them in commands.toml: it hums as long as a reading lasts.

python reader.py [--text FILE] [--wav FILE] [--pace N] [--sleep SECONDS] [--child FILE] [--fail] [--garbage]
"""

from __future__ import annotations

import argparse
import math
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

RATE = 16_000
CHARACTERS_PER_SECOND = 15.0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--text")
    parser.add_argument("--wav")
    parser.add_argument("--pace", type=float, default=1.0)
    parser.add_argument("--sleep", type=float, default=0.0)
    parser.add_argument("--child")
    parser.add_argument("--fail", action="store_true")
    parser.add_argument("--garbage", action="store_true")
    wanted = parser.parse_args()
    text = Path(wanted.text).read_text("utf-8") if wanted.text else sys.stdin.buffer.read().decode()
    if wanted.child:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        Path(wanted.child).write_text(str(child.pid))
    time.sleep(wanted.sleep)
    if wanted.fail:
        print("loading\nno such model: x.bin", file=sys.stderr)  # noqa: T201
        return 3
    with os.fdopen(1, "wb") if not wanted.wav else open(wanted.wav, "wb") as out:  # noqa: PTH123
        out.write(b"sorry" if wanted.garbage else hum(len(text) / CHARACTERS_PER_SECOND / wanted.pace))
    return 0


def hum(seconds: float) -> bytes:
    """A WAV file of a hum, as one writes it to a pipe: its lengths are not known beforehand."""
    count = int(seconds * RATE)
    samples = b"".join(struct.pack("<h", int(8000 * math.sin(n / 20))) for n in range(count))
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16,
                       b"data", 0xFFFFFFFF)  # fmt: skip
    return head + samples


if __name__ == "__main__":
    sys.exit(main())
