"""The language that a voice speaks, and what a text needs before that voice reads it well."""

from __future__ import annotations

from functools import cache

from audiobook.engines.protocol import required_normalization
from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError
from audiobook.model import Voice
from audiobook.text.languages.names import primary_tag
from audiobook.text.normalization.options import ENGLISH_ONLY_OPTIONS, NormalizationOption

# Voices that read whatever they are given say so in the place of a language.
ANY_LANGUAGE = "any"
ENGLISH = "en"


def language_of(voice: Voice) -> str:
    """The primary tag of the language a voice speaks, "" where it speaks any, or nobody knows."""
    try:
        listings = create_engine(voice.engine).voices()
    except EngineUnavailableError:  # that it is missing is reported elsewhere
        return ""
    # Of a blend ("a:0.6+b:0.4") or a speaker of many ("vctk:p226"), the name is the first part.
    names = (voice.name, voice.name.partition(":")[0].partition("+")[0])
    language = next((listing.language for name in names for listing in listings if listing.name == name), "")
    return "" if language == ANY_LANGUAGE else primary_tag(language)


def voice_normalization(voice: Voice) -> frozenset[NormalizationOption]:
    """What a text needs before a voice reads it: what its engine needs, and for English more words.

    English figures and abbreviations are in words whatever the engine. A voice of another language is given no English
    words; it reads figures and abbreviations in its own.
    """
    return _voice_normalization(voice.engine, voice.name)


# Listing an engine's voices may start it, and every line of a story asks.
@cache
def _voice_normalization(engine: str, name: str) -> frozenset[NormalizationOption]:
    needs = required_normalization(create_engine(engine))
    if language_of(Voice(engine, name)) in ("", ENGLISH):
        return needs | {NormalizationOption.NUMBERS, NormalizationOption.ABBREVIATIONS}
    return needs - ENGLISH_ONLY_OPTIONS
