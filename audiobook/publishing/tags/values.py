"""What the tags of a file say, and the rules that hold for text in tags of every format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.model import Cover
from audiobook.publishing.album import Mark, Passage
from audiobook.publishing.wellformed import legal_text

# ISO 639-2 codes, which ID3 wants, by the ways stories name their language.
LANGUAGE_CODES = {
    "en": "eng", "english": "eng", "de": "deu", "german": "deu", "deutsch": "deu", "fr": "fra", "french": "fra",
    "français": "fra", "es": "spa", "spanish": "spa", "español": "spa", "it": "ita", "italian": "ita",
    "italiano": "ita", "pt": "por", "portuguese": "por", "português": "por", "nl": "nld", "dutch": "nld",
    "nederlands": "nld", "ru": "rus", "russian": "rus", "русский": "rus", "pl": "pol", "polish": "pol",
    "polski": "pol", "ja": "jpn", "japanese": "jpn", "日本語": "jpn", "zh": "zho", "chinese": "zho", "中文": "zho",
    "ko": "kor", "korean": "kor", "한국어": "kor", "uk": "ukr", "ukrainian": "ukr", "українська": "ukr",
    "el": "ell", "greek": "ell", "cs": "ces", "czech": "ces", "čeština": "ces", "sv": "swe", "swedish": "swe",
    "svenska": "swe", "da": "dan", "danish": "dan", "no": "nor", "nb": "nob", "norwegian": "nor", "fi": "fin",
    "finnish": "fin", "suomi": "fin", "hu": "hun", "hungarian": "hun", "magyar": "hun", "tr": "tur",
    "turkish": "tur", "türkçe": "tur", "ar": "ara", "arabic": "ara", "he": "heb", "hebrew": "heb", "hi": "hin",
    "hindi": "hin", "id": "ind", "indonesian": "ind", "vi": "vie", "vietnamese": "vie", "th": "tha", "thai": "tha",
    "ro": "ron", "romanian": "ron", "ca": "cat", "catalan": "cat", "la": "lat", "latin": "lat", "eo": "epo",
    "esperanto": "epo",
}  # fmt: skip
THREE_LETTER_CODES = frozenset(LANGUAGE_CODES.values())

# "The Lamp Cycle, part 3", as readers of stories give it, and "The Lamp Cycle #3", as people write it.
PART_OF_SERIES = re.compile(r"(?P<name>.+?)(?:, part | #)(?P<part>\d+(?:\.\d+)?)")
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
    marks: tuple[Mark, ...] = ()
    series: str = ""
    published: str = ""
    source: str = ""

    @property
    def date(self) -> str:
        """The day of publication as far as it is known; "" where not even the year is."""
        found = DATE.match(self.published) or DATE.fullmatch(self.year)
        return found[0] if found else ""

    @property
    def all_genres(self) -> tuple[str, ...]:
        """What kind of recording this is, which players sort by, then the story's genres, each once."""
        return tuple(dict.fromkeys(genre for genre in ("Audiobook", *map(one_line, self.genres)) if genre))


def language_code(language: str) -> str:
    """The three-letter code of a language given by name or code ("en-US", "English"); "und" where unknown."""
    found = language.strip().lower().split("-")[0].split("_")[0]
    return found if found in THREE_LETTER_CODES else LANGUAGE_CODES.get(found, "und")


def series_and_part(series: str) -> tuple[str, str]:
    """The name of a series, and the place of the story in it, "" where it is not said.

    >>> series_and_part("The Lamp Cycle, part 3"), series_and_part("Lamps")
    (('The Lamp Cycle', '3'), ('Lamps', ''))
    """
    found = PART_OF_SERIES.fullmatch(one_line(series))
    return (found["name"], found["part"]) if found else (one_line(series), "")


def one_line(text: str) -> str:
    """Legal text without line breaks, for fields that players show in one line."""
    return " ".join(legal_text(text).split())
