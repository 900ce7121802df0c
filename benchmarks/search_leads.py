"""Searches recipes for the leading characters: a set in which each two voices, and the narrator's, differ clearly.

    python benchmarks/search_leads.py [--men 5] [--women 4] [--first 120] [--rounds 12] [--least-mos 4.3]

`search_voices.py` takes the recipe that is least like those taken before, so that the first ones are far apart and the
last ones aren't; here a whole set is chosen at once. To hear a recipe takes seconds, so most of the search is done on
forecasts (lead_forecasts.py), which learn from every recipe that was heard. Steps:

1. The catalogue's adult voices are heard, and --first recipes of each kind that are drawn at random.
2. Each round, the set with the smallest likenesses is chosen: every other round from recipes that nobody has heard yet,
   and otherwise from the best set so far. Its recipes are changed a little while that helps. What is new is heard.
3. The set is chosen from all that was heard: good, without hissing or mumbling, and not too near to the narrator.
   Each of its voices then reads other sentences for a minute; a set that is only apart in one text is none.

What was heard is kept in --keep, and a later run goes on from there. Prints the set as the beginnings of catalogue
entries, and how alike the two most similar ones are. judges.py says which packages it needs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
from hiss import measure_hiss
from judges import Judges, Samples, joined, loudness, median_pitch
from lead_forecasts import UNCHANGED, Forecast, Forecasts, Recipe, Values
from measure_voices import LEVEL, passage, pieces_of, said
from numpy.typing import NDArray
from search_voices import BASE, Candidate, Kind, drawn, entry

from audiobook.casting.catalogue import changed_settings, load_catalogue
from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine

# A minute of the sample story each, words and how many sentences before: less of it makes voices look farther apart
# than they are. The second one is only heard by the set that was found.
SEARCHED, CHECKED = (170, 60), (190, 200)
PIECES = 3
# A voice whose sibilants are louder than the first of these, in dB above its vowels, hisses; softer than the second,
# it mumbles.
MAX_HISS, MIN_HISS = -1.0, -14.0
MAX_NARRATOR_LIKENESS = 0.86
# Casting takes a deeper voice for one that draws attention to itself.
MIN_PITCH = 0.5
# Likenesses above this one are what counts, the more the larger they are: e to the power of the steepness times the
# excess. A choice begins gently, and at the end hardly anything counts but the largest likeness.
PIVOT, STEEPNESSES, REFINING_STEEPNESS = 0.82, range(40, 360, 8), 60
STARTS, DRAWN, REFINING_PASSES, CHANGES = 30, 4000, 6, 150
# How far a setting is moved at once, and the share of recipes that get one that they lacked.
STEPS = {
    "formant": 0.03, "pitch": 0.04, "pitch_range": 0.12, "pace": 0.02, "formant_high": 0.04, "tilt": 0.5,
    "breath": 0.04, "roughness": 0.06,
}  # fmt: skip
NEW_SETTING_SHARE = 0.15
LIMITS = {
    "formant": (0.71, 1.05), "pitch": (MIN_PITCH, 1.3), "pitch_range": (0.5, 1.4), "pace": (0.9, 1.08),
    "formant_high": (0.8, 1.25), "tilt": (-2.0, 3.6), "breath": (0.0, 0.25), "roughness": (0.0, 0.25),
}  # fmt: skip
LIVE = {"pitch_range": (0.55, 1.4), "pace": (0.9, 1.08)}
COLOUR = {
    "formant_high": (0.7, (0.8, 1.22)), "tilt": (0.85, LIMITS["tilt"]), "breath": (0.5, (0.02, 0.25)),
    "roughness": (0.35, (0.05, 0.25)),
}  # fmt: skip
MAN = Kind("man", 5, 4.3, (95, 155), {"formant": (0.72, 1.0), "pitch": (0.5, 0.78), **LIVE}, COLOUR)
WOMAN = Kind("woman", 4, 4.3, (157, 247), {"formant": (0.78, 1.05), "pitch": (0.77, 1.25), **LIVE}, COLOUR)
KINDS = (MAN, WOMAN)


@dataclass(frozen=True)
class Trial:
    """A recipe and what was heard of it: its embedding, quality (MOS), hiss (dB) and median pitch (Hz)."""

    kind: str
    recipe: Recipe
    speaker: list[float]
    mos: float
    hiss: float
    f0: float


@dataclass(frozen=True)
class Pool:
    """Recipes of one kind, of which a set takes some, and their embeddings by row."""

    kind: Kind
    recipes: list[Recipe]
    speakers: Values


@dataclass(frozen=True)
class LeadSet:
    """A chosen set: kinds, recipes and embeddings in the same order."""

    kinds: list[Kind]
    recipes: list[Recipe]
    speakers: Values

    @property
    def most_alike(self) -> float:
        """The likeness of the two voices that are most alike."""
        return float((self.speakers @ self.speakers.T)[np.triu_indices(len(self.speakers), 1)].max())


@dataclass
class Hearing:
    """Speaks recipes, hears them, and keeps what was heard."""

    keep: Path
    engine: Engine = field(default_factory=lambda: create_engine(BASE.engine))
    judges: Judges = field(default_factory=Judges)
    trials: list[Trial] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keep.parent.mkdir(parents=True, exist_ok=True)
        rows = self.keep.read_text("utf-8").splitlines() if self.keep.is_file() else []
        self.trials = [Trial(**json.loads(row)) for row in rows]

    def hear(self, kind: str, recipe: Recipe) -> None:
        """Hears a recipe unless it was heard before."""
        if any(trial.recipe == recipe for trial in self.trials):
            return
        parts, rate = said(self.engine, replace(BASE, **recipe), passage(*SEARCHED))
        wave = join_at_level(parts, rate)
        trial = Trial(
            kind=kind,
            recipe=recipe,
            speaker=[round(float(number), 4) for number in self.judges.speaker(wave, rate)],
            mos=round(
                float(np.mean([self.judges.quality(piece, rate) for piece in pieces_of(parts, rate, PIECES)])), 3
            ),
            hiss=round(measure_hiss(list(parts), rate), 2),
            f0=round(median_pitch(wave, rate), 1),
        )
        self.trials.append(trial)
        with self.keep.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(trial)) + "\n")

    def embed_elsewhere(self, recipe: Recipe) -> Values:
        """The embedding of a recipe that reads the other text."""
        parts, rate = said(self.engine, replace(BASE, **recipe), passage(*CHECKED))
        return np.asarray(self.judges.speaker(join_at_level(parts, rate), rate), np.float64)

    @property
    def narrator(self) -> Values:
        """The embedding of the plain voice, which must have been heard."""
        return np.array(next(trial.speaker for trial in self.trials if not trial.recipe))


def join_at_level(parts: list[Samples], rate: int) -> Samples:
    """The parts as one, as loud as every voice of the catalogue: to the encoder, a louder voice is another one.

    Sets that were searched without it lost 0.02 once each voice had its gain.
    """
    wave = joined(parts, rate)
    return np.asarray(wave * 10 ** ((LEVEL - loudness(wave, rate)) / 20), np.float32)


def hear_first(hearing: Hearing, count: int, random: np.random.Generator) -> None:
    """Hears the catalogue's adult voices and so many random recipes of each kind, less those heard before."""
    hearing.hear(WOMAN.name, {})
    for known in load_catalogue():
        if (known.voice.engine, known.voice.name, known.age) == (BASE.engine, BASE.name, "adult"):
            recipe = {name: value for name, value in changed_settings(known.voice).items() if name != "gain"}
            hearing.hear(MAN.name if known.gender == "male" else WOMAN.name, recipe)
    for kind in KINDS:
        for _ in range(count - sum(trial.kind == kind.name for trial in hearing.trials)):
            hearing.hear(kind.name, drawn(kind, random))


def choose_heard(hearing: Hearing, counts: dict[str, int], least_mos: float, random: np.random.Generator) -> LeadSet:
    """The best set of what was heard and is good."""
    good = [one for one in hearing.trials if is_good(one, least_mos, hearing.narrator)]
    pools = []
    for kind in KINDS:
        fitting = [one for one in good if kind.hertz[0] <= one.f0 <= kind.hertz[1]]
        pools.append(Pool(kind, [one.recipe for one in fitting], np.array([one.speaker for one in fitting])))
    return choose_set(pools, counts, random)


def is_good(trial: Trial, least_mos: float, narrator: Values) -> bool:
    """Whether a voice may be in the set."""
    usual = trial.recipe.get("pitch", 1.0) >= MIN_PITCH and not trial.recipe.get("tremor")
    near = float(np.array(trial.speaker) @ narrator) > MAX_NARRATOR_LIKENESS
    return usual and not near and trial.mos >= least_mos and MIN_HISS <= trial.hiss <= MAX_HISS


def learn(hearing: Hearing) -> Forecasts:
    """Forecasts out of all that was heard of steady voices."""
    steady = [trial for trial in hearing.trials if not trial.recipe.get("tremor")]
    heard = Forecast(
        np.array([trial.speaker for trial in steady]),
        *(np.array([getattr(trial, name) for trial in steady]) for name in ("mos", "hiss", "f0")),
    )
    return Forecasts([trial.recipe for trial in steady], heard)


def choose_unheard(
    forecasts: Forecasts, narrator: Values, counts: dict[str, int], least_mos: float, random: np.random.Generator
) -> LeadSet:
    """The best set of random recipes, as far as can be foretold."""
    pools = []
    for kind in KINDS:
        recipes = [drawn(kind, random) for _ in range(DRAWN)]
        told = forecasts.foretell(recipes)
        fits = find_fitting(told, kind, narrator, least_mos)
        pools.append(Pool(kind, [one for one, fit in zip(recipes, fits, strict=True) if fit], told.speakers[fits]))
    return choose_set(pools, counts, random)


def find_fitting(told: Forecast, kind: Kind, narrator: Values, least_mos: float) -> NDArray[np.bool_]:
    """Which of the recipes foretold may probably be in the set."""
    low, high = kind.hertz
    fits = (told.mos >= least_mos) & (told.hiss <= MAX_HISS) & (told.hiss >= MIN_HISS)
    fits &= (told.f0 >= low) & (told.f0 <= high) & (told.speakers @ narrator <= MAX_NARRATOR_LIKENESS)
    return np.asarray(fits)


def refine_set(
    chosen: LeadSet, forecasts: Forecasts, narrator: Values, least_mos: float, random: np.random.Generator
) -> LeadSet:
    """The set with its recipes changed a little, one after the other, while that probably makes it better."""
    recipes, speakers = list(chosen.recipes), chosen.speakers.copy()
    for _ in range(REFINING_PASSES):
        for place, kind in enumerate(chosen.kinds):
            changed = [change_recipe(recipes[place], random) for _ in range(CHANGES)]
            told = forecasts.foretell(changed)
            rest = np.delete(speakers, place, axis=0)
            fits = find_fitting(told, kind, narrator, least_mos)
            costs = np.where(fits, count_costs(told.speakers, rest, REFINING_STEEPNESS), np.inf)
            best = int(np.argmin(costs))
            if costs[best] < count_costs(speakers[place : place + 1], rest, REFINING_STEEPNESS)[0]:
                recipes[place], speakers[place] = changed[best], told.speakers[best]
    return LeadSet(chosen.kinds, recipes, speakers)


def change_recipe(recipe: Recipe, random: np.random.Generator) -> Recipe:
    """The recipe with its settings moved a little, each within LIMITS."""
    changed = dict(recipe)
    for name, step in STEPS.items():
        if name in changed or random.random() < NEW_SETTING_SHARE:
            value = changed.get(name, UNCHANGED[name]) + step * random.standard_normal()
            changed[name] = round(float(np.clip(value, *LIMITS[name])), 2)
    return {name: value for name, value in changed.items() if value != UNCHANGED[name]}


def choose_set(pools: Sequence[Pool], counts: dict[str, int], random: np.random.Generator) -> LeadSet:
    """A set as unlike each other as swapping one after the other makes them, the best of some random starts."""
    slots = [pool for pool in pools for _ in range(counts[pool.kind.name])]
    if not all(len(pool.recipes) for pool in slots):
        raise SystemExit("no recipe is good enough; lower --least-mos, or try more with --first")
    return min((swap_each(slots, random) for _ in range(STARTS)), key=lambda chosen: chosen.most_alike)


def swap_each(slots: Sequence[Pool], random: np.random.Generator) -> LeadSet:
    """A set, one of each slot's pool, from a random start."""
    chosen = [int(random.integers(len(pool.recipes))) for pool in slots]
    speakers = np.array([pool.speakers[row] for pool, row in zip(slots, chosen, strict=True)])
    for steepness in STEEPNESSES:
        for place, pool in enumerate(slots):
            costs = count_costs(pool.speakers, np.delete(speakers, place, axis=0), steepness)
            chosen[place] = int(np.argmin(costs))
            speakers[place] = pool.speakers[chosen[place]]
    recipes = [pool.recipes[row] for pool, row in zip(slots, chosen, strict=True)]
    return LeadSet([pool.kind for pool in slots], recipes, speakers)


def count_costs(speakers: Values, rest: Values, steepness: float) -> Values:
    """The cost of each of some voices beside the rest of a set."""
    return np.asarray(np.exp(steepness * (speakers @ rest.T - PIVOT)).sum(axis=1))


def print_set(chosen: LeadSet, hearing: Hearing) -> None:
    """Prints the entries of a set, and how alike its voices are in both texts."""
    for recipe in chosen.recipes:
        trial = next(one for one in hearing.trials if one.recipe == recipe)
        print(entry(Candidate(trial.kind, recipe, trial.f0, trial.speaker, trial.mos)))
    elsewhere = LeadSet(
        chosen.kinds, chosen.recipes, np.array([hearing.embed_elsewhere(recipe) for recipe in chosen.recipes])
    )
    print(f"# most alike {chosen.most_alike:.3f}; in another text {elsewhere.most_alike:.3f}")
    near = (
        float((chosen.speakers @ hearing.narrator).max()),
        float((elsewhere.speakers @ hearing.embed_elsewhere({})).max()),
    )
    print("# to the narrator {:.3f}; in another text {:.3f}".format(*near))


def main() -> None:
    """Searches, and prints the entries."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--men", type=int, default=5)
    parser.add_argument("--women", type=int, default=4)
    parser.add_argument("--first", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--least-mos", type=float, default=4.3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("output/.audiobook/leads.jsonl"))
    options = parser.parse_args()
    counts, random = {MAN.name: options.men, WOMAN.name: options.women}, np.random.default_rng(options.seed)
    hearing = Hearing(options.keep)
    hear_first(hearing, options.first, random)
    best = choose_heard(hearing, counts, options.least_mos, random)
    for number in range(options.rounds):
        forecasts = learn(hearing)
        start = best if number % 2 else choose_unheard(forecasts, hearing.narrator, counts, options.least_mos, random)
        hoped = refine_set(start, forecasts, hearing.narrator, options.least_mos, random)
        for kind, recipe in zip(hoped.kinds, hoped.recipes, strict=True):
            hearing.hear(kind.name, recipe)
        best = choose_heard(hearing, counts, options.least_mos, random)
        print(
            f"# round {number + 1}: {hoped.most_alike:.3f} was hoped for; the best set heard has {best.most_alike:.3f}",
            flush=True,
        )
    print_set(best, hearing)


if __name__ == "__main__":
    main()
