"""Brings a chapter to the level of its profile, with one gain for the whole chapter, and limits its peaks."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.encoding import encoder_loss
from audiobook.audio.ffmpeg import decode_mono
from audiobook.audio.limiter import limit_peaks
from audiobook.audio.loudness import LoudnessMeter, RmsMeter, TruePeakMeter
from audiobook.audio.room_tone import add_room_tone
from audiobook.audio.samples import BLOCK_SAMPLES, to_floats, to_ratio
from audiobook.model.output_formats import CodecSettings, Profile, find_codec
from audiobook.model.products import Product
from audiobook.model.sound import FULL_SCALE, MAX_SAMPLE

# A file whose level is off by less than this (dB) isn't encoded again. A peak that is too high is lowered by a little
# more than needed.
MAX_LEVEL_ERROR = 0.25
RETRY_MARGIN = 0.4
# Silence, and sound that is only a breath, is not blown up (dB).
MAX_GAIN = 30.0
# If at most this share of the samples exceeds the ceiling, the level lost by limiting them is estimated: 370 to 1290 dB
# times the share in the chapters of the long test story. If there are more, it is measured.
FEW_PEAKS = 3e-4
LOSS_BY_PEAKS = 850.0
# The level may be off by this much (dB) before it is corrected once more.
TOLERANCE = 0.1
MAX_LEVEL_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class MasteringLevels:
    """The gain of a chapter in dB, and the ceiling of its peaks (1.0 is full scale)."""

    gain: float
    ceiling: float


@dataclass(frozen=True, slots=True)
class EncoderAllowance:
    """What to expect of an encoder, in dB: `room` is what it adds to peaks, `loss` what it takes from the level."""

    room: float
    loss: float


def usual_allowance(settings: CodecSettings) -> EncoderAllowance:
    """What an encoder is known to do to sound."""
    return EncoderAllowance(find_codec(settings.name).overshoot, encoder_loss(settings))


def compute_levels(
    tape: Iterable[NDArray[np.int16]], rate: int, profile: Profile, allowance: EncoderAllowance
) -> MasteringLevels:
    """The gain and ceiling that bring a chapter to its profile's level; the whole chapter is measured first."""
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
    """A better allowance for the encoder that wrote this file; None if the file is right.

    Only files with an untrusted bitrate are measured: what encoders do at the others is known.
    """
    profile, codec = product.profile, find_codec(product.codec.name)
    if product.codec.bitrate >= codec.trusted_bitrate:
        return None
    level, peak = _measure_file(path, codec.decoded_rate or rate, codec.decoder, profile)
    missing, over = _target_level(profile) - level, peak - profile.peak_ceiling
    if not math.isfinite(level) or (over <= 0 and abs(missing) <= MAX_LEVEL_ERROR):
        return None
    # When only the level changes, the ceiling stays.
    room = allowance.room + missing + (over + RETRY_MARGIN if over > 0 else 0.0)
    return EncoderAllowance(room, allowance.loss + missing)


def _measure_file(path: Path, rate: int, decoder: str, profile: Profile) -> tuple[float, float]:
    """The level of a file in dB, as its profile defines it, and its true peak in dBTP."""
    peak = TruePeakMeter(rate)

    def metered_blocks() -> Iterator[NDArray[np.float32]]:
        for block in decode_mono(path, rate, decoder):
            peak.add(block)
            yield block

    return _measure_level(metered_blocks(), rate, profile), peak.level()


def _share_above(tape: Iterable[NDArray[np.int16]], ceiling: float) -> float:
    """The share of the samples that exceed a ceiling (1.0 is full scale)."""
    highest, above, count = min(float(MAX_SAMPLE), ceiling * FULL_SCALE), 0, 0
    for block in join_into_blocks(tape):
        above += int(np.count_nonzero(block > highest)) + int(np.count_nonzero(block < -highest))
        count += len(block)
    return above / max(1, count)


def _target_level(profile: Profile) -> float:
    target = profile.rms if profile.loudness is None else profile.loudness
    assert target is not None
    return target


def _measure_level(blocks: Iterable[NDArray[np.int16] | NDArray[np.float32]], rate: int, profile: Profile) -> float:
    """The integrated loudness (LUFS) or RMS level (dBFS), whichever the profile uses."""
    if profile.loudness is None:
        power = RmsMeter()
        for block in blocks:
            power.add(block)
        return power.level()
    loudness = LoudnessMeter(rate)
    for block in blocks:
        loudness.add(block)
    return loudness.level()


def master_sound(
    tape: Iterable[NDArray[np.int16]], rate: int, levels: MasteringLevels, profile: Profile, name: str
) -> Iterator[NDArray[np.int16]]:
    """The chapter at its level, ready to be encoded; its room tone is generated from `name`."""
    blocks: Iterable[NDArray[np.float32]] = _apply_levels(tape, rate, levels)
    if profile.room_tone is not None:
        seed = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())
        blocks = add_room_tone(blocks, rate, to_ratio(profile.room_tone), seed)
    for block in blocks:
        yield np.clip(np.rint(block * FULL_SCALE), -FULL_SCALE, MAX_SAMPLE).astype(np.int16)


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
    """The same sound in blocks of at least BLOCK_SAMPLES, large enough to process efficiently."""
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
