"""How the words of planned lines are said: by the lexicon, and by what stands around them."""

from __future__ import annotations

from dataclasses import replace

from audiobook.engines.protocol import takes_phonemes
from audiobook.engines.registry import engine_named
from audiobook.model import Cue
from audiobook.text.pronunciation.heteronyms.locate import heteronyms_of, respelled_heteronyms
from audiobook.text.pronunciation.lexicon import Lexicon, pronounced_in, without_built_in


def as_said(cues: tuple[Cue, ...], lexicon: Lexicon) -> tuple[Cue, ...]:
    """The cues with how the words of the lexicon in their lines are said, and those that are said by their place.

    Engines that take no phonemes are not given the program's own list of names: many know those well, and would have
    to read a respelling. Of heteronyms they are given those that can be written in other letters.
    """
    # Lines that are planned only to be shown or measured have a voice of no engine.
    engines = {cue.line.voice.engine for cue in cues} - {""}
    phonetic = {name for name in engines if takes_phonemes(engine_named(name))}
    own = without_built_in(lexicon) if lexicon.entries else lexicon

    def said(cue: Cue) -> Cue:
        engine = cue.line.voice.engine
        if engine in phonetic:
            return _with_phonemes(cue, lexicon)
        return _with_letters(cue, own) if engine else cue

    return tuple(map(said, cues))


def _with_phonemes(cue: Cue, lexicon: Lexicon) -> Cue:
    line = cue.line
    pronounced = (*pronounced_in(line.spoken, lexicon), *line.pronounced)
    heteronyms = heteronyms_of(line.spoken, pronounced)
    return replace(cue, line=replace(line, pronounced=pronounced, heteronyms=heteronyms))


def _with_letters(cue: Cue, lexicon: Lexicon) -> Cue:
    said = _with_phonemes(cue, lexicon)
    return replace(said, line=replace(said.line, heteronyms=respelled_heteronyms(said.line.heteronyms)))
