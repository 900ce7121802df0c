"""How many planted faults `check --listen` finds, and how many good clips it calls bad.

    audiobook make STORY -o FOLDER
    python benchmarks/listening.py FOLDER [--faults 1000] [--density 0.1] [--lines 400] [--fit]

The clips of the albums in FOLDER are heard again and again, each time with faults planted in other ones of them, until
there were so many faults. Printed is the share of each fault that was found, and the share of good clips that were
called bad, for all lines and for the third of them that the weights were not trained on; and what it costs to hear the
albums without faults, in processor seconds for each hour.

`--fit` trains the weights of audiobook/hearing/weighing.py on the other two thirds and prints them, with the same
figures for these weights. `--lines` hears only so many lines of each album.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from planted_faults import PLANTERS, Line, PlantingContext

from audiobook.checking.albums import find_check_targets
from audiobook.engines.hibari import HibariEngine
from audiobook.hearing.hear_clips import ClipHearer, KeyedUtterance
from audiobook.hearing.models import load_recognizer
from audiobook.hearing.recognizer import SpeechRecognizer
from audiobook.hearing.weighing import BIAS, WEIGHTS, measure
from audiobook.model import Clip
from audiobook.production.album_record import read_record, record_path
from audiobook.synthesis.clip_store import ClipStore, clip_folder

GOOD = "good"
# One line in so many, by the digest of its key, is never trained on.
HELD_OUT = 3
# The share of good clips that may be called bad.
MAX_FALSE_ALARMS = 0.01
# Regularization of the regression, and Newton steps until it stands still.
RIDGE, STEPS = 0.001, 60
Values = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Judged:
    """A clip as it was heard: what was planted in it, its measures, and whether the weights were not trained on it."""

    kind: str
    measures: tuple[float, ...]
    is_held_out: bool


def main() -> None:
    """Plant faults, listen, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--density", type=float, default=0.1)
    parser.add_argument("--lines", type=int, default=0)
    parser.add_argument("--model", default="")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    recognizer = load_recognizer(options.model, 1)
    albums = [
        load_lines(options.folder, target.folder, options.lines) for target in find_check_targets([options.folder])
    ]
    judged: list[Judged] = []
    for number in range(1, 1 + 10 * options.faults):
        for lines in albums:
            judged += hear_with_faults(lines, recognizer, options.density, number)
        if sum(one.kind != GOOD for one in judged) >= options.faults:
            break
    weights = (BIAS, *WEIGHTS.values())
    print_figures("the weights in use", judged, np.array(weights))
    if options.fit:
        fitted = fit_weights([one for one in judged if not one.is_held_out])
        print_figures("the weights of this run", judged, fitted)
        print(f"BIAS = {fitted[0]:.2f}")
        for name, weight in zip(WEIGHTS, fitted[1:], strict=True):
            print(f'    "{name}": {weight:.2f},')
    print_cost(albums, recognizer)


def load_lines(output: Path, folder: Path, most: int) -> dict[str, Line]:
    """The lines of an album with their clips, by key."""
    record, store = read_record(record_path(output, folder)), ClipStore(clip_folder(output))
    if record is None:
        raise SystemExit(f"{folder}: make this album again")
    utterances = {line.key: line.utterance for chapter in record.chapters for line in chapter.lines}
    found = ((key, utterance, store.read(key)) for key, utterance in utterances.items())
    lines = {key: Line(clip, utterance) for key, utterance, clip in found if clip is not None and len(clip.samples)}
    return dict(list(lines.items())[: most or None])


def hear_with_faults(
    lines: dict[str, Line], recognizer: SpeechRecognizer, density: float, seed: int
) -> Iterator[Judged]:
    """Hears an album with faults in some of its clips."""
    random = np.random.default_rng(seed)
    context = PlantingContext(tuple(lines.values()), HibariEngine(), random)
    planted = {key: plant(line, context, density) for key, line in lines.items()}
    hearer = ClipHearer(recognizer, lambda key: planted[key][1])
    heard_lines = [KeyedUtterance(key, line.utterance, "") for key, line in lines.items()]
    report = hearer.hear(heard_lines, {}, lambda *_: None)
    voices = hearer.learn_voices(heard_lines, report.clips)
    for line in heard_lines:
        clip = report.clips[line.key]
        measures = measure(clip.words, clip.sound, voices.judge(hearer.measure_line(line, clip)))
        yield Judged(planted[line.key][0], tuple(measures.values()), zlib.crc32(line.key.encode()) % HELD_OUT == 0)


def plant(line: Line, context: PlantingContext, density: float) -> tuple[str, Clip]:
    """The kind of fault, and the clip with it; for most lines none."""
    if context.random.random() < density:
        kind = str(context.random.choice(list(PLANTERS)))
        clip = PLANTERS[kind](line, context)
        if clip is not None:
            return kind, clip
    return GOOD, line.clip


def score(judged: Sequence[Judged], weights: Values) -> Values:
    """The logarithm of the odds that each clip is bad."""
    return np.array([one.measures for one in judged]) @ weights[1:] + weights[0]


def print_figures(title: str, judged: Sequence[Judged], weights: Values) -> None:
    """The share of good clips called bad and of faults found, of all lines and of those that were held out."""
    print(title)
    for name, rows in (("all lines", judged), ("held out", [one for one in judged if one.is_held_out])):
        kinds = np.array([one.kind for one in rows])
        is_bad = score(rows, weights) > 0
        parts = [f"{kind} {is_bad[kinds == kind].mean():.1%}" for kind in PLANTERS if (kinds == kind).any()]
        print(
            f"  {name}: {is_bad[kinds != GOOD].mean():.1%} of {np.sum(kinds != GOOD)} faults found, "
            f"{is_bad[kinds == GOOD].mean():.2%} of {np.sum(kinds == GOOD)} good clips called bad; {', '.join(parts)}"
        )


def fit_weights(judged: Sequence[Judged]) -> Values:
    """The bias and the weights of a logistic regression, the bias so that few enough good clips are called bad."""
    columns = np.array([(1.0, *one.measures) for one in judged])
    is_bad = np.array([one.kind != GOOD for one in judged])
    importance = np.where(is_bad, 0.5 / is_bad.sum(), 0.5 / (~is_bad).sum())
    penalty = RIDGE * np.diag([0.0, *[1.0] * (columns.shape[1] - 1)])
    weights = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        probability = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        gradient = columns.T @ (importance * (probability - is_bad)) + penalty @ weights
        curvature = (columns * (importance * probability * (1 - probability))[:, None]).T @ columns + penalty
        weights -= np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
    weights[0] -= np.quantile(score([one for one in judged if one.kind == GOOD], weights), 1 - MAX_FALSE_ALARMS)
    return weights


def print_cost(albums: Sequence[dict[str, Line]], recognizer: SpeechRecognizer) -> None:
    """What it costs to hear the albums as they are; pauses between lines are left out, so this is the upper end."""
    work = seconds = 0.0
    for lines in albums:
        hearer = ClipHearer(recognizer, {key: line.clip for key, line in lines.items()}.get)
        report = hearer.hear(
            [KeyedUtterance(key, line.utterance, "") for key, line in lines.items()], {}, lambda *_: None
        )
        work, seconds = work + report.work_seconds, seconds + report.new_seconds
    print(f"cost: {work / seconds * 3600:.0f} processor seconds for each hour of speech ({work / seconds:.1%})")


if __name__ == "__main__":
    main()
