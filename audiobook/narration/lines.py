"""The lines that are said of a text: a sentence each, with how its words are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audiobook.engines import engine_named, takes_phonemes
from audiobook.model import Cue, Line, Utterance, Voice
from audiobook.narration.stress import Stress, stresses_in
from audiobook.pronunciation import Lexicon, pronounced_in, without_built_in
from audiobook.prose import sentences_of, without_bbcode


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


def as_said(cues: tuple[Cue, ...], lexicon: Lexicon) -> tuple[Cue, ...]:
    """The cues with how the words of the lexicon in their lines are said.

    Engines that take no phonemes are not given the program's own list of names: many know those well, and would have
    to read a respelling.
    """
    if not lexicon.entries:
        return cues
    engines = {cue.line.voice.engine for cue in cues}
    own = without_built_in(lexicon)
    lexicons = {name: lexicon if takes_phonemes(engine_named(name)) else own for name in engines}
    return tuple(_as_said(cue, lexicons[cue.line.voice.engine]) for cue in cues)


def _as_said(cue: Cue, lexicon: Lexicon) -> Cue:
    pronounced = pronounced_in(cue.line.spoken, lexicon)
    return replace(cue, line=replace(cue.line, pronounced=(*pronounced, *cue.line.pronounced))) if pronounced else cue
