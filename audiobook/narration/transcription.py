"""Writes down what a voice is given for each utterance of a script, in its engine's phonemes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.errors import SpeechError
from audiobook.model import Cue, Segment, Utterance, Voice
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.narration.stress import find_stressed_words
from audiobook.narration.utterances import split_utterances, strip_forum_tags
from audiobook.text.pronunciation.lexicon import Lexicon

# Hears of a sentence that an engine cannot read.
ErrorHandler = Callable[[SpeechError], None]


def transcribe(
    segments: Sequence[Segment], voice: Voice, lexicon: Lexicon, report_error: ErrorHandler
) -> Iterator[str | None]:
    """For each utterance the phonemes that `voice` is given for it, those of its sentences joined by spaces.

    They are what the voice says when it reads the utterance by itself: words of the lexicon as it has them, stressed
    words with their stress. None where nothing is said, or where the voice's engine takes no phonemes. A sentence that
    the engine cannot read goes to `report_error`. Raises EngineUnavailableError where the voice cannot be had.
    """
    engine = create_engine(voice.engine)
    try:
        for segment in strip_forum_tags(segments):
            if segment.skipped or not segment.spoken or not engine.takes_phonemes:
                yield None
                continue
            cues = tuple(
                Cue(utterance, 0)
                for utterance in split_utterances(segment.spoken, voice, find_stressed_words(segment.text))
            )
            phonemes = [
                _phonemize_or_report(engine, cue.utterance, report_error) for cue in apply_pronunciations(cues, lexicon)
            ]
            yield " ".join(filter(None, phonemes)) or None
    finally:
        engine.close()


def _phonemize_or_report(engine: Engine, utterance: Utterance, report_error: ErrorHandler) -> str | None:
    try:
        return engine.phonemes(utterance)
    except SpeechError as error:
        report_error(error)
        return None
