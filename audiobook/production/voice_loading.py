"""Loads voices in workers before anything is to be said with them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiobook.model import Voice

# What a voice says to nobody when it is loaded.
FIRST_WORD = "Yes."


def load_voice(engine_name: str, voice: Voice | None = None, delay: float = 0.0) -> None:
    """Has an engine of this machine load a voice by saying a word, so that the next words are quick.

    Without a voice it is the engine's default one. Waits for `delay` seconds before that. Engines that wait for a
    server or another program have nothing to load, and some cost something.
    """
    time.sleep(delay)
    # This module is imported where workers are started, which is to be soon; these are needed in the workers only.
    from audiobook.engines.registry import create_engine
    from audiobook.errors import EngineUnavailableError, SpeechError
    from audiobook.model import Utterance, Voice
    from audiobook.synthesis.synthesize import synthesize_clip

    try:
        engine = create_engine(engine_name)
        voice = voice or Voice(engine_name, engine.default_voice)
        if not (engine.mute or engine.longest_call(voice.name)):
            synthesize_clip(Utterance(FIRST_WORD, voice))
    except (EngineUnavailableError, SpeechError):
        return
