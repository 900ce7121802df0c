"""Shaping, on a voice made of pulses through one resonance: everything about it is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from audiobook.audio.loudness import integrated_loudness
from audiobook.engines.voice_effects import engine_pace, shape_voice
from audiobook.engines.voice_effects.contour import PitchContour, track_pitch
from audiobook.engines.voice_effects.ending import compute_rise
from audiobook.engines.voice_effects.time_scaling import change_pace
from audiobook.model import Voice

RATE, SECONDS, PITCH, RESONANCE, HOP = 24_000, 1.5, 180.0, 1000.0, 300
PLAIN = Voice("silent", "silence")


def spoken(pitch: float = PITCH, glide: float = 0.0, noise: float = 0.0) -> NDArray[np.float32]:
    """Pulses at `pitch` Hz (gliding by that share to either side) that ring at RESONANCE."""
    time = np.arange(int(RATE * SECONDS)) / RATE
    hertz = pitch * (1 + glide * np.sin(2 * np.pi * time / SECONDS))
    pulses = np.diff(np.floor(np.cumsum(hertz) / RATE), prepend=0.0)
    ring = np.exp(-np.arange(400) / 60) * np.sin(2 * np.pi * RESONANCE * np.arange(400) / RATE)
    wave = np.convolve(pulses, ring)[: len(time)] + noise * np.random.default_rng(0).standard_normal(len(time))
    return np.asarray(0.3 * wave, np.float32)


def contour(glide: float = 0.0) -> PitchContour:
    frames = int(RATE * SECONDS) // HOP
    time = (np.arange(frames) + 0.5) * HOP / RATE
    return PitchContour(PITCH * (1 + glide * np.sin(2 * np.pi * time / SECONDS)), HOP)


def recipe(**changes: float) -> Voice:
    return Voice(PLAIN.engine, PLAIN.name, **changes)


def heard(wave: NDArray[np.floating]) -> NDArray[np.floating]:
    hertz = track_pitch(np.asarray(wave, np.float32), RATE).hertz
    return hertz[hertz > 0]


def strength(wave: NDArray[np.floating], low: float, high: float) -> float:
    """The energy between two frequencies, in dB."""
    spectrum = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(len(wave), 1 / RATE)
    return float(10 * np.log10(spectrum[(hertz >= low) & (hertz < high)].sum()))


def peak(wave: NDArray[np.floating]) -> float:
    """The frequency around which most energy lies."""
    spectrum = np.abs(np.fft.rfft(wave)) ** 2
    hertz = np.fft.rfftfreq(len(wave), 1 / RATE)
    near = (hertz > 300) & (hertz < 3000)
    return float((spectrum[near] * hertz[near]).sum() / spectrum[near].sum())


def test_a_plain_recipe_leaves_every_sample() -> None:
    wave = spoken()
    assert shape_voice(wave, RATE, recipe(pace=1.3, gain=4.0)) is wave
    assert engine_pace(recipe(pace=1.3)) == 1.3


@pytest.mark.parametrize("pitch", [110.0, 180.0, 260.0])
def test_the_tracker_finds_the_pitch(pitch: float) -> None:
    assert float(np.median(heard(spoken(pitch, noise=0.01)))) == pytest.approx(pitch, rel=0.01)


def test_noise_has_no_pitch() -> None:
    noise = np.asarray(np.random.default_rng(0).standard_normal(RATE), np.float32)
    assert track_pitch(noise, RATE).voiced.mean() < 0.1


@pytest.mark.parametrize(("pitch", "formant"), [(0.6, 0.84), (0.8, 0.8), (0.8, 1.0), (1.3, 1.05), (1.0, 0.9)])
@pytest.mark.parametrize("known", [True, False], ids=["known contour", "tracked contour"])
def test_pitch_and_resonances_move_apart_from_each_other(pitch: float, formant: float, known: bool) -> None:
    wave = spoken()
    made = shape_voice(wave, RATE, recipe(pitch=pitch, formant=formant), contour() if known else None)
    assert float(np.median(heard(made))) == pytest.approx(PITCH * pitch, rel=0.03)
    assert peak(made) / peak(wave) == pytest.approx(formant, rel=0.06)


def test_pace_makes_up_for_what_playing_slower_takes() -> None:
    voice = recipe(formant=0.8, pitch=0.7, pace=1.1)
    # The sound of a text, spoken at the pace asked for, lasts so many times as long as at pace 1 ...
    asked = 1 / engine_pace(voice)
    assert asked * len(shape_voice(spoken(), RATE, voice)) / len(spoken()) == pytest.approx(1 / voice.pace, rel=0.01)


@pytest.mark.parametrize("pitch_range", [0.5, 1.5])
def test_the_range_of_pitch_is_made_wider_or_narrower(pitch_range: float) -> None:
    wave = spoken(glide=0.2)
    made = shape_voice(wave, RATE, recipe(pitch_range=pitch_range), contour(glide=0.2))
    spans = [np.ptp(np.log2(np.percentile(heard(each), [5, 95]))) for each in (wave, made)]
    assert spans[1] / spans[0] == pytest.approx(pitch_range, rel=0.1)


def test_tilt_makes_high_sound_stronger_by_so_much_an_octave() -> None:
    wave = spoken(noise=0.05)
    made = shape_voice(wave, RATE, recipe(tilt=-3.0))
    low, high = (strength(made, *band) - strength(wave, *band) for band in ((1150, 1250), (4600, 5000)))
    assert high - low == pytest.approx(-6.0, abs=0.5)


def test_a_brighter_voice_does_not_hiss() -> None:
    """Vowels become brighter, sibilants above 7 kHz a little darker, by at most half as much."""
    wave = spoken(noise=0.05)
    made = shape_voice(wave, RATE, recipe(tilt=3.0))
    vowels, hiss = (strength(made, *band) - strength(wave, *band) for band in ((2300, 2500), (7200, 11000)))
    assert vowels == pytest.approx(6.0, abs=0.5)
    assert -3.0 < hiss < 0.0


def test_the_upper_resonances_move_without_the_lower() -> None:
    wave = spoken()
    made = shape_voice(wave, RATE, recipe(formant_high=1.2))
    assert strength(made, 500, 1400) == pytest.approx(strength(wave, 500, 1400), abs=0.3)
    assert strength(made, 3000, 6000) > strength(wave, 3000, 6000) + 0.5


def test_breath_is_noise_between_the_harmonics() -> None:
    wave = spoken()
    made = shape_voice(wave, RATE, recipe(breath=0.2), contour())
    between = [float(np.median(np.abs(np.fft.rfft(each)))) for each in (wave, made)]
    assert between[1] > 1.5 * between[0]


@pytest.mark.parametrize("pitch", [90.0, 180.0, 300.0])
def test_a_whisper_has_no_pitch_but_the_resonances_and_the_loudness(pitch: float) -> None:
    wave = spoken(pitch)
    made = shape_voice(wave, RATE, recipe(whisper=1.0))
    assert track_pitch(wave, RATE).voiced.mean() > 0.9
    assert track_pitch(np.asarray(made, np.float32), RATE).voiced.mean() < 0.1
    assert pulse_strength(made, pitch) < 0.2 * pulse_strength(wave, pitch)
    assert 1.0 < peak(made) / peak(wave) < 1.25
    loudness = [integrated_loudness(np.asarray(each, np.float32), RATE) for each in (wave, made)]
    assert loudness[1] == pytest.approx(loudness[0], abs=1.0)


def pulse_strength(wave: NDArray[np.floating], pitch: float) -> float:
    """How much the strength of a wave goes up and down at this rate, relative to its mean."""
    power = np.square(wave, dtype=np.float64)
    turns = np.exp(-2j * np.pi * pitch * np.arange(len(wave)) / RATE)
    return float(np.abs((power * turns).sum()) / power.sum())


def test_a_voice_can_be_partly_whispered() -> None:
    shares = (0.0, 0.1, 0.3)
    made = [shape_voice(spoken(), RATE, recipe(whisper=share)) for share in shares]
    between = [float(np.median(np.abs(np.fft.rfft(each)))) for each in made]
    assert between == sorted(between)
    assert all(len(heard(each)) > 100 for each in made)


@pytest.mark.parametrize("change", [{"roughness": 0.5}, {"tremor": 0.8}], ids=str)
def test_an_old_voice_is_unsteady(change: dict[str, float]) -> None:
    steady, made = heard(shape_voice(spoken(), RATE, recipe(pitch=0.99), contour())), heard(
        shape_voice(spoken(), RATE, recipe(pitch=0.99, **change), contour())
    )  # fmt: skip
    assert np.std(np.log(made)) > 2 * np.std(np.log(steady))


def test_the_same_line_gives_the_same_sound() -> None:
    voice = recipe(
        pitch=0.7, formant=0.85, breath=0.1, roughness=0.3, tremor=0.2, tilt=1.0, formant_high=1.1, whisper=0.5
    )
    assert np.array_equal(shape_voice(spoken(), RATE, voice), shape_voice(spoken(), RATE, voice))


@pytest.mark.parametrize("wave", [np.zeros(0), np.zeros(500), np.zeros(RATE), np.ones(1300) * 0.1], ids=len)
def test_odd_sounds_come_through(wave: NDArray[np.floating]) -> None:
    made = shape_voice(
        np.asarray(wave, np.float32), RATE, recipe(pitch=0.7, formant=0.85, breath=0.1, roughness=0.2, whisper=0.5)
    )
    assert np.isfinite(made).all()


@pytest.mark.parametrize("ratio", [0.5, 0.8, 0.95, 1.05, 1.25, 2.0])
def test_another_pace_changes_the_length_and_nothing_else(ratio: float) -> None:
    wave = spoken(glide=0.05)
    paced = change_pace(wave, RATE, ratio)
    assert len(paced) == round(len(wave) / ratio)
    assert np.median(heard(paced)) == pytest.approx(np.median(heard(wave)), rel=0.02)
    assert peak(paced) == pytest.approx(peak(wave), rel=0.03)
    assert np.sqrt(np.mean(paced**2)) == pytest.approx(np.sqrt(np.mean(wave**2)), rel=0.03)
    assert np.array_equal(paced, change_pace(wave, RATE, ratio))


@pytest.mark.parametrize("samples", [0, 1, 100, 719, 721])
def test_the_shortest_sounds_can_be_paced(samples: int) -> None:
    assert np.isfinite(change_pace(spoken()[:samples], RATE, 1.5)).all()
    assert np.array_equal(change_pace(spoken()[:samples], RATE, 1.0), spoken()[:samples])


def test_a_final_rise_lifts_the_end_and_leaves_the_rest() -> None:
    asked = heard(shape_voice(spoken(), RATE, recipe(final_rise=4.0)))
    assert np.median(asked[-6:]) == pytest.approx(PITCH * 2 ** (4 / 12), rel=0.06)
    assert np.median(asked[: len(asked) // 2]) == pytest.approx(PITCH, rel=0.02)


def test_pitch_and_resonances_together_need_no_marks() -> None:
    higher = shape_voice(spoken(), RATE, recipe(pitch=1.05, formant=1.05))
    assert np.median(heard(higher)) == pytest.approx(PITCH * 1.05, rel=0.02)
    assert len(higher) == pytest.approx(len(spoken()) / 1.05, rel=0.01)


@pytest.mark.filterwarnings("error")
def test_a_rise_may_begin_where_no_voice_is_heard() -> None:
    hertz = np.full(120, PITCH)
    hertz[80:110] = 0.0
    factors = compute_rise(PitchContour(hertz, HOP), hertz > 0, RATE, 3.0)
    assert np.isfinite(factors).all()
    assert factors[-1] > 1.1
