"""What every text-to-speech engine does; a contract test holds each installed one to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from inspect import getattr_static
from typing import Any

from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption

# What an engine that doesn't inherit from `Engine` must have all the same.
REQUIRED_MEMBERS = ("name", "default_voice", "voices", "fingerprint", "speak")


class Engine(ABC):
    """Turns utterances into clips, in one process and one thread.

    Creating an engine costs next to nothing: models are loaded by the first `speak`. Engines of other packages are
    found by the entry-point group `audiobook.engines`; the entry names a class that takes no arguments.

    Only `name`, `default_voice`, `voices`, `fingerprint` and `speak` must be defined. The rest has defaults that suit
    an engine that reads plain text on this machine.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """The name by which people choose the engine."""

    @property
    @abstractmethod
    def default_voice(self) -> str:
        """The voice to use if none is chosen."""

    @property
    def needs(self) -> frozenset[NormalizationOption]:
        """The normalizations that the engine needs to read a text well; it handles the others itself.

        Numbers need not be listed: they are written out for every voice that speaks English.
        """
        return ALL_OPTIONS

    @property
    def takes_phonemes(self) -> bool:
        """Whether the engine applies `Utterance.pronounced` and `Utterance.heteronyms` itself.

        If not, words are respelled in the text. In these fields, whatever is between slashes is in the phonemes of
        `audiobook.text.pronunciation`; everything else is a respelling.
        """
        return False

    @property
    def mute(self) -> bool:
        """Whether the engine is meant to be silent; the silence of any other engine counts as a failure."""
        return False

    @property
    def advice(self) -> str:
        """What to do if the engine has no voice on this machine ("run: pip install …"); "" if nothing helps."""
        return ""

    @abstractmethod
    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices that can be used on this machine now; () if the engine can't run here."""

    def offers(self, voice: str) -> bool:
        """Whether the engine can speak with a voice now; override it if not all voices can be listed (blends)."""
        return voice in [listing.name for listing in self.voices()]

    @abstractmethod
    def fingerprint(self, voice: str) -> str:
        """What the sound of `voice` depends on besides the utterance: versions of the engine and its model."""

    def notice(self, characters: int) -> str:
        """What people should know before that many characters are spoken: where they are sent, and what it costs.

        "" if everything stays on this machine.
        """
        del characters
        return ""

    def longest_call(self, voice: str) -> float:
        """The seconds after which the engine itself ends a `speak`, if it waits for a server or a program; else 0."""
        del voice
        return 0.0

    def phonemes(self, utterance: Utterance) -> str | None:
        """The phonemes of an utterance in the engine's own alphabet; "" if there is nothing to say.

        None if the engine doesn't work with phonemes. Raises what `speak` raises.
        """
        del utterance
        return None

    @abstractmethod
    def speak(self, utterance: Utterance) -> Clip:
        """The sound of an utterance: mono, 16 bits, silence trimmed at both ends, empty if there is nothing to say.

        Characters that the engine has no sounds for are listed in `Clip.unspoken`, never dropped silently. The same
        utterance gives the same samples if the engine can do that. Raises EngineUnavailableError if the engine or the
        voice isn't on this machine, SpeechError if this utterance fails.
        """

    def close(self) -> None:  # noqa: B027 most engines hold nothing
        """Releases models and helpers; the engine isn't used afterwards."""


class EngineAdapter(Engine):
    """An engine of another package that doesn't inherit from `Engine`, with the defaults for what it doesn't define."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        """The engine's own name."""
        return str(self._engine.name)

    @property
    def default_voice(self) -> str:
        """The engine's own default."""
        return str(self._engine.default_voice)

    @property
    def needs(self) -> frozenset[NormalizationOption]:
        """What the engine declares, else everything."""
        return frozenset(getattr(self._engine, "needs", super().needs))

    @property
    def takes_phonemes(self) -> bool:
        """What the engine declares, else False."""
        return bool(getattr(self._engine, "takes_phonemes", super().takes_phonemes))

    @property
    def mute(self) -> bool:
        """What the engine declares, else False."""
        return bool(getattr(self._engine, "mute", super().mute))

    @property
    def advice(self) -> str:
        """What the engine declares, else ""."""
        return str(getattr(self._engine, "advice", super().advice))

    def voices(self) -> tuple[VoiceListing, ...]:
        """The engine's own voices."""
        return tuple(self._engine.voices())

    def offers(self, voice: str) -> bool:
        """What the engine answers, else whether it lists the voice."""
        return bool(getattr(self._engine, "offers", super().offers)(voice))

    def fingerprint(self, voice: str) -> str:
        """The engine's own fingerprint."""
        return str(self._engine.fingerprint(voice))

    def notice(self, characters: int) -> str:
        """What the engine answers, else ""."""
        return str(getattr(self._engine, "notice", super().notice)(characters))

    def longest_call(self, voice: str) -> float:
        """What the engine answers, else 0."""
        return float(getattr(self._engine, "longest_call", super().longest_call)(voice))

    def phonemes(self, utterance: Utterance) -> str | None:
        """What the engine answers, else None."""
        phonemes: str | None = getattr(self._engine, "phonemes", super().phonemes)(utterance)
        return phonemes

    def speak(self, utterance: Utterance) -> Clip:
        """The engine's own sound."""
        clip: Clip = self._engine.speak(utterance)
        return clip

    def close(self) -> None:
        """Closes the engine if it can be closed."""
        getattr(self._engine, "close", super().close)()


def adapt_engine(engine: object) -> Engine:
    """The engine itself if it inherits from `Engine`, else an adapter for it.

    Raises TypeError, listing what is missing, if it lacks a member that every engine needs.
    """
    if isinstance(engine, Engine):
        return engine
    missing = [member for member in REQUIRED_MEMBERS if getattr_static(engine, member, None) is None]
    if missing:
        raise TypeError(f"{type(engine).__name__} has no {', '.join(missing)}")
    return EngineAdapter(engine)
