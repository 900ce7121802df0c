"""Peaks come under the ceiling, and nothing else is changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from audiobook.audio.limiter import limit_peaks
from audiobook.audio.loudness import true_peak
from audiobook.audio.room_tone import add_room_tone
from audiobook.audio.samples import to_decibels, to_ratio

RATE = 24_000


def run(wave: NDArray[np.float32], ceiling: float, pieces: int = 1) -> NDArray[np.float32]:
    return np.concatenate([*limit_peaks(np.array_split(wave, pieces), RATE, ceiling), np.zeros(0, np.float32)])


def speech_like(seed: int, seconds: float, loud: float) -> NDArray[np.float32]:
    """Noise of a voice's bandwidth that swells and dies away, with a few bangs in it."""
    generator = np.random.default_rng(seed)
    count = int(seconds * RATE)
    noise = np.convolve(generator.normal(0, 1, count), np.hanning(9) / 4, "same")
    swell = 0.5 + 0.5 * np.sin(np.arange(count) * 2 * np.pi * generator.uniform(1, 6) / RATE)
    bangs = np.where(generator.random(count) < 0.0005, generator.uniform(1, 8), 1.0)
    return (noise * swell * bangs * loud).astype(np.float32)


@settings(max_examples=40)
@given(
    st.integers(0, 10**6), st.floats(0.02, 1.5), st.floats(0.05, 2.0), st.sampled_from([-1.0, -2.0, -4.0, -12.0]),
    st.integers(1, 9),
)  # fmt: skip
def test_no_peak_passes_the_ceiling(seed: int, seconds: float, loud: float, ceiling: float, pieces: int) -> None:
    wave = speech_like(seed, seconds, loud)
    lowered = run(wave, to_ratio(ceiling), pieces)
    assert len(lowered) == len(wave)
    assert np.abs(lowered).max() <= to_ratio(ceiling)
    assert true_peak(lowered, RATE) <= ceiling + 0.05


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(1, 400))
def test_blocks_make_no_difference(seed: int, pieces: int) -> None:
    wave = speech_like(seed, 0.5, 0.6)
    assert np.allclose(run(wave, 0.5, pieces), run(wave, 0.5), atol=1e-6)


def test_what_is_not_loud_is_left_as_it_is() -> None:
    wave = np.random.default_rng(3).uniform(-0.3, 0.3, RATE).astype(np.float32)
    assert np.array_equal(run(wave, 0.7), wave)
    wave[12_000] = 0.9
    lowered = run(wave, 0.7)
    near = np.abs(np.arange(RATE) - 12_000) < 0.05 * RATE
    assert np.array_equal(lowered[~near], wave[~near])


def test_the_gain_has_no_corners() -> None:
    wave = np.full(RATE, 0.4, np.float32)
    wave[12_000:12_010] = 1.0
    gain = run(wave, 0.5) / wave
    # Between its samples the bang is higher still.
    assert 0.45 < gain.min() < 0.5
    # From one sample to the next by no more than 0.05 dB.
    assert np.abs(np.diff(gain)).max() < 0.003


@pytest.mark.parametrize("place", [0, 1, RATE // 2, RATE - 2, RATE - 1])
def test_a_peak_at_either_end_is_lowered_too(place: int) -> None:
    wave = np.zeros(RATE, np.float32)
    wave[place] = -1.0
    assert to_decibels(float(np.abs(run(wave, 0.5, 3)).max())) <= to_decibels(0.5)


@pytest.mark.parametrize("count", [0, 1, 31, 500, 1024, 1100])
def test_short_sounds_keep_their_length(count: int) -> None:
    assert len(run(np.ones(count, np.float32), 0.5)) == count


@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_a_room_is_as_quiet_as_was_asked(rate: int) -> None:
    quiet = [np.zeros(rate, np.float32)] * 5
    tone = np.concatenate(list(add_room_tone(quiet, rate, to_ratio(-72.0), seed=5)))
    levels = [to_decibels(float(np.sqrt(np.mean(part**2)))) for part in np.array_split(tone.astype(np.float64), 10)]
    assert np.allclose(levels, -72.0, atol=0.5)
    assert np.abs(tone).max() < to_ratio(-57.0)


def test_a_room_is_the_same_each_time_whatever_the_blocks() -> None:
    whole, parts = [np.zeros(9000, np.float32)], [np.zeros(3000, np.float32)] * 3
    one, other = (np.concatenate(list(add_room_tone(blocks, RATE, 1.0, 7))) for blocks in (whole, parts))
    assert np.allclose(one, other, atol=1e-6)
    assert not np.allclose(one, np.concatenate(list(add_room_tone(whole, RATE, 1.0, 8))))
    # Numbers that no version of numpy may change, or albums would differ between machines.
    assert one[:3].tolist() == pytest.approx(FIRST, abs=1e-6)


FIRST = [0.9855964, 0.1090242, 0.0015646]
