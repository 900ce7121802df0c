"""What every narration engine does; a contract test holds each installed one to it."""

from __future__ import annotations

from typing import Protocol

from audiobook.model import Clip, Utterance, VoiceListing
from audiobook.text.normalization.options import ALL_OPTIONS, NormalizationOption


class Engine(Protocol):
    """Turns lines into clips, in one process and one thread.

    Making an engine costs next to nothing: models are loaded by the first `speak`. Engines that other packages bring
    are found by the entry-point group `audiobook.engines`; the entry names a class that takes no arguments.

    An engine may also have what `offers_voice`, `phonemes_of`, `advice_of`, `max_call_seconds` and `usage_notice` below
    ask for.
    """

    @property
    def name(self) -> str:
        """The name people choose the engine by."""
        ...

    @property
    def default_voice(self) -> str:
        """The voice taken where none is named."""
        ...

    @property
    def needs(self) -> frozenset[NormalizationOption]:
        """What a text needs done to it before this engine reads it well; all else the engine does by itself.

        Figures need not be listed: they are in words for every voice that speaks English.
        """
        ...

    def voices(self) -> tuple[VoiceListing, ...]:
        """The voices that can be used on this machine now; () where the engine cannot run here."""
        ...

    def fingerprint(self, voice: str) -> str:
        """What the sound of `voice` depends on besides the line: versions of the engine and its model."""
        ...

    def speak(self, utterance: Utterance) -> Clip:
        """The sound of a line: mono, 16 bits, the silence at its ends trimmed, empty where there is nothing to say.

        What of the text the engine has no sounds for is listed in `Clip.unspoken`, never dropped without a word.
        The same line gives the same samples where the engine can. Raises EngineUnavailableError where engine or
        voice are not here, SpeechError where this line fails.
        """
        ...

    def close(self) -> None:
        """Lets go of models and helpers; the engine is not used afterwards."""
        ...


def takes_phonemes(engine: object) -> bool:
    """Whether an engine minds `Line.pronounced` by itself; for others, words are written as they sound.

    An engine says so by an attribute `takes_phonemes`. In its lines then, what stands between slashes are phonemes of
    `audiobook.text.pronunciation`, and all else a respelling to be read instead.
    """
    return bool(getattr(engine, "takes_phonemes", False))


def phonemes_of(engine: object, utterance: Utterance) -> str | None:
    """What an engine's voice is given for a line, in the engine's own phonemes; "" where there is nothing to say.

    An engine that makes its sound of phonemes shows them by a method `phonemes(line)`, which raises what `speak` does;
    None for all others.
    """
    method = getattr(engine, "phonemes", None)
    return str(method(utterance)) if method else None


def is_mute(engine: object) -> bool:
    """Whether silence is what an engine is for, from its `mute`; that of all others is taken for a failure."""
    return bool(getattr(engine, "mute", False))


def required_normalization(engine: object) -> frozenset[NormalizationOption]:
    """What an engine needs; everything, where it was written before engines said so."""
    needs: frozenset[NormalizationOption] = getattr(engine, "needs", ALL_OPTIONS)
    return needs


def offers_voice(engine: Engine, voice: str) -> bool:
    """Whether an engine can speak in a voice now: one that it lists, or one made of those ("a:0.6+b:0.4").

    An engine whose voices cannot all be listed says so itself, by a method `offers(voice)`.
    """
    method = getattr(engine, "offers", None)
    return bool(method(voice)) if method else voice in [listing.name for listing in engine.voices()]


def advice_of(engine: object) -> str:
    """What a person can do where an engine has no voice here ("run: pip install …"), from its `advice`; "" for none."""
    return str(getattr(engine, "advice", ""))


def max_call_seconds(engine: object, voice: str) -> float:
    """The seconds that `speak` may take for one line in a voice, where the engine itself ends what takes longer.

    An engine that waits for others (a server, a program) says so by a method `longest_call(voice)`; 0 for all others.
    """
    method = getattr(engine, "longest_call", None)
    return float(method(voice)) if method else 0.0


def usage_notice(engine: object, characters: int) -> str:
    """What a person should know before that many characters are spoken, such as where they are sent and what it costs.

    "" for an engine that has no method `notice(characters)`: all that it does stays on this machine.
    """
    method = getattr(engine, "notice", None)
    return str(method(characters)) if method else ""
