"""What identifies a story, whatever its title."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoryIdentity:
    """What an album records about the story it was made from; "" and () if unknown.

    `file` is the name of the story's (first) file, `place` a digest of its path relative to the output folder,
    `address` its web address, and `sentences` digests of some of its sentences, always the same ones for the same text.
    """

    file: str = ""
    place: str = ""
    address: str = ""
    sentences: tuple[str, ...] = ()
