"""The phonemes that a voice gets for each segment of a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from audiobook.engines.protocol import Engine
from audiobook.engines.registry import create_engine
from audiobook.errors import SpeechError
from audiobook.model import Cue, Segment, Span, Utterance, Voice
from audiobook.narration.alignment import align_sentences
from audiobook.narration.locate_takes import LocatedTake
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.narration.said_words import SaidWords
from audiobook.narration.stress import find_stressed_words
from audiobook.narration.utterances import split_utterances, strip_forum_tags
from audiobook.text.pronunciation.lexicon import Lexicon

# Called with the error of a sentence that the engine can't read.
ErrorHandler = Callable[[SpeechError], None]


def transcribe(
    segments: Sequence[Segment],
    voice: Voice,
    lexicon: Lexicon,
    report_error: ErrorHandler,
    takes: Sequence[LocatedTake] = (),
) -> Iterator[str | None]:
    """The phonemes that `voice` gets for each segment, those of its sentences joined by spaces.

    They include the pronunciations of the lexicon, of stressed words, and of words in single lines (`takes`). None if
    nothing is spoken, or if the voice's engine takes no phonemes. Errors of sentences that the engine can't read go to
    `report_error`. Raises EngineUnavailableError if the voice isn't available.
    """
    engine = create_engine(voice.engine)
    try:
        plain_segments = strip_forum_tags(segments)
        said = SaidWords(takes, plain_segments[0].source_text if plain_segments else "")
        for segment in plain_segments:
            if segment.skipped or not segment.spoken or not engine.takes_phonemes:
                yield None
                continue
            cues = tuple(
                Cue(utterance, 0)
                for utterance in _say_words(
                    split_utterances(segment.spoken, voice, find_stressed_words(segment.text)), segment, said
                )
            )
            phonemes = [
                _phonemize_or_report(engine, cue.utterance, report_error) for cue in apply_pronunciations(cues, lexicon)
            ]
            yield " ".join(filter(None, phonemes)) or None
    finally:
        engine.close()


def _say_words(utterances: list[Utterance], segment: Segment, said: SaidWords) -> list[Utterance]:
    """The utterances of a segment with the pronunciations that words have only there."""
    if not said.words:
        return utterances
    start = segment.span.start
    parts = align_sentences(segment.text, [utterance.spoken for utterance in utterances])
    return [
        said.apply(utterance, Span(start + part.start, start + part.end))
        for utterance, part in zip(utterances, parts, strict=True)
    ]


def _phonemize_or_report(engine: Engine, utterance: Utterance, report_error: ErrorHandler) -> str | None:
    try:
        return engine.phonemes(utterance)
    except SpeechError as error:
        report_error(error)
        return None
