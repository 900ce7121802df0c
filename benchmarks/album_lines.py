"""Reads an album that `audiobook make` has made, line by line: who says what, when, and how it sounds.

All of it comes from the album's own folder: the text and its times from the page, the voices from `reader.txt`, the
sound from the files. So albums of any version of the program can be compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from judges import Samples
from sound import Chapter, chapter_of

from audiobook.publishing.album_files import READER_FILE
from audiobook.publishing.page.reading_along import KINDS, NO_SPEAKER, SCENE_BREAK

PAGE_FILE = "index.html"
PAGE_DATA = re.compile(r'<script type="application/json" id="([^"]+)">(.*?)</script>', re.DOTALL)
NARRATOR = "narrator"
HEADING, SPEECH, THOUGHT = "h", "s", "t"
assert {HEADING, SPEECH, THOUGHT} <= set(KINDS.values())


@dataclass(frozen=True)
class Line:
    """A sentence as it is heard: `start` and `end` in seconds of its file, its samples, and its place.

    `speaker` is who says it in a voice of their own, else the narrator; `kind` is a letter as in the page's data, ""
    for narration. `paragraph` counts the paragraphs of the chapter; `opens_scene` marks the first line after a break.
    """

    start: float
    end: float
    text: str
    speaker: str
    kind: str
    paragraph: int
    opens_scene: bool
    wave: Samples

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.start

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True)
class ReadChapter:
    """A chapter: its number, its sound, its length in seconds, and its lines."""

    number: int
    sound: Chapter
    seconds: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class ReadAlbum:
    """An album: the characters that speak, the voice of each that has one (and the narrator's), and its chapters."""

    speakers: tuple[str, ...]
    voices: dict[str, str]
    chapters: tuple[ReadChapter, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all chapters."""
        return tuple(line for chapter in self.chapters for line in chapter.lines)


def read_album(folder: Path) -> ReadAlbum:
    """An album with all its sound, which takes 6 MB of memory a minute."""
    page = (folder / PAGE_FILE).read_text("utf-8")
    data = {name: json.loads(text) for name, text in PAGE_DATA.findall(page)}
    voices = read_voices(folder / READER_FILE)
    speakers = [name if name in voices else NARRATOR for name in data["album"]["speakers"]]
    chapters = tuple(
        read_chapter(folder / unquote(entry["file"]), entry, data[f"text-{index}"]["text"], speakers)
        for index, entry in enumerate(data["album"]["chapters"])
    )
    return ReadAlbum(tuple(data["album"]["speakers"]), voices, chapters)


def read_voices(path: Path) -> dict[str, str]:
    """The voice of each character with a voice of their own, and the narrator's."""
    narrator, *characters = path.read_text("utf-8").splitlines()
    pairs = (line.partition(": ") for line in characters if ": " in line)
    return {NARRATOR: narrator.partition(" (")[0]} | {name: voice for name, _, voice in pairs}


def read_chapter(path: Path, entry: dict[str, Any], paragraphs: list[Any], speakers: list[str]) -> ReadChapter:
    """A chapter from its file, its entry in the page's list, and its text there."""
    sound = chapter_of(path, 0.0)
    return ReadChapter(
        entry["number"], sound, entry["end"] - entry["start"], tuple(read_lines(paragraphs, speakers, sound))
    )


def read_lines(paragraphs: list[Any], speakers: list[str], sound: Chapter) -> Iterator[Line]:
    """The lines of a chapter."""
    after_break = False
    for number, paragraph in enumerate(paragraphs):
        for start, end, *runs in [] if paragraph == SCENE_BREAK else paragraph:
            parts = [(run, "", NO_SPEAKER) if isinstance(run, str) else run for run in runs]
            kind, rank = parts[0][1:3]
            wave = sound.wave[round(start * sound.rate) : round(end * sound.rate)]
            text = " ".join(part[0] for part in parts)
            speaker = NARRATOR if rank == NO_SPEAKER else speakers[rank]
            yield Line(start, end, text, speaker, kind, number, after_break, wave)
            after_break = False
        after_break = after_break or paragraph == SCENE_BREAK
