"""Predicts the part of speech of a word from its context alone.

benchmarks/train_heteronyms.py learned the weights from words that always have the same part of speech: "wrote" for the
past tense, "table" for nouns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from audiobook.text.pronunciation.heteronyms.tokens import QUOTE_CLOSE, QUOTE_OPEN, Token

# Base form of a verb, past tense (D), participle (G), third person (Z); noun, plural noun (S), adjective, adverb (R).
WORD_CLASSES = "BDGZNSAR"
# How many words on either side are searched for finite verbs and words of time.
SENTENCE_REACH = 12
FINITE_VERBS = "BDZm"
# Words that show the tense anywhere in the sentence.
TIME_WORDS = frozenset(
    "yesterday ago last once then when before already never ever always often usually sometimes every each now today "
    "tomorrow tonight morning evening night later next soon again still just while until since whenever daily "
    "weekly".split()
)
SUFFIX_CLASSES = (
    ("ing", "I"), ("ed", "E"), ("ly", "R"), ("ness", "N"), ("tion", "N"), ("sion", "N"), ("ment", "N"), ("ity", "N"),
    ("ance", "N"), ("ence", "N"), ("ism", "N"), ("ful", "A"), ("ous", "A"), ("ive", "A"), ("able", "A"), ("ible", "A"),
    ("less", "A"), ("ish", "A"), ("al", "A"), ("ic", "A"), ("est", "J"), ("'s", "'"), ("'ll", "pm"), ("'d", "pm"),
    ("'ve", "ph"), ("'re", "pB"), ("'m", "pB"), ("n't", "m"), ("ss", "N"), ("us", "N"), ("s", "S"),
)  # fmt: skip
# Auxiliaries by the form of the verb that they require.
AUXILIARIES = {
    **dict.fromkeys("have has had having 've haven't hasn't hadn't i've you've we've they've".split(), "have"),
    **dict.fromkeys("is are was were be been being am isn't aren't wasn't weren't".split(), "be"),
    **dict.fromkeys("i'm you're we're they're".split(), "be"),
    **dict.fromkeys("do does did don't doesn't didn't".split(), "do"),
    **dict.fromkeys(
        "will would can could shall should may might must won't wouldn't can't cannot couldn't shouldn't let let's "
        "dare dared needn't i'll you'll he'll she'll it'll we'll they'll".split(),
        "will",
    ),
    **dict.fromkeys("make makes made help helped helps see saw hear heard watch watched".split(), "make"),
    **dict.fromkeys("i'd you'd he'd she'd it'd we'd they'd".split(), "'d"),
    "to": "to",
}  # fmt: skip
AUXILIARY_REACH = 6
# Here "'s" is "is" or "has"; after a noun it may also be a possessive.
CONTRACTED_IS = frozenset("it's he's she's that's there's what's who's here's where's how's this's everyone's".split())


def fallback_class(word: str) -> str:
    """The class of an unlisted word by its ending; "N" where that shows nothing."""
    return next((kind for ending, kind in SUFFIX_CLASSES if word.endswith(ending)), "N")


def word_class(token: Token, classes: Mapping[str, str]) -> str:
    """The class of a neighboring word: its parts of speech, the most frequent first; punctuation stays as it is."""
    word = token.normalized
    if not word[0].isalpha():
        return "#" if word[0].isdigit() else word
    if "'" in word:
        return "pZ" if word in CONTRACTED_IS else fallback_class(word)
    known = classes.get(word)
    if known:
        return known
    return "P" if token.is_capital and not word.endswith("'s") else fallback_class(word)


def extract_features(tokens: Sequence[Token], index: int, classes: Mapping[str, str]) -> Iterator[str]:
    """The features of the context of the word at `index`; the word itself is not used."""
    neighbors = tokens[max(0, index - 3) : index], tokens[index + 1 : index + 4]
    left = [QUOTE_OPEN] * (3 - len(neighbors[0])) + [word_class(token, classes) for token in neighbors[0]]
    right = [word_class(token, classes) for token in neighbors[1]] + [QUOTE_CLOSE] * (3 - len(neighbors[1]))
    before = [QUOTE_OPEN] * (3 - len(neighbors[0])) + [_word_feature(token, classes) for token in neighbors[0]]
    after = [_word_feature(token, classes) for token in neighbors[1]] + [QUOTE_CLOSE] * (3 - len(neighbors[1]))
    (w3, w2, w1), (c3, c2, c1) = before, left
    (v1, v2, _), (d1, d2, d3) = after, right
    yield from (f"w1 {w1}", f"w2 {w2}", f"v1 {v1}", f"v2 {v2}", f"w3 {w3}")
    yield from (f"c1 {c1}", f"c2 {c2}", f"c3 {c3}", f"d1 {d1}", f"d2 {d2}", f"d3 {d3}")
    yield from (f"w1w2 {w2} {w1}", f"v1v2 {v1} {v2}", f"w1v1 {w1} {v1}", f"w1d1 {w1} {d1}", f"c1v1 {c1} {v1}")
    yield from (f"c1d1 {c1} {d1}", f"c2w1 {c2} {w1}", f"v1d2 {v1} {d2}", f"c123 {c3} {c2} {c1}", f"d12 {d1} {d2}")
    yield from (f"c12 {c2} {c1}", f"c21d1 {c2} {c1} {d1}", f"w1d12 {w1} {d1} {d2}")
    auxiliary = find_auxiliary(tokens, index, classes)
    yield f"aux {auxiliary}"
    yield f"aux1 {auxiliary} {c1}"
    yield f"aux2 {auxiliary} {d1}"
    if tokens[index].is_capital:
        yield f"cap {w1}" if w1 in (QUOTE_OPEN, QUOTE_CLOSE, ".", "!", "?") else "Cap"
    yield from _tense_features(tokens, index, classes)


def _word_feature(token: Token, classes: Mapping[str, str]) -> str:
    """A neighboring word; all names count as the same."""
    return "@" if word_class(token, classes) == "P" else token.normalized


def find_auxiliary(tokens: Sequence[Token], index: int, classes: Mapping[str, str]) -> str:
    """The kind of auxiliary before the word at `index` with no other verb or punctuation between; "" for none."""
    for token in reversed(tokens[max(0, index - AUXILIARY_REACH) : index]):
        auxiliary = AUXILIARIES.get(token.normalized)
        if auxiliary:
            return auxiliary
        neighbor_class = word_class(token, classes)
        if neighbor_class[0] in "DGZBIEc,;:.!?-<" or neighbor_class.startswith("--"):
            return ""
    return ""


def _tense_features(tokens: Sequence[Token], index: int, classes: Mapping[str, str]) -> Iterator[str]:
    around = (
        ("L", reversed(tokens[max(0, index - SENTENCE_REACH) : index])),
        ("R", tokens[index + 1 : index + 1 + SENTENCE_REACH]),
    )
    finite_count = 0
    for side, stretch in around:
        has_verb = False
        for token in stretch:
            if token.normalized in TIME_WORDS:
                yield f"time {side} {token.normalized}"
            neighbor_class = word_class(token, classes)
            finite_count += neighbor_class[0] in FINITE_VERBS
            if not has_verb and neighbor_class[0] in FINITE_VERBS:
                has_verb = True
                yield f"verb {side} {neighbor_class}"
    # A sentence without another finite verb is likely to have this word as its verb.
    before = word_class(tokens[index - 1], classes) if index else QUOTE_OPEN
    yield f"verbs {min(finite_count, 2)}"
    yield f"verbs {min(finite_count, 2)} {before}"
    behind = word_class(tokens[index + 1], classes) if index + 1 < len(tokens) else QUOTE_CLOSE
    yield f"verbs {min(finite_count, 2)} {before} {behind}"


@dataclass(frozen=True, slots=True)
class ContextModel:
    """The weights of each feature for each of WORD_CLASSES, and the classes of common words."""

    feature_rows: Mapping[str, int]
    weights: NDArray[np.float32]
    word_classes: Mapping[str, str]

    def score_classes(self, tokens: Sequence[Token], index: int) -> dict[str, float]:
        """The score of each of WORD_CLASSES for the word at `index`, as logarithms; only differences matter."""
        rows = [
            self.feature_rows[name]
            for name in extract_features(tokens, index, self.word_classes)
            if name in self.feature_rows
        ]
        return dict(zip(WORD_CLASSES, map(float, self.weights[rows].sum(axis=0)), strict=True))


@cache
def load_context_model() -> ContextModel:
    """The model of weights.npz."""
    folder = files(__package__)
    with (folder / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        names = str(stored["names"]).split("\n")
        weights = stored["weights"].astype(np.float32) / float(stored["scale"])
        lists = str(stored["classes"]).split("\n")
    classes = {word: kind for line in lists for kind, _, words in [line.partition(" ")] for word in words.split()}
    return ContextModel({name: row for row, name in enumerate(names)}, weights, classes)
