"""Adds pronunciations to planned utterances: those of the lexicon, and those of heteronyms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from audiobook.engines.registry import create_engine
from audiobook.model import Cue
from audiobook.text.pronunciation.heteronyms.occurrences import (
    count_before,
    find_heteronym_overrides,
    respell_heteronyms,
)
from audiobook.text.pronunciation.lexicon import WORD_START, Lexicon, find_pronunciations, remove_built_in
from audiobook.text.pronunciation.values import HeteronymOverride, HeteronymOverrides, Pronunciations


def apply_pronunciations(cues: tuple[Cue, ...], lexicon: Lexicon) -> tuple[Cue, ...]:
    """The cues with the pronunciations of lexicon words and heteronyms in their utterances.

    Engines that take no phonemes don't get the built-in list of names: many know these well, and would have to read a
    respelling. They only get heteronyms that can be respelled.
    """
    # Utterances that are planned only to be displayed or measured have a voice without an engine.
    engines = {cue.utterance.voice.engine for cue in cues} - {""}
    phonetic_engines = {name for name in engines if create_engine(name).takes_phonemes}
    own_lexicon = remove_built_in(lexicon) if lexicon.entries else lexicon

    def pronounce_cue(cue: Cue) -> Cue:
        engine = cue.utterance.voice.engine
        if engine in phonetic_engines:
            return _pronounce(cue, lexicon)
        return _pronounce(cue, own_lexicon, respell_heteronyms) if engine else cue

    return tuple(map(pronounce_cue, cues))


def _pronounce(cue: Cue, lexicon: Lexicon, adapt: Callable[[HeteronymOverrides], HeteronymOverrides] = tuple) -> Cue:
    """A cue with its pronunciations; `adapt` changes the heteronyms, except those that it has already.

    These were chosen for this place, and hold against the lexicon and against what the context says.
    """
    utterance, chosen = cue.utterance, cue.utterance.heteronyms
    pronounced = (*find_pronunciations(utterance.spoken, lexicon), *utterance.pronounced)
    if chosen:
        pronounced, chosen = _give_way(utterance.spoken, pronounced, chosen)
    places = {(word.lower(), occurrence) for word, occurrence, _ in chosen}
    found = adapt(find_heteronym_overrides(utterance.spoken, pronounced))
    heteronyms = (*chosen, *(one for one in found if (one.word.lower(), one.occurrence) not in places))
    return replace(cue, utterance=replace(utterance, pronounced=pronounced, heteronyms=heteronyms))


def _give_way(
    spoken: str, pronounced: Pronunciations, chosen: HeteronymOverrides
) -> tuple[Pronunciations, HeteronymOverrides]:
    """The pronunciations without those of words that are said in a way of their own, and these.

    A pronunciation holds for a word everywhere in its sentence, so it is set for each of the other places instead.
    """
    words = {one.word.lower() for one in chosen}
    places = {(one.word.lower(), one.occurrence) for one in chosen}
    others = tuple(
        HeteronymOverride(word, occurrence, pronunciation)
        for word, pronunciation in pronounced
        if word.lower() in words
        for occurrence in range(count_before(spoken, word, len(spoken)))
        if (word.lower(), occurrence) not in places
    )
    kept = tuple(one for one in pronounced if words.isdisjoint(WORD_START.findall(one.word.lower())))
    return kept, (*chosen, *others)
