"""Speaks the beginning of a story while the whole is still being analyzed, so that nobody has to wait for it.

A chapter is planned by what is in it alone. Most of its lines turn out to be the same in the plan of the whole story,
and their clips are used for it; the others are spoken again.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace
from itertools import islice

from audiobook.errors import AudiobookError
from audiobook.live.early_plans import plan_chapter_alone, plan_opening
from audiobook.live.planned_lines import build_live_chapter
from audiobook.live.session import LiveSession
from audiobook.live.timeline import LiveBook, LiveChapter
from audiobook.model import Chapter
from audiobook.production.chapter_progress import order_from
from audiobook.production.context import BuildContext
from audiobook.production.jobs import find_missing_utterances
from audiobook.production.plan import AnalyzedStory
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.wanted_line import rank_for_listener
from audiobook.settings.parsing import parse_chapter_numbers
from audiobook.synthesis.synthesize import Batch, BatchReport, KeyedUtterances, synthesize_batch
from audiobook.synthesis.workers import Workers

# The first lines are handed out one by one, so that the first sound comes soon; later ones so many at a time.
FIRST_LINES, LINES_AT_ONCE = 3, 5
# A call may take this many seconds; what takes longer is left to the making of the album, which knows what to do.
MAX_SECONDS = 120.0
POLL_SECONDS = 0.2
# So long the analysis of the story may wait for the first line.
FIRST_LINE_SECONDS = 3.0
CHARACTERS_PER_WORD = 5.7


class AheadSpeaker:
    """Plans and speaks one chapter after the other in a thread, from the one that a listener wants on."""

    def __init__(self, session: LiveSession, context: BuildContext, workers: Workers) -> None:
        self.session, self.context, self.workers = session, context, workers
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        # The chapters whose first lines are handed out.
        self._opened: set[int] = set()

    def start(self, read: AnalyzedStory) -> None:
        """Shows the chapters of a story that `read_chapters` has read, and begins to speak."""
        numbers, metadata = self._list_numbers(read), read.book.metadata
        chapters = (chapter for chapter in read.book.chapters if chapter.number in numbers)
        shown = tuple(LiveChapter(one.number, one.display_name, _estimate_words(one)) for one in chapters)
        self.session.show_book(LiveBook(metadata.title, metadata.author, metadata.language, shown))
        if numbers:
            # The analysis would take the processor from what is to be heard first.
            wait(self._speak_opening(read, self._choose_next(numbers)), FIRST_LINE_SECONDS, FIRST_COMPLETED)
        self._thread = threading.Thread(target=self._run, args=(read, numbers), name="speak ahead", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the speaking, as the whole story is planned now; lines that are being spoken still are."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _list_numbers(self, read: AnalyzedStory) -> frozenset[int]:
        all_numbers = tuple(chapter.number for chapter in read.book.chapters)
        return frozenset(parse_chapter_numbers(self.context.settings.chapters, all_numbers))

    def _run(self, read: AnalyzedStory, numbers: frozenset[int]) -> None:
        left = set(numbers)
        jobs: dict[int, EpisodeJob | None] = {}
        # What is wrong with the story or its voices is told by the plan of the whole.
        with contextlib.suppress(AudiobookError):
            while left and not self._stopped.is_set():
                number = self._choose_next(left)
                if self._is_waited_for(number) and number not in self._opened and number not in jobs:
                    # Several listeners wait less if each gets a beginning before any of them gets a whole chapter.
                    self._speak_opening(read, number)
                    continue
                left.remove(number)
                if number not in jobs:
                    jobs[number] = self._plan(read, number)
                job = jobs[number]
                if job and not self._speak(job):
                    left.add(number)

    def _is_waited_for(self, number: int) -> bool:
        wanted = self.session.wanted
        return wanted is not None and wanted.chapter == number

    def _choose_next(self, left: Collection[int]) -> int:
        return min(left, key=lambda number: rank_for_listener(number, self.session.wanted))

    def _plan(self, read: AnalyzedStory, number: int) -> EpisodeJob | None:
        """The job of a chapter, which is shown; None where nothing in it is read aloud."""
        job = plan_chapter_alone(self.context, read, number)
        if job is None or self._stopped.is_set():
            return None
        self.session.show_chapter(build_live_chapter(job))
        return job

    def _speak_opening(self, read: AnalyzedStory, number: int) -> list[Future[BatchReport]]:
        """Hands out the first lines of a chapter, which the narrator speaks, before anything is known of the others."""
        self._opened.add(number)
        job = plan_opening(self.context, read, number)
        if job is None:
            return []
        self._prepare(job)
        self.session.show_chapter(replace(build_live_chapter(job), is_whole=False))
        return [self._submit(job, (row,)) for row in islice(find_missing_utterances((job,)).items(), FIRST_LINES)]

    def _prepare(self, job: EpisodeJob) -> None:
        self.workers.prepare({cue.utterance.voice for cue in job.episode.cues})

    def _submit(self, job: EpisodeJob, rows: KeyedUtterances) -> Future[BatchReport]:
        return self.workers.submit(synthesize_batch, Batch(job.store, rows), timeout=MAX_SECONDS)

    def _speak(self, job: EpisodeJob) -> bool:
        """Speaks a chapter, unless another one is wanted first; whether all of it is handed out."""
        number, wanted = job.episode.number, None
        lines = deque(find_missing_utterances((job,)).items())
        running: set[Future[BatchReport]] = set()
        handed_out = 0
        self._prepare(job)
        while lines or running:
            if self._stopped.is_set():
                return False
            if self.session.wanted != wanted:
                wanted = self.session.wanted
                if wanted and wanted.chapter != number and handed_out:
                    return not lines
                lines = deque(order_from(lines, job, wanted.line if wanted and wanted.chapter == number else 0))
            while lines and len(running) <= self.workers.count:
                count = 1 if handed_out < FIRST_LINES else LINES_AT_ONCE
                rows = tuple(lines.popleft() for _ in range(min(count, len(lines))))
                running.add(self._submit(job, rows))
                handed_out += len(rows)
            running = wait(running, POLL_SECONDS, FIRST_COMPLETED).not_done
        return True


def _estimate_words(chapter: Chapter) -> int:
    """About how many words a chapter has, without reading it."""
    characters = sum(block.span.end - block.span.start for block in chapter.story_blocks)
    return round(characters / CHARACTERS_PER_WORD)
