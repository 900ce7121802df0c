"""What a listener and the making of an album know of each other: the book so far, and the line that is wanted."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from audiobook.live.timeline import LiveBook, LiveChapter
from audiobook.production.wanted_line import WantedLine
from audiobook.synthesis.fallback import Fallback, SynthesisIssue


class LiveSession:
    """Shared by the threads of the server and those that make the album; every value in it is replaced as a whole."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._book = LiveBook()
        self._wanted: WantedLine | None = None
        self._substitutes: Mapping[str, str] = MappingProxyType({})
        self._failed: frozenset[str] = frozenset()

    @property
    def book(self) -> LiveBook:
        """The book as far as it is known."""
        return self._book

    @property
    def wanted(self) -> WantedLine | None:
        """The line that somebody last asked for, None before anybody has."""
        return self._wanted

    @property
    def substitutes(self) -> Mapping[str, str]:
        """The keys of clips in other voices, by the keys of those that failed."""
        return self._substitutes

    @property
    def failed(self) -> frozenset[str]:
        """The keys of lines that no voice could speak."""
        return self._failed

    def show_book(self, book: LiveBook) -> None:
        """Replaces the book."""
        with self._lock:
            self._book = book

    def show_chapter(self, chapter: LiveChapter) -> None:
        """Replaces a chapter."""
        with self._lock:
            self._book = self._book.with_chapter(chapter)

    def finish_chapter(self, number: int, file: str) -> None:
        """Tells that a chapter has its file."""
        with self._lock:
            chapter = self._book.find_chapter(number)
            if chapter:
                self._book = self._book.with_chapter(replace(chapter, file=file))

    def finish(self, title: str, folder: str) -> None:
        """Tells that the album is finished, with the path of its folder below the output folder."""
        with self._lock:
            self._book = replace(self._book, title=title, folder=folder, is_complete=True)

    def want(self, line: WantedLine) -> None:
        """Asks for a line to be spoken next."""
        self._wanted = line

    def note_issue(self, issue: SynthesisIssue) -> None:
        """Takes note of a line that another voice had to speak, or that none could."""
        with self._lock:
            if issue.fallback_key:
                self._substitutes = MappingProxyType({**self._substitutes, issue.key: issue.fallback_key})
            elif issue.fallback is Fallback.FAILED:
                self._failed |= {issue.key}
