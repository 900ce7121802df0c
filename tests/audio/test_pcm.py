"""What engines do to their samples."""

from __future__ import annotations

import numpy as np
import pytest

from audiobook.audio.pcm import CEILING, empty_clip, join_parts, to_pcm, trim_silence
from audiobook.model.sound import MAX_SAMPLE

RATE = 24_000
PART = np.full(1000, 500, np.int16)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_join_parts_puts_a_pause_of_150_ms_between_two(count: int) -> None:
    joined = join_parts([PART] * count, RATE)
    assert joined.dtype == np.int16
    assert len(joined) == count * len(PART) + max(0, count - 1) * 3600
    assert np.count_nonzero(joined) == count * len(PART)


def test_to_pcm_never_exceeds_the_ceiling_and_leaves_quiet_samples_alone() -> None:
    wave = np.array([0.0, 0.25, -0.5, 0.9, -3.0])
    assert np.abs(to_pcm(wave)).max() <= CEILING * MAX_SAMPLE
    assert to_pcm(wave)[:3].tolist() == [0, int(0.25 * MAX_SAMPLE), int(-0.5 * MAX_SAMPLE)]
    assert to_pcm(wave[:2], gain=6.0)[1] == pytest.approx(2 * 0.25 * MAX_SAMPLE, rel=0.01)


def test_trim_silence_leaves_a_margin_around_the_sound() -> None:
    silence = np.zeros(RATE, np.int16)
    trimmed = trim_silence(np.concatenate([silence, PART, silence]), RATE)
    assert len(PART) < len(trimmed) <= len(PART) + 0.12 * RATE
    assert len(trim_silence(silence, RATE)) == len(trim_silence(silence[:0], RATE)) == 0


def test_empty_clip_has_no_samples() -> None:
    clip = empty_clip(RATE, ("愛",))
    assert (clip.seconds, clip.rate, clip.unspoken) == (0.0, RATE, ("愛",))
