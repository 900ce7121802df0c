"""An engine without a model: silence of a plausible length, for tests and for trying a story's layout."""

from __future__ import annotations

import numpy as np

from audiobook import __version__
from audiobook.engines.protocol import Engine
from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS

SAMPLE_RATE = 24_000
# A narrator says about fifteen characters a second.
CHARACTERS_PER_SECOND = 15.0


class SilentEngine(Engine):
    """Says nothing, for as long as a narrator would need to say it."""

    name = "silent"
    default_voice = "silence"
    mute = True
    # A silence as long as the speech would be: numbers last as long as their words.
    needs = ALL_OPTIONS

    def voices(self) -> tuple[VoiceListing, ...]:
        """The one voice there is."""
        return (VoiceListing(self.name, self.default_voice, "any", "none", "silence as long as the speech would be"),)

    def fingerprint(self, voice: str) -> str:
        """The version of this package."""
        return f"silent {__version__} {voice}"

    def speak(self, utterance: Utterance) -> Clip:
        """Silence of the length of the line; nothing for a line without letters or digits."""
        sounding = sum(character.isalnum() for character in utterance.spoken)
        seconds = len(utterance.spoken) / CHARACTERS_PER_SECOND / utterance.voice.pace if sounding else 0.0
        return Clip(np.zeros(int(seconds * SAMPLE_RATE), np.int16), SAMPLE_RATE)

    def close(self) -> None:
        """Nothing to let go of."""
