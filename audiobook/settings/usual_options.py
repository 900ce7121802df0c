"""What `make` does without being told: the options of the environment, and those of the settings files.

The command line gets them through click. What reads a story without being `make` (a preview, the studio) asks here, so
that it sounds as the album will.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audiobook.files.workspace import expand_home
from audiobook.model.album_options import ALBUM_OPTIONS, NARRATOR_OPTIONS, NO_OPTIONS, AlbumOptions, OptionValue
from audiobook.settings.album_paths import shorten_path
from audiobook.settings.kept_options import FLAGS, NUMBERS, PATH_OPTIONS
from audiobook.settings.option_files import SettingsFile, read_settings_files
from audiobook.settings.option_names import SHARED_OPTIONS, variable_names

# What the environment may say for yes, as in click.
TRUE_WORDS = frozenset({"1", "true", "t", "yes", "y", "on"})
MAKE = "make"


@dataclass(frozen=True, slots=True)
class UsualOptions:
    """The options of an album that nobody typed: `fixed` by the environment, and `usual` in the settings files.

    What was kept with the album comes between the two.
    """

    fixed: AlbumOptions = NO_OPTIONS
    usual: AlbumOptions = NO_OPTIONS

    def complete(self, kept: AlbumOptions) -> AlbumOptions:
        """All options that hold for an album with these `kept` ones."""
        return layer_options(layer_options(self.usual, kept), self.fixed)

    def yielding(self, kept: AlbumOptions) -> frozenset[str]:
        """The options that only a settings file sets: what the story's own files say comes before them."""
        stronger = layer_options(kept, self.fixed)
        usual = layer_options(self.usual, stronger).as_mapping()
        return frozenset(usual.keys() - stronger.as_mapping().keys())


def layer_options(weaker: AlbumOptions, stronger: AlbumOptions) -> AlbumOptions:
    """Options over weaker ones; a voice belongs to its engine, so either of them replaces both of the weaker ones.

    >>> weaker = AlbumOptions((("engine", "kokoro"), ("voice", "emma"), ("speed", 1.1)))
    >>> layer_options(weaker, AlbumOptions((("engine", "hibari"),))).values
    (('engine', 'hibari'), ('speed', 1.1))
    """
    values = stronger.as_mapping()
    if not values.keys().isdisjoint(NARRATOR_OPTIONS):
        weaker = weaker.without(NARRATOR_OPTIONS)
    return weaker.merge(values)


def read_usual_options(output: Path) -> UsualOptions:
    """The options of the environment and the settings files; paths are as those that are kept for `output`.

    Raises InputError where a settings file cannot be read. What has the wrong type is left out: the command line has
    reported it.
    """
    usual = NO_OPTIONS
    for file in reversed(read_settings_files()):
        usual = layer_options(usual, AlbumOptions(tuple(_read_options(file, output).items())))
    return UsualOptions(AlbumOptions(tuple(_read_variables(output).items())), usual)


def _read_options(file: SettingsFile, output: Path) -> dict[str, OptionValue]:
    table = file.tables.get(MAKE, {})
    shared = {name: value for name, value in file.tables.items() if name in SHARED_OPTIONS}
    values: Mapping[str, object] = shared | (table if isinstance(table, dict) else {})
    return {
        name: shorten_path(file.folder / expand_home(Path(value)), output)
        if name in PATH_OPTIONS and isinstance(value, str)
        else value
        for name, value in values.items()
        if name in ALBUM_OPTIONS and isinstance(value, str | float | bool | int)
    }


def _read_variables(output: Path) -> dict[str, OptionValue]:
    found: dict[str, OptionValue] = {}
    for option in ALBUM_OPTIONS:
        written = next((os.environ[name] for name in variable_names((MAKE,), option) if os.environ.get(name)), "")
        if not written:
            continue
        if option in FLAGS:
            found[option] = written.strip().lower() in TRUE_WORDS
        elif option in NUMBERS:
            found[option] = _read_number(written)
        else:
            is_path = option in PATH_OPTIONS
            found[option] = shorten_path(expand_home(Path(written)), output) if is_path else written
    return found


def _read_number(written: str) -> OptionValue:
    """A number; what is none stays a text, which `restore_parameters` leaves out."""
    try:
        return float(written)
    except ValueError:
        return written
