"""What a story is known by, whatever it is called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoryIdentity:
    """What an album knows of the story that it was made from; "" and () where nothing is known.

    `file` is the name of the story's (first) file, `place` a digest of the way to it from the output folder, `address`
    where it stands on the web, `sentences` digests of some of its sentences, the same ones for the same text.
    """

    file: str = ""
    place: str = ""
    address: str = ""
    sentences: tuple[str, ...] = ()
