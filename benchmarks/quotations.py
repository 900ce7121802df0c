"""How well speech is told from narration: spanF1 over a folder of labelled texts.

    python benchmarks/quotations.py DATA [--style curly|british|british_straight [--flat]] [--errors]
                                         [--only A,B | --without A,B]

DATA holds one folder a text: `text.txt`, and `quotes.csv` with the columns `start` and `end` (Python string offsets
into text.txt, line ends as they are). `--style` sets the same texts in other quotation marks with `style.py` of the
harness that comes with such data (`--harness`, else the folder `harness` beside DATA); that changes straight marks
only, so `--flat` makes “curly” ones straight before. A span counts as found if at least half of its letters and digits
are in spans of the other side; the last line is the mean over the texts.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from audiobook.model import Kind
from audiobook.quotations.detect import detect_quote_style, split_paragraphs

Spans = list[tuple[int, int]]
Restyle = Callable[[str, Spans, str], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one text: precision, recall and F1 in percent, and the spans that went wrong."""

    name: str
    precision: float
    recall: float
    missed: Spans
    false: Spans
    seconds: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def main() -> None:
    """Measure every text of the folder and print a table."""
    options = _options()
    restyle = _restyle_of(options.harness or options.data.parent / "harness") if options.style else None
    only, without = set(filter(None, options.only.split(","))), set(options.without.split(","))
    outcomes = []
    for folder in sorted(path.parent for path in options.data.glob("*/quotes.csv")):
        if folder.name in without or (only and folder.name not in only):
            continue
        text, gold = _labelled(folder)
        text = _flat(text) if options.flat else text
        text = restyle(text, gold, options.style) if restyle else text
        outcomes.append(_outcome(folder.name, text, gold))
        print(_row(outcomes[-1]))
        if options.errors:
            _print_errors(outcomes[-1], text)
    if not outcomes:
        sys.exit(f"no folder with quotes.csv in {options.data}")
    _print_summary(outcomes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--style", choices=["curly", "british", "british_straight"])
    parser.add_argument("--harness", type=Path)
    parser.add_argument("--flat", action="store_true", help="make curly marks straight first")
    parser.add_argument("--only", default="", help="names of folders, with commas between")
    parser.add_argument("--without", default="", help="names of folders to leave out")
    parser.add_argument("--errors", action="store_true", help="list what is missed and what is false")
    return parser.parse_args()


def _restyle_of(harness: Path) -> Restyle:
    spec = importlib.util.spec_from_file_location("harness_style", harness / "style.py")
    if spec is None or spec.loader is None or not (harness / "style.py").exists():
        sys.exit(f"no style.py in {harness}; give its folder with --harness")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    restyle: Restyle = module.restyle
    return restyle


def _flat(text: str) -> str:
    """The text in straight marks; one that puts ‘single’ marks around speech stays as it is."""
    return text if text.count("‘") > text.count("“") else text.translate(str.maketrans("“”‘’", "\"\"''"))


def _labelled(folder: Path) -> tuple[str, Spans]:
    text = (folder / "text.txt").read_bytes().decode("utf-8")
    with (folder / "quotes.csv").open(encoding="utf-8", newline="") as file:
        return text, [(int(row["start"]), int(row["end"])) for row in csv.DictReader(file)]


def _outcome(name: str, text: str, gold: Spans) -> Outcome:
    begun = time.perf_counter()
    predicted = predicted_spans(text)
    seconds = time.perf_counter() - begun
    gold = [span for span in gold if any(map(str.isalnum, text[slice(*span)]))]
    false = list(_outside(text, predicted, gold))
    missed = list(_outside(text, gold, predicted))
    return Outcome(name, _share(false, predicted), _share(missed, gold), missed, false, seconds)


def _share(wrong: Spans, spans: Spans) -> float:
    return 100 * (1 - len(wrong) / len(spans)) if spans else 0.0


def predicted_spans(text: str) -> Spans:
    """The spans of speech, and of thought in quotation marks, in a text whose paragraphs stand between blank lines."""
    places = [match.span() for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)]
    paragraphs = [text[start:end] for start, end in places]
    told = split_paragraphs(paragraphs, detect_quote_style(paragraphs))
    return [
        (place[0] + stretch.start, place[0] + stretch.end)
        for place, paragraph, stretches in zip(places, paragraphs, told, strict=True)
        for stretch in stretches
        if stretch.kind is not Kind.NARRATION and paragraph[stretch.start] not in "*_"
        if any(map(str.isalnum, paragraph[stretch.start : stretch.end]))
    ]


def _outside(text: str, spans: Spans, others: Spans) -> Iterator[tuple[int, int]]:
    """The spans of which less than half is inside the others."""
    inside = bytearray(len(text))
    for start, end in others:
        inside[start:end] = b"\1" * (end - start)
    solid = [character.isalnum() for character in text]
    all_of = list(accumulate(solid, initial=0))
    both = list(accumulate((a and b for a, b in zip(solid, inside, strict=True)), initial=0))
    for start, end in spans:
        if 2 * (both[end] - both[start]) < all_of[end] - all_of[start]:
            yield start, end


def _row(outcome: Outcome) -> str:
    figures = f"P {outcome.precision:6.2f}  R {outcome.recall:6.2f}  F1 {outcome.f1:6.2f}"
    wrong = f"false {len(outcome.false):4d}  missed {len(outcome.missed):4d}"
    return f"{outcome.name[:34]:34s} {figures}  {wrong}  {outcome.seconds:5.2f} s"


def _print_summary(outcomes: list[Outcome]) -> None:
    mean = sum(outcome.f1 for outcome in outcomes) / len(outcomes)
    false, missed = (sum(len(getattr(one, name)) for one in outcomes) for name in ("false", "missed"))
    print(f"{f'MACRO over {len(outcomes)}':34s} spanF1 {mean:6.2f}  false {false}  missed {missed}")


def _print_errors(outcome: Outcome, text: str) -> None:
    for label, spans in (("false", outcome.false), ("missed", outcome.missed)):
        for start, end in spans:
            before, within, after = text[max(0, start - 60) : start], text[start:end], text[end : end + 40]
            print(f"  {label} {start}: {before!r} [[{within!r}]] {after!r}")


if __name__ == "__main__":
    main()
