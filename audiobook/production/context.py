"""What a build starts from: its settings, and the fingerprint of everything that its album depends on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from audiobook.model.album_options import NO_OPTIONS, AlbumOptions
from audiobook.production.fingerprint import BuildFingerprint, compute_fingerprint
from audiobook.settings.settings import MakeSettings, StorySettings


@dataclass(frozen=True, slots=True)
class BuildContext:
    """The settings of one build, and the fingerprint of everything that its album depends on.

    The fingerprint is computed once, before anything is read. Whatever changes later in the run makes it outdated, so
    the next run notices. `cast_path` is the story's cast file, None until the story has been read. `options` are what
    the user has said for the album, in this run or before. `series_path` is the cast file of the story's series, None
    where it belongs to none, and `series_number` its number there, None where that is not known.
    """

    story: StorySettings
    settings: MakeSettings
    fingerprint: BuildFingerprint
    cast_path: Path | None = None
    options: AlbumOptions = NO_OPTIONS
    series_path: Path | None = None
    series_number: float | None = None

    @classmethod
    def start(cls, story: StorySettings, settings: MakeSettings, options: AlbumOptions = NO_OPTIONS) -> BuildContext:
        """The context of a build that begins now."""
        return cls(story, settings, compute_fingerprint(story, settings), options=options)

    def with_cast_file(self, path: Path, digest: str) -> BuildContext:
        """The context with the story's cast file, whose bytes have this digest."""
        return replace(self, fingerprint=self.fingerprint.with_cast_file(path, digest), cast_path=path)

    def with_series_file(self, path: Path, number: float | None, digest: str) -> BuildContext:
        """The context with the cast file of a series; the digest is that of what holds for its book of that number."""
        fingerprint = self.fingerprint.with_cast_file(path, digest)
        return replace(self, fingerprint=fingerprint, series_path=path, series_number=number)
