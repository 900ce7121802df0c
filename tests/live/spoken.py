"""A book of two chapters in the making, and clips of it as if a voice had spoken them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from audiobook.live.segments import SegmentStore
from audiobook.live.session import LiveSession
from audiobook.live.timeline import LiveBook, LiveChapter, LiveLine
from audiobook.model import Clip, Kind, TextRun
from audiobook.synthesis.clip_store import ClipStore

RATE = 24_000


def line(number: int, paragraph: int, part: int = 1, speaker: str | None = None) -> LiveLine:
    kind = Kind.SPEECH if speaker else Kind.NARRATION
    return LiveLine(f"{number:032x}", 200, (TextRun(f"Line {number}.", speaker, kind),), (paragraph, part))


FIRST = LiveChapter(1, "Rain", 4, (line(1, 0), line(2, 1), line(3, 1, 2, "Ann"), line(4, 2)))
SECOND = LiveChapter(2, "Tea", 1, (line(5, 0),))
BOOK = LiveBook("Two Cups", "Ann Example", "en", (FIRST, SECOND), "Ann Example/Two Cups")


class Making:
    """A session with its sound, in which tests speak lines when they like."""

    def __init__(self, folder: Path) -> None:
        self.clips = ClipStore(folder / "clips")
        self.session = LiveSession()
        self.session.show_book(BOOK)
        self.sound_folder = folder / "sound"
        self.sound_folder.mkdir()
        self.segments = SegmentStore(folder / "clips", self.sound_folder)

    def speak(self, *numbers: int, seconds: float = 0.5) -> None:
        """Stores a clip for lines by their numbers: a tone, higher for each."""
        for number in numbers:
            time = np.arange(round(RATE * seconds)) / RATE
            wave = (8000 * np.sin(2 * np.pi * (200 + 20 * number) * time)).astype(np.int16)
            self.clips.write(f"{number:032x}", Clip(wave, RATE))

    def finish(self, chapter: LiveChapter) -> None:
        """Finishes a chapter."""
        self.session.show_chapter(replace(chapter, file=f"{chapter.number:02d}.mp3"))
