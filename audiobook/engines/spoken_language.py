"""The language that a voice speaks, and what a text needs before that voice reads it well."""

from __future__ import annotations

from functools import cache

from audiobook.engines.protocol import needs_of
from audiobook.engines.registry import engine_named
from audiobook.errors import EngineUnavailableError
from audiobook.model import Voice
from audiobook.text.languages.names import primary_tag
from audiobook.text.normalization.options import ENGLISH_WORDS, Need

# Voices that read whatever they are given say so in the place of a language.
ANY = "any"
ENGLISH = "en"


def language_of(voice: Voice) -> str:
    """The primary tag of the language a voice speaks, "" where it speaks any, or nobody knows."""
    try:
        listings = engine_named(voice.engine).voices()
    except EngineUnavailableError:  # that it is missing is reported elsewhere
        return ""
    # Of a blend ("a:0.6+b:0.4") or a speaker of many ("vctk:p226"), the name is the first part.
    names = (voice.name, voice.name.partition(":")[0].partition("+")[0])
    said = next((one.language for name in names for one in listings if one.name == name), "")
    return "" if said == ANY else primary_tag(said)


def needs_for(voice: Voice) -> frozenset[Need]:
    """What a text needs before a voice reads it: what its engine needs, and for English more words.

    English figures and abbreviations are in words whatever the engine. A voice of another language is given no English
    words; it reads figures and abbreviations in its own.
    """
    return _needs_for(voice.engine, voice.name)


# Listing an engine's voices may start it, and every line of a story asks.
@cache
def _needs_for(engine: str, name: str) -> frozenset[Need]:
    needs = needs_of(engine_named(engine))
    if language_of(Voice(engine, name)) in ("", ENGLISH):
        return needs | {Need.FIGURES, Need.ABBREVIATIONS}
    return needs - ENGLISH_WORDS
