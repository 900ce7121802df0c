"""The lines that are said of a text: a sentence each, with how its words are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.model import Segment, Utterance, Voice
from audiobook.narration.stress import StressedWord, pronounce_stressed_words
from audiobook.text.normalization.bbcode import blank_bbcode
from audiobook.text.normalization.sentences import split_sentences


def strip_forum_tags(segments: Sequence[Segment]) -> list[Segment]:
    """The utterances in their source as it is without the tags of a forum, which nobody is to see or hear."""
    source = segments[0].source_text if segments else ""
    plain = blank_bbcode(source)
    return list(segments) if plain is source else [replace(segment, source_text=plain) for segment in segments]


def split_utterances(text: str, voice: Voice, stressed_words: Iterable[StressedWord] = ()) -> list[Utterance]:
    """The sentences of a text for the ear, each with those of the stressed words that stand in it."""
    sentences = split_sentences(text)
    stresses = pronounce_stressed_words(sentences, stressed_words)
    return [Utterance(sentence, voice, pronounced) for sentence, pronounced in zip(sentences, stresses, strict=True)]
