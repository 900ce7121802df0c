"""What the tags of a file say, and the rules that hold for text in tags of every format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.model import Cover
from audiobook.publishing.published_album import ChapterMark, Passage
from audiobook.text.xml_text import to_single_line

# "The Lamp Cycle, part 3", as readers of stories give it, and "The Lamp Cycle #3", as people write it.
SERIES_PART = re.compile(r"(?P<name>.+?)(?:, part | #)(?P<part>\d+(?:\.\d+)?)")
# A year, a month or a day, as ID3 and Vorbis comments take it.
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class TrackTags:
    """What the tags of one chapter's file say; `passages` are its timed text, `marks` its scenes.

    `series` may end in the place within it ("The Lamp Cycle, part 3"); `published` is an ISO date that stands for
    `year` where more is known; `source` is the story's address.
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
        """The day of publication as far as it is known; "" where not even the year is."""
        match = DATE.match(self.published) or DATE.fullmatch(self.year)
        return match[0] if match else ""

    @property
    def all_genres(self) -> tuple[str, ...]:
        """What kind of recording this is, which players sort by, then the story's genres, each once."""
        return tuple(dict.fromkeys(genre for genre in ("Audiobook", *map(to_single_line, self.genres)) if genre))


def split_series(series: str) -> tuple[str, str]:
    """The name of a series, and the place of the story in it, "" where it is not said.

    >>> split_series("The Lamp Cycle, part 3"), split_series("Lamps")
    (('The Lamp Cycle', '3'), ('Lamps', ''))
    """
    match = SERIES_PART.fullmatch(to_single_line(series))
    return (match["name"], match["part"]) if match else (to_single_line(series), "")
