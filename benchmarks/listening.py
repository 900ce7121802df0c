"""How many planted faults `check --listen` finds, and how many good clips it calls bad.

    audiobook make STORY -o FOLDER
    python benchmarks/listening.py FOLDER [--held-out FOLDER] [--faults 1000] [--density 0.25] [--fit]
        [--cache FOLDER] [--cost]

The clips of the albums in FOLDER are heard again and again, each time with faults planted in other ones of them, until
there were so many faults. Printed is the share of each fault that was found, and the share of good clips that were
called bad: for the albums in FOLDER, for those of other stories that --held-out names, and for both; and how many
of the faults found were called what they are.

`--fit` trains the weights of audiobook/hearing/weighing.py on the albums in FOLDER only, and prints them with the same
figures. `--cache` keeps what the recognizer has heard, so that a second run with the same faults takes a minute.
`--cost` also hears the albums without faults, and prints the processor seconds for each hour.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from planted_faults import PLANTERS, Line, PlantingContext

from audiobook.checking.albums import find_check_targets
from audiobook.hearing.hear_clips import ClipHearer, KeyedUtterance
from audiobook.hearing.models import load_recognizer
from audiobook.hearing.recognizer import HeardWord, SpeechRecognizer, WindowHearing
from audiobook.hearing.weighing import BIAS, WEIGHTS, Fault, measure
from audiobook.model import Clip
from audiobook.model.sound import FULL_SCALE
from audiobook.production.album_record import read_record, record_path
from audiobook.production.voice_auditions import speak_audition
from audiobook.synthesis.clip_store import ClipStore, clip_folder

GOOD = "good"
# What the program may call each planted fault.
NAMES: dict[str, tuple[Fault, ...]] = {
    "cut end": (Fault.CUT,),
    "cut beginning": (Fault.CUT,),
    "repeated": (Fault.REPEATED,),
    "swapped": (Fault.WORDS,),
    "noise": (Fault.NOISE, Fault.VOICE),
    "wrong voice": (Fault.NOISE, Fault.VOICE),
    "no language": (Fault.WORDS,),
    "silence": (Fault.SILENT,),
}
# The share of good clips that may be called bad; other stories have a few more.
MAX_FALSE_ALARMS = 0.007
# Regularization of the regression, and Newton steps until it stands still.
RIDGE, STEPS = 0.001, 60
Values = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Judged:
    """A clip as it was heard: what was planted in it, its measures, and the fault that the program sees."""

    kind: str
    measures: tuple[float, ...]
    fault: Fault | None = None


class CachedRecognizer:
    """A recognizer that keeps what it hears in a folder, by the digest of sound and text."""

    def __init__(self, recognizer: SpeechRecognizer, folder: Path) -> None:
        self._recognizer, self._folder = recognizer, folder
        self.name = recognizer.name
        folder.mkdir(parents=True, exist_ok=True)

    def hear(self, wave: NDArray[np.float32], text: str) -> WindowHearing:
        """What the recognizer hears, or heard before."""
        steps = np.rint(wave * FULL_SCALE).astype(np.int16)
        path = self._folder / hashlib.sha1(steps.tobytes() + text.encode(), usedforsecurity=False).hexdigest()
        if path.exists():
            return _parse_hearing(json.loads(path.read_text("utf-8")))
        hearing = self._recognizer.hear(wave, text)
        path.write_text(json.dumps(asdict(hearing)), "utf-8")
        return hearing


def _parse_hearing(data: dict[str, list[dict[str, Any]]]) -> WindowHearing:
    heard, expected = (tuple(HeardWord(**word) for word in data[part]) for part in ("heard", "expected"))
    return WindowHearing(heard, expected)


def main() -> None:
    """Plant faults, listen, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held-out", type=Path)
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--density", type=float, default=0.25)
    parser.add_argument("--lines", type=int, default=0)
    parser.add_argument("--model", default="")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--cost", action="store_true")
    options = parser.parse_args()
    recognizer = load_recognizer(options.model, 1)
    albums = load_albums(options.folder, options.lines)
    others = load_albums(options.held_out, options.lines) if options.held_out else []
    ears = CachedRecognizer(recognizer, options.cache) if options.cache else recognizer
    judged: list[Judged] = []
    held_out: list[Judged] = []
    for number in range(1, 1 + 10 * options.faults):
        for lines in albums:
            judged += hear_with_faults(lines, ears, options.density, number)
        for lines in others:
            held_out += hear_with_faults(lines, ears, options.density, number)
        if sum(one.kind != GOOD for one in (*judged, *held_out)) >= options.faults:
            break
    weights = np.array((BIAS, *WEIGHTS.values()))
    print_figures("the weights in use", judged, held_out, weights)
    print_names([*judged, *held_out])
    if options.fit:
        fitted = fit_weights(judged)
        print_figures("the weights of this run", judged, held_out, fitted)
        print(f"BIAS = {fitted[0]:.2f}")
        for name, weight in zip(WEIGHTS, fitted[1:], strict=True):
            print(f'    "{name}": {weight:.2f},')
    if options.cost:
        print_cost([*albums, *others], recognizer)


def load_albums(output: Path, most: int) -> list[dict[str, Line]]:
    """The lines of the albums below a folder."""
    return [load_lines(output, target.folder, most) for target in find_check_targets([output])]


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
    context = PlantingContext(tuple(lines.values()), random)
    planted = {key: plant(line, context, density) for key, line in lines.items()}
    hearer = ClipHearer(recognizer, lambda key: planted[key][1], speak_audition)
    heard_lines = [KeyedUtterance(key, line.utterance, "") for key, line in lines.items()]
    report = hearer.hear(heard_lines, {}, lambda *_: None)
    voices = hearer.learn_voices(heard_lines, report.clips)
    for line in heard_lines:
        clip = report.clips[line.key]
        measures = measure(clip.words, clip.sound, voices.judge(hearer.measure_line(line, clip)))
        fault = report.verdicts[line.key].fault
        yield Judged(planted[line.key][0], tuple(measures.values()), fault)


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


def print_figures(title: str, judged: Sequence[Judged], held_out: Sequence[Judged], weights: Values) -> None:
    """The share of good clips called bad and of faults found, of all lines and of those that were held out."""
    print(title)
    for name, rows in (("trained on", judged), ("held out", held_out), ("all", [*judged, *held_out])):
        if not rows:
            continue
        kinds = np.array([one.kind for one in rows])
        is_bad = score(rows, weights) > 0
        parts = [f"{kind} {is_bad[kinds == kind].mean():.1%}" for kind in PLANTERS if (kinds == kind).any()]
        print(
            f"  {name}: {is_bad[kinds != GOOD].mean():.1%} of {np.sum(kinds != GOOD)} faults found, "
            f"{is_bad[kinds == GOOD].mean():.2%} of {np.sum(kinds == GOOD)} good clips called bad; {', '.join(parts)}"
        )


def print_names(judged: Sequence[Judged]) -> None:
    """The share of faults found that got the right name."""
    found = [one for one in judged if one.kind != GOOD and one.fault]
    right = sum(one.fault in NAMES[one.kind] for one in found)
    print(f"  {right / max(1, len(found)):.0%} of {len(found)} faults found are called what they are")


def fit_weights(judged: Sequence[Judged]) -> Values:
    """The bias and the weights of a logistic regression, the bias so that few enough good clips are called bad.

    Measures grow with the fault, so that one whose weight would be negative is left out: its weight is 0.
    """
    columns = np.array([(1.0, *one.measures) for one in judged])
    is_bad = np.array([one.kind != GOOD for one in judged])
    used = np.ones(columns.shape[1], bool)
    weights = np.zeros(columns.shape[1])
    while True:
        weights[used] = regress(columns[:, used], is_bad)
        negative = weights < 0
        negative[0] = False
        if not negative.any():
            break
        weights[negative], used = 0.0, used & ~negative
    weights[0] -= np.quantile(score([one for one in judged if one.kind == GOOD], weights), 1 - MAX_FALSE_ALARMS)
    return weights


def regress(columns: Values, is_bad: NDArray[np.bool_]) -> Values:
    """The weights of a logistic regression by Newton's method; good and bad clips count the same."""
    importance = np.where(is_bad, 0.5 / is_bad.sum(), 0.5 / (~is_bad).sum())
    penalty = RIDGE * np.diag([0.0, *[1.0] * (columns.shape[1] - 1)])
    weights = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        probability = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        gradient = columns.T @ (importance * (probability - is_bad)) + penalty @ weights
        curvature = (columns * (importance * probability * (1 - probability))[:, None]).T @ columns + penalty
        weights -= np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
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
