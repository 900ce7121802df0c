"""How often audiobooker-ai names the right speaker, on labelled novels; benchmarks/attribution.py has our own figures.

    python -m benchmarks.peer_speakers ROOT --program FOLDER/bin/audiobooker [--per-text]

ROOT is laid out as labelled_texts.py says. The program reads each text and writes its review file, as a person would
have it do; the lines of that file are found again in the text by their words. The scorer takes any of a character's
names.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # attribution.py imports its neighbours by their bare names

from benchmarks.alignment import aligned
from benchmarks.attribution import MEASURES
from benchmarks.labelled_texts import scorer_of
from benchmarks.peer_figures import read_review

WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    """Score the program on every novel, and print the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path)
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--per-text", action="store_true")
    options = parser.parse_args()
    folder = options.root / "data"
    scorer, rows = scorer_of(folder), []
    for text in sorted(path.parent for path in folder.glob("*/quotes.csv")):
        scores, _ = scorer.score_novel(str(text), list(list_predictions(text, options.program.absolute())))
        rows.append(scores)
        if options.per_text:
            print_scores(text.name, scores)
    print_scores(f"macro of {len(rows)}", {name: _mean([row[name] for row in rows]) for name in MEASURES})


def list_predictions(text: Path, program: Path) -> Iterator[dict[str, Any]]:
    """The lines of the program's review file that it takes for dialogue, at their places in the text."""
    source = (text / "text.txt").read_text("utf-8")
    said = read_review(review_text(text / "text.txt", program))
    places = [(match.start(), match.end()) for match in WORD.finditer(source)]
    words = [source[first:last].lower() for first, last in places]
    heard = [(word.lower(), number) for number, (line, _) in enumerate(said) for word in WORD.findall(line)]
    found: dict[int, list[int]] = {}
    for (_, number), place in zip(heard, aligned([word for word, _ in heard], words), strict=True):
        if place is not None:
            found.setdefault(number, []).append(place)
    for number, numbers in found.items():
        first, last = places[min(numbers)][0], places[max(numbers)][1]
        yield {"novel": text.name, "start": first, "end": last, "speaker": said[number][1] or None}


def review_text(text: Path, program: Path) -> str:
    """The review file that the program writes of a text."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "book.txt").write_bytes(text.read_bytes())
        for command in (["new", "book.txt"], ["compile"], ["review-export"]):
            subprocess.run([program, *command], cwd=place, capture_output=True, check=True)
        return next(Path(place).glob("*_review.txt")).read_text("utf-8")


def print_scores(name: str, scores: dict[str, Any]) -> None:
    """Print a line of the table."""
    told = (f"{measure} {100 * scores[measure]:.1f}" for measure in MEASURES if scores[measure] is not None)
    print(f"{name:28}", *told, flush=True)


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


if __name__ == "__main__":
    main()
