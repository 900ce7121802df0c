"""Finds the installed engines by their entry points."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from audiobook.engines.protocol import Engine, adapt_engine
from audiobook.errors import EngineUnavailableError
from audiobook.model import VoiceListing
from audiobook.text.suggest import format_suggestion

ENTRY_POINT_GROUP = "audiobook.engines"


def engine_names() -> tuple[str, ...]:
    """The names of all installed engines, sorted."""
    return tuple(sorted(_entry_points()))


def create_engine(name: str) -> Engine:
    """The engine of that name.

    Raises EngineUnavailableError if there is none, suggesting the nearest name, or if it is broken.
    """
    entry = _entry_points().get(name)
    if entry is None:
        raise EngineUnavailableError(f"unknown engine {name!r}{format_suggestion(name, engine_names())}")
    return _instantiate(entry)


def _entry_points() -> dict[str, EntryPoint]:
    return _scan_entry_points(tuple(sys.path))


@cache
def _scan_entry_points(search_path: tuple[str, ...]) -> dict[str, EntryPoint]:  # noqa: ARG001 the key of the cache
    """The entry points by name. Finding them means scanning all installed packages, so it is done once.

    If two packages register the same name, the one that comes first on the path wins, as with imports.
    """
    # From Python 3.12 on, entry_points() is indexed by name, so only a tuple of it can be reversed.
    return {entry.name: entry for entry in reversed(tuple(entry_points(group=ENTRY_POINT_GROUP)))}


def _instantiate(entry: EntryPoint) -> Engine:
    try:
        return adapt_engine(entry.load()())
    except (ImportError, AttributeError, TypeError) as error:
        package = entry.dist.name if entry.dist else entry.value
        raise EngineUnavailableError(
            f"the engine {entry.name!r} is installed but broken: {error}; update or remove the package {package}"
        ) from error


def list_voices() -> tuple[tuple[str, tuple[VoiceListing, ...], str], ...]:
    """Every engine with the voices it offers here, and what is wrong or what to do if it offers none."""
    listings = []
    for name in engine_names():
        try:
            engine = create_engine(name)
            listings.append((name, engine.voices(), engine.advice))
        except EngineUnavailableError as error:
            listings.append((name, (), str(error)))
    return tuple(listings)
