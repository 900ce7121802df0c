"""The language that a voice speaks, and the normalization it needs to read a text well."""

from __future__ import annotations

from functools import cache

from audiobook.engines.registry import create_engine
from audiobook.errors import EngineUnavailableError
from audiobook.model import Voice
from audiobook.text.languages.names import primary_tag
from audiobook.text.normalization.options import ENGLISH_ONLY_OPTIONS, NormalizationOption

# Listed as the language of voices that read any language.
ANY_LANGUAGE = "any"
ENGLISH = "en"


def language_of(voice: Voice) -> str:
    """The primary tag of the language a voice speaks ("en"), "" if it speaks any or it isn't known."""
    try:
        listings = create_engine(voice.engine).voices()
    except EngineUnavailableError:  # reported elsewhere
        return ""
    # In a blend ("a:0.6+b:0.4") or a speaker of many ("vctk:p226"), the listed name is the first part.
    names = (voice.name, voice.name.partition(":")[0].partition("+")[0])
    language = next((listing.language for name in names for listing in listings if listing.name == name), "")
    return "" if language == ANY_LANGUAGE else primary_tag(language)


def voice_normalization(voice: Voice) -> frozenset[NormalizationOption]:
    """The normalization that a voice needs: what its engine needs, adjusted for its language.

    For English voices, numbers and abbreviations are always written out. A voice of another language gets no English
    words; it reads numbers and abbreviations in its own language.
    """
    return _voice_normalization(voice.engine, voice.name)


def speaks_english(voice: Voice) -> bool:
    """Whether a voice reads English; also if its language isn't known."""
    return NormalizationOption.NUMBERS in voice_normalization(voice)


# Cached, because listing an engine's voices may start it, and this is called for every segment of a story.
@cache
def _voice_normalization(engine: str, name: str) -> frozenset[NormalizationOption]:
    needs = create_engine(engine).needs
    if language_of(Voice(engine, name)) in ("", ENGLISH):
        return needs | {NormalizationOption.NUMBERS, NormalizationOption.ABBREVIATIONS}
    return needs - ENGLISH_ONLY_OPTIONS
