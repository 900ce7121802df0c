"""Loudness and peaks against the test signals of EBU Tech 3341 and what can be reckoned by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from audiobook.audio.loudness import LoudnessMeter, integrated_loudness, rms, true_peak

# EBU's signals are stereo: one channel alone has to be so much louder to read the same.
MONO = 3.01
# For each signal its parts (level of a 1 kHz sine in dBFS, seconds) and the loudness it must read.
EBU = {
    "1": (((-23.0, 20.0),), -23.0),
    "2": (((-33.0, 20.0),), -33.0),
    "3": (((-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)), -23.0),
    "4": (((-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)), -23.0),
    "5": (((-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)), -23.0),
}
# For each signal the amplitude, the frequency as a share of the rate, the phase in degrees, and its true peak in dBTP.
EBU_PEAKS = {
    "15": (0.5, 1 / 4, 0.0, -6.0),
    "16": (0.5, 1 / 4, 45.0, -6.0),
    "17": (0.5, 1 / 6, 60.0, -6.0),
    "18": (0.5, 1 / 8, 67.5, -6.0),
    "19": (1.41, 1 / 4, 45.0, 3.0),
}


def sine(level: float, seconds: float, rate: int, frequency: float = 1000.0) -> NDArray[np.float32]:
    wave = np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)
    return (wave * 10 ** (level / 20)).astype(np.float32)


def in_16_bits(wave: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.round(wave * 32767).astype(np.int16)


@pytest.mark.parametrize("rate", [24_000, 44_100])
@pytest.mark.parametrize(("parts", "expected"), EBU.values(), ids=EBU.keys())
def test_the_signals_of_the_ebu_read_as_they_must(
    parts: tuple[tuple[float, float], ...], expected: float, rate: int
) -> None:
    wave = np.concatenate([sine(level + MONO, seconds, rate) for level, seconds in parts])
    assert integrated_loudness(wave, rate) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 48_000, 96_000])
def test_any_rate_reads_the_same(rate: int) -> None:
    assert integrated_loudness(sine(-20.0, 5.0, rate), rate) == pytest.approx(-23.0, abs=0.1)


def test_ears_take_little_notice_of_low_sound() -> None:
    low, high = (integrated_loudness(sine(-20.0, 5.0, 24_000, hertz), 24_000) for hertz in (30.0, 4000.0))
    # By the curve of the standard: -8.3 dB at 30 Hz and +4.0 dB at 4 kHz, against +0.7 dB at 1 kHz.
    assert low == pytest.approx(-23.0 - 9.0, abs=0.5)
    assert high == pytest.approx(-23.0 + 3.3, abs=0.3)


def test_pauses_do_not_count() -> None:
    speech, pause = sine(-20.0, 5.0, 24_000), np.zeros(24_000 * 60, np.float32)
    assert integrated_loudness(np.concatenate([speech, pause, speech]), 24_000) == pytest.approx(-23.0, abs=0.2)


@pytest.mark.parametrize("samples", [np.zeros(48_000, np.int16), np.zeros(0, np.int16), np.ones(100, np.int16)])
def test_silence_has_no_loudness(samples: NDArray[np.int16]) -> None:
    assert integrated_loudness(samples, 24_000) == -math.inf


def test_a_sound_in_pieces_reads_as_the_whole() -> None:
    generator = np.random.default_rng(7)
    wave = generator.normal(0, 0.05, 24_000 * 11).astype(np.float32)
    meter = LoudnessMeter(24_000)
    for piece in np.split(wave, sorted(generator.integers(0, len(wave), 40))):
        meter.add(piece)
    assert meter.level() == pytest.approx(integrated_loudness(wave, 24_000), abs=1e-4)


def test_16_bits_and_floats_read_the_same() -> None:
    wave = sine(-20.0, 3.0, 24_000)
    assert integrated_loudness(in_16_bits(wave), 24_000) == pytest.approx(integrated_loudness(wave, 24_000), abs=0.01)
    assert true_peak(in_16_bits(wave), 24_000) == pytest.approx(true_peak(wave, 24_000), abs=0.01)
    assert rms(in_16_bits(wave)) == pytest.approx(rms(wave), abs=0.01)


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
@pytest.mark.parametrize(("amplitude", "frequency", "phase", "expected"), EBU_PEAKS.values(), ids=EBU_PEAKS.keys())
def test_peaks_between_samples_are_found(
    amplitude: float, frequency: float, phase: float, expected: float, rate: int
) -> None:
    at = np.arange(rate)
    fade = np.minimum(1.0, np.minimum(at, at[::-1]) / 500)
    wave = (amplitude * fade * np.sin(2 * np.pi * frequency * at + np.radians(phase))).astype(np.float32)
    assert expected - 0.4 <= true_peak(wave, rate) <= expected + 0.2


@pytest.mark.parametrize("place", [0, 1, 2399, 2400, 99_999])
def test_a_peak_is_found_wherever_it_stands(place: int) -> None:
    wave = np.zeros(100_000, np.float32)
    wave[place] = -0.5
    assert true_peak(wave, 24_000) == pytest.approx(-6.02, abs=0.01)


def test_silence_has_no_peak_and_no_level() -> None:
    assert true_peak(np.zeros(1000, np.int16), 24_000) == rms(np.zeros(0, np.float32)) == -math.inf


def test_a_full_square_wave_has_a_level_of_nought() -> None:
    assert rms(np.tile(np.array([1.0, -1.0], np.float32), 500_000)) == pytest.approx(0.0, abs=0.001)
    assert rms(sine(0.0, 2.0, 24_000)) == pytest.approx(-3.01, abs=0.01)
