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
    the user has said for the album, in this run or before.
    """

    story: StorySettings
    settings: MakeSettings
    fingerprint: BuildFingerprint
    cast_path: Path | None = None
    options: AlbumOptions = NO_OPTIONS

    @classmethod
    def start(cls, story: StorySettings, settings: MakeSettings, options: AlbumOptions = NO_OPTIONS) -> BuildContext:
        """The context of a build that begins now."""
        return cls(story, settings, compute_fingerprint(story, settings), options=options)

    def with_cast_file(self, path: Path, digest: str) -> BuildContext:
        """The context with the story's cast file, whose bytes have this digest."""
        return replace(self, fingerprint=self.fingerprint.with_cast_file(path, digest), cast_path=path)
