"""Searches recipes for voices that are good and far from each other, out of hibari's bundled voice.

    python benchmarks/search_voices.py [--candidates 600] [--seed 1] [--keep output/.audiobook/candidates.jsonl]

Recipes are drawn at random within RANGES, and each is heard by the speaker encoder, which is quick. Then voices are
chosen one by one: the candidate that is least like any chosen before, of the kinds still wanted, is judged for quality,
which is slow, and taken or dropped. Prints what was chosen as entries for voices/catalogue.toml; names and words for
them are a person's work, and measure_voices.py measures them properly. judges.py says which packages it needs.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from judges import Judges, joined, median_pitch
from measure_voices import passage, pieces_of, said
from numpy.typing import NDArray

from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.model import Voice

BASE = Voice("hibari", "heart", gain=6.5)
# What the encoder hears of the sample story, and what quality is judged by: more, for recipes are uneven.
HEARD, JUDGED = (30, 5), (90, 9)
Range = tuple[float, float]


@dataclass(frozen=True)
class Kind:
    """A kind of speaker: how many are wanted, how good, at what median pitch, and out of which recipes.

    `often` holds values that only some of the recipes have: how often, and within which range.
    """

    name: str
    wanted: int
    least_mos: float
    hertz: Range
    always: dict[str, Range]
    often: dict[str, tuple[float, Range]]


COLOUR = {"formant_high": (0.6, (0.85, 1.18)), "tilt": (0.8, (-1.5, 3.5)), "breath": (0.35, (0.02, 0.15))}
ROUGH = {"roughness": (0.15, (0.05, 0.3)), "tremor": (0.08, (0.1, 0.4))}
OLD = {"roughness": (0.08, 0.35), "tremor": (0.15, 0.5), "pace": (0.84, 0.94)}
LIVE = {"pitch_range": (0.6, 1.4), "pace": (0.9, 1.1)}
KINDS = (
    Kind("man", 10, 4.25, (80, 145), {"formant": (0.74, 0.93), "pitch": (0.42, 0.7), **LIVE}, {**COLOUR, **ROUGH}),
    Kind("woman", 10, 4.25, (165, 240), {"formant": (0.83, 1.06), "pitch": (0.78, 1.18), **LIVE}, {**COLOUR, **ROUGH}),
    Kind("child", 4, 4.1, (255, 320), {"formant": (0.97, 1.07), "pitch": (1.25, 1.55), **LIVE}, COLOUR),
    Kind("young man", 2, 4.25, (140, 178), {"formant": (0.76, 0.93), "pitch": (0.66, 0.86), **LIVE}, COLOUR),
    Kind("girl", 1, 4.25, (225, 262), {"formant": (0.97, 1.05), "pitch": (1.1, 1.28), **LIVE}, COLOUR),
    Kind("old man", 2, 4.25, (85, 150), {"formant": (0.74, 0.92), "pitch": (0.45, 0.72), **LIVE, **OLD}, COLOUR),
    Kind("old woman", 2, 4.25, (150, 225), {"formant": (0.83, 1.02), "pitch": (0.72, 1.08), **LIVE, **OLD}, COLOUR),
)
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass
class Candidate:
    """A recipe, what kind of speaker it is to be, and what was heard of it; `mos` is 0 until it is judged."""

    kind: str
    recipe: dict[str, float]
    f0: float
    speaker: list[float]
    mos: float = 0.0


def drawn(kind: Kind, random: np.random.Generator) -> dict[str, float]:
    """A recipe of that kind."""
    recipe = {name: random.uniform(*between) for name, between in kind.always.items()}
    for name, (share, between) in kind.often.items():
        if random.random() < share:
            recipe[name] = random.uniform(*between)
    return {name: round(float(value), 2) for name, value in recipe.items()}


@dataclass
class Search:
    """The search: speaks, hears and judges."""

    engine: Engine = field(default_factory=lambda: create_engine(BASE.engine))
    judges: Judges = field(default_factory=Judges)
    short: tuple[str, ...] = field(default_factory=lambda: passage(*HEARD))
    long: tuple[str, ...] = field(default_factory=lambda: passage(*JUDGED))

    def heard(self, kind: str, recipe: dict[str, float]) -> Candidate:
        """A candidate, before its quality is judged."""
        parts, rate = said(self.engine, replace(BASE, **recipe), self.short)
        wave = joined(parts, rate)
        speaker = [round(float(number), 4) for number in self.judges.speaker(wave, rate)]
        return Candidate(kind, recipe, round(median_pitch(wave, rate), 1), speaker)

    def judge(self, candidate: Candidate) -> None:
        """Gives a candidate its quality."""
        parts, rate = said(self.engine, replace(BASE, **candidate.recipe), self.long)
        candidate.mos = round(
            float(np.mean([self.judges.quality(each, rate) for each in pieces_of(parts, rate, 4)])), 3
        )


def chosen(candidates: list[Candidate], search: Search) -> list[Candidate]:
    """The candidates taken, the plain voice first."""
    taken = [search.heard("woman", {})]
    wanted = {kind.name: kind.wanted for kind in KINDS}
    wanted["woman"] -= 1
    left = [one for one in candidates if BY_NAME[one.kind].hertz[0] <= one.f0 <= BY_NAME[one.kind].hertz[1]]
    while any(wanted.values()):
        left = [one for one in left if wanted[one.kind]]
        if not left:
            print("# still wanted:", {name: count for name, count in wanted.items() if count})
            break
        best = min(left, key=lambda one: nearest(one, taken))
        left.remove(best)
        search.judge(best)
        if best.mos >= BY_NAME[best.kind].least_mos:
            taken.append(best)
            wanted[best.kind] -= 1
            print(
                f"# {best.kind}, {best.f0:.0f} Hz, mos {best.mos:.2f}, at most {nearest(best, taken[:-1]):.2f} alike",
                flush=True,
            )
    return taken


def nearest(one: Candidate, taken: list[Candidate]) -> float:
    """How alike a candidate is to the most alike of those taken."""
    return float((embeddings(taken) @ np.array(one.speaker)).max())


def embeddings(candidates: list[Candidate]) -> NDArray[np.float64]:
    return np.array([one.speaker for one in candidates])


def main() -> None:
    """Searches, and prints the entries."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("output/.audiobook/candidates.jsonl"))
    options = parser.parse_args()
    search = Search()
    candidates = gathered(options.candidates, np.random.default_rng(options.seed), options.keep, search)
    taken = chosen(candidates, search)
    for one in taken:
        print(entry(one))
    alike = embeddings(taken) @ embeddings(taken).T - 2 * np.eye(len(taken))
    print(f"# {len(taken)} voices; most alike: {alike.max():.2f}; pairs over 0.85: {int((alike > 0.85).sum() / 2)}")


def gathered(count: int, random: np.random.Generator, keep: Path, search: Search) -> list[Candidate]:
    """So many candidates, those kept from before first."""
    keep.parent.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = [json.loads(row) for row in keep.read_text().splitlines()] if keep.is_file() else []
    candidates = [Candidate(**row) for row in rows]
    shares = np.array([kind.wanted + 2.0 for kind in KINDS])
    with keep.open("a") as file:
        while len(candidates) < count:
            kind = KINDS[int(random.choice(len(KINDS), p=shares / shares.sum()))]
            candidates.append(search.heard(kind.name, drawn(kind, random)))
            file.write(json.dumps(vars(candidates[-1])) + "\n")
            file.flush()
    return candidates


def entry(one: Candidate) -> str:
    """A candidate as the beginning of a catalogue entry."""
    lines = [
        f"[{one.kind.replace(' ', '-')}-{one.f0:.0f}]  # mos {one.mos:.2f}",
        f'engine = "{BASE.engine}"',
        f'voice = "{BASE.name}"',
    ]
    return "\n".join([*lines, *(f"{name} = {value}" for name, value in one.recipe.items()), ""])


if __name__ == "__main__":
    main()
