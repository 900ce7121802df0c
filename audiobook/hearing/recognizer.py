"""What hears clips: the protocol of a speech recognizer, and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Speech recognizers take 16,000 samples per second.
HEARING_RATE = 16_000


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word, when it is heard (seconds from the start of the window), and how likely it is (0 to 1)."""

    text: str
    start: float
    end: float
    probability: float

    @property
    def middle(self) -> float:
        """The time in its middle, in seconds."""
        return (self.start + self.end) / 2

    @property
    def has_letters(self) -> bool:
        """Whether there is more to it than punctuation."""
        return any(character.isalnum() for character in self.text)


@dataclass(frozen=True, slots=True)
class WindowHearing:
    """What a recognizer makes of a window: the words that it hears, and how well the expected words fit the sound.

    `expected` are the words of the text that was given, in order, each where it would be in the sound, with its
    probability if everything before it was said. Put together, their texts are the given text.
    """

    heard: tuple[HeardWord, ...]
    expected: tuple[HeardWord, ...]


class SpeechRecognizer(Protocol):
    """Hears windows of sound, in one process and one thread."""

    @property
    def name(self) -> str:
        """What it is called where its results are stored: another recognizer may hear something else."""

    def hear(self, wave: NDArray[np.float32], text: str) -> WindowHearing:
        """What is heard in up to 30 seconds of sound (HEARING_RATE, mono, full scale 1) that should say `text`."""
