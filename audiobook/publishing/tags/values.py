"""The tags of a file, as values that are the same for every format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.model import Cover
from audiobook.publishing.published_album import ChapterMark, Passage
from audiobook.text.xml_text import to_single_line

# A year, a month or a day in ISO form, for ID3, Vorbis comments and EPUB.
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class TrackTags:
    """The tags of one file; `passages` are its timed text, `marks` its scenes or chapters.

    `series` may end with the number in it ("The Lamp Cycle, part 3"); `published` is an ISO date, used instead of
    `year` where it is known; `source` is the story's address.
    """

    title: str
    album: str
    artist: str
    narrator: str
    track: int
    tracks: int
    genres: tuple[str, ...]
    year: str
    language: str
    summary: str
    lyrics: str
    cover: Cover | None = None
    passages: tuple[Passage, ...] = ()
    marks: tuple[ChapterMark, ...] = ()
    series: str = ""
    published: str = ""
    source: str = ""

    @property
    def date(self) -> str:
        """The publication date as far as it is known, "" where not even the year is."""
        match = DATE.match(self.published) or DATE.fullmatch(self.year)
        return match[0] if match else ""

    @property
    def all_genres(self) -> tuple[str, ...]:
        """The genre "Audiobook", which players sort by, then the story's genres, each once."""
        return tuple(dict.fromkeys(genre for genre in ("Audiobook", *map(to_single_line, self.genres)) if genre))
