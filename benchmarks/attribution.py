"""How often the right speaker is named, over a folder of labelled texts; all figures of docs/dialogue.md.

    python benchmarks/attribution.py FOLDER [--cross-validate] [--keep PREDICTIONS.jsonl]

FOLDER holds one folder a text: `text.txt`, `quotes.csv` (quote_id, start, end, speaker_id, type: offsets into text.txt)
and `characters.csv` (id, name, aliases, gender, special); the harness with `score.py` lies in `harness` beside it.
Without `--cross-validate` the shipped weights are measured: right for texts that they were not learned from. With it
each text is judged by rankers learned from the others (needs LightGBM; a few minutes). Last come the figures by
confidence, and how many words a minute were read.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from audiobook.attribution.attribution import attribute_script
from audiobook.attribution.ranker import RankerModel, load_model
from audiobook.model import Attribution

BANDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
GENDERS = {"male": "M", "female": "F"}
Prediction = dict[str, Any]


def main() -> None:
    """Name the speakers of every text of the folder, score them, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    models = _models_without(options.data) if options.cross_validate else {}
    with TemporaryDirectory() as folder:
        kept = options.keep or Path(folder) / "predictions.jsonl"
        found = list(_predictions(options.data, models))
        kept.write_text("".join(f"{json.dumps(one)}\n" for one in found), "utf-8")
        score = options.data.resolve().parent / "harness" / "score.py"
        subprocess.run([sys.executable, score, "--data", options.data, "--pred", kept, "--per-novel"], check=True)
    _print_calibration(options.data, found)


def _models_without(data: Path) -> dict[str, RankerModel]:
    """For each text the model learned from the other texts."""
    from train_attribution import calibration, cross_validated, exported, versions

    books = versions(data)
    models = {}
    for name, (alone, among) in cross_validated(books).items():
        raw, true = calibration([book for book in books if book.name != name])
        arrays = {**exported(alone, "first_pass"), **exported(among, "second_pass")}
        models[name] = load_model({**arrays, "calibration_raw": raw, "calibration_true": true})
    return models


def _predictions(data: Path, models: dict[str, RankerModel]) -> Iterator[Prediction]:
    from train_attribution import script_of

    words, seconds = 0, 0.0
    for folder in sorted(path.parent for path in data.glob("*/quotes.csv")):
        script = script_of(folder / "text.txt")
        began = time.process_time()
        result = attribute_script(script, model=models.get(folder.name))
        seconds += time.process_time() - began
        words += sum(len(one.text.split()) for one in script.segments)
        yield from _rows(folder.name, result)
    print(f"{60 * words / max(seconds, 1e-9):,.0f} words a minute")


def _rows(novel: str, result: Attribution) -> Iterator[Prediction]:
    genders = {one.name: GENDERS.get(one.gender) for one in result.characters}
    for one in result.script.segments:
        if one.kind.is_speech:
            row = {"novel": novel, "start": one.span.start, "end": one.span.end, "speaker": one.speaker}
            yield {**row, "gender": genders.get(one.speaker or ""), "confidence": one.confidence, "by": one.evidence}


def _print_calibration(data: Path, found: Iterable[Prediction]) -> None:
    """How often lines of each confidence are right, and all lines at or above it."""
    judged = np.array(list(_judged(data, list(found)))).reshape(-1, 2)
    print(f"\n{'confidence':>12} {'lines':>7} {'said':>6} {'right':>6} {'right at or above':>18}")
    for low, high in pairwise(BANDS):
        inside = judged[(judged[:, 0] >= low) & (judged[:, 0] < high)]
        above = judged[judged[:, 0] >= low]
        if len(inside):
            said, right, all_right = inside[:, 0].mean(), inside[:, 1].mean(), above[:, 1].mean()
            print(f"{low:.2f} to {min(high, 1):.2f} {len(inside):7} {said:6.1%} {right:6.1%} {all_right:12.1%}")


def _judged(data: Path, found: list[Prediction]) -> Iterator[tuple[float, float]]:
    """Confidence and rightness of each named line that is labelled."""
    from train_attribution import NOBODY, scorer_of

    scorer = scorer_of(data)
    for novel in sorted({row["novel"] for row in found}):
        _, quotes, people, _ = scorer.load_gold(str(data / novel))
        names = scorer.Names(people, next((one["id"] for one in people if one["special"] == "narrator"), None))
        unknown = {one["id"] for one in people if one["special"] in NOBODY}
        mine = sorted((row for row in found if row["novel"] == novel and row["speaker"]), key=lambda row: row["start"])
        ends = [row["end"] for row in mine]
        for quote in quotes:
            place = bisect_left(ends, quote["start"] + 1)
            if place < len(mine) and mine[place]["start"] < quote["end"] and quote["speaker_id"] not in unknown:
                yield mine[place]["confidence"], float(names.resolve(mine[place]["speaker"]) == quote["speaker_id"])


if __name__ == "__main__":
    main()
