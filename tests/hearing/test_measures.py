"""Single measures: how a sound dies away, how long a line should last, and who is who."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from audiobook.hearing.expected_sound import LENGTH_CURVE, estimate_seconds
from audiobook.hearing.hear_clips import to_hearing_rate
from audiobook.hearing.sound_statistics import BANDS, SoundStatistics, measure_sound
from audiobook.hearing.voice_profiles import USUAL_DISTANCE, AlbumVoices, MeasuredClip, is_same_speaker
from audiobook.model import Clip, Voice
from tests.hearing.sounds import LOW, RARE, RATE, hum

VOICE = Voice("made-up", "low", formant=0.9)


@pytest.mark.parametrize("quiet", [0.0, 0.06, 0.5])
def test_a_sound_that_is_cut_off_does_not_die_away(quiet: float) -> None:
    whole, silence = hum(LOW, 1.5).samples, np.zeros(int(quiet * RATE), np.int16)
    cut = whole[: len(whole) - int(0.4 * RATE)]
    decays = [
        measure_sound(to_hearing_rate(Clip(np.concatenate([samples, silence]), RATE))).decay for samples in (whole, cut)
    ]
    assert decays[0] > 0.05
    assert decays[1] < 0.02


def test_silence_dies_away_at_once() -> None:
    assert measure_sound(np.zeros(16_000, np.float32)).decay == 0.0


def test_more_sounds_take_longer() -> None:
    syllables = [estimate_seconds("nˈOt " * count) for count in range(1, 40)]
    assert syllables == sorted(syllables)
    assert all(first < second for first, second in pairwise(syllables))


def test_the_curve_of_lengths_goes_on_beyond_its_ends() -> None:
    assert [seconds for seconds, _ in LENGTH_CURVE] == sorted(seconds for seconds, _ in LENGTH_CURVE)
    syllable = estimate_seconds("nˈOt " * 101) - estimate_seconds("nˈOt " * 100)
    assert estimate_seconds("nˈOt " * 201) - estimate_seconds("nˈOt " * 200) == pytest.approx(syllable)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (Voice("made-up", "low", formant=0.9, pitch=1.2, tilt=3.0, whisper=0.8), True),
        (Voice("made-up", "low", formant=0.9, pitch=1.5), False),
        (Voice("made-up", "low", formant=0.95), False),
        (Voice("made-up", "high", formant=0.9), False),
        (Voice("another", "low", formant=0.9), False),
    ],
)
def test_deliveries_leave_the_speaker(other: Voice, is_same: bool) -> None:
    assert is_same_speaker(VOICE, other) is is_same_speaker(other, VOICE) is is_same


def measured(voice: Voice, offset: float, spread: float, number: int) -> MeasuredClip:
    """A clip whose spectrum differs from that of its voice by so much (dB)."""
    random = np.random.default_rng(number)
    spectrum = tuple(offset * np.cos(np.arange(BANDS)) + random.normal(0, spread, BANDS))
    return MeasuredClip(voice, SoundStatistics(3.0, spectrum, 0.5, 0.9), 3.0)


def test_a_voice_that_varies_more_than_others_is_not_strange() -> None:
    steady = [measured(LOW, 0.0, 1.0, number) for number in range(100)]
    varied = [measured(RARE, 20.0, 4.0, number) for number in range(100, 112)]
    voices = AlbumVoices([*steady, *varied])
    good = [voices.judge(measured(RARE, 20.0, 4.0, number)).distance for number in range(200, 220)]
    wrong = [voices.judge(replace(line, voice=RARE)) for line in steady[:20]]
    assert np.median(good) < 2 * USUAL_DISTANCE
    assert all(evidence.distance > 2 * evidence.other_distance for evidence in wrong)
