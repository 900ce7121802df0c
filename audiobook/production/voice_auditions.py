"""Auditions of voices that say too little in an album to be known from it: sentences to compare their lines with."""

from __future__ import annotations

from collections.abc import Iterator

from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError, SpeechError
from audiobook.model import Clip, Utterance, Voice
from audiobook.synthesis.synthesize import synthesize_clip

# Together they have all the sounds of English, and last about ten seconds.
AUDITION_TEXTS = (
    "The old lamp by the harbor was still burning.",
    "Which of you would choose a path through the woods?",
    "She measured the flour twice, and then began to laugh.",
    "A young boy joined us, carrying five thick yellow books.",
)


def speak_audition(voice: Voice) -> Iterator[tuple[Utterance, Clip]]:
    """The sentences of an audition in a voice, as far as it speaks them.

    Engines that wait for a server or another program are not asked: that may take long, or cost something.
    """
    try:
        engine = create_engine(voice.engine)
        if engine.mute or engine.longest_call(voice.name):
            return
        for text in AUDITION_TEXTS:
            utterance = Utterance(text, voice)
            yield utterance, synthesize_clip(utterance)
    except (EngineUnavailableError, SpeechError):
        return
