"""Measures how fast a voice speaks when it is asked for a pace.

    python benchmarks/pace.py [VOICE…] [--words 400] [--table]
    python benchmarks/pace.py --network

The voices (names of voices/catalogue.toml, or ENGINE:VOICE; `heart` if none is given) read the sample story at paces
from 0.6 to 2.0. Printed is what came, all sentences together, without the silence around them, which always lasts the
same. `--table` asks the engine itself, without what its own table of paces mends: that is how those tables were made.
`--network` does so for hibari's network: the table of engines/hibari_pace.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from hibari import dsp
from measure_voices import passage
from numpy.typing import NDArray

from audiobook.audio.pcm import HEAD_SECONDS, TAIL_SECONDS, to_pcm, trim_silence
from audiobook.casting.voice_lookup import find_voice
from audiobook.engines.hibari import HibariEngine, phonemize, prepare_text, split_phonemes
from audiobook.engines.hibari_pace import NETWORK_PACES
from audiobook.engines.hibari_synthesizer import run_network
from audiobook.engines.pace_table import EXACT
from audiobook.engines.registry import create_engine
from audiobook.model import Utterance, Voice

# Narrator and characters are made so much louder (dB), which decides where their sound begins and ends.
GAIN = 6.5
PACES = (0.6, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.25, 1.3, 1.35, 1.4, 1.5, 1.75, 2.0)
ASKED = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0, 2.5, 3.0)


def main() -> None:
    """Print the paces that were got."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("voices", nargs="*", default=["heart"])
    parser.add_argument("--words", type=int, default=400)
    parser.add_argument("--network", action="store_true")
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    sentences = passage(options.words, skip=30)
    if options.network:
        _print_network(sentences)
        return
    for name in options.voices:
        _print_paces(name, sentences, options.table)


def _find_voice(name: str) -> Voice:
    engine, _, voice = name.partition(":")
    return Voice(engine, voice) if voice else find_voice(None, name)


def _print_paces(name: str, sentences: Sequence[str], is_table: bool) -> None:
    voice = _find_voice(name)
    engine = create_engine(voice.engine)
    if is_table:
        # Each engine has its table in its module.
        sys.modules[type(engine).__module__].PACES = EXACT  # type: ignore[attr-defined]

    def seconds_at(pace: float) -> float:
        clips = [engine.speak(Utterance(text, replace(voice, pace=voice.pace * pace))) for text in sentences]
        return sum(clip.seconds - HEAD_SECONDS - TAIL_SECONDS for clip in clips)

    plain = seconds_at(1.0)
    got = {pace: plain / seconds_at(pace) for pace in (ASKED if is_table else PACES)}
    worst = max(abs(value / pace - 1) for pace, value in got.items())
    print(f"{name:10}" + " ".join(f"{pace:g}:{value:.3f}" for pace, value in got.items()) + f"  worst {worst:.1%}")


def _print_network(sentences: Iterable[str]) -> None:
    model = HibariEngine().load_model(HibariEngine.default_voice)
    texts = [part for sentence in sentences for part in split_phonemes(phonemize(model, prepare_text(sentence)))]
    pieces = [model.ids(text) for text in texts]

    def lengths_at(asked: float) -> NDArray[np.float64]:
        waves = (dsp.synth(*run_network(model, ids, asked), np.random.default_rng(0)) for ids in pieces)
        samples = np.array([len(trim_silence(to_pcm(wave, GAIN), model.sample_rate)) for wave in waves], np.float64)
        return samples / model.sample_rate - HEAD_SECONDS - TAIL_SECONDS

    plain = lengths_at(1.0)
    for asked in NETWORK_PACES:
        lengths = lengths_at(asked)
        print(f"{asked:.2f}: {plain.sum() / lengths.sum():.3f} (sentences ±{(plain / lengths).std():.3f})")


if __name__ == "__main__":
    main()
