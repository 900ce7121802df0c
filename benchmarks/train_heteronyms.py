"""Learns to tell what kind of word stands at a place by the words around it, for words that are said in two ways.

    python benchmarks/train_heteronyms.py FOLDER [--without PATTERN] [--write]

FOLDER holds English texts (*.txt, UTF-8) of any kind, the more the better; files whose name matches PATTERN are kept
for measuring. No text needs labels: what is learned from are words that are of one kind nearly everywhere ("wrote",
"table", "believes"), as hibari's tagger finds. --write puts the weights where the program looks for them.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.text.pronunciation import heteronyms
from audiobook.text.pronunciation.heteronyms.part_of_speech import (
    WORD_CLASSES,
    ContextModel,
    extract_features,
    fallback_class,
)
from audiobook.text.pronunciation.heteronyms.readings import heteronym_words
from audiobook.text.pronunciation.heteronyms.tokens import Token, tokenize

SENTENCE = re.compile(r"[^.!?…\n]++(?:[.!?…]++[”’\"']*+|\n|$)")
# Penn Treebank's tags by the letters of audiobook.text.pronunciation.heteronyms.part_of_speech.
LETTERS = {
    "VB": "B", "VBP": "B", "VBD": "D", "VBN": "G", "VBG": "I", "VBZ": "Z", "NN": "N", "NNS": "S", "NNP": "P",
    "NNPS": "P", "JJ": "A", "JJR": "J", "JJS": "J", "RB": "R", "RBR": "R", "RBS": "R", "IN": "i", "TO": "t", "DT": "d",
    "PDT": "d", "PRP": "p", "PRP$": "$", "MD": "m", "CC": "c", "CD": "#", "WDT": "w", "WP": "w", "WRB": "w", "WP$": "$",
    "RP": "r", "UH": "u", "EX": "e",
}  # fmt: skip
# A word is an example of its kind where the tagger finds it so in this share of its places, and so many of them.
PURE, ENOUGH = 0.97, 12
# A neighbour has a second class where it is that as often as this.
SECOND = 0.15
SHORTEST_KNOWN = 6
PER_KIND = 60_000
FEWEST_SEEN = 8
EPOCHS, BATCH, RATE, LASSO = 4, 512, 0.3, 2.5e-5
SCALE = 24.0
# Smaller weights, in 24ths, are left out: half of the features, and no place in a hundred is found otherwise by them.
SMALLEST = 4


def sentences_in(paths: Iterable[Path]) -> Iterator[tuple[Token, ...]]:
    """The sentences of texts, as words and marks."""
    for path in paths:
        text = path.read_text("utf-8", errors="replace")
        for paragraph in re.split(r"\n\s*\n", text):
            for match in SENTENCE.finditer(" ".join(paragraph.split())):
                tokens = tokenize(match.group())
                if len(tokens) > 2:
                    yield tokens


def tags_of_words(sentences: Sequence[tuple[Token, ...]]) -> dict[str, Counter[str]]:
    """How often each word is found to be of each class."""
    from hibari.g2p import G2P

    tagger = G2P(oov=False).tagger
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for tokens in sentences:
        for token, tag in zip(tokens, tagger([token.text for token in tokens]), strict=True):
            if token.text[0].isalpha():
                counts[token.normalized][LETTERS.get(tag, "x")] += 1
    return counts


def classes_of_words(counts: dict[str, Counter[str]]) -> dict[str, str]:
    """The classes of the words that are frequent enough, and that their endings do not tell."""
    classes = {}
    for word, found in counts.items():
        total = found.total()
        if total < SHORTEST_KNOWN or "'" in word:
            continue
        (first, _), *others = found.most_common()
        second = next((kind for kind, count in others if count >= SECOND * total and kind not in "xP"), "")
        kind = first + second
        if kind not in ("x", "P") and kind != fallback_class(word):
            classes[word] = kind
    return classes


def examples_in(counts: dict[str, Counter[str]]) -> dict[str, str]:
    """The words that are of one of KINDS nearly everywhere, and of which."""
    ambiguous = heteronym_words()
    pure = {}
    for word, found in counts.items():
        kind, count = found.most_common(1)[0]
        if kind in WORD_CLASSES and found.total() >= ENOUGH and count >= PURE * found.total() and word not in ambiguous:
            pure[word] = kind
    return pure


def chosen_places(
    sentences: Sequence[tuple[Token, ...]], pure: dict[str, str], chance: random.Random
) -> list[tuple[int, int, int]]:
    """Places of example words (sentence, word, kind), as many of each kind as there are, up to PER_KIND."""
    places: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    words: Counter[str] = Counter()
    for number, tokens in enumerate(sentences):
        for at, token in enumerate(tokens):
            kind = pure.get(token.normalized)
            # No word may be most of what is learned of its kind.
            if kind and words[token.normalized] < PER_KIND / 30:
                words[token.normalized] += 1
                places[kind].append((number, at, WORD_CLASSES.index(kind)))
    chosen = [place for kind in WORD_CLASSES for place in chance.sample(places[kind], min(PER_KIND, len(places[kind])))]
    print({kind: len(places[kind]) for kind in WORD_CLASSES})
    chance.shuffle(chosen)
    return chosen


def matrix(rows: list[list[str]], names: dict[str, int]) -> NDArray[np.int32]:
    """The numbers of each example's features, filled up with 0, which stands for none."""
    numbers = [[names[name] for name in row if name in names] for row in rows]
    table = np.zeros((len(rows), max(map(len, numbers))), np.int32)
    for line, found in zip(table, numbers, strict=True):
        line[: len(found)] = found
    return table


def fit(table: NDArray[np.int32], kinds: NDArray[np.int64], size: int) -> NDArray[np.float32]:
    """The weights of a logistic regression, by AdaGrad, with small weights drawn to nothing."""
    weights = np.zeros((size, len(WORD_CLASSES)), np.float32)
    squares = np.full((size, len(WORD_CLASSES)), 1e-3, np.float32)
    order = np.random.default_rng(0)
    for epoch in range(EPOCHS):
        loss = 0.0
        for batch in np.array_split(order.permutation(len(table)), len(table) // BATCH):
            found, wanted = table[batch], kinds[batch]
            scores = weights[found].sum(axis=1)
            scores -= scores.max(axis=1, keepdims=True)
            chances = np.exp(scores)
            chances /= chances.sum(axis=1, keepdims=True)
            loss -= float(np.log(chances[np.arange(len(batch)), wanted] + 1e-9).sum())
            chances[np.arange(len(batch)), wanted] -= 1
            unique, inverse = np.unique(found.ravel(), return_inverse=True)
            slope = np.zeros((len(unique), len(WORD_CLASSES)), np.float32)
            each = np.repeat(chances, found.shape[1], axis=0) / len(batch)
            for column in range(len(WORD_CLASSES)):
                slope[:, column] = np.bincount(inverse.ravel(), each[:, column], len(unique))
            squares[unique] += slope**2
            step = RATE / np.sqrt(squares[unique])
            moved = weights[unique] - step * slope
            weights[unique] = np.sign(moved) * np.maximum(np.abs(moved) - step * LASSO, 0)
            weights[0] = 0
        print(
            f"round {epoch + 1}: loss {loss / len(table):.3f}, {int((np.abs(weights).max(axis=1) > 0).sum())} features"
        )
    return weights


def learned(sentences: Sequence[tuple[Token, ...]]) -> ContextModel:
    """A model of all that these sentences tell."""
    counts = tags_of_words(sentences)
    classes, pure = classes_of_words(counts), examples_in(counts)
    print(f"{len(sentences)} sentences, {len(classes)} words with classes, {len(pure)} example words")
    places = chosen_places(sentences, pure, random.Random(0))
    rows = [list(extract_features(sentences[number], at, classes)) for number, at, _ in places]
    seen = Counter(name for row in rows for name in row)
    names = {
        name: row
        for row, name in enumerate(("", *sorted(name for name, count in seen.items() if count >= FEWEST_SEEN)))
    }
    weights = fit(matrix(rows, names), np.array([kind for *_, kind in places]), len(names))
    weights -= weights.mean(axis=1, keepdims=True)
    whole = np.clip(np.round(weights * SCALE), -127, 127).astype(np.int8)
    kept = [(name, whole[row]) for name, row in names.items() if np.abs(whole[row]).max() >= SMALLEST]
    print(f"{len(kept)} features kept")
    table = np.array([row for _, row in kept])
    return ContextModel({name: row for row, (name, _) in enumerate(kept)}, table.astype(np.float32) / SCALE, classes)


def written(model: ContextModel, path: Path) -> None:
    """Writes a model as the program reads it."""
    by_class: defaultdict[str, list[str]] = defaultdict(list)
    for word, kind in model.word_classes.items():
        by_class[kind].append(word)
    lists = "\n".join(f"{kind} {' '.join(sorted(words))}" for kind, words in sorted(by_class.items()))
    weights = np.round(model.weights * SCALE).astype(np.int8)
    np.savez_compressed(
        path,
        names=np.array("\n".join(model.feature_rows)),
        weights=weights,
        scale=np.array(SCALE),
        classes=np.array(lists),
    )


def report(model: ContextModel, sentences: Sequence[tuple[Token, ...]], counts: dict[str, Counter[str]]) -> None:
    """Prints how many of the example words' places in these sentences are found to be of their kind."""
    pure = examples_in(counts)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for number, at, kind in chosen_places(sentences, pure, random.Random(1))[:40_000]:
        scores = model.score_classes(sentences[number], at)
        total[WORD_CLASSES[kind]] += 1
        right[WORD_CLASSES[kind]] += max(scores, key=scores.__getitem__) == WORD_CLASSES[kind]
    print({kind: f"{right[kind]} of {total[kind]}" for kind in WORD_CLASSES}, f"{right.total() / total.total():.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", type=re.compile, default=re.compile(r"(?!)"))
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.txt"))
    aside = [path for path in paths if arguments.without.search(path.name)]
    model = learned(list(sentences_in(path for path in paths if path not in aside)))
    if aside:
        kept = list(sentences_in(aside))
        report(model, kept, tags_of_words(kept))
    if arguments.write:
        written(model, Path(heteronyms.__file__).with_name("weights.npz"))


if __name__ == "__main__":
    main()
