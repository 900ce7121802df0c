"""Learns to tell who speaks, and writes the weights that the program ships.

    python benchmarks/train_attribution.py ROOT [--cache FILE] [--folds FOLDER] [--only-folds] [--jobs N] [--out FILE]

ROOT is laid out as benchmarks/labelled_texts.py says. LightGBM and PyTorch are needed here and nowhere else. The
weights hold numbers only: no text and no names. `--cache` keeps what was read from the texts, `--folds` the models that
were learned without the texts of one fold, for benchmarks/attribution.py.

Trees are learned for two passes. The first sees each turn alone. The second also sees what the first made of the turns
around; so that it learns from mistakes like those it will meet, the first is learned for it without the text in hand.
Networks, which are learned beside them, look at the turns around by themselves.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from calibrate_attribution import calibration_arrays
from labelled_texts import FANFIC, LITBANK, NOVELS, SEED, TrainingText, fold_of_each, training_texts
from numpy.typing import NDArray
from train_trees import export_trees, fit_trees, judge_text
from train_turn_network import fit_network

from audiobook.attribution.ranking.candidate_links import link_candidates
from audiobook.attribution.ranking.feature_columns import CONTEXT_FEATURE_NAMES, FEATURE_NAMES
from audiobook.attribution.ranking.probabilities import FloatArray, softmax_by_turn
from audiobook.attribution.ranking.ranker import load_model
from audiobook.attribution.ranking.ranking import keep_likely, rank_candidates

FOLDS = 4
# How many networks are shipped; one is enough to tell what they are worth.
NETWORKS = 2
# How much a turn of each kind of text counts: of fan fiction there is little, but it is what the program is for.
WEIGHTS = {NOVELS: 1.0, LITBANK: 2.0, SEED: 5.0, FANFIC: 5.0}
PROVENANCE = (
    "Learned by benchmarks/train_attribution.py from speaker labels of 18 novels of the Project Dialogism Novel Corpus "
    "(Vishnubhotla, Hammond, Hirst 2022), of LitBank (CC BY 4.0; Bamman, Popat, Shen 2019), and of fan fictions; "
    "numbers only."
)
Arrays = dict[str, NDArray[Any]]
Texts = Sequence[TrainingText]


def main() -> None:
    """Learn from all texts under ROOT and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--only-folds", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    weights = Path(__file__).parents[1] / "audiobook/attribution/ranking/weights.npz"
    parser.add_argument("--out", type=Path, default=weights)
    options = parser.parse_args()
    texts = training_texts(options.root, options.cache, options.jobs)
    folds = fold_of_each(texts, FOLDS)
    with ProcessPoolExecutor(options.jobs) as pool:
        models, first_passes = cross_validate(texts, folds, pool)
        judged = judge_held_out(texts, folds, models)
        if options.folds:
            _write_folds(options.folds, texts, folds, models, judged)
        if not options.only_folds:
            arrays = fit_model(texts, first_passes, pool, NETWORKS) | calibration_arrays(texts, judged)
            np.savez_compressed(options.out, **arrays, provenance=np.array(PROVENANCE))
            print(f"{options.out}: {options.out.stat().st_size} bytes, from {len(set(folds))} folds")


def cross_validate(texts: Texts, folds: Sequence[int], pool: Executor) -> tuple[list[Arrays], list[FloatArray]]:
    """The model learned without each fold, and what the first pass makes of each text without having seen it."""
    count = max(folds) + 1
    pairs = list(combinations(range(count), 2))
    left_out = [[text for text, fold in zip(texts, folds, strict=True) if fold not in pair] for pair in pairs]
    firsts = dict(zip(pairs, pool.map(fit_first_pass, left_out), strict=True))
    models, first_passes = [], [np.zeros(0) for _ in texts]
    for fold in range(count):
        inside = [number for number, other in enumerate(folds) if other != fold]
        judged = [judge_text(texts[at], firsts[min(fold, folds[at]), max(fold, folds[at])]) for at in inside]
        models.append(fit_model([texts[at] for at in inside], judged, pool))
    for at, fold in enumerate(folds):
        scores = load_model(models[fold]).first_pass.score_rows(texts[at].candidates.rows)
        first_passes[at] = softmax_by_turn(scores, texts[at].candidates.turn, len(texts[at].turns))
    return models, first_passes


def fit_model(texts: Texts, first_passes: Sequence[FloatArray], pool: Executor, networks: int = 1) -> Arrays:
    """A model learned from the texts, uncalibrated; `first_passes` is what trees that had not seen them say."""
    first = pool.submit(fit_first_pass, texts)
    likely = [keep_likely_of(text, before) for text, before in zip(texts, first_passes, strict=True)]
    second = pool.submit(fit_trees, likely, WEIGHTS)
    others = [pool.submit(fit_network, likely, WEIGHTS, seed) for seed in range(networks)]
    arrays = {**export_trees(first.result(), "first_pass"), **export_trees(second.result(), "second_pass")}
    for number, other in enumerate(others):
        arrays |= {f"network_{number}_{part}": values for part, values in other.result().items()}
    arrays["columns"] = np.array((*FEATURE_NAMES, *CONTEXT_FEATURE_NAMES))
    return arrays | {"calibration_slope": np.array(1.0), "calibration_bias": np.array(0.0)}


def fit_first_pass(texts: Texts) -> lgb.Booster:
    """The trees that see each turn alone."""
    return fit_trees(texts, WEIGHTS)


def keep_likely_of(text: TrainingText, first_pass: FloatArray) -> TrainingText:
    """The text with the candidates and the features that the second pass sees."""
    links = link_candidates([turn.scene for turn in text.turns], text.candidates)
    is_likely, candidates = keep_likely(text.turns, text.candidates, first_pass, links)
    right = text.right[is_likely]
    found = np.bincount(candidates.turn[right], minlength=len(text.turns)) > 0
    return replace(text, candidates=candidates, right=right, usable=text.usable & found)


def judge_held_out(texts: Texts, folds: Sequence[int], models: Sequence[Arrays]) -> list[FloatArray]:
    """The probabilities of each text's candidates by the model learned without it; of texts as they are printed."""
    loaded = [load_model(arrays) for arrays in models]
    return [
        np.zeros(0) if text.is_restyled else rank_candidates(loaded[fold], text.turns, text.candidates)
        for text, fold in zip(texts, folds, strict=True)
    ]


def _write_folds(
    folder: Path, texts: Texts, folds: Sequence[int], models: Sequence[Arrays], judged: Sequence[FloatArray]
) -> None:
    """The model of each fold, calibrated on the other folds, and which text is in which fold."""
    folder.mkdir(parents=True, exist_ok=True)
    for fold, arrays in enumerate(models):
        rest = [at for at, other in enumerate(folds) if other != fold]
        calibration = calibration_arrays([texts[at] for at in rest], [judged[at] for at in rest])
        np.savez_compressed(folder / f"fold-{fold}.npz", **(arrays | calibration))
    by_text = {text.key: fold for text, fold in zip(texts, folds, strict=True)}
    (folder / "folds.json").write_text(json.dumps(by_text, indent=1), "utf-8")


if __name__ == "__main__":
    main()
