"""Measures where chapters are found to begin against a folder of labelled novels.

    python benchmarks/splitting.py FOLDER

FOLDER has one folder a novel, each with text.txt and chapters.csv (a column `start`: the offset of a chapter's
heading in the text). A chapter counts as found where one begins within 200 characters of a true start.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from audiobook.chapters.split import split_chapters
from audiobook.model import Chapter
from audiobook.reading.story import read_story

NEAR = 200


def start_of(chapter: Chapter) -> int:
    """Where a chapter begins: its heading, or its first block where it has none."""
    return chapter.heading.start if chapter.heading else chapter.blocks[0].span.start


def matched(found: list[int], true: list[int]) -> int:
    """How many true starts have a found one near, each found one serving once."""
    left = sorted(found)
    count = 0
    for start in sorted(true):
        near = [place for place in left if abs(place - start) <= NEAR]
        if near:
            left.remove(min(near, key=lambda place: abs(place - start)))
            count += 1
    return count


def main(folder: Path) -> None:
    """Prints precision, recall and F1 for each novel, and their means."""
    scores = []
    for novel in sorted(path.parent for path in folder.glob("*/chapters.csv")):
        with (novel / "chapters.csv").open(encoding="utf8", newline="") as file:
            true = [int(row["start"]) for row in csv.DictReader(file)]
        book = split_chapters(read_story(novel / "text.txt"))
        found = [start_of(chapter) for chapter in book.chapters]
        hits = matched(found, true)
        precision, recall = hits / len(found), hits / len(true)
        f1 = 2 * hits / (len(found) + len(true))
        scores.append(f1)
        print(f"{novel.name:32} found {len(found):3} true {len(true):3}  P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
        spare = [place for place in found if not any(abs(place - start) <= NEAR for start in true)]
        missed = [start for start in true if not any(abs(place - start) <= NEAR for place in found)]
        for name, places in (("  found but not there", spare), ("  missed", missed)):
            for place in places[:4]:
                print(f"{name}: {place} {book.text[place : place + 60]!r}")
    print(f"macro F1 over {len(scores)} novels: {sum(scores) / len(scores):.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
