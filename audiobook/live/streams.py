"""Streams of lines: what one listener is sent of a chapter, in order, as it is spoken."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from audiobook.live.segments import BYTES_PER_SECOND, SegmentStore
from audiobook.live.session import LiveSession
from audiobook.live.timeline import LiveChapter, LiveLine, Place
from audiobook.production.wanted_line import WantedLine

# Streams that nobody has asked for since this many others were begun are forgotten.
MAX_STREAMS = 100
# While the album is made, each listener gets so much more than they can have heard (s): encoding minutes that nobody
# hears soon would take the processor from the voices, and make others wait.
LEAD_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line of a stream: when it starts and how long it is, with its pause, in seconds."""

    line: LiveLine
    start: float
    length: float


class LiveStream:
    """A chapter from one place on, for one listener.

    The lines may change while the listener is at it, when the speakers of the whole story are known: the stream goes on
    with the first line after the last one it had.
    """

    def __init__(
        self, session: LiveSession, segments: SegmentStore, number: int, after: Place,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.session, self.segments, self.number = session, segments, number
        self.sent: list[SentLine] = []
        self.has_ended = False
        self._after = after
        self._clock, self._opened = clock, clock()
        self._lock = threading.Lock()
        self._ask()

    @property
    def seconds(self) -> float:
        """How long the lines sent so far are."""
        return self.sent[-1].start + self.sent[-1].length if self.sent else 0.0

    def is_ahead(self) -> bool:
        """Whether the listener has enough to hear for now, and the processor is needed to make the album."""
        return not self.session.book.is_complete and self.seconds > self._clock() - self._opened + LEAD_SECONDS

    def advance(self) -> bytes | None:
        """The sound of the next line, None where it isn't spoken yet or the chapter has ended."""
        with self._lock:
            while not self.has_ended:
                chapter = self.session.book.find_chapter(self.number)
                if chapter is None or not chapter.lines:
                    self.has_ended = self._is_hopeless(chapter)
                    return None
                index = chapter.find_line_after(self._after)
                if index >= len(chapter.lines):
                    self.has_ended = chapter.is_whole
                    return None
                line = chapter.lines[index]
                sound = self.segments.read(line, self.session.substitutes)
                if sound is None and not self._is_lost(chapter, line):
                    # Asked for again and again, so that of several listeners each gets their turn.
                    self.session.want(WantedLine(self.number, index))
                    return None
                self._after = line.place
                if sound:
                    self._record(line, sound)
                    return sound
        return None

    def read_segment(self, index: int) -> bytes | None:
        """The sound of a line that was sent before, None if there is no such line."""
        if not 0 <= index < len(self.sent):
            return None
        return self.segments.read(self.sent[index].line, self.session.substitutes)

    def _ask(self) -> None:
        """Has the chapter spoken next, from the place of the stream on."""
        chapter = self.session.book.find_chapter(self.number)
        line = chapter.find_line_after(self._after) if chapter else 0
        self.session.want(WantedLine(self.number, line))

    def _record(self, line: LiveLine, sound: bytes) -> None:
        self.sent.append(SentLine(line, self.seconds, len(sound) / BYTES_PER_SECOND))

    def _is_lost(self, chapter: LiveChapter, line: LiveLine) -> bool:
        """Whether a line that has no clip will never have one."""
        book = self.session.book
        return line.key in self.session.failed or bool(chapter.file or book.is_complete)

    def _is_hopeless(self, chapter: LiveChapter | None) -> bool:
        """Whether a chapter without lines will never have any."""
        book = self.session.book
        return book.is_complete or (chapter is None and bool(book.chapters))


class StreamRegistry:
    """The streams of all listeners, by the names that their pages gave them."""

    def __init__(self, session: LiveSession, segments: SegmentStore) -> None:
        self.session, self.segments = session, segments
        self._streams: OrderedDict[str, LiveStream] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, name: str, number: int, after: Place) -> LiveStream:
        """The stream of that name; a new one if there is none, or if it is of another chapter."""
        with self._lock:
            stream = self._streams.get(name)
            if stream is None or stream.number != number:
                stream = self._streams[name] = LiveStream(self.session, self.segments, number, after)
            self._streams.move_to_end(name)
            while len(self._streams) > MAX_STREAMS:
                self._streams.popitem(last=False)
            return stream

    def find(self, name: str) -> LiveStream | None:
        """The stream of that name, None if there is none any more."""
        return self._streams.get(name)
