"""Splits a text into utterances: one for each sentence, with the pronunciations of its stressed words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.model import Segment, Utterance, Voice
from audiobook.narration.stress import StressedWord, pronounce_stressed_words
from audiobook.text.normalization.bbcode import blank_bbcode
from audiobook.text.normalization.sentences import split_sentences


def strip_forum_tags(segments: Sequence[Segment]) -> list[Segment]:
    """The segments with forum tags blanked out in their source text; these are neither shown nor spoken."""
    source = segments[0].source_text if segments else ""
    plain = blank_bbcode(source)
    return list(segments) if plain is source else [replace(segment, source_text=plain) for segment in segments]


def split_utterances(text: str, voice: Voice, stressed_words: Iterable[StressedWord] = ()) -> list[Utterance]:
    """The utterances of a normalized text, one for each sentence, with the stressed words that it contains."""
    sentences = split_sentences(text)
    stresses = pronounce_stressed_words(sentences, stressed_words)
    return [Utterance(sentence, voice, pronounced) for sentence, pronounced in zip(sentences, stresses, strict=True)]
