"""Finds a voice by its name, in the catalogue or among the voices of this machine's engines."""

from __future__ import annotations

from audiobook.casting.catalogue import load_catalogue
from audiobook.casting.engine_voices import split_engine_voice
from audiobook.engines.registry import create_engine, engine_names, list_voices
from audiobook.errors import EngineUnavailableError
from audiobook.model import Voice
from audiobook.settings.settings import DEFAULT_ENGINE
from audiobook.text.suggest import format_suggestion


def find_voice(engine: str | None, voice: str | None) -> Voice:
    """The recipe of a voice, at its own pace.

    Without a name it is the engine's default voice; without an engine, that of a name like "openai:nova", or else any
    engine that has the voice. Raises EngineUnavailableError, with the nearest name, if the engine or the voice is not
    on this machine.
    """
    if voice is None:
        chosen = create_engine(engine or DEFAULT_ENGINE)
        return _find_recipe(chosen.name, chosen.default_voice)
    if engine is not None:
        return _find_recipe(engine, voice)
    named_engine, engine_voice = split_engine_voice(voice)
    if named_engine:
        return _find_recipe(named_engine, engine_voice)
    return _find_recipe(_find_engine(voice), voice)


def _find_recipe(engine: str, voice: str) -> Voice:
    """The catalogue's recipe for a voice, or a plain one for a voice that is not in the catalogue."""
    engine_instance = create_engine(engine)
    names = [listing.name for listing in engine_instance.voices()]
    catalogue_voices = {entry.name: entry.voice for entry in load_catalogue() if entry.voice.engine == engine}
    recipe = catalogue_voices.get(voice, Voice(engine, voice))
    if not names:
        instead = engine_instance.advice or f"try --engine {DEFAULT_ENGINE}"
        raise EngineUnavailableError(f"the engine {engine!r} can't run on this machine; {instead}")
    if not engine_instance.offers(recipe.name):
        all_names = sorted(
            {*names, *(name for name, known_voice in catalogue_voices.items() if known_voice.name in names)}
        )
        raise EngineUnavailableError(
            f"the engine {engine!r} has no voice {voice!r} on this machine{format_suggestion(voice, all_names)}"
        )
    return recipe


def _find_engine(voice: str) -> str:
    """The engine that has a voice of this name; the default engine comes first."""
    for entry in load_catalogue():
        if entry.name == voice:
            return entry.voice.engine
    for engine in sorted(engine_names(), key=lambda name: (name != DEFAULT_ENGINE, name)):
        if _has_voice(engine, voice):
            return engine
    offered = {engine: [listing.name for listing in listings] for engine, listings, _ in list_voices()}
    all_names = [entry.name for entry in load_catalogue() if entry.voice.name in offered.get(entry.voice.engine, ())]
    all_names += [name for engine in offered for name in offered[engine] if name not in all_names]
    raise EngineUnavailableError(f"there is no voice {voice!r} on this machine{format_suggestion(voice, all_names)}")


def _has_voice(engine: str, voice: str) -> bool:
    """Whether an engine runs on this machine and has that voice; a broken one has none."""
    try:
        instance = create_engine(engine)
        return bool(instance.voices()) and instance.offers(voice)
    except EngineUnavailableError:
        return False
