"""What a language model's answers are worth after they are weighed, by how often the model is right.

    python benchmarks/llm_weighing.py FOLDER

FOLDER is as for attribution.py. No model is asked: answers are made up from the labels, right with a given chance and
else another character named in the same window, on easy and hard lines alike. Real models err more on hard lines, so
read the figures for what weighing does with errors, not as those of any model. Printed are the share of labelled
lines with the right speaker, and how large the questions are.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelled_texts import NOBODY, scorer_of, script_of

from audiobook.attribution.attribution import attribute_script
from audiobook.attribution.llm.merge_answers import LlmReport, merge_answers
from audiobook.attribution.llm.name_resolution import NameResolver, ResolvedAnswer
from audiobook.attribution.llm.prompt import build_request
from audiobook.attribution.llm.prompt_windows import PromptWindow, split_windows
from audiobook.model import Attribution

SEED = 7
CHANCES = (0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Labelled:
    """A text with the built-in result, the id of each labelled line's speaker by its place, and the people by id."""

    attribution: Attribution
    names: Any
    truth: Mapping[int, str]
    people: Mapping[str, Any]
    windows: tuple[PromptWindow, ...]

    def right(self, attribution: Attribution) -> int:
        """How many lines have the right speaker."""
        lines = attribution.script.segments
        return sum(
            bool(lines[place].speaker) and self.names.resolve(lines[place].speaker) == who
            for place, who in self.truth.items()
        )

    def answers(self, chance: float) -> dict[int, ResolvedAnswer]:
        """What a model might say that is right with this chance."""
        dice = random.Random(SEED)
        book = NameResolver(self.attribution.characters)
        return {
            place: self._answer(place, window, book, chance, dice)
            for window in self.windows
            for place in window.indexes
        }

    def _answer(
        self, place: int, window: PromptWindow, book: NameResolver, chance: float, dice: random.Random
    ) -> ResolvedAnswer:
        if place not in self.truth:
            return ResolvedAnswer()
        text, who = f"{window.before}\n{window.text}", self.truth[place]
        if dice.random() < chance:
            called = (self.people[who]["name"], *self.people[who]["aliases"].split("|"))
            meant = (book.resolve(name, text) for name in called)
            return next((one for one in meant if one.name), ResolvedAnswer())
        near = [one.name for one in self.attribution.characters if one.name in text]
        wrong = [name for name in near if self.names.resolve(name) != who]
        return ResolvedAnswer(dice.choice(wrong)) if wrong else ResolvedAnswer()


def labelled(folder: Path, scorer: Any) -> Labelled:
    """A labelled text, with its speakers as the program names them."""
    attribution = attribute_script(script_of(folder / "text.txt"))
    _, quotes, people, _ = scorer.load_gold(str(folder))
    names = scorer.Names(people, next((one["id"] for one in people if one["special"] == "narrator"), None))
    unknown = {one["id"] for one in people if one["special"] in NOBODY}
    truth = dict(_truth(attribution, [quote for quote in quotes if quote["speaker_id"] not in unknown]))
    return Labelled(attribution, names, truth, {one["id"]: one for one in people}, split_windows(attribution.script))


def _truth(attribution: Attribution, quotes: list[Any]) -> Iterator[tuple[int, str]]:
    ordered = sorted(quotes, key=lambda quote: quote["start"])
    ends = [quote["end"] for quote in ordered]
    for place, one in enumerate(attribution.script.segments):
        found = bisect_left(ends, one.span.start + 1)
        if one.kind in ("speech", "thought") and found < len(ordered) and ordered[found]["start"] < one.span.end:
            yield place, ordered[found]["speaker_id"]


def main() -> None:
    """Weigh made-up answers for every text of the folder, and print what is right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data
    scorer = scorer_of(folder)
    books = [labelled(path.parent, scorer) for path in sorted(folder.glob("*/quotes.csv"))]
    lines = sum(len(book.truth) for book in books)
    print(f"built-in    {sum(book.right(book.attribution) for book in books) / lines:6.1%} of {lines} lines")
    for chance in CHANCES:
        results = [merge_answers(book.attribution, book.answers(chance), LlmReport("made up"))[0] for book in books]
        right = sum(book.right(result) for book, result in zip(books, results, strict=True))
        print(f"model {chance:5.0%} {right / lines:6.1%}")
    sizes = [
        len(request.rules + request.text)
        for book in books
        for request in (build_request(window, book.attribution.characters) for window in book.windows)
    ]
    print(f"{len(sizes)} questions of {sum(sizes) // len(sizes)} characters, the largest {max(sizes)}")


if __name__ == "__main__":
    main()
