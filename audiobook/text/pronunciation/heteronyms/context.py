"""What kind of word stands at a place, told by the words around it alone.

The weights were learned by benchmarks/train_heteronyms.py from words that are of one kind wherever they stand: "wrote"
for the past tense, "table" for nouns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from audiobook.text.pronunciation.heteronyms.tokens import CLOSES, OPENS, Token

# The kinds of words that are told apart: the verb's base form, past tense, participle and third person; noun, plural
# noun, adjective, adverb.
KINDS = "BDGZNSAR"
# How far the rest of the sentence is searched for finite verbs.
REACH = 12
FINITE = "BDZm"
# Words that tell the tense wherever they stand in the sentence.
TIME_WORDS = frozenset(
    "yesterday ago last once then when before already never ever always often usually sometimes every each now today "
    "tomorrow tonight morning evening night later next soon again still just while until since whenever daily "
    "weekly".split()
)
SUFFIXES = (
    ("ing", "I"), ("ed", "E"), ("ly", "R"), ("ness", "N"), ("tion", "N"), ("sion", "N"), ("ment", "N"), ("ity", "N"),
    ("ance", "N"), ("ence", "N"), ("ism", "N"), ("ful", "A"), ("ous", "A"), ("ive", "A"), ("able", "A"), ("ible", "A"),
    ("less", "A"), ("ish", "A"), ("al", "A"), ("ic", "A"), ("est", "J"), ("'s", "'"), ("'ll", "pm"), ("'d", "pm"),
    ("'ve", "ph"), ("'re", "pB"), ("'m", "pB"), ("n't", "m"), ("ss", "N"), ("us", "N"), ("s", "S"),
)  # fmt: skip
# Auxiliaries, and what each asks of the verb behind it.
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
# Where "'s" is "is" or "has"; behind a noun it may be either.
PRONOUN_IS = frozenset("it's he's she's that's there's what's who's here's where's how's this's everyone's".split())


def fallback_class(word: str) -> str:
    """The class of a word that is in no list, by its ending; "N" where that tells nothing."""
    return next((kind for ending, kind in SUFFIXES if word.endswith(ending)), "N")


def class_of(token: Token, classes: Mapping[str, str]) -> str:
    """The class of a neighbouring word: letters for its parts of speech, the more frequent first; marks as they are."""
    word = token.plain
    if not word[0].isalpha():
        return "#" if word[0].isdigit() else word
    if "'" in word:
        return "pZ" if word in PRONOUN_IS else fallback_class(word)
    known = classes.get(word)
    if known:
        return known
    return "P" if token.is_capital and not word.endswith("'s") else fallback_class(word)


def features(tokens: Sequence[Token], at: int, classes: Mapping[str, str]) -> Iterator[str]:
    """What is seen around the word at `at`, which itself is not looked at."""
    near = tokens[max(0, at - 3) : at], tokens[at + 1 : at + 4]
    left = [OPENS] * (3 - len(near[0])) + [class_of(token, classes) for token in near[0]]
    right = [class_of(token, classes) for token in near[1]] + [CLOSES] * (3 - len(near[1]))
    before = [OPENS] * (3 - len(near[0])) + [_word(token, classes) for token in near[0]]
    after = [_word(token, classes) for token in near[1]] + [CLOSES] * (3 - len(near[1]))
    (w3, w2, w1), (c3, c2, c1) = before, left
    (v1, v2, _), (d1, d2, d3) = after, right
    yield from (f"w1 {w1}", f"w2 {w2}", f"v1 {v1}", f"v2 {v2}", f"w3 {w3}")
    yield from (f"c1 {c1}", f"c2 {c2}", f"c3 {c3}", f"d1 {d1}", f"d2 {d2}", f"d3 {d3}")
    yield from (f"w1w2 {w2} {w1}", f"v1v2 {v1} {v2}", f"w1v1 {w1} {v1}", f"w1d1 {w1} {d1}", f"c1v1 {c1} {v1}")
    yield from (f"c1d1 {c1} {d1}", f"c2w1 {c2} {w1}", f"v1d2 {v1} {d2}", f"c123 {c3} {c2} {c1}", f"d12 {d1} {d2}")
    yield from (f"c12 {c2} {c1}", f"c21d1 {c2} {c1} {d1}", f"w1d12 {w1} {d1} {d2}")
    aux = auxiliary_before(tokens, at, classes)
    yield f"aux {aux}"
    yield f"aux1 {aux} {c1}"
    yield f"aux2 {aux} {d1}"
    if tokens[at].is_capital:
        yield f"cap {w1}" if w1 in (OPENS, CLOSES, ".", "!", "?") else "Cap"
    yield from _tense(tokens, at, classes)


def _word(token: Token, classes: Mapping[str, str]) -> str:
    """A neighbouring word itself; one name is as good as another."""
    return "@" if class_of(token, classes) == "P" else token.plain


def auxiliary_before(tokens: Sequence[Token], at: int, classes: Mapping[str, str]) -> str:
    """The kind of auxiliary that the word at `at` may hang on, with no other verb or mark between; "" for none."""
    for token in reversed(tokens[max(0, at - AUXILIARY_REACH) : at]):
        found = AUXILIARIES.get(token.plain)
        if found:
            return found
        kind = class_of(token, classes)
        if kind[0] in "DGZBIEc,;:.!?-<" or kind.startswith("--"):
            return ""
    return ""


def _tense(tokens: Sequence[Token], at: int, classes: Mapping[str, str]) -> Iterator[str]:
    around = (("L", reversed(tokens[max(0, at - REACH) : at])), ("R", tokens[at + 1 : at + 1 + REACH]))
    finite = 0
    for side, stretch in around:
        found = False
        for token in stretch:
            if token.plain in TIME_WORDS:
                yield f"time {side} {token.plain}"
            kind = class_of(token, classes)
            finite += kind[0] in FINITE
            if not found and kind[0] in FINITE:
                found = True
                yield f"verb {side} {kind}"
    # A sentence needs a verb: where there is no other, the word is likely to be it.
    before = class_of(tokens[at - 1], classes) if at else OPENS
    yield f"verbs {min(finite, 2)}"
    yield f"verbs {min(finite, 2)} {before}"
    behind = class_of(tokens[at + 1], classes) if at + 1 < len(tokens) else CLOSES
    yield f"verbs {min(finite, 2)} {before} {behind}"


@dataclass(frozen=True, slots=True)
class ContextModel:
    """Weights of a feature for each of KINDS, and the classes of neighbouring words."""

    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    classes: Mapping[str, str]

    def scores(self, tokens: Sequence[Token], at: int) -> dict[str, float]:
        """How much speaks for each of KINDS at that place, as logarithms: only differences mean anything."""
        rows = [self.rows[name] for name in features(tokens, at, self.classes) if name in self.rows]
        return dict(zip(KINDS, map(float, self.weights[rows].sum(axis=0)), strict=True))


@cache
def context_model() -> ContextModel:
    """The weights that come with the program."""
    folder = files(__package__)
    with (folder / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        names = str(stored["names"]).split("\n")
        weights = stored["weights"].astype(np.float32) / float(stored["scale"])
        lists = str(stored["classes"]).split("\n")
    classes = {word: kind for line in lists for kind, _, words in [line.partition(" ")] for word in words.split()}
    return ContextModel({name: row for row, name in enumerate(names)}, weights, classes)
