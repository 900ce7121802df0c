"""Keeps several stories of one run from being made over each other."""

from __future__ import annotations

from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import StoryIdentity
from audiobook.settings.settings import StorySettings


class AlbumClaims:
    """The album folders of the stories that this run has made so far."""

    def __init__(self) -> None:
        self.source_files: dict[Path, Path] = {}
        self.identities: dict[Path, StoryIdentity] = {}

    def claim(self, folder: Path, story: StorySettings, identity: StoryIdentity | None) -> None:
        """Gives a folder to a story; raises InputError where another file of the same story has it already."""
        owner = self.source_files.setdefault(folder.absolute(), story.paths[0])
        if owner != story.paths[0]:
            raise InputError(
                f"{story.paths[0]} has the title and author of {owner}, so one album would replace the other; "
                "--join them if they are one story, or make one of them separately with a different --title"
            )
        if identity:
            self.identities[folder.absolute()] = identity

    def other_identities(self, folder: Path) -> dict[Path, StoryIdentity]:
        """The stories that have other folders than this one, by folder."""
        return {other: identity for other, identity in self.identities.items() if other != folder.absolute()}

    def move(self, old_folder: Path, new_folder: Path) -> None:
        """Gives the story of one folder another folder instead."""
        self.source_files[new_folder.absolute()] = self.source_files.pop(old_folder.absolute())
        if old_folder.absolute() in self.identities:
            self.identities[new_folder.absolute()] = self.identities.pop(old_folder.absolute())
