"""An engine without a model: silence of a plausible length, for tests and for trying out a story's layout."""

from __future__ import annotations

import numpy as np

from audiobook import __version__
from audiobook.engines.protocol import Engine
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS

SAMPLE_RATE = 24_000
# A narrator speaks about fifteen characters per second.
CHARACTERS_PER_SECOND = 15.0


class SilentEngine(Engine):
    """Is silent for as long as a narrator would speak."""

    name = "silent"
    default_voice = "silence"
    mute = True
    # The silence is as long as speech would be, so numbers must last as long as their words.
    needs = ALL_OPTIONS

    def voices(self) -> tuple[VoiceListing, ...]:
        """The only voice."""
        return (VoiceListing(self.name, self.default_voice, "any", "none", "silence as long as speech would be"),)

    def fingerprint(self, voice: str) -> str:
        """The version of this package."""
        return f"silent {__version__} {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        """Silence as long as the utterance; nothing for one without letters or digits."""
        sounding = sum(character.isalnum() for character in utterance.spoken)
        seconds = len(utterance.spoken) / CHARACTERS_PER_SECOND / utterance.voice.pace if sounding else 0.0
        return Clip(np.zeros(int(seconds * SAMPLE_RATE), np.int16), SAMPLE_RATE)

    def close(self) -> None:
        """Does nothing."""
