"""Brings a chapter to the level that its profile asks for: one gain for all of it, and peaks kept under the ceiling."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.encoding import OPUS_RATE, encoder_loss
from audiobook.audio.ffmpeg import decode_mono
from audiobook.audio.limiter import limit_peaks
from audiobook.audio.loudness import LoudnessMeter, RmsMeter, TruePeakMeter
from audiobook.audio.room_tone import add_room_tone
from audiobook.audio.samples import BLOCK_SAMPLES, FULL_SCALE, to_floats, to_ratio
from audiobook.model.output_formats import CodecSettings, Product, Profile

# What an encoder may add to a peak (dB): measured over the long seed, see docs/sound.md.
OVERSHOOT = {"mp3": 1.0, "aac": 1.0, "opus": 2.0, "flac": 0.1, "wav": 0.1}
# Encoders that change the sound, and from which bitrate on (kbit/s) they add no more to peaks than that. Below, in one
# chapter of the long seed, MP3 of 48 adds 2.7 dB, AAC of 64 2.2 dB and Opus of 28 1.9 dB.
LOSSY_CODECS = ("mp3", "aac", "opus")
TRUSTED_BITRATES = {"mp3": 96}
# What is off by less than so many dB is not encoded again; a peak that is too high is brought down by a little more.
MAX_LEVEL_ERROR = 0.25
RETRY_MARGIN = 0.4
# Silence, and sound that is nothing but a breath, is not blown up.
MAX_GAIN = 30.0
# Where so small a share of the samples stands above the ceiling, what bringing them under it takes from the level is
# reckoned: 370 to 1290 dB times the share in the chapters of the long seed. Where there are more, it is measured.
FEW_PEAKS = 3e-4
LOSS_BY_PEAKS = 850.0
# The level may be off by so many dB before it is put right a second time.
TOLERANCE = 0.1
MAX_LEVEL_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class MasteringLevels:
    """What is done to a chapter: its gain in dB, and the ceiling of its peaks (1.0 is full scale)."""

    gain: float
    ceiling: float


@dataclass(frozen=True, slots=True)
class EncoderAllowance:
    """What is left to an encoder, in dB: `room` for what it adds to peaks, `loss` for what it takes from the level."""

    room: float
    loss: float


def usual_allowance(coding: CodecSettings) -> EncoderAllowance:
    """What an encoder is known to do to sound."""
    return EncoderAllowance(OVERSHOOT[coding.name], encoder_loss(coding))


def compute_levels(
    tape: Iterable[NDArray[np.int16]], rate: int, profile: Profile, allowance: EncoderAllowance
) -> MasteringLevels:
    """How a chapter comes to its level, by measuring it as a whole first."""
    ceiling = profile.peak_ceiling - allowance.room + allowance.loss
    target = _target_level(profile) + allowance.loss
    level = _measure_level(join_into_blocks(tape), rate, profile)
    gain = min(MAX_GAIN, target - level) if math.isfinite(level) else 0.0
    share = _share_above(tape, to_ratio(ceiling - gain))
    if share <= FEW_PEAKS:
        return MasteringLevels(gain + LOSS_BY_PEAKS * share, to_ratio(ceiling))
    for _ in range(MAX_LEVEL_ATTEMPTS):
        missing = target - _measure_level(
            _apply_levels(tape, rate, MasteringLevels(gain, to_ratio(ceiling))), rate, profile
        )
        if abs(missing) <= TOLERANCE or gain + missing > MAX_GAIN:
            break
        gain += missing
    return MasteringLevels(gain, to_ratio(ceiling))


def correct_allowance(allowance: EncoderAllowance, path: Path, rate: int, product: Product) -> EncoderAllowance | None:
    """What has to be left to the encoder that wrote this file, None where it was left enough.

    Only what encoders of few bits write is looked into: what others do to sound is known.
    """
    profile, coding = product.profile, product.codec
    if coding.name not in LOSSY_CODECS or coding.bitrate >= TRUSTED_BITRATES.get(coding.name, math.inf):
        return None
    # Players decode Opus at 48 kHz, and with libopus, whose peaks differ by a decibel from those of ffmpeg's own way.
    is_opus = coding.name == "opus"
    level, peak = _measure_file(path, OPUS_RATE if is_opus else rate, "libopus" if is_opus else "", profile)
    missing, over = _target_level(profile) - level, peak - profile.peak_ceiling
    if not math.isfinite(level) or (over <= 0 and abs(missing) <= MAX_LEVEL_ERROR):
        return None
    # The ceiling stays where it is when only the level changes.
    room = allowance.room + missing + (over + RETRY_MARGIN if over > 0 else 0.0)
    return EncoderAllowance(room, allowance.loss + missing)


def _measure_file(path: Path, rate: int, decoder: str, profile: Profile) -> tuple[float, float]:
    """The level and the true peak of a file."""
    peak = TruePeakMeter(rate)

    def watched() -> Iterator[NDArray[np.float32]]:
        for block in decode_mono(path, rate, decoder):
            peak.add(block)
            yield block

    return _measure_level(watched(), rate, profile), peak.level()


def _share_above(tape: Iterable[NDArray[np.int16]], ceiling: float) -> float:
    """How many of the samples stand above a ceiling (1.0 is full scale), as a share of all."""
    most, above, count = min(32767.0, ceiling * FULL_SCALE), 0, 0
    for block in join_into_blocks(tape):
        above += int(np.count_nonzero(block > most)) + int(np.count_nonzero(block < -most))
        count += len(block)
    return above / max(1, count)


def _target_level(profile: Profile) -> float:
    target = profile.rms if profile.loudness is None else profile.loudness
    assert target is not None
    return target


def _measure_level(blocks: Iterable[NDArray[np.int16] | NDArray[np.float32]], rate: int, profile: Profile) -> float:
    """The level that the profile goes by, in dB."""
    if profile.loudness is None:
        power = RmsMeter()
        for block in blocks:
            power.add(block)
        return power.level()
    loudness = LoudnessMeter(rate)
    for block in blocks:
        loudness.add(block)
    return loudness.integrated()


def master_sound(
    tape: Iterable[NDArray[np.int16]], rate: int, levels: MasteringLevels, profile: Profile, name: str
) -> Iterator[NDArray[np.int16]]:
    """The chapter at its level, ready to be encoded; `name` tells its room tone from that of others."""
    blocks: Iterable[NDArray[np.float32]] = _apply_levels(tape, rate, levels)
    if profile.room_tone is not None:
        seed = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())
        blocks = add_room_tone(blocks, rate, to_ratio(profile.room_tone), seed)
    for block in blocks:
        yield np.clip(np.rint(block * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


def drop_samples(blocks: Iterable[NDArray[np.int16]], count: int) -> Iterator[NDArray[np.int16]]:
    """The sound without its first `count` samples."""
    for block in blocks:
        yield block[count:]
        count = max(0, count - len(block))


def _apply_levels(
    tape: Iterable[NDArray[np.int16]], rate: int, levels: MasteringLevels
) -> Iterator[NDArray[np.float32]]:
    factor = np.float32(to_ratio(levels.gain))
    louder = (to_floats(block) * factor for block in join_into_blocks(tape))
    return limit_peaks(louder, rate, levels.ceiling)


def join_into_blocks(pieces: Iterable[NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
    """The same sound in blocks of bounded length that are worth the work on each."""
    waiting: list[NDArray[np.int16]] = []
    count = 0
    for piece in pieces:
        waiting.append(piece)
        count += len(piece)
        if count >= BLOCK_SAMPLES:
            yield np.concatenate(waiting)
            waiting, count = [], 0
    if count:
        yield np.concatenate(waiting)
