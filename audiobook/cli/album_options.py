"""The options that belong to an album: what is typed once for it holds in every later run, for every command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from audiobook.cli.terminal import print_notice
from audiobook.model.album_options import ALBUM_OPTIONS, NARRATOR_OPTIONS, AlbumOptions, OptionValue
from audiobook.settings.album_paths import restore_path, shorten_path
from audiobook.settings.kept_options import PATH_OPTIONS, parameter_of, restore_parameters
from audiobook.settings.settings import QUICK, StorySettings

BY_CAST_FILE = "as the cast file says"
FORGET_HINT = "--defaults forgets this"


def typed_options(output: Path) -> dict[str, OptionValue]:
    """The options of the album that were typed for the running command, as they are kept with the album."""
    context = click.get_current_context()
    typed: dict[str, OptionValue] = {}
    for option in ALBUM_OPTIONS:
        name = parameter_of(option)
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            value = context.params[name]
            typed[option] = shorten_path(value, output) if isinstance(value, Path) else value
    return typed


@dataclass(frozen=True, slots=True)
class ParameterSources:
    """The parameters of a command that nobody typed: those from the environment, and those from settings files."""

    environment: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    @classmethod
    def read(cls, context: click.Context) -> ParameterSources:
        """Those of a command that was called."""
        sources = {name: context.get_parameter_source(name) for name in context.params}
        return cls(
            frozenset(name for name, source in sources.items() if source is ParameterSource.ENVIRONMENT),
            frozenset(name for name, source in sources.items() if source is ParameterSource.DEFAULT_MAP),
        )


def kept_parameters(
    options: AlbumOptions, names: Iterable[str], output: Path, sources: ParameterSources
) -> dict[str, Any]:
    """The parameters that kept options stand for, of those with these names that nothing stronger says now.

    That is what was typed, or is in the environment. A file that is no longer there is left out.
    """
    fixed = {option for option in ALBUM_OPTIONS if parameter_of(option) in sources.environment}
    if not fixed.isdisjoint(NARRATOR_OPTIONS):
        fixed |= set(NARRATOR_OPTIONS)
    return restore_parameters(options.without({*typed_options(output), *fixed}), names, output)


def find_yielding(sources: ParameterSources, kept: Mapping[str, Any]) -> frozenset[str]:
    """The parameters that only a settings file says, and nothing stronger: neither were they `kept`."""
    return sources.files - kept.keys()


def is_voice_quality_new(kept: AlbumOptions, output: Path) -> bool:
    """Whether --voices was typed for the running command, and not as the last time."""
    before = kept.as_mapping().get("voices", QUICK)
    return typed_options(output).get("voices", before) != before


def report_missing_files(options: AlbumOptions, output: Path) -> None:
    """Reports the files among kept options that are no longer there, unless others were typed."""
    typed = typed_options(output)
    for option, value in options.values:
        if option in PATH_OPTIONS and option not in typed:
            path = restore_path(str(value), output)
            if not path.is_file():
                print_notice(f"{path}, which was given for this album with --{option}, is gone; give --{option} again")


@dataclass(frozen=True, slots=True)
class OptionChange:
    """An option that is not as it was the last time; None for not given."""

    name: str
    before: OptionValue | None
    now: OptionValue | None


def compare_options(before: AlbumOptions, now: AlbumOptions) -> tuple[OptionChange, ...]:
    """What is different from the last time."""
    old, new = before.as_mapping(), now.as_mapping()
    return tuple(
        OptionChange(name, old.get(name), new.get(name)) for name in ALBUM_OPTIONS if old.get(name) != new.get(name)
    )


def describe_options(before: AlbumOptions, now: AlbumOptions, overruled: frozenset[str] = frozenset()) -> str:
    """One line for what is different from the last time, and what is still as it was; "" for an album without options.

    `overruled` are options that the cast file has replaced.

    >>> last = AlbumOptions((("voice", "reed"), ("speed", 1.1)))
    >>> describe_options(last, last.merge({"speed": 1.3}))
    'changed since last time: speed 1.1 → 1.3; as last time: voice reed (--defaults forgets this)'
    >>> describe_options(last, AlbumOptions())
    'changed since last time: voice reed → default, speed 1.1 → default'
    """
    changes = compare_options(before, now)
    changed_names = frozenset(change.name for change in changes)
    same = [_format_option(name, value) for name, value in now.values if name not in changed_names]
    parts = []
    if changes:
        parts.append(f"changed since last time: {', '.join(_format_change(change, overruled) for change in changes)}")
    if same:
        parts.append(f"as last time: {', '.join(same)} ({FORGET_HINT})")
    return "; ".join(parts)


def _format_change(change: OptionChange, overruled: frozenset[str]) -> str:
    if change.before is None and change.now is not None:
        return _format_option(change.name, change.now)
    now = BY_CAST_FILE if change.name in overruled else _format_value(change.now)
    return f"{change.name} {_format_value(change.before)} → {now}"


def _format_option(name: str, value: OptionValue) -> str:
    return name if value is True else f"{name} {_format_value(value)}"


def _format_value(value: OptionValue | None) -> str:
    if value is None or value == "":
        return "default"
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, int | float) else value


@dataclass(frozen=True, slots=True)
class RecalledStory:
    """The settings of a story, with the options that were given for its album before, and all of these options."""

    settings: StorySettings
    options: AlbumOptions


def recall_story(paths: tuple[Path, ...], albums: Path, story: Mapping[str, Any]) -> RecalledStory:
    """A story with what was said for its album in `albums` before; for commands that make no album.

    `story` are the parameters of `story_options`. Raises InputError as `build_story_settings` does.
    """
    from audiobook.cli.story_options import build_story_settings
    from audiobook.commands.album_options import recall_options

    sources = ParameterSources.read(click.get_current_context())
    kept = recall_options(build_story_settings(paths, sources.files, **story), albums).valid
    report_missing_files(kept, albums)
    parameters = kept_parameters(kept, story, albums, sources)
    yielding = find_yielding(sources, parameters)
    return RecalledStory(build_story_settings(paths, yielding, **{**story, **parameters}), kept)
