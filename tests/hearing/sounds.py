"""Clips made of hums, one for each voice, as long as their text would take: enough for ears without a model."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np

from audiobook.hearing.expected_sound import PhonemeReader
from audiobook.hearing.hear_clips import KeyedUtterance
from audiobook.model import Clip, Utterance, Voice

RATE = 24_000
LOW, HIGH = Voice("made-up", "low"), Voice("made-up", "high", formant=1.2)
RARE = Voice("made-up", "rare", formant=0.8)
PITCHES = {LOW: 110.0, HIGH: 220.0, RARE: 160.0}
# By how much the partials of a voice grow weaker.
FALLING = {LOW: 1.5, HIGH: 0.5, RARE: 1.0}
# How long a hum dies away (seconds).
FADE_SECONDS = 0.15
# Of a hum: how many partials it has, and how loud it is.
PARTIALS, LEVEL = 30, 2000.0
TEXTS = tuple(
    f"{who} {verb} the {thing} {where}."
    for who in ("Ann", "Ben", "Tilly")
    for verb in ("took", "saw", "painted")
    for thing in ("red lamp", "old boat")
    for where in ("at home", "by the river")
)


def hum(voice: Voice, seconds: float, seed: str = "") -> Clip:
    """A hum of a voice, a little different for each seed."""
    random = np.random.default_rng(zlib.crc32(seed.encode()))
    times = np.arange(int(seconds * RATE)) / RATE
    pitch = PITCHES[voice] * 2 ** random.normal(0, 0.01)
    falling = FALLING[voice]
    wave = sum(np.sin(2 * np.pi * pitch * number * times) / number**falling for number in range(1, PARTIALS))
    fade = np.exp(-6 * np.clip(1 - (seconds - times) / FADE_SECONDS, 0, 1))
    return Clip((LEVEL * fade * (wave + random.normal(0, 0.02, len(times)))).astype(np.int16), RATE)


def list_lines() -> list[KeyedUtterance]:
    """The lines of an album in two voices."""
    return [
        KeyedUtterance(f"{voice.name} {number}", Utterance(text, voice), "1")
        for number, text in enumerate(TEXTS)
        for voice in (LOW, HIGH)
    ]


def hum_lines(lines: Iterable[KeyedUtterance]) -> dict[str, Clip]:
    """The clips of lines, by key."""
    reader = PhonemeReader()
    return {line.key: hum(line.utterance.voice, reader.read_line(line.utterance).seconds, line.key) for line in lines}
