"""What a build starts from: its settings, and the fingerprint of everything that its album depends on."""

from __future__ import annotations

from dataclasses import dataclass

from audiobook.production.fingerprint import BuildFingerprint, compute_fingerprint
from audiobook.settings.settings import MakeSettings, StorySettings


@dataclass(frozen=True, slots=True)
class BuildContext:
    """The settings of one build, and the fingerprint of everything that its album depends on.

    The fingerprint is computed once, before anything is read. Whatever changes later in the run makes it outdated, so
    the next run notices.
    """

    story: StorySettings
    settings: MakeSettings
    fingerprint: BuildFingerprint

    @classmethod
    def start(cls, story: StorySettings, settings: MakeSettings) -> BuildContext:
        """The context of a build that begins now."""
        return cls(story, settings, compute_fingerprint(story, settings))
