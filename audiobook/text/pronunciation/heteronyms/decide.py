"""Decides for each place of a word that is said in more than one way how it is said there."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.text.pronunciation.heteronyms.context import KINDS, REACH, ContextModel, class_of, context_model
from audiobook.text.pronunciation.heteronyms.tokens import CLOSES, OPENS, Token, tokens_of
from audiobook.text.pronunciation.heteronyms.words import (
    NO_SENSE,
    Phrase,
    Reading,
    Sense,
    known_words,
    readings_by_word,
    senses,
)

WORD = re.compile(r"[^\W\d_]++")
# How much a phrase beside the word speaks for a sense, and each of the first words near it.
PHRASE_WEIGHT, NEAR_WEIGHTS = 4.0, (2.0, 1.0, 0.5)
# How far away a word may still tell the sense.
NEAR = 12
# How much speaks for a verb behind a noun where the clause has no other: "our plans conflict", "the pupil contracts".
ONLY_VERB_WEIGHTS = {"S": {"B": 3.0}, "N": {"Z": 2.0}, "P": {"Z": 2.0}}
# What ends a clause; the classes of verbs, and what a pronoun's class ends with where a verb hangs on it ("they’ll").
CLAUSE_ENDS = frozenset((OPENS, CLOSES, *".,;:!?()", "--", "...", "and", "but"))
VERBS, CONTRACTED = frozenset("BDZEm"), frozenset("mBhZ")
# A quotation of fewer words says nothing of how they go together.
FEWEST_QUOTED = 3
QUOTES = frozenset((OPENS, CLOSES))
# What a sentence may begin behind.
BEGINNINGS = frozenset((OPENS, CLOSES, ".", "!", "?", "...", "--", ":", "(", "*", "_", "'", "‘"))
# What stands for any word in a phrase, and for the heteronym itself.
ANY = frozenset("_*")
# Only nouns possess: "the rebel's".
OF_A_POSSESSOR = {kind: 0.0 if kind in "NS" else -9.0 for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Heteronym:
    """A word at a place of a text, and how it is said there, in phonemes."""

    word: str
    start: int
    phonemes: str


def heteronyms_in(text: str) -> tuple[Heteronym, ...]:
    """The words of a text that are said in more than one way, each with how it is said there.

    Left out is what every engine that takes phonemes says so by itself ("lead" for what goes first).

    >>> [one.phonemes for one in heteronyms_in("They live near a live wire.")]
    ['lˈɪv', 'lˈIv']
    """
    # Most sentences have no such word, and finding that out must cost next to nothing.
    if known_words().isdisjoint(WORD.findall(text.lower())):
        return ()
    tokens, words, model = tokens_of(text), readings_by_word(), context_model()
    found = []
    for at, token in enumerate(tokens):
        word = token.plain.removesuffix("'s")
        if word in words:
            reading = chosen(words[word], tokens, at, model)
            if not reading.usual:
                found.append(Heteronym(token.text[: len(word)], token.start, reading.phonemes))
    return tuple(found)


def chosen(readings: Sequence[Reading], tokens: Sequence[Token], at: int, model: ContextModel) -> Reading:
    """The way a word is said at its place, for which most speaks."""
    if len(readings) == 1:
        return readings[0]
    scores = kinds_at(tokens, at, model)
    return max(readings, key=lambda reading: _score(reading, scores, tokens, at, model))


def kinds_at(tokens: Sequence[Token], at: int, model: ContextModel) -> dict[str, float]:
    """How much speaks for each kind of word at a place, as logarithms."""
    if tokens[at].plain.endswith("'s"):
        return OF_A_POSSESSOR
    begin, end = quoted_around(tokens, at)
    scores = model.scores(tokens[begin:end], at - begin)
    subject = class_of(tokens[at - 1], model.classes)[0] if at else ""
    weights = ONLY_VERB_WEIGHTS.get(subject)
    if weights and _lacks_a_verb(tokens, at, model):
        for kind, weight in weights.items():
            scores[kind] += weight
    return scores


def _lacks_a_verb(tokens: Sequence[Token], at: int, model: ContextModel) -> bool:
    """Whether the clause that a word stands in has no other verb."""
    begin, end = _stretch(tokens, at, CLAUSE_ENDS)
    others = (class_of(token, model.classes) for token in (*tokens[begin:at], *tokens[at + 1 : end]))
    return not any(kind[0] in VERBS or kind[1:] in CONTRACTED for kind in others)


def quoted_around(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """From where to where the speech or narration goes that a word stands in; all around it where that is short."""
    begin, end = _stretch(tokens, at, QUOTES)
    return (begin, end) if end - begin >= FEWEST_QUOTED else (max(0, at - REACH), at + REACH + 1)


def _stretch(tokens: Sequence[Token], at: int, ends: frozenset[str]) -> tuple[int, int]:
    """From where to where the tokens around a place go that are none of `ends`, REACH of them on either side."""
    first, last = max(0, at - REACH), min(len(tokens), at + REACH + 1)
    begin = next((place for place in range(at, first, -1) if tokens[place - 1].plain in ends), first)
    end = next((place for place in range(at + 1, last) if tokens[place].plain in ends), last)
    return begin, end


def _score(reading: Reading, scores: dict[str, float], tokens: Sequence[Token], at: int, model: ContextModel) -> float:
    by_kind = [scores[kind] + bonus for kind, bonus in reading.kinds.items()]
    most = max(by_kind)
    kinds = most + math.log(sum(math.exp(score - most) for score in by_kind))
    return kinds + evidence(senses().get(reading.sense, NO_SENSE), tokens, at, model)


def evidence(sense: Sense, tokens: Sequence[Token], at: int, model: ContextModel) -> float:
    """How much the words around a place speak for a sense."""
    score = _by_capital(sense, tokens, at) + (sense.initial if _begins(tokens, at) and tokens[at].is_capital else 0.0)
    if any(_stands_around(phrase, tokens, at, model) for phrase in sense.against):
        score -= PHRASE_WEIGHT
    if any(_stands_before(phrase, tokens, at, model) for phrase in sense.before):
        score += PHRASE_WEIGHT
    if any(_stands_after(phrase, tokens, at, model) for phrase in sense.after):
        score += PHRASE_WEIGHT
    around = {token.plain for token in tokens[max(0, at - NEAR) : at + NEAR + 1]}
    return score + sum(NEAR_WEIGHTS[: len(around & sense.near)])


def _by_capital(sense: Sense, tokens: Sequence[Token], at: int) -> float:
    if not tokens[at].is_capital:
        return -sense.capital
    return 0.0 if _begins(tokens, at) or tokens[at].text.isupper() else sense.capital


def _begins(tokens: Sequence[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].plain in BEGINNINGS


def _stands_before(phrase: Phrase, tokens: Sequence[Token], at: int, model: ContextModel) -> bool:
    begin = at - len(phrase)
    return begin >= 0 and _matches(phrase, tokens[begin:at], model)


def _stands_after(phrase: Phrase, tokens: Sequence[Token], at: int, model: ContextModel) -> bool:
    return at + len(phrase) < len(tokens) and _matches(phrase, tokens[at + 1 : at + 1 + len(phrase)], model)


def _stands_around(phrase: Phrase, tokens: Sequence[Token], at: int, model: ContextModel) -> bool:
    begin = at - phrase.index(frozenset("*"))
    stretch = tokens[max(0, begin) : begin + len(phrase)]
    return begin >= 0 and len(stretch) == len(phrase) and _matches(phrase, stretch, model)


def _matches(phrase: Phrase, tokens: Sequence[Token], model: ContextModel) -> bool:
    return all(_fits(word, token, model) for word, token in zip(phrase, tokens, strict=True))


def _fits(alternatives: frozenset[str], token: Token, model: ContextModel) -> bool:
    if token.plain in alternatives or not alternatives.isdisjoint(ANY):
        return True
    return f"@{class_of(token, model.classes)[0]}" in alternatives
