"""Measures how loud the sibilants of the voices are, against their vowels.

    python benchmarks/hiss.py [VOICE…]

Without names, every voice of voices/catalogue.toml that is made from hibari's. They read ten sentences of the sample
story. A pleasant voice has sibilants below its vowels: heart 5 dB, men of Kokoro about 10. Frames of 25 ms count as
sibilants if most of their strength is above 4 kHz, as vowels if nearly all of it is below 3 kHz.
"""

from __future__ import annotations

import argparse

import numpy as np
from measure_voices import passage
from numpy.typing import NDArray

from audiobook.casting.catalogue import load_catalogue
from audiobook.engines.registry import create_engine
from audiobook.model import Utterance
from audiobook.model.sound import FULL_SCALE

FRAME_SECONDS = 0.025
LOW, HIGH, HEARD = (80, 3000), (4000, 12000), (80, 12000)
# A sibilant has so many times more strength above than below, a vowel so many times more below than above.
SIBILANT_RATIO, VOWEL_RATIO = 2, 10
# Frames weaker than this share of the strongest are silence.
SILENCE = 1e-4
Values = NDArray[np.floating]


def main() -> None:
    """Print the level of each voice's sibilants, in dB above its vowels."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    names = parser.parse_args().names
    sentences = [sentence for sentence in passage(500, skip=60) if len(sentence) > 40][:10]
    for entry in load_catalogue():
        if entry.name in names or (not names and entry.voice.engine == "hibari" and not entry.get):
            engine = create_engine(entry.voice.engine)
            clips = [engine.speak(Utterance(sentence, entry.voice)) for sentence in sentences]
            waves = [np.asarray(clip.samples, np.float32) / FULL_SCALE for clip in clips]
            print(f"{entry.name:10} {measure_hiss(waves, clips[0].rate):+.1f}")


def measure_hiss(waves: list[Values], rate: int) -> float:
    """How many dB the louder sibilants are above the vowels."""
    frames = [_split_strengths(wave, rate) for wave in waves]
    sibilants = np.concatenate([all_of_it[high > SIBILANT_RATIO * low] for low, high, all_of_it in frames])
    vowels = np.concatenate([_take_louder_half(all_of_it, low > VOWEL_RATIO * high) for low, high, all_of_it in frames])
    return float(10 * np.log10(np.quantile(sibilants, 0.75) / np.median(vowels)))


def _split_strengths(wave: Values, rate: int) -> tuple[Values, Values, Values]:
    """The strength of each frame that isn't silent: below, above, and all of it."""
    size = int(FRAME_SECONDS * rate)
    frames = np.lib.stride_tricks.sliding_window_view(wave, size)[:: size // 2] * np.hanning(size)
    spectra = np.abs(np.fft.rfft(frames)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / rate)
    low, high, heard = (spectra[:, (hertz > start) & (hertz < end)].sum(axis=1) for start, end in (LOW, HIGH, HEARD))
    loud = heard > SILENCE * heard.max()
    return low[loud], high[loud], heard[loud]


def _take_louder_half(strengths: Values, chosen: NDArray[np.bool_]) -> Values:
    return strengths[chosen & (strengths > np.median(strengths))]


if __name__ == "__main__":
    main()
