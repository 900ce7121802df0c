"""The values of options that a shell completes; docs/command-line.md says how to switch that on.

Everything is imported late: completion is asked for rarely, and `audiobook --help` has to be quick.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# The variable by which a shell asks click for the completion script, or for what to propose.
COMPLETION_VARIABLE = "_AUDIOBOOK_COMPLETE"
ValueSource = Callable[[click.Context], Iterable[str]]


def add_completion(command: click.Command) -> None:
    """Gives every option of a command, and of those below it, the values that a shell may propose for it."""
    for option in command.params:
        source = next((SOURCES[name] for name in option.opts if name in SOURCES), None)
        if source and isinstance(option.type, click.Tuple):
            option.type = _CompletedTuple(option.type.types, source)
        elif source and option.type is click.STRING:
            option.type = _CompletedText(source)
    for child in command.commands.values() if isinstance(command, click.Group) else ():
        add_completion(child)


def _propose(source: ValueSource, context: click.Context, incomplete: str) -> list[CompletionItem]:
    """The values that begin with what was typed so far; of a list with commas, its last part counts."""
    from click.shell_completion import CompletionItem

    from audiobook.errors import AudiobookError

    first, comma, last = incomplete.rpartition(",")
    values: Iterable[str] = ()
    # A shell that asks while somebody types has no use for an error.
    with contextlib.suppress(AudiobookError, OSError):
        values = tuple(source(context))
    return [CompletionItem(f"{first}{comma}{value}") for value in values if value.lower().startswith(last.lower())]


class _CompletedText(click.types.StringParamType):
    """A text with values to propose."""

    def __init__(self, source: ValueSource) -> None:
        self.source = source

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """What may be meant by what was typed so far."""
        return _propose(self.source, ctx, incomplete)


class _CompletedTuple(click.Tuple):
    """Two texts with values to propose, such as a character and a voice."""

    def __init__(self, types: Iterable[Any], source: ValueSource) -> None:
        super().__init__(list(types))
        self.source = source

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """What may be meant by what was typed so far."""
        return _propose(self.source, ctx, incomplete)


def _engines(_: click.Context) -> Iterable[str]:
    from audiobook.engines.registry import engine_names

    return engine_names()


def _formats(_: click.Context) -> Iterable[str]:
    from audiobook.model.output_formats import OUTPUT_FORMATS

    return OUTPUT_FORMATS


def _profiles(_: click.Context) -> Iterable[str]:
    from audiobook.model.output_formats import PROFILES

    return PROFILES


def _voices(context: click.Context) -> Iterable[str]:
    """The voices of the engine that was typed; of all engines and of the catalogue where none was."""
    from audiobook.casting.catalogue import load_catalogue
    from audiobook.engines.registry import list_voices

    chosen = context.params.get("engine")
    names = {voice.name for engine, voices, _ in list_voices() if chosen in (None, engine) for voice in voices}
    return sorted(names | ({entry.name for entry in load_catalogue()} if chosen is None else set()))


def _characters(context: click.Context) -> Iterable[str]:
    """The characters in the cast file of the story that was typed, by their names there."""
    from audiobook.files.toml import parse_toml

    names: set[str] = set()
    for path in _cast_files(context):
        with contextlib.suppress(ValueError):
            table = parse_toml(path.read_text("utf-8")).get("cast")
            names.update(table if isinstance(table, dict) else ())
    return sorted(names)


def _cast_files(context: click.Context) -> Iterable[Path]:
    """The cast file that was typed, else those in the current folder that are named after the stories."""
    chosen = context.params.get("cast")
    if chosen:
        return (Path(chosen),)
    stems = {Path(path).stem for path in context.params.get("inputs") or ()}
    return [path for path in sorted(Path("voices").glob("*.toml")) if not stems or path.stem in stems]


def _characters_and_voices(context: click.Context) -> Iterable[str]:
    return (*_characters(context), *_voices(context)) if context.info_name == "cast" else _voices(context)


def _downloads(_: click.Context) -> Iterable[str]:
    from audiobook.engines.downloads import downloads

    return (download.name for download in downloads())


def _offer(*values: str) -> ValueSource:
    return lambda _: values


SOURCES: Mapping[str, ValueSource] = {
    "--engine": _engines,
    "--voice": _characters_and_voices,
    "--narrator": _voices,
    "--format": _formats,
    "--profile": _profiles,
    "--notes": _offer("skip", "spoken"),
    "--names": _offer("skip", "spoken"),
    "--progress": _offer("bar", "json"),
    "--line": _characters,
    "--same": _characters,
    "--apart": _characters,
    "--gender": lambda context: (*_characters(context), "male", "female", "unknown"),
    "--rename": _characters,
    "--unset": _characters,
    "names": _downloads,
}
