"""Finds the installed engines by their entry points."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from audiobook.engines.protocol import Engine, advice_of
from audiobook.errors import EngineUnavailableError
from audiobook.model import VoiceListing
from audiobook.text.suggest import format_suggestion

ENTRY_POINT_GROUP = "audiobook.engines"


def engine_names() -> tuple[str, ...]:
    """The names of all installed engines, sorted."""
    return tuple(sorted(_entry_points()))


def create_engine(name: str) -> Engine:
    """The engine of that name; raises EngineUnavailableError, with the nearest name, where there is none."""
    entry = _entry_points().get(name)
    if entry is None:
        raise EngineUnavailableError(f"there is no engine called {name!r}{format_suggestion(name, engine_names())}")
    return _instantiate(entry)


def _entry_points() -> dict[str, EntryPoint]:
    return _scan_entry_points(tuple(sys.path))


@cache
def _scan_entry_points(search_path: tuple[str, ...]) -> dict[str, EntryPoint]:  # noqa: ARG001 what is found depends on them
    """The entry points by name; all installed packages are looked into, so once is enough.

    Where two packages register the same name, the one that comes first on the path wins, as with imports.
    """
    # A tuple first: from Python 3.12 on, what entry_points gives is indexed by name, so it can't be reversed.
    return {entry.name: entry for entry in reversed(tuple(entry_points(group=ENTRY_POINT_GROUP)))}


def _instantiate(entry: EntryPoint) -> Engine:
    try:
        engine: Engine = entry.load()()
    except (ImportError, AttributeError, TypeError) as error:
        raise EngineUnavailableError(f"the engine {entry.name!r} is installed but broken: {error}") from error
    return engine


def list_voices() -> tuple[tuple[str, tuple[VoiceListing, ...], str], ...]:
    """Every engine with the voices it offers here, and what is wrong or can be done where it offers none."""
    listings = []
    for name in engine_names():
        try:
            engine = create_engine(name)
            listings.append((name, engine.voices(), advice_of(engine)))
        except EngineUnavailableError as error:
            listings.append((name, (), str(error)))
    return tuple(listings)
