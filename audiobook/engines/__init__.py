"""Narration engines: each turns a line of text into sound, all behind one small Protocol."""

from audiobook.engines.protocol import (
    Engine,
    advice_of,
    is_mute,
    longest_call_of,
    needs_of,
    notice_of,
    offers,
    phonemes_of,
    takes_phonemes,
)
from audiobook.engines.registry import engine_named, engine_names, voice_listings
from audiobook.engines.spoken_language import ANY, language_of, needs_for

__all__ = [
    "ANY",
    "Engine",
    "advice_of",
    "engine_named",
    "engine_names",
    "is_mute",
    "language_of",
    "longest_call_of",
    "needs_for",
    "needs_of",
    "notice_of",
    "offers",
    "phonemes_of",
    "takes_phonemes",
    "voice_listings",
]
