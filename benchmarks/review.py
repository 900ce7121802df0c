"""How many answers set a novel right: `audiobook cast --review`, answered by its labels.

    python benchmarks/review.py FOLDER [NOVEL ...] [--folds FOLDS] [--answers 100] [--goal 95] [--rows N]

FOLDER holds labelled novels, as benchmarks/labelled_texts.py says. FOLDS has the weights that were learned without each
of them, by benchmarks/train_attribution.py; without it, those shipped, which have seen the novels. Each novel is
answered in four ways: a line or an exchange (a digit for each of its lines) at a time, in the order of the queue or in
reading order. Whether a name or description means the same person everywhere counts as an answer, too. Lines that
nobody has labelled are not asked about. Last come the lines that were answered until the goal, and the keys that were
pressed.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from attribution import models_of_folds
from labelled_texts import NOBODY, NOVELS, scorer_of, script_of

from audiobook.attribution.attribution import WeighedStory, weigh_story
from audiobook.attribution.ranking.ranker import load_shipped_model
from audiobook.attribution.review.questions import Question, SharedReference
from audiobook.attribution.review.review_queue import MAX_SHOWN_LINES, ReviewQueue
from audiobook.commands.review_answers import AND_SO_ON, LEFT_OPEN
from audiobook.model import Script

MARKS = (0, 10, 25, 50, 100)
REVIEWED = ("ARoomWithAView", "NorthangerAbbey", "TheAgeOfInnocence", "TheGambler", "TheInvisibleMan")
# Letters of a name that somebody types, if it has no digit.
TYPED_LETTERS = 3
# No more answers than this are given.
LONGEST_REVIEW = 500
WAYS = {
    "exchanges, queue": (True, False),
    "lines, queue": (False, False),
    "exchanges, reading order": (True, True),
    "lines, reading order": (False, True),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """A novel's labels: the turn of each quotation with its speaker, the speaker of each turn, and what names mean."""

    quotations: tuple[tuple[int, str], ...]
    speakers: Mapping[int, str]
    meanings: tuple[str | None, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """The share of right quotations in percent, the lines that have been answered by then, and the keys pressed."""

    right: float
    lines: int
    keys: int


def main() -> None:
    """Answer the questions of each novel in each way, and print how many lines are right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("novels", nargs="*", default=REVIEWED)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--way", choices=WAYS, action="append", help="all, unless given")
    parser.add_argument("--answers", type=int, default=MARKS[-1])
    parser.add_argument("--goal", type=float, default=95.0)
    parser.add_argument("--rows", type=int, default=MAX_SHOWN_LINES, help="lines that a question may show")
    options = parser.parse_args()
    model_of = models_of_folds(options.folds) if options.folds else lambda _: load_shipped_model()
    scorer = scorer_of(options.data)
    needed: dict[str, list[int]] = {way: [] for way in WAYS}
    print(f"{'novel':28} {'answered':26}", *(f"{mark:>5}" for mark in MARKS), f" answers to {options.goal:g} %")
    for novel in options.novels:
        script = script_of(options.data / novel / "text.txt")
        weighed = weigh_story(script, model=model_of(f"{NOVELS}/{novel}"))
        labels = read_labels(options.data / novel, script, weighed, scorer)
        for way, (is_exchange, is_reading_order) in WAYS.items():
            if options.way and way not in options.way:
                continue
            oracle = Oracle(
                ReviewQueue(script, copy_story(weighed)), labels, is_exchange, is_reading_order, options.rows
            )
            curve = oracle.run(options.answers, options.goal)
            reached = next((count for count, state in curve.items() if state.right >= options.goal), 0)
            needed[way].append(reached or max(curve) + 1)
            shares = (f"{right_after(curve, mark):5.1f}" for mark in MARKS)
            state = curve[reached or max(curve)]
            effort = f"{state.lines:6} lines {state.keys:6} keys"
            print(f"{novel:28} {way:26}", *shares, f"{reached or f'over {max(curve)}':>8}", effort, flush=True)
    for way, counts in ((way, counts) for way, counts in needed.items() if counts):
        print(f"{'median':28} {way:26} {statistics.median(counts):g}")


def right_after(curve: Mapping[int, Progress], count: int) -> float:
    """The share of right lines after so many answers, or the last before."""
    return curve[max(known for known in curve if known <= count)].right


def copy_story(weighed: WeighedStory) -> WeighedStory:
    """The story with lists of its own where a review changes them."""
    story = weighed.story
    descriptions = dict(story.entity_by_description)
    return replace(weighed, story=replace(story, turns=list(story.turns), entity_by_description=descriptions))


def read_labels(folder: Path, script: Script, weighed: WeighedStory, scorer: Any) -> Labels:
    """The labels of a novel, moved to its turns by overlap; a quotation that no turn has belongs to turn -1."""
    with (folder / "characters.csv").open(encoding="utf8", newline="") as file:
        people = list(csv.DictReader(file))
    with (folder / "quotes.csv").open(encoding="utf8", newline="") as file:
        quotes = [(int(row["start"]), int(row["end"]), row["speaker_id"]) for row in csv.DictReader(file)]
    unknown = {one["id"] for one in people if one["special"] in NOBODY} | {"_group", "_unknowable"}
    story = weighed.story
    spans = sorted(
        (script.segments[story.paragraphs[number].segments[place].index].span.start,
         script.segments[story.paragraphs[number].segments[place].index].span.end, index)
        for index, turn in enumerate(story.turns) for number, place in turn.segments
    )  # fmt: skip
    ends = [end for _, end, _ in spans]
    quotations, votes = [], dict[int, Counter[str]]()
    for start, end, speaker in quotes:
        shares = Counter[int]()
        at = bisect_left(ends, start + 1)
        while at < len(spans) and spans[at][0] < end:
            overlap = min(end, spans[at][1]) - max(start, spans[at][0])
            shares[spans[at][2]] += overlap
            votes.setdefault(spans[at][2], Counter())[speaker] += overlap
            at += 1
        if speaker not in unknown:
            quotations.append((shares.most_common(1)[0][0] if shares else -1, speaker))
    speakers = {turn: count.most_common(1)[0][0] for turn, count in votes.items()}
    names = scorer.Names(people, next((one["id"] for one in people if one["special"] == "narrator"), None))
    return Labels(
        tuple(quotations),
        {turn: speaker for turn, speaker in speakers.items() if speaker not in unknown},
        tuple(names.resolve(name) for name in story.names),
        {one["id"]: one["name"] for one in people},
    )


def count_keys(question: Question, names: Sequence[str]) -> int:
    """How many keys somebody presses who knows the speakers of the lines that are asked, up to the Enter key."""
    digits = {choice.name: str(number) for number, choice in enumerate(question.choices, 1)}
    typed = [digits.get(name, name[:TYPED_LETTERS] or LEFT_OPEN[0]) for name in names]
    if any(len(one) > 1 for one in typed):
        return len(",".join(typed)) + 1
    short = next(
        (size for size in range(1, len(typed)) if typed == (typed[:size] * len(typed))[: len(typed)]), len(typed)
    )
    return min(len(typed), short + len(AND_SO_ON[0])) + 1


class Oracle:
    """Answers every question by the labels: all lines of the exchange that are asked, or only the first."""

    def __init__(
        self, queue: ReviewQueue, labels: Labels, is_exchange: bool, is_reading_order: bool, rows: int
    ) -> None:
        self.queue, self.labels = queue, labels
        self.is_exchange, self.is_reading_order = is_exchange, is_reading_order
        self.answered: set[int] = set()
        queue.room = rows
        self.lines = self.keys = 0
        queue.skip(number for number in range(len(queue.turns)) if number not in labels.speakers)

    def run(self, answers: int, goal: float) -> dict[int, Progress]:
        """What has been reached after each answer, until there are enough or all is answered."""
        count, curve = 0, {0: Progress(self.measure(), 0, 0)}
        while count < answers or (curve[count].right < goal and count < LONGEST_REVIEW):
            question = self.ask()
            if question is None:
                break
            count += 1 + self.answer(question)
            curve[count] = Progress(self.measure(), self.lines, self.keys)
        return curve

    def ask(self) -> Question | None:
        """The next question, of the queue or in reading order; first about the unsure lines, then about others."""
        while (question := self.find_question()) is None:
            if self.queue.go_on() is None:
                return None
        return question

    def find_question(self) -> Question | None:
        """The next question at this stage."""
        if not self.is_reading_order:
            return self.queue.find_next_question()
        first = next((turn for turn, is_asked in enumerate(self.queue.list_asked()) if is_asked), None)
        return None if first is None else self.queue.build_question(first)

    def answer(self, question: Question) -> int:
        """Answers a question; how many answers more that took."""
        turns = (question.turn, *question.following) if self.is_exchange else (question.turn,)
        speakers = {turn: self.name_speaker(turn) for turn in turns if turn in self.labels.speakers}
        self.lines += len(speakers)
        self.keys += count_keys(question, [speakers.get(turn, "") for turn in turns])
        reference = self.queue.answer(speakers).reference
        self.answered |= speakers.keys()
        if reference is None:
            return 0
        self.keys += len("y\n")
        if self.is_shared(reference):
            self.queue.join(reference)
        return 1

    def name_speaker(self, turn: int) -> str:
        """The name that the story has for a turn's speaker, or that of the labels."""
        right = self.labels.speakers[turn]
        entities = [entity for entity, meaning in enumerate(self.labels.meanings) if meaning == right]
        confidences, counts = self.queue.weigher.confidences[turn], self.queue.story.mention_counts
        best = max(entities, key=lambda one: (confidences.get(one, 0.0), counts[one]), default=-1)
        return self.labels.names[right] if best < 0 else self.queue.story.names[best]

    def is_shared(self, reference: SharedReference) -> bool:
        """Whether most of the lines that a name or description is found in are the character's."""
        meaning = self.labels.meanings[self.queue.find_entity(reference.name)]
        found = [self.labels.speakers.get(turn) == meaning for turn in reference.turns]
        return 2 * sum(found) > len(found)

    def measure(self) -> float:
        """The share of quotations whose speaker is right, in percent."""
        right = sum(turn >= 0 and self.is_right(turn, speaker) for turn, speaker in self.labels.quotations)
        return 100 * right / max(1, len(self.labels.quotations))

    def is_right(self, turn: int, speaker: str) -> bool:
        """Whether a quotation's turn has its speaker."""
        if turn in self.answered:
            return self.labels.speakers[turn] == speaker
        entity = self.queue.find_entity(self.queue.speaker_of(turn))
        return entity >= 0 and self.labels.meanings[entity] == speaker


if __name__ == "__main__":
    main()
