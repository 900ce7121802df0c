"""Voices for characters out of an engine that the catalogue doesn't know, or hardly: a server's, the system's."""

from __future__ import annotations

from collections.abc import Sequence

from audiobook.casting.catalogue import GENDERS, CatalogueVoice
from audiobook.engines.registry import create_engine, engine_names
from audiobook.engines.spoken_language import ANY_LANGUAGE, language_of
from audiobook.model import Voice, VoiceListing
from audiobook.text.languages.names import primary_tag

# An engine with fewer voices in the catalogue also lends those that aren't in it.
MIN_CATALOGUE_VOICES = 8
# The voice of an engine is called "openai:nova", as another engine may have a nova, too.
SEPARATOR = ":"
LATIN_SCRIPT, SCRIPT_LENGTH = "latn", 4


def list_engine_voices(narrator: Voice, known: Sequence[CatalogueVoice]) -> tuple[CatalogueVoice, ...]:
    """The voices of the narrator's engine that speak the narrator's language and aren't among the `known` ones.

    () if enough of the engine's voices are known. The ages are guessed, and the genders are "" if the engine doesn't
    say: one that gives all its voices the same gender says nothing.
    """
    language = language_of(narrator)
    known_names = {
        entry.voice.name
        for entry in known
        if entry.voice.engine == narrator.engine and speaks_language(entry, language)
    }
    if len(known_names) >= MIN_CATALOGUE_VOICES:
        return ()
    listings = [one for one in create_engine(narrator.engine).voices() if _speaks(one, language)]
    tells_gender = len({listing.gender for listing in listings}) > 1
    return tuple(_build_entry(one, tells_gender) for one in listings if one.name not in known_names)


def split_engine_voice(name: str) -> tuple[str, str]:
    """The engine and the voice in a name like "openai:nova"; ("", name) if it names no engine.

    >>> split_engine_voice("silent:silence"), split_engine_voice("vctk:p226")
    (('silent', 'silence'), ('', 'vctk:p226'))
    """
    engine, separator, voice = name.partition(SEPARATOR)
    return (engine, voice) if separator and engine in engine_names() else ("", name)


def speaks_language(entry: CatalogueVoice, language: str) -> bool:
    """Whether a voice speaks a language ("" if any will do)."""
    return not language or entry.language == ANY_LANGUAGE or primary_tag(entry.language) == language


def _speaks(listing: VoiceListing, language: str) -> bool:
    """Whether a voice speaks a language ("" if any will do), written in Latin letters."""
    primary, *subtags = listing.language.lower().split("-")
    scripts = [subtag for subtag in subtags if len(subtag) == SCRIPT_LENGTH and subtag.isalpha()]
    is_spoken = not language or listing.language == ANY_LANGUAGE or primary_tag(primary) == language
    return is_spoken and scripts in ([], [LATIN_SCRIPT])


def _build_entry(listing: VoiceListing, tells_gender: bool) -> CatalogueVoice:
    return CatalogueVoice(
        name=f"{listing.engine}{SEPARATOR}{listing.name}",
        voice=Voice(listing.engine, listing.name),
        language=listing.language,
        gender=listing.gender if tells_gender and listing.gender in GENDERS else "",
        age="adult",
        description=listing.description,
        licence="",
    )
