"""Writes down what a voice is given for each utterance of a script, in its engine's phonemes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from audiobook.engines.protocol import Engine, phonemes_of, takes_phonemes
from audiobook.engines.registry import engine_named
from audiobook.errors import SpeechError
from audiobook.model import Cue, Line, Utterance, Voice
from audiobook.narration.lines import hide_tags, lines_of
from audiobook.narration.pronunciations import as_said
from audiobook.narration.stress import stressed_in
from audiobook.text.pronunciation.lexicon import Lexicon

# Hears of a sentence that an engine cannot read.
Report = Callable[[SpeechError], None]


def transcribe(utterances: Sequence[Utterance], voice: Voice, lexicon: Lexicon, report: Report) -> Iterator[str | None]:
    """For each utterance the phonemes that `voice` is given for it, those of its sentences joined by spaces.

    They are what the voice says when it reads the utterance by itself: words of the lexicon as it has them, stressed
    words with their stress. None where nothing is said, or where the voice's engine takes no phonemes. A sentence that
    the engine cannot read goes to `report`. Raises EngineUnavailableError where the voice cannot be had.
    """
    engine = engine_named(voice.engine)
    try:
        for one in hide_tags(utterances):
            if one.skipped or not one.spoken or not takes_phonemes(engine):
                yield None
                continue
            cues = tuple(Cue(line, 0) for line in lines_of(one.spoken, voice, stressed_in(one.text)))
            said = [_phonemes(engine, cue.line, report) for cue in as_said(cues, lexicon)]
            yield " ".join(filter(None, said)) or None
    finally:
        engine.close()


def _phonemes(engine: Engine, line: Line, report: Report) -> str | None:
    try:
        return phonemes_of(engine, line)
    except SpeechError as error:
        report(error)
        return None
