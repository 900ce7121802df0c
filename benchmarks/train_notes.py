"""Learns to tell an author's note from a story by its voice, and prints the weights that the program holds.

    python benchmarks/train_notes.py FOLDER [--without PATTERN]

FOLDER holds gold/*.txt.gz as benchmarks/reading.py says: lines "LABEL<tab>text", C where a chapter begins, S for a
paragraph of story, N for one of a note. Files whose name matches PATTERN are kept for measuring. What is printed is
audiobook/chapters/notes/author_voice.py's WEIGHTS, and how many words of notes are found and of story are lost by them.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from audiobook.chapters.notes import author_voice
from audiobook.chapters.notes.author_voice import (
    MAX_NOTE_PARAGRAPHS,
    MIN_STORY_PARAGRAPHS,
    extract_features,
    measure_note_length,
    measure_story_voice,
)

# How many paragraphs at each end of a chapter are examples of what is no note.
EDGE = 8
PENALTY = 2.0
STEPS = 60
Labelled = list[tuple[str, str]]


def chapters_in(path: Path) -> Iterator[Labelled]:
    """The chapters of one gold file, as labels and paragraphs."""
    chapter: Labelled = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            label, _, text = line.rstrip("\n").partition("\t")
            if label in ("C", "D"):
                yield chapter
                chapter = []
            elif label in ("N", "S"):
                chapter.append((label, text))
    yield chapter


def examples(chapters: list[Labelled]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The features of all notes and of the story at the chapters' edges, and which are notes."""
    rows, notes = [], []
    for chapter in chapters:
        story = [index for index, (label, _) in enumerate(chapter) if label == "S"]
        if len(story) < MIN_STORY_PARAGRAPHS:
            continue
        voice = measure_story_voice([text for _, text in chapter])
        wanted = {index for index, (label, _) in enumerate(chapter) if label == "N"}
        for index in sorted(wanted | set(story[:EDGE]) | set(story[-EDGE:])):
            rows.append(list(extract_features(chapter[index][1], voice).values()))
            notes.append(index in wanted)
    return np.array(rows, float), np.array(notes, float)


def fit(rows: NDArray[np.float64], notes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of a logistic regression, by Newton's method, with a penalty on all but the bias."""
    weights = np.zeros(rows.shape[1])
    penalty = np.full(len(weights), PENALTY)
    penalty[0] = 0
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - notes) + penalty * weights
        bend = (rows.T * (chance * (1 - chance))) @ rows + np.diag(penalty + 1e-6)
        weights -= np.linalg.solve(bend, slope)
    return weights


def found_words(chapter: Labelled) -> tuple[int, int, int]:
    """The words of notes in a chapter, those of them that are found, and the words of story that are taken for one."""
    if len(chapter) < MIN_STORY_PARAGRAPHS:
        return 0, 0, 0
    texts = [text for _, text in chapter]
    voice, words = measure_story_voice(texts), sum(len(text.split()) for text in texts)
    head = measure_note_length(texts[:MAX_NOTE_PARAGRAPHS], voice, words, continues_note=False)
    tail = measure_note_length(texts[::-1][:MAX_NOTE_PARAGRAPHS], voice, words, continues_note=False)
    cut = {*range(head), *range(len(texts) - tail, len(texts))}
    counts = [(label, index in cut, len(text.split())) for index, (label, text) in enumerate(chapter)]
    return (
        sum(count for label, _, count in counts if label == "N"),
        sum(count for label, is_cut, count in counts if label == "N" and is_cut),
        sum(count for label, is_cut, count in counts if label == "S" and is_cut),
    )


def report(name: str, files: dict[str, list[Labelled]]) -> None:
    """Prints what is found in each file that has notes, or loses story."""
    total = np.zeros(3, int)
    for file, chapters in files.items():
        counts = np.array([found_words(chapter) for chapter in chapters]).sum(axis=0)
        total += counts
        if counts.any():
            print(f"{file:40} notes {counts[0]:6} found {counts[1]:6} story taken {counts[2]:6}")
    print(f"{name}: {total[1] / max(total[0], 1):.3f} of {total[0]} words of notes found, {total[2]} of story taken\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", type=re.compile, default=re.compile(r"(?!)"))
    arguments = parser.parse_args()
    files = {path.name: list(chapters_in(path)) for path in sorted((arguments.folder / "gold").glob("*.txt.gz"))}
    seen = {name: chapters for name, chapters in files.items() if not arguments.without.search(name)}
    rows, notes = examples([chapter for chapters in seen.values() for chapter in chapters])
    weights = dict(zip(extract_features("", measure_story_voice([])), fit(rows, notes), strict=True))
    print("WEIGHTS = {" + ", ".join(f'"{name}": {weight:.2f}' for name, weight in weights.items()) + "}\n")
    with patch.dict(author_voice.WEIGHTS, weights):
        report("learned from", seen)
        report("kept aside", {name: chapters for name, chapters in files.items() if name not in seen})


if __name__ == "__main__":
    main()
