"""Learns to tell who speaks, and writes the weights that the program ships.

    python benchmarks/train_attribution.py FOLDER [--out weights.npz]

FOLDER is laid out as benchmarks/attribution.py says. LightGBM is needed here and nowhere else
(`pip install lightgbm`). The weights hold splits on numbers: no text and no names.

Two rankers are learned. The first sees each turn alone. The second also sees what the first made of the turns around;
so that it learns from mistakes like those it will meet, the first is trained for it without the book in hand.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import random
import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from audiobook.attribution.attribution import blend_passes
from audiobook.attribution.cues import CueStrength
from audiobook.attribution.discourse import follow_discourse
from audiobook.attribution.feature_columns import CONTEXT_FEATURE_NAMES, FEATURE_NAMES, CandidateTable
from audiobook.attribution.features import FeatureExtractor
from audiobook.attribution.ranker import FloatArray, softmax_by_turn
from audiobook.attribution.story_index import StoryIndex, StoryIndexBuilder
from audiobook.attribution.turn_model import CandidateProbabilities, build_context_rows
from audiobook.attribution.turns import Turn
from audiobook.attribution.vocabulary import SPEECH_VERBS
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Kind, Script, Segment
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story_from_paths
from audiobook.text.speech_verbs import any_form_pattern

ROUNDS = 160
FOLDS = 4
# A tag that says no more than who speaks.
TAG = re.compile(rf"^[\s,—–-]*(?:\S+\s+){{0,3}}?{any_form_pattern(SPEECH_VERBS)}\b(?:\s+\S+){{0,5}}\s*[.,;:!?—–-]*\s*$")
LONGEST_ACTION = 220
# A draw that moves nothing.
NEITHER = -1.0
SETTINGS = {
    "num_leaves": 31, "learning_rate": 0.08, "min_data_in_leaf": 40, "lambda_l2": 5.0, "feature_fraction": 0.3,
    "max_bin": 63, "bagging_fraction": 0.7, "bagging_freq": 1, "num_threads": 1, "verbose": -1, "seed": 0,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
Rankers = tuple[lgb.Booster, lgb.Booster]
NOBODY = ("group", "_group", "unknowable")


@dataclass(frozen=True, slots=True)
class Style:
    """How far a text is taken from print towards fan fiction, which shows more than it tags.

    `softened` is the share of tags that are taken for mere action, `untagged` that of short tags that are left out.
    `moved` is the share of actions before a speech that are told behind it ("“No.” Ann frowned."), `joined` of those
    told in the paragraph of the words that they answer ("“Do you?” Ann nodded.": Tom asks).
    """

    softened: float = 0.0
    untagged: float = 0.0
    moved: float = 0.0
    joined: float = 0.0
    seed: int = 0


PRINTED = Style()


def restyled_at_random(seed: int) -> Style:
    """Some style between print and fan fiction, another for each text."""
    draw = random.Random(seed)
    return Style(draw.uniform(0.2, 0.6), draw.uniform(0, 0.15), draw.uniform(0.5, 0.9), draw.uniform(0.05, 0.25), seed)


@dataclass(eq=False)
class Labelled:
    """A labelled text: its story, its candidates, and which of them are right."""

    name: str
    script: Script
    story: StoryIndex
    candidates: CandidateTable
    right: NDArray[np.bool_]
    known: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    alone: FloatArray = field(default_factory=lambda: np.zeros(0))
    among: FloatArray = field(default_factory=lambda: np.zeros(0))
    context: tuple[FloatArray, NDArray[np.float32]] | None = None

    @property
    def chances(self) -> FloatArray:
        """What both rankers together say."""
        return blend_passes(self.alone, self.among, self.candidates, len(self.story.turns))

    def rows(self, context: bool) -> NDArray[np.float32]:
        """The features, with those of the neighbours where they are wanted."""
        if not context:
            return self.candidates.rows
        if self.context is None or self.context[0] is not self.alone:
            chances = CandidateProbabilities(self.story.turns, self.candidates, self.alone)
            self.context = self.alone, build_context_rows(chances)
        return np.hstack([self.candidates.rows, self.context[1]])


def scorer_of(folder: Path) -> Any:
    """The harness's `score` module, from the folder `harness` beside the texts."""
    spec = importlib.util.spec_from_file_location("score", folder.resolve().parent / "harness" / "score.py")
    if spec is None or spec.loader is None:
        sys.exit(f"no harness/score.py beside {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def script_of(text: Path) -> Script:
    """The script of a text as the program makes it."""
    return build_script(split_chapters(read_story_from_paths((text,)), SplitOptions()))


def labelled(folder: Path, scorer: Any, style: Style = PRINTED) -> Labelled:
    """A labelled text, read, and before that rewritten in another style of telling where one is given."""
    script = restyled(script_of(folder / "text.txt"), style)
    story = StoryIndexBuilder(script).build()
    if style.softened:
        story.turns = [_softened(turn, style.softened) for turn in story.turns]
    candidates = FeatureExtractor(story, follow_discourse(story)).build_candidates()
    with (folder / "characters.csv").open(encoding="utf8", newline="") as file:
        people = list(csv.DictReader(file))
    narrator = next((one["id"] for one in people if one["special"] == "narrator"), None)
    names = scorer.Names(people, narrator)
    meant = [names.resolve(name) for name in story.names]
    unknown = {one["id"] for one in people if one["special"] in NOBODY}
    gold = _gold_of_turns(folder, script, story)
    right = np.array(
        [
            gold[turn] is not None and meant[figure] == gold[turn]
            for turn, figure in zip(candidates.turn, candidates.entity, strict=True)
        ],
        bool,
    )
    found = np.bincount(candidates.turn[right], minlength=len(gold)) > 0
    known = np.array([one is not None and one not in unknown for one in gold], bool)
    return Labelled(folder.name, script, story, candidates, right, known, known & found)


def restyled(script: Script, style: Style) -> Script:
    """The script with tags left out, and actions moved: behind the words of who acts, or to those that they answer."""
    chance = random.Random(style.seed)
    told: list[Segment] = []
    waiting: list[Segment] = []
    for number, one in enumerate(script.segments):
        if one.kind is Kind.NARRATION and TAG.search(one.text) and chance.random() < style.untagged:
            continue
        after = script.segments[number + 1] if number + 1 < len(script.segments) else None
        drawn = chance.random() if _is_action(told, one, after) else NEITHER
        if 0 <= drawn < style.joined and _follows_speech(told, one):
            told.append(replace(one, paragraph=told[-1].paragraph))
        elif drawn > 1 - style.moved and _leads_to_speech(one, after):
            waiting = [one]
        else:
            told += [one, *waiting]
            waiting = []
    return replace(script, segments=tuple(told))


def _leads_to_speech(one: Segment, after: Segment | None) -> bool:
    return after is not None and after.kind is Kind.SPEECH and _together(one, after)


def _is_action(told: Sequence[Segment], one: Segment, after: Segment | None) -> bool:
    """Whether a short narration opens a paragraph and says by itself what somebody does."""
    opens = not told or not _together(one, told[-1])
    leads = after is not None and _together(one, after) and not one.text.rstrip().endswith((".", "!"))
    short = len(one.text) < LONGEST_ACTION and not TAG.search(one.text)
    return one.kind is Kind.NARRATION and one.skipped is None and opens and short and not leads


def _follows_speech(told: Sequence[Segment], one: Segment) -> bool:
    """Whether the paragraph before is speech, or ends in little else."""
    before = told[-1]
    ended = before.kind is Kind.SPEECH or (len(before.text) < LONGEST_ACTION and before.text.rstrip().endswith("."))
    spoke = any(other.kind is Kind.SPEECH and _together(other, before) for other in told[-3:])
    next_to = before.chapter == one.chapter and before.paragraph + 1 == one.paragraph
    return ended and spoke and next_to and before.skipped is None


def _together(one: Segment, other: Segment) -> bool:
    return (one.chapter, one.paragraph) == (other.chapter, other.paragraph)


def _softened(turn: Turn, share: float) -> Turn:
    """The turn as a story would tell it that shows what speakers do more often than it says "said".

    Printed novels tag speech, fan fiction often lets the speaker act instead: “No.” Ann frowned. Which turns are
    changed depends on nothing but their place, so that learning twice gives the same weights.
    """
    dice = (turn.first * 2654435761 % 1000) / 1000
    if dice >= share:
        return turn
    weaker = CueStrength.SHOWING if dice < 0.7 * share else CueStrength.BEAT
    softer = [replace(cue, strength=min(cue.strength, weaker)) for cue in turn.cues]
    return replace(turn, cues=tuple(sorted(softer, key=lambda cue: -cue.strength)))


def _gold_of_turns(folder: Path, script: Script, story: StoryIndex) -> list[str | None]:
    """The labelled speaker of each turn, by the overlap of its quotations."""
    with (folder / "quotes.csv").open(encoding="utf8", newline="") as file:
        quotes = sorted((int(q["start"]), int(q["end"]), q["speaker_id"]) for q in csv.DictReader(file))
    starts = [quote[0] for quote in quotes]
    found: list[str | None] = []
    for turn in story.turns:
        votes: Counter[str] = Counter()
        for number, piece in turn.segments:
            span = script.segments[story.paragraphs[number].segments[piece].index].span
            for start, end, speaker in quotes[
                max(0, bisect_left(starts, span.start) - 40) : bisect_left(starts, span.end)
            ]:
                votes[speaker] += max(0, min(span.end, end) - max(span.start, start))
        found.append(votes.most_common(1)[0][0] if +votes else None)
    return found


def fitted(books: Sequence[Labelled], context: bool) -> lgb.Booster:
    """A ranker that makes the right candidates of each turn likely (softmax over the candidates of a turn)."""
    rows, right, turns, count = [], [], [], 0
    for book in books:
        chosen = book.usable[book.candidates.turn] if len(book.usable) else np.zeros(0, bool)
        numbers = np.cumsum(book.usable) - 1 + count
        rows.append(book.rows(context)[chosen])
        right.append(book.right[chosen])
        turns.append(numbers[book.candidates.turn[chosen]] if chosen.any() else np.zeros(0, np.int64))
        count += int(book.usable.sum())
    labels, groups = np.concatenate(right).astype(float), np.concatenate(turns).astype(np.int32)

    def objective(scores: FloatArray, _: lgb.Dataset) -> tuple[FloatArray, FloatArray]:
        chances = softmax_by_turn(scores, groups, count)
        wanted = chances * labels
        wanted = wanted / np.maximum(np.bincount(groups, wanted, count)[groups], 1e-12)
        return chances - wanted, np.maximum(chances * (1 - chances), 1e-3)

    return lgb.train({**SETTINGS, "objective": objective}, lgb.Dataset(np.vstack(rows), label=labels), ROUNDS)


def judged(book: Labelled, ranker: lgb.Booster, context: bool) -> FloatArray:
    """A ranker's chances for the candidates of a book."""
    if not len(book.candidates.turn):
        return np.zeros(0)
    scores = np.asarray(ranker.predict(book.rows(context)))
    return softmax_by_turn(scores, book.candidates.turn, len(book.story.turns))


def versions(data: Path) -> list[Labelled]:
    """Each labelled text of a folder as it is printed, and in another style."""
    scorer = scorer_of(data)
    folders = [path.parent for path in sorted(data.glob("*/quotes.csv"))]
    styles = [(PRINTED, restyled_at_random(number)) for number in range(len(folders))]
    return [labelled(folder, scorer, style) for folder, both in zip(folders, styles, strict=True) for style in both]


def folds_of(books: Sequence[Labelled], count: int = FOLDS) -> list[list[Labelled]]:
    """The books in so many parts, all versions of a text in one."""
    names = list(dict.fromkeys(book.name for book in books))
    return [[book for book in books if book.name in names[start::count]] for start in range(min(count, len(names)))]


def judge(books: Iterable[Labelled], rankers: Rankers) -> None:
    """Notes down what the rankers say of the books."""
    for book in books:
        book.alone = judged(book, rankers[0], context=False)
        book.among = judged(book, rankers[1], context=True)


def cross_validated(books: Sequence[Labelled], count: int = FOLDS) -> dict[str, Rankers]:
    """Judges each text by rankers that were learned, both of them, without it; the rankers of each text.

    The second ranker learns from what the first says of books that it has not seen either: of those of another part,
    by a first ranker that was learned without both parts.
    """
    folds = folds_of(books, count)
    firsts = {
        frozenset(pair): fitted([book for book in books if not any(book in folds[one] for one in pair)], context=False)
        for pair in combinations(range(len(folds)), 2)
    }
    results, rankers = {}, {}
    for number, fold in enumerate(folds):
        for other in set(range(len(folds))) - {number}:
            for book in folds[other]:
                book.alone = judged(book, firsts[frozenset((number, other))], context=False)
        rest = [book for book in books if book not in fold]
        made = fitted(rest, context=False), fitted(rest, context=True)
        judge(fold, made)
        results.update({id(book): (book.alone, book.among) for book in fold})
        rankers.update({book.name: made for book in fold})
    for book in books:
        book.alone, book.among = results[id(book)]
    return rankers


def calibration(books: Sequence[Labelled], bins: int = 16) -> tuple[FloatArray, FloatArray]:
    """Chances said and chances come true, in steps that only rise (from judgements of books not seen)."""
    said, true = [], []
    for book in books:
        best: dict[int, int] = {}
        chances = book.chances
        for row in np.argsort(chances, kind="stable").tolist():
            best[int(book.candidates.turn[row])] = row
        for turn, row in best.items():
            if book.known[turn]:
                said.append(chances[row])
                true.append(float(book.right[row]))
    order = np.argsort(said)
    parts = [part for part in np.array_split(order, bins) if len(part)]
    raw = np.array([np.mean(np.array(said)[part]) for part in parts])
    rates = np.maximum.accumulate(np.array([np.mean(np.array(true)[part]) for part in parts]))
    return raw, rates


def exported(ranker: lgb.Booster, name: str) -> dict[str, NDArray[Any]]:
    """A ranker's trees as arrays; see audiobook/attribution/ranker.py."""
    nodes: list[tuple[int, float, int, int]] = []
    leaves: list[float] = []

    def add(node: dict[str, Any]) -> int:
        if "leaf_value" in node and "split_feature" not in node:
            leaves.append(node["leaf_value"])
            return -len(leaves)
        place = len(nodes)
        nodes.append((0, 0.0, 0, 0))
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[place] = (node["split_feature"], node["threshold"], left, right)
        return place

    roots = [add(tree["tree_structure"]) for tree in ranker.dump_model()["tree_info"]]
    columns = list(zip(*nodes, strict=True))
    return {
        f"{name}_features": np.array(columns[0], np.int16),
        f"{name}_thresholds": np.array(columns[1], np.float64),
        f"{name}_left": np.array(columns[2], np.int16),
        f"{name}_right": np.array(columns[3], np.int16),
        f"{name}_leaves": np.array(leaves, np.float32),
        f"{name}_roots": np.array(roots, np.int16),
    }


def main() -> None:
    """Learn from every text of the folder and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    weights = Path(__file__).parents[1] / "audiobook/attribution/weights.npz"
    parser.add_argument("--out", type=Path, default=weights)
    options = parser.parse_args()
    books = versions(options.data)
    cross_validated(books)
    raw, true = calibration(books)
    alone, among = fitted(books, context=False), fitted(books, context=True)
    arrays = {**exported(alone, "first_pass"), **exported(among, "second_pass")}
    arrays |= {"calibration_raw": raw, "calibration_true": true}
    arrays["columns"] = np.array((*FEATURE_NAMES, *CONTEXT_FEATURE_NAMES))
    arrays["provenance"] = np.array(
        f"Learned by benchmarks/train_attribution.py from speaker labels of {len(books) // 2} novels "
        "of the Project Dialogism Novel Corpus (Vishnubhotla, Hammond, Hirst 2022); splits on numbers only."
    )
    np.savez_compressed(options.out, **arrays)
    print(f"{options.out}: {options.out.stat().st_size} bytes, from {len(books) // 2} texts")


if __name__ == "__main__":
    main()
