"""Adds pronunciations to planned utterances: those of the lexicon, and those of heteronyms."""

from __future__ import annotations

from dataclasses import replace

from audiobook.engines.registry import create_engine
from audiobook.model import Cue
from audiobook.text.pronunciation.heteronyms.occurrences import find_heteronym_overrides, respell_heteronyms
from audiobook.text.pronunciation.lexicon import Lexicon, find_pronunciations, remove_built_in


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
            return _add_phonemes(cue, lexicon)
        return _add_respellings(cue, own_lexicon) if engine else cue

    return tuple(map(pronounce_cue, cues))


def _add_phonemes(cue: Cue, lexicon: Lexicon) -> Cue:
    utterance = cue.utterance
    pronounced = (*find_pronunciations(utterance.spoken, lexicon), *utterance.pronounced)
    heteronyms = find_heteronym_overrides(utterance.spoken, pronounced)
    return replace(cue, utterance=replace(utterance, pronounced=pronounced, heteronyms=heteronyms))


def _add_respellings(cue: Cue, lexicon: Lexicon) -> Cue:
    phonetic_cue = _add_phonemes(cue, lexicon)
    return replace(
        phonetic_cue,
        utterance=replace(phonetic_cue.utterance, heteronyms=respell_heteronyms(phonetic_cue.utterance.heteronyms)),
    )
