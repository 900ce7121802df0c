"""An engine that fails as it is told to: a line with the name of a fault in it has that fault.

"once" after a fault's name lets it happen a single time, which a file in AUDIOBOOK_FAULTS remembers over processes.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS

RATE = 16_000
# Lines longer than this are too much for the faults of long lines.
LONG = 40


def tone(line: Utterance, factor: float = 1.0) -> Clip:
    """A hum as long as the line should be."""
    at = np.arange(int((0.3 + 0.05 * len(line.spoken)) * factor * RATE)) / RATE
    return Clip((6000 * np.sin(2 * np.pi * 150 * at) + 3000 * np.sin(2 * np.pi * 450 * at)).astype(np.int16), RATE)


def hangs(_: Utterance) -> Clip:
    time.sleep(3600)
    raise AssertionError


def ends(_: Utterance) -> Clip:
    os._exit(3)


def segfaults(_: Utterance) -> Clip:
    faulthandler.disable()
    os.kill(os.getpid(), getattr(signal, "SIGSEGV", signal.SIGTERM))
    time.sleep(60)
    raise AssertionError


def is_killed(_: Utterance) -> Clip:
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    time.sleep(60)
    raise AssertionError


def refuses(line: Utterance) -> Clip:
    raise SpeechError(f"cannot say {line.spoken[:20]}")


def stumbles(_: Utterance) -> Clip:
    raise KeyError("ə")


def has_no_memory(_: Utterance) -> Clip:
    raise MemoryError


def is_missing(_: Utterance) -> Clip:
    raise EngineUnavailableError("the model of faulty is gone; run: pip install faulty")


def is_silent(line: Utterance) -> Clip:
    return Clip(np.zeros_like(tone(line).samples), RATE)


def hisses(line: Utterance) -> Clip:
    noise = np.random.default_rng(1).normal(0, 4000, len(tone(line).samples))
    return Clip(noise.astype(np.int16), RATE)


def is_not_a_number(line: Utterance) -> Clip:
    return Clip(np.full(len(tone(line).samples), np.nan), RATE)  # type: ignore[arg-type]


def is_flat(line: Utterance) -> Clip:
    return Clip(np.stack([tone(line).samples] * 2), RATE)


def gives_nothing(_: Utterance) -> Clip:
    return None  # type: ignore[return-value]


def damages_clips(line: Utterance) -> Clip:
    """Overwrites all clips that the store holds by now."""
    for clip in Path(os.environ["AUDIOBOOK_FAULTS"]).rglob("*.flac"):
        clip.write_bytes(b"fLaC" + clip.read_bytes()[4:40])
    return tone(line)


def removes_clips(line: Utterance) -> Clip:
    for clip in Path(os.environ["AUDIOBOOK_FAULTS"]).rglob("*.flac"):
        clip.unlink()
    return tone(line)


def when_long(fault: Callable[[Utterance], Clip]) -> Callable[[Utterance], Clip]:
    return lambda line: fault(line) if len(line.spoken) > LONG else tone(line)


FAULTS: dict[str, Callable[[Utterance], Clip]] = {
    "hangs": hangs,
    "ends": ends,
    "segfaults": segfaults,
    "killed": is_killed,
    "refuses": refuses,
    "stumbles": stumbles,
    "memory": has_no_memory,
    "missing": is_missing,
    "silent": is_silent,
    "hisses": hisses,
    "nan": is_not_a_number,
    "stereo": is_flat,
    "nothing": gives_nothing,
    "empty": lambda _: Clip(np.zeros(0, np.int16), RATE),
    "endless": lambda line: tone(line, 30),
    "click": lambda line: Clip(tone(line).samples[:200], RATE),
    "rateless": lambda line: Clip(tone(line).samples, 0),
    "slow": lambda line: Clip(tone(line).samples, 800),
    "longrefuses": when_long(refuses),
    "longends": when_long(ends),
    "damages": damages_clips,
    "removes": removes_clips,
}


class FaultyEngine:
    """Hums, and fails where a line says so."""

    name = "faulty"
    default_voice = "hum"
    needs = ALL_OPTIONS

    def voices(self) -> tuple[VoiceListing, ...]:
        return (VoiceListing(self.name, self.default_voice),)

    def fingerprint(self, voice: str) -> str:
        return f"faulty {voice}"

    def longest_call(self, voice: str) -> float:
        return 1000.0 if voice == "patient" else 0.0

    def speak(self, line: Utterance) -> Clip:
        words = line.spoken.lower().replace(",", " ").replace(".", " ").split()
        fault = next((word for word in words if word in FAULTS), None)
        if not fault or ("once" in words and self._happened(fault)):
            return tone(line)
        return FAULTS[fault](line)

    def _happened(self, fault: str) -> bool:
        mark = Path(os.environ["AUDIOBOOK_FAULTS"]) / f"{fault}.happened"
        before = mark.exists()
        mark.touch()
        return before

    def close(self) -> None:
        pass
