"""Chooses the reading of each heteronym in a text by its context."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.text.pronunciation.heteronyms.part_of_speech import (
    SENTENCE_REACH,
    WORD_CLASSES,
    ContextModel,
    load_context_model,
    word_class,
)
from audiobook.text.pronunciation.heteronyms.readings import (
    NO_SENSE,
    HeteronymReading,
    Phrase,
    Sense,
    heteronym_words,
    load_readings,
    load_senses,
)
from audiobook.text.pronunciation.heteronyms.tokens import QUOTE_CLOSE, QUOTE_OPEN, Token, tokenize

WORD_PATTERN = re.compile(r"[^\W\d_]++")
# The score of a phrase next to the word, and of the first words of the sense nearby.
PHRASE_WEIGHT, NEAR_WEIGHTS = 4.0, (2.0, 1.0, 0.5)
# How many words away a nearby word may be.
NEAR_REACH = 12
# The score for a verb after a noun where the clause has no other: "our plans conflict", "the pupil contracts".
MISSING_VERB_WEIGHTS = {"S": {"B": 3.0}, "N": {"Z": 2.0}, "P": {"Z": 2.0}}
# Ends of clauses, classes of verbs, and the classes of verbs contracted with a pronoun ("they’ll").
CLAUSE_ENDS = frozenset((QUOTE_OPEN, QUOTE_CLOSE, *".,;:!?()", "--", "...", "and", "but"))
VERB_CLASSES, CONTRACTED_VERB_CLASSES = frozenset("BDZEm"), frozenset("mBhZ")
# A shorter quotation has too little context of its own.
MIN_QUOTED_TOKENS = 3
QUOTES = frozenset((QUOTE_OPEN, QUOTE_CLOSE))
# A sentence may begin after these.
SENTENCE_START_MARKS = frozenset((QUOTE_OPEN, QUOTE_CLOSE, ".", "!", "?", "...", "--", ":", "(", "*", "_", "'", "‘"))
# In a phrase, any word, and the heteronym itself.
WILDCARDS = frozenset("_*")
# Only nouns have a possessive: "the rebel's".
POSSESSIVE_SCORES = {kind: 0.0 if kind in "NS" else -9.0 for kind in WORD_CLASSES}


@dataclass(frozen=True, slots=True)
class HeteronymMatch:
    """A heteronym in a text, where it starts, and its phonemes there."""

    word: str
    start: int
    phonemes: str


def find_heteronyms(text: str) -> tuple[HeteronymMatch, ...]:
    """The heteronyms of a text, each with its phonemes there.

    Readings that every engine with phonemes uses by default are left out ("lead" as in "lead the way").

    >>> [match.phonemes for match in find_heteronyms("They live near a live wire.")]
    ['lˈɪv', 'lˈIv']
    """
    # Most sentences have no such word, which must be quick to find out.
    if heteronym_words().isdisjoint(WORD_PATTERN.findall(text.lower())):
        return ()
    tokens, words, model = tokenize(text), load_readings(), load_context_model()
    matches = []
    for index, token in enumerate(tokens):
        word = token.normalized.removesuffix("'s")
        if word in words:
            reading = choose_reading(words[word], tokens, index, model)
            if not reading.is_default:
                matches.append(HeteronymMatch(token.text[: len(word)], token.start, reading.phonemes))
    return tuple(matches)


def choose_reading(
    readings: Sequence[HeteronymReading], tokens: Sequence[Token], index: int, model: ContextModel
) -> HeteronymReading:
    """The reading with the highest score for the word at `index`."""
    if len(readings) == 1:
        return readings[0]
    class_scores = score_word_classes(tokens, index, model)
    return max(readings, key=lambda reading: _score_reading(reading, class_scores, tokens, index, model))


def score_word_classes(tokens: Sequence[Token], index: int, model: ContextModel) -> dict[str, float]:
    """The score of each word class (`WORD_CLASSES`) for the word at `index`, as logarithms."""
    if tokens[index].normalized.endswith("'s"):
        return POSSESSIVE_SCORES
    start, end = quotation_bounds(tokens, index)
    scores = model.score_classes(tokens[start:end], index - start)
    subject = word_class(tokens[index - 1], model.word_classes)[0] if index else ""
    weights = MISSING_VERB_WEIGHTS.get(subject)
    if weights and _is_clause_verbless(tokens, index, model):
        for word_class_code, weight in weights.items():
            scores[word_class_code] += weight
    return scores


def _is_clause_verbless(tokens: Sequence[Token], index: int, model: ContextModel) -> bool:
    """Whether the clause around the word at `index` has no other verb."""
    start, end = _token_bounds(tokens, index, CLAUSE_ENDS)
    others = (word_class(token, model.word_classes) for token in (*tokens[start:index], *tokens[index + 1 : end]))
    return not any(kind[0] in VERB_CLASSES or kind[1:] in CONTRACTED_VERB_CLASSES for kind in others)


def quotation_bounds(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """The start and end of the quotation or narration around a word; where that is short, of all words nearby."""
    start, end = _token_bounds(tokens, index, QUOTES)
    return (
        (start, end)
        if end - start >= MIN_QUOTED_TOKENS
        else (max(0, index - SENTENCE_REACH), index + SENTENCE_REACH + 1)
    )


def _token_bounds(tokens: Sequence[Token], index: int, ends: frozenset[str]) -> tuple[int, int]:
    """The start and end of the tokens around a word up to one of `ends`, at most SENTENCE_REACH on either side."""
    first, last = max(0, index - SENTENCE_REACH), min(len(tokens), index + SENTENCE_REACH + 1)
    start = next((position for position in range(index, first, -1) if tokens[position - 1].normalized in ends), first)
    end = next((position for position in range(index + 1, last) if tokens[position].normalized in ends), last)
    return start, end


def _score_reading(
    reading: HeteronymReading, class_scores: dict[str, float], tokens: Sequence[Token], index: int, model: ContextModel
) -> float:
    reading_scores = [class_scores[kind] + bonus for kind, bonus in reading.class_weights.items()]
    highest = max(reading_scores)
    class_score = highest + math.log(sum(math.exp(score - highest) for score in reading_scores))
    return class_score + score_sense(load_senses().get(reading.sense_name, NO_SENSE), tokens, index, model)


def score_sense(sense: Sense, tokens: Sequence[Token], index: int, model: ContextModel) -> float:
    """The score of a sense by the words around the one at `index`."""
    score = _score_capital(sense, tokens, index) + (
        sense.initial_weight if _is_sentence_start(tokens, index) and tokens[index].is_capital else 0.0
    )
    if any(_is_phrase_around(phrase, tokens, index, model) for phrase in sense.contrary):
        score -= PHRASE_WEIGHT
    if any(_is_phrase_before(phrase, tokens, index, model) for phrase in sense.before):
        score += PHRASE_WEIGHT
    if any(_is_phrase_after(phrase, tokens, index, model) for phrase in sense.after):
        score += PHRASE_WEIGHT
    nearby_words = {token.normalized for token in tokens[max(0, index - NEAR_REACH) : index + NEAR_REACH + 1]}
    return score + sum(NEAR_WEIGHTS[: len(nearby_words & sense.nearby_words)])


def _score_capital(sense: Sense, tokens: Sequence[Token], index: int) -> float:
    if not tokens[index].is_capital:
        return -sense.capital_weight
    return 0.0 if _is_sentence_start(tokens, index) or tokens[index].text.isupper() else sense.capital_weight


def _is_sentence_start(tokens: Sequence[Token], index: int) -> bool:
    return index == 0 or tokens[index - 1].normalized in SENTENCE_START_MARKS


def _is_phrase_before(phrase: Phrase, tokens: Sequence[Token], index: int, model: ContextModel) -> bool:
    start = index - len(phrase)
    return start >= 0 and _match_phrase(phrase, tokens[start:index], model)


def _is_phrase_after(phrase: Phrase, tokens: Sequence[Token], index: int, model: ContextModel) -> bool:
    return index + len(phrase) < len(tokens) and _match_phrase(
        phrase, tokens[index + 1 : index + 1 + len(phrase)], model
    )


def _is_phrase_around(phrase: Phrase, tokens: Sequence[Token], index: int, model: ContextModel) -> bool:
    start = index - phrase.index(frozenset("*"))
    window = tokens[max(0, start) : start + len(phrase)]
    return start >= 0 and len(window) == len(phrase) and _match_phrase(phrase, window, model)


def _match_phrase(phrase: Phrase, tokens: Sequence[Token], model: ContextModel) -> bool:
    return all(_match_token(word, token, model) for word, token in zip(phrase, tokens, strict=True))


def _match_token(alternatives: frozenset[str], token: Token, model: ContextModel) -> bool:
    if token.normalized in alternatives or not alternatives.isdisjoint(WILDCARDS):
        return True
    return f"@{word_class(token, model.word_classes)[0]}" in alternatives
