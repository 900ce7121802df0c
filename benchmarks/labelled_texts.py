"""The labelled texts that attribution is learned from and measured on, read once and kept as arrays.

ROOT holds a folder for each kind of text (`data` the novels, `litbank`, `seed`, `fanfic`) and `harness/score.py`; each
text is a folder with `text.txt`, `quotes.csv` (quote_id, start, end, speaker_id, type: offsets into text.txt) and
`characters.csv` (id, name, aliases, gender, special).
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import pickle
import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from restyled_texts import (
    LEAST_UNTAGGED,
    PRINTED,
    Style,
    restyled,
    restyled_at_random,
    softened,
    untagged_at_random,
)

from audiobook.attribution.discourse.discourse import follow_discourse
from audiobook.attribution.discourse.recipients import address_recipients
from audiobook.attribution.ranking.feature_columns import CandidateTable
from audiobook.attribution.ranking.features import FeatureExtractor
from audiobook.attribution.story_index import StoryIndex, StoryIndexBuilder
from audiobook.attribution.turns import Turn
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Script
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story_from_paths

NOBODY = ("group", "_group", "unknowable")
NOVELS, LITBANK, SEED, FANFIC = "data", "litbank", "seed", "fanfic"
KINDS = (NOVELS, LITBANK, SEED, FANFIC)
# The draws of untagged copies begin here; those of a kind's second copies at twice as much.
UNTAGGED_SEEDS = 1000
NOT_LETTER = re.compile(r"[^a-z]")


@dataclass(frozen=True, eq=False)
class Labelled:
    """A labelled text: its story, its candidates, which of them are right, and which turns can be learned from.

    `known` are the turns whose speaker is labelled, `usable` those of them with the right candidate.
    """

    name: str
    script: Script
    story: StoryIndex
    candidates: CandidateTable
    right: NDArray[np.bool_]
    known: NDArray[np.bool_]
    usable: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TrainingText:
    """What is learned from a labelled text: its turns without their words, its candidates, and what is right.

    `is_restyled` are all copies told in another style, `is_untagged` those of them that leave tags out.
    """

    kind: str
    name: str
    is_restyled: bool
    turns: Sequence[Turn]
    candidates: CandidateTable
    right: NDArray[np.bool_]
    known: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    is_untagged: bool = False

    @property
    def key(self) -> str:
        """The text's name among all kinds of texts."""
        return f"{self.kind}/{self.name}"


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
        story.turns = [softened(turn, style.softened) for turn in story.turns]
    candidates = FeatureExtractor(*address_recipients(story, follow_discourse(story))).build_candidates()
    with (folder / "characters.csv").open(encoding="utf8", newline="") as file:
        people = list(csv.DictReader(file))
    narrator = next((one["id"] for one in people if one["special"] == "narrator"), None)
    names = scorer.Names(people, narrator)
    meant = [names.resolve(name) for name in story.names]
    unknown = {one["id"] for one in people if one["special"] in NOBODY}
    gold = _gold_of_turns(folder, script, story)
    pairs = zip(candidates.turn, candidates.entity, strict=True)
    right = np.array([gold[turn] is not None and meant[entity] == gold[turn] for turn, entity in pairs], bool)
    found = np.bincount(candidates.turn[right], minlength=len(gold)) > 0
    known = np.array([one is not None and one not in unknown for one in gold], bool)
    return Labelled(folder.name, script, story, candidates, right, known, known & found)


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
            near = quotes[max(0, bisect_left(starts, span.start) - 40) : bisect_left(starts, span.end)]
            for start, end, speaker in near:
                votes[speaker] += max(0, min(span.end, end) - max(span.start, start))
        found.append(votes.most_common(1)[0][0] if +votes else None)
    return found


def text_folders(root: Path, kind: str) -> list[Path]:
    """The folders of all texts of a kind."""
    return sorted(path.parent for path in (root / kind).glob("*/quotes.csv"))


def training_texts(root: Path, cache: Path | None = None, jobs: int = 1) -> list[TrainingText]:
    """All texts under ROOT, and copies in other styles; read from the cache if the program is still the same."""
    stamp = _stamp_of_program()
    if cache and cache.exists():
        kept, texts = pickle.loads(cache.read_bytes())
        if kept == stamp:
            return list(texts)
    with ProcessPoolExecutor(jobs) as pool:
        made = list(pool.map(_read_text, *zip(*_tasks(root), strict=True)))
    if cache:
        cache.write_bytes(pickle.dumps((stamp, made)))
    return made


def _stamp_of_program() -> str:
    """A hash of the sources that decide what is read from a text, and in which styles."""
    package = Path(__file__).parents[1] / "audiobook"
    digest = hashlib.sha256()
    for folder in ("attribution", "quotations", "chapters", "reading", "text"):
        for path in sorted((package / folder).rglob("*")):
            if path.suffix in (".py", ".txt", ".tsv"):
                digest.update(path.read_bytes())
    for path in (Path(__file__), Path(__file__).with_name("restyled_texts.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _tasks(root: Path) -> Iterator[tuple[str, Path, Style]]:
    for kind in KINDS:
        for number, folder in enumerate(text_folders(root, kind)):
            yield kind, folder, PRINTED
            if kind == NOVELS:
                yield kind, folder, restyled_at_random(number)
            for copy in range(1 if kind == NOVELS else 2):
                yield kind, folder, untagged_at_random(UNTAGGED_SEEDS * (copy + 1) + number)


def _read_text(kind: str, folder: Path, style: Style) -> TrainingText:
    text = labelled(folder, scorer_of(folder.parent), style)
    turns = [replace(turn, cues=(), text="") for turn in text.story.turns]
    return TrainingText(
        kind,
        text.name,
        style != PRINTED,
        turns,
        text.candidates,
        text.right,
        text.known,
        text.usable,
        style.untagged >= LEAST_UNTAGGED,
    )


def fold_of_each(texts: Sequence[TrainingText], count: int) -> list[int]:
    """The fold of each text; all versions of a work and all excerpts from it are in one."""
    novels = list(dict.fromkeys(text.name for text in texts if text.kind == NOVELS))
    folds = {f"{NOVELS}/{name}": number % count for number, name in enumerate(novels)}
    works = {NOT_LETTER.sub("", name.lower()): number % count for number, name in enumerate(novels)}
    others = 0
    for key in dict.fromkeys(text.key for text in texts if text.kind != NOVELS):
        title = NOT_LETTER.sub("", key.partition("/")[2].lower())
        same_work = [fold for work, fold in works.items() if title.startswith(work)]
        folds[key] = same_work[0] if same_work else others % count
        others += not same_work
    return [folds[text.key] for text in texts]
