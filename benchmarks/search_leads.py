"""Searches recipes for the leading characters: a set in which each two voices, and the narrator's, differ clearly.

    python benchmarks/search_leads.py [--men 5] [--women 4] [--candidates 1500] [--least-mos 4.2] [--seed 1]

Packages as for measure_voices.py. `search_voices.py` takes the recipe that is least like those taken before, so that
the first ones are far apart and the last ones aren't; here a whole set is chosen at once. Most recipes that are far
from each other sound bad, and judging takes much longer than comparing. So a regression over the recipes judged so far
foretells the quality of the others, and only those that it thinks good are tried. Steps:

1. FIRST recipes are drawn, judged and compared; from then on only recipes that are probably good are drawn.
2. The set is the one with the smallest sum of likenesses, the larger ones counting most, that swapping single voices
   finds. Those of its voices that were not judged yet are, and it is chosen anew until all of them are good: quality
   at least --least-mos, sibilants below the vowels.

Prints the set as the beginnings of catalogue entries.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hiss import measure_hiss
from measure_voices import pieces_of, said
from numpy.typing import NDArray
from search_voices import BASE, Candidate, Kind, Search, drawn, embeddings, entry

FIRST = 100
# A voice whose sibilants are louder than this, in dB above its vowels, hisses.
MAX_HISS = -0.5
MAX_NARRATOR_LIKENESS = 0.86
# How steeply the cost of a pair grows with its likeness.
STEEPNESS = 30
STARTS, MAX_ROUNDS, MAX_SETS = 10, 30, 20
# Recipes that the regression thinks better than this are beyond what it has seen.
MAX_FORETOLD = 4.7
RIDGE = 2.0
LIVE = {"pitch_range": (0.7, 1.4), "pace": (0.9, 1.08)}
COLOUR = {
    "formant_high": (0.6, (0.86, 1.14)),
    "tilt": (0.85, (-1.4, 3.5)),
    "breath": (0.4, (0.02, 0.16)),
    "roughness": (0.1, (0.05, 0.1)),
}
MAN = Kind("man", 5, 4.2, (90, 150), {"formant": (0.74, 0.97), "pitch": (0.5, 0.76), **LIVE}, COLOUR)
WOMAN = Kind("woman", 4, 4.2, (155, 245), {"formant": (0.8, 1.06), "pitch": (0.78, 1.2), **LIVE}, COLOUR)
KINDS = (MAN, WOMAN)
# Each setting's middle and spread, by which the regression sees it.
SCALES = {
    "formant": (0.88, 0.08), "pitch": (0.85, 0.2), "pitch_range": (1.0, 0.25), "formant_high": (1.0, 0.08),
    "tilt": (0.8, 1.5), "breath": (0.05, 0.06), "roughness": (0.03, 0.08), "pace": (0.98, 0.06),
}  # fmt: skip
UNCHANGED = {"formant": 1.0, "pitch": 1.0, "pitch_range": 1.0, "formant_high": 1.0, "pace": 1.0}
Values = NDArray[np.float64]


@dataclass
class QualityModel:
    """Foretells the quality of one kind's recipes: a ridge regression over their settings, squares and products."""

    kind: Kind
    judged: list[Candidate] = field(default_factory=list)

    def fit(self) -> None:
        """Learns from what was judged."""
        rows = np.array([_features(one.recipe) for one in self.judged])
        quality = np.array([one.mos for one in self.judged])
        self.mean = float(quality.mean())
        self.weights = np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ (quality - self.mean))

    def foretell(self, recipe: dict[str, float]) -> float:
        """The quality (MOS) that a recipe probably has."""
        return self.mean + float(_features(recipe) @ self.weights)


def _features(recipe: dict[str, float]) -> Values:
    values = np.array(
        [(recipe.get(name, UNCHANGED.get(name, 0.0)) - middle) / spread for name, (middle, spread) in SCALES.items()]
    )
    products = np.outer(values, values)[np.triu_indices(len(values))]
    return np.concatenate(([1.0], values, products))


@dataclass
class LeadSearch:
    """The search: candidates, which of them were judged, and what is known of their quality."""

    search: Search
    least_mos: float
    random: np.random.Generator
    models: dict[str, QualityModel] = field(default_factory=lambda: {one.name: QualityModel(one) for one in KINDS})
    candidates: list[Candidate] = field(default_factory=list)
    hissing: list[Candidate] = field(default_factory=list)

    def gather(self, count: int) -> None:
        """Draws and hears so many candidates, after the first ones only those that are probably good."""
        for number in range(count):
            model = self.models[KINDS[number % len(KINDS)].name]
            recipe = drawn(model.kind, self.random)
            while number >= FIRST and not self.least_mos <= model.foretell(recipe) <= MAX_FORETOLD:
                recipe = drawn(model.kind, self.random)
            candidate = self.search.heard(model.kind.name, recipe)
            self.candidates.append(candidate)
            if number < FIRST:
                self.judge(candidate)
            if number == FIRST - 1:
                for one in self.models.values():
                    one.fit()

    def judge(self, candidate: Candidate) -> None:
        """Gives a candidate its quality, and remembers whether it hisses."""
        parts, rate = said(self.search.engine, replace(BASE, **candidate.recipe), self.search.long)
        pieces = pieces_of(parts, rate, 5)
        candidate.mos = round(float(np.mean([self.search.judges.quality(piece, rate) for piece in pieces])), 3)
        if measure_hiss(list(parts), rate) > MAX_HISS:
            self.hissing.append(candidate)
        self.models[candidate.kind].judged.append(candidate)

    def choose(self, counts: dict[str, int]) -> list[Candidate]:
        """The set of so many of each kind, judged and found good; fewer are good if it was given up."""
        narrator = self.search.heard("woman", {})
        chosen: list[Candidate] = []
        for _ in range(MAX_SETS):
            pools = [self._find_good(name, narrator) for name, count in counts.items() for _ in range(count)]
            chosen = choose_set(pools, self.random)
            unknown = [one for one in chosen if not one.mos]
            print(f"# {describe(chosen)}; {len(unknown)} to be judged", flush=True)
            for one in unknown:
                self.judge(one)
            if not unknown:
                break
        return chosen

    def _find_good(self, kind: str, narrator: Candidate) -> list[Candidate]:
        low, high = self.models[kind].kind.hertz
        fitting = [one for one in self.candidates if one.kind == kind and low <= one.f0 <= high]
        near = embeddings(fitting) @ np.array(narrator.speaker)
        far = [one for one, likeness in zip(fitting, near, strict=True) if likeness < MAX_NARRATOR_LIKENESS]
        quality = self.models[kind].foretell
        return [one for one in far if one not in self.hissing and (one.mos or quality(one.recipe)) >= self.least_mos]


def choose_set(pools: Sequence[Sequence[Candidate]], random: np.random.Generator) -> list[Candidate]:
    """One candidate out of each pool, as unlike each other as swapping one after the other makes them."""
    sets = [_improve([pool[int(random.integers(len(pool)))] for pool in pools], pools) for _ in range(STARTS)]
    return min(sets, key=lambda chosen: float(_pair_costs(_likenesses(chosen)).sum()))


def _improve(chosen: list[Candidate], pools: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    for _ in range(MAX_ROUNDS):
        before = list(chosen)
        for place, pool in enumerate(pools):
            rest = chosen[:place] + chosen[place + 1 :]
            costs = _pair_costs(embeddings(list(pool)) @ embeddings(rest).T).sum(axis=1)
            chosen[place] = next(pool[index] for index in np.argsort(costs) if pool[index] not in rest)
        if chosen == before:
            break
    return chosen


def _pair_costs(likenesses: Values) -> Values:
    return np.asarray(np.exp(STEEPNESS * (likenesses - 0.8)))


def _likenesses(chosen: list[Candidate]) -> Values:
    speakers = embeddings(chosen)
    return np.asarray((speakers @ speakers.T)[np.triu_indices(len(chosen), 1)])


def describe(chosen: list[Candidate]) -> str:
    """How alike the voices of a set are."""
    likenesses = _likenesses(chosen)
    return f"most alike {likenesses.max():.3f}, median {np.median(likenesses):.3f}"


def main() -> None:
    """Searches, and prints the entries."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--men", type=int, default=5)
    parser.add_argument("--women", type=int, default=4)
    parser.add_argument("--candidates", type=int, default=1500)
    parser.add_argument("--least-mos", type=float, default=4.2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    leads = LeadSearch(Search(), options.least_mos, np.random.default_rng(options.seed))
    leads.gather(options.candidates)
    chosen = leads.choose({MAN.name: options.men, WOMAN.name: options.women})
    for one in chosen:
        print(entry(one))
    print(f"# {describe(chosen)}")


if __name__ == "__main__":
    main()
