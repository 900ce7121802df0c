"""What a person has said for an album with the options of `make`: it holds until they say something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

OptionValue = str | float | bool
# The options that belong to an album rather than to a single run, by their names on the command line without dashes,
# in the order in which they are shown. Whatever isn't here (--jobs, --chapters, --again …) holds for one run only;
# --format adds to the album's formats, which are recorded on their own.
ALBUM_OPTIONS = (
    "title", "author", "language", "cover", "split-at", "single", "names", "cast", "speaker-detection", "llm-address",
    "llm-model", "engine", "voice", "voices", "speed", "single-voice", "no-emotion", "notes", "profile", "bitrate",
    "base-url",
)  # fmt: skip
# The options that the cast file can say, too; where it was changed after they were given, it is the later word.
NARRATOR_OPTIONS, NOTES_OPTIONS = ("engine", "voice"), ("notes",)
# Where only a settings file says them, the cast file comes before it.
YIELDING_OPTIONS = frozenset((*NARRATOR_OPTIONS, *NOTES_OPTIONS))


@dataclass(frozen=True, slots=True)
class AlbumOptions:
    """The options that were given for an album, by name, and what its cast file said of the same things then.

    `narrator` and `notes` are the cast file's own settings as text, for comparison only.
    """

    values: tuple[tuple[str, OptionValue], ...] = ()
    narrator: str = ""
    notes: str = ""

    def as_mapping(self) -> Mapping[str, OptionValue]:
        """The options by name."""
        return dict(self.values)

    def merge(self, typed: Mapping[str, OptionValue]) -> AlbumOptions:
        """These options with others that were given later, in the order of ALBUM_OPTIONS.

        >>> AlbumOptions((("voice", "reed"),)).merge({"speed": 1.1, "voice": "wren"}).values
        (('voice', 'wren'), ('speed', 1.1))
        """
        merged = dict(self.values) | dict(typed)
        return replace(self, values=tuple((name, merged[name]) for name in ALBUM_OPTIONS if name in merged))

    def without(self, names: Iterable[str]) -> AlbumOptions:
        """These options but for some."""
        dropped = frozenset(names)
        return replace(self, values=tuple(pair for pair in self.values if pair[0] not in dropped))


NO_OPTIONS = AlbumOptions()
