"""The lines that are said of a text: a sentence each, with how its words are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.model import Line, Utterance, Voice
from audiobook.narration.stress import Stress, stresses_in
from audiobook.text.normalization.bbcode import without_bbcode
from audiobook.text.normalization.sentences import sentences_of


def hide_tags(utterances: Sequence[Utterance]) -> list[Utterance]:
    """The utterances in their source as it is without the tags of a forum, which nobody is to see or hear."""
    source = utterances[0].source if utterances else ""
    plain = without_bbcode(source)
    return list(utterances) if plain is source else [replace(one, source=plain) for one in utterances]


def lines_of(text: str, voice: Voice, stressed: Iterable[Stress] = ()) -> list[Line]:
    """The sentences of a text for the ear, each with those of the stressed words that stand in it."""
    sentences = sentences_of(text)
    stresses = stresses_in(sentences, stressed)
    return [Line(sentence, voice, how) for sentence, how in zip(sentences, stresses, strict=True)]
