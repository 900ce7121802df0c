"""How often the right speaker is named, over folders of labelled texts; all figures of docs/dialogue.md.

    python benchmarks/attribution.py ROOT [--folds FOLDER] [--cache FILE] [--keep FOLDER] [--per-text]

ROOT is laid out as benchmarks/labelled_texts.py says; it may also be the folder of one kind of text. Without `--folds`
the shipped weights are measured: right for texts that they were not learned from. With it each text is judged by the
model learned without it, as benchmarks/train_attribution.py wrote it there. `--cache`, the same as there, tells how
often the right speaker is among the candidates. Last come the figures by confidence, and how many words a minute were
read. `--keep` writes the predictions, for the harness's score.py.
"""

from __future__ import annotations

import argparse
import json
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from labelled_texts import FANFIC, KINDS, LITBANK, NOBODY, NOVELS, SEED, scorer_of, script_of, training_texts
from numpy.typing import NDArray

from audiobook.attribution.attribution import attribute_script
from audiobook.attribution.ranking.ranker import RankerModel, load_model
from audiobook.model import Attribution

BANDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
GENDERS = {"male": "M", "female": "F"}
# The columns of the tables, by the scorer's names.
MEASURES = ("acc", "acc@expl", "acc@anaph", "acc@impl", "acc@nonexpl", "acc@major", "gender", "cover")
# The figures that are looked at first: a kind of text, whether texts (macro) or lines (micro) count alike, a measure.
HEADLINES = (
    ("18 novels, macro: all", NOVELS, "macro", "acc"),
    ("explicit", NOVELS, "macro", "acc@expl"),
    ("anaphoric", NOVELS, "macro", "acc@anaph"),
    ("implicit", NOVELS, "macro", "acc@impl"),
    ("major characters", NOVELS, "macro", "acc@major"),
    ("gender of the speaker", NOVELS, "macro", "gender"),
    ("LitBank, micro", LITBANK, "micro", "acc"),
    ("seed: all", SEED, "micro", "acc"),
    ("seed: not explicit", SEED, "micro", "acc@nonexpl"),
    ("fan fiction, macro: all", FANFIC, "macro", "acc"),
    ("fan fiction: not explicit", FANFIC, "macro", "acc@nonexpl"),
)
SURE, CERTAIN = 0.8, 0.95
Prediction = dict[str, Any]
Scores = Mapping[str, float | None]


@dataclass(frozen=True)
class KindResult:
    """The figures of one kind of text: the scorer's means over texts and lines, and (confidence, right) by line."""

    macro: Scores
    micro: Scores
    lines: NDArray[np.float64]


def main() -> None:
    """Name the speakers of every text, score them, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--per-text", action="store_true")
    options = parser.parse_args()
    model_of = models_of_folds(options.folds) if options.folds else lambda _: None
    root = options.root.resolve()
    folders = [root / kind for kind in KINDS if (root / kind).is_dir()] or [root]
    results = {}
    for folder in folders:
        found = dict(_predict(folder, model_of))
        if options.keep:
            _keep(options.keep / f"{folder.name}.jsonl", found)
        results[folder.name] = _score(folder, found, options.per_text)
    _print_headlines(results)
    if options.cache:
        _print_recall(root, options.cache)
    for kind, result in results.items():
        _print_calibration(kind, result.lines)


def models_of_folds(folder: Path) -> Callable[[str], RankerModel | None]:
    """For a text the model that was learned without it."""
    folds = json.loads((folder / "folds.json").read_text("utf-8"))
    models = {}
    for fold in sorted(set(folds.values())):
        with np.load(folder / f"fold-{fold}.npz") as arrays:
            models[fold] = load_model(dict(arrays))
    return lambda text: models[folds[text]]


def _predict(folder: Path, model_of: Callable[[str], RankerModel | None]) -> Iterator[tuple[str, list[Prediction]]]:
    words, seconds = 0, 0.0
    for text in sorted(path.parent for path in folder.glob("*/quotes.csv")):
        script, model = script_of(text / "text.txt"), model_of(f"{folder.name}/{text.name}")
        began = time.process_time()
        result = attribute_script(script, model=model)
        seconds += time.process_time() - began
        words += sum(len(one.text.split()) for one in script.segments)
        yield text.name, list(_rows(text.name, result))
    print(f"{folder.name}: {60 * words / max(seconds, 1e-9):,.0f} words a minute")


def _rows(novel: str, result: Attribution) -> Iterator[Prediction]:
    genders = {one.name: GENDERS.get(one.gender) for one in result.characters}
    for one in result.script.segments:
        if one.kind.is_speech:
            row = {"novel": novel, "start": one.span.start, "end": one.span.end, "speaker": one.speaker}
            yield {**row, "gender": genders.get(one.speaker or ""), "confidence": one.confidence, "by": one.evidence}


def _keep(file: Path, found: Mapping[str, Iterable[Prediction]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(row)}\n" for rows in found.values() for row in rows), "utf-8")


def _score(folder: Path, found: Mapping[str, Sequence[Prediction]], per_text: bool) -> KindResult:
    scorer = scorer_of(folder)
    scored = {name: scorer.score_novel(str(folder / name), rows) for name, rows in found.items()}
    macro = {measure: _mean([one[measure] for one, _ in scored.values()]) for measure in MEASURES}
    micro = scorer.micro([counts for _, counts in scored.values()])
    print(f"\n{folder.name:28}" + "".join(f"{measure:>12}" for measure in MEASURES))
    for name, (one, _) in scored.items() if per_text else ():
        _print_scores(name, one)
    _print_scores("macro", macro)
    _print_scores("micro", micro)
    judged = [line for name, rows in found.items() for line in _judge_lines(scorer, folder / name, rows)]
    return KindResult(macro, micro, np.array(judged).reshape(-1, 2))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _print_scores(name: str, scores: Scores) -> None:
    print(f"{name[:28]:28}" + "".join(f"{_percent(scores[measure]):>12}" for measure in MEASURES))


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _judge_lines(scorer: Any, folder: Path, rows: Sequence[Prediction]) -> Iterator[tuple[float, float]]:
    """Confidence and rightness of each named line that is labelled."""
    _, quotes, people, _ = scorer.load_gold(str(folder))
    names = scorer.Names(people, next((one["id"] for one in people if one["special"] == "narrator"), None))
    unknown = {one["id"] for one in people if one["special"] in NOBODY}
    mine = sorted((row for row in rows if row["speaker"]), key=lambda row: row["start"])
    ends = [row["end"] for row in mine]
    for quote in quotes:
        place = bisect_left(ends, quote["start"] + 1)
        if place < len(mine) and mine[place]["start"] < quote["end"] and quote["speaker_id"] not in unknown:
            yield mine[place]["confidence"], float(names.resolve(mine[place]["speaker"]) == quote["speaker_id"])


def _print_headlines(results: Mapping[str, KindResult]) -> None:
    print()
    for title, kind, mean, measure in HEADLINES:
        if kind in results:
            print(f"{title:50}{_percent(getattr(results[kind], mean)[measure]):>8}")
    for bound in (SURE, CERTAIN):
        for kind, result in results.items():
            above = result.lines[result.lines[:, 0] >= bound]
            share = f"({len(above) / max(1, len(result.lines)):.0%} of lines)"
            print(
                f"{f'right at confidence {bound} or more, {kind}':50}{_percent(_mean(above[:, 1].tolist())):>8} {share}"
            )


def _print_recall(root: Path, cache: Path) -> None:
    texts = [text for text in training_texts(root, cache) if not text.is_restyled]
    for kind in KINDS:
        known = sum(int(text.known.sum()) for text in texts if text.kind == kind)
        usable = sum(int(text.usable.sum()) for text in texts if text.kind == kind)
        print(f"{f'right speaker among the candidates, {kind}':50}{_percent(usable / max(1, known)):>8}")


def _print_calibration(kind: str, lines: NDArray[np.float64]) -> None:
    """How often lines of each confidence are right, and all lines at or above it."""
    print(f"\n{kind:>12} {'lines':>7} {'said':>6} {'right':>6} {'right at or above':>18}")
    for low, high in pairwise(BANDS):
        inside = lines[(lines[:, 0] >= low) & (lines[:, 0] < high)]
        above = lines[lines[:, 0] >= low]
        if len(inside):
            said, right, all_right = inside[:, 0].mean(), inside[:, 1].mean(), above[:, 1].mean()
            print(f"{low:.2f} to {min(high, 1):.2f} {len(inside):7} {said:6.1%} {right:6.1%} {all_right:12.1%}")


if __name__ == "__main__":
    main()
