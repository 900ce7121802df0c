"""What is known of a story that is open in the studio: read in the background, and again when its files change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from audiobook.cast_file.history import read_history
from audiobook.cast_file.reading import read_cast_file
from audiobook.casting.cast import choose_overrides
from audiobook.commands.album_options import start_build
from audiobook.commands.cast import cast_story
from audiobook.commands.cast_changes import StoryState
from audiobook.commands.review import ReviewSession
from audiobook.errors import AudiobookError, InputError
from audiobook.model import Span
from audiobook.pipeline import attribute_story, split_story
from audiobook.production.context import BuildContext
from audiobook.production.plan import AnalyzedStory
from audiobook.settings.lexicons import known_pronunciations
from audiobook.studio.counts import count_story
from audiobook.studio.snapshot import FileStamp, Snapshot, Speaker, Step, StoryText, stamp_files
from audiobook.studio.view_model import ATTRIBUTING, FAILED, READING, READY, StoryEvent
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon

# A story is analyzed again when nobody has corrected it for this long (seconds); for a long one it takes longer.
QUIET_SECONDS = 1.5
# So long a request waits for the review of a story that is being analyzed again (seconds).
REVIEW_PATIENCE = 20.0
STILL_READING = "the story is still being read; wait a moment"
WEIGHING = "the program is still working out who speaks; wait a moment"


class StoryReading:
    """What is known of a story: read in the background, and again when its files change.

    All methods may be called from any thread; `notify` is told of each new version. The files on disk are the only
    truth: every correction is written at once, and what other programs write is read.
    """

    def __init__(
        self, identity: str, paths: tuple[Path, ...], output: Path, notify: Callable[[StoryEvent], None]
    ) -> None:
        self.identity, self.paths, self.output = identity, paths, output
        self._report = notify
        self._lock = threading.RLock()
        # Told when there is a review, and when there will be none.
        self._analyzed = threading.Condition(self._lock)
        self._snapshot: Snapshot | None = None
        # The text of a story that is analyzed for the first time, as soon as it is there.
        self._text: StoryText | None = None
        self._review: ReviewSession | None = None
        self._turns: Mapping[Span, int] = {}
        self._open_spans: set[Span] = set()
        # What to take back, in the order in which it was done.
        self._steps: list[Step] = []
        self._stamps: tuple[FileStamp, ...] = ()
        # Versions go on rising when the studio is started again, so that an open page sees that its own is old.
        self._version, self._edits = time.time_ns() // 1_000_000, 0
        self._analysis_due = 0.0
        self._analysis_seconds = 0.0
        self._is_analyzing = False
        self.problem = ""
        self.request_analysis()

    def _notify(self) -> None:
        self._report(StoryEvent(self.identity, self._version, self.problem))

    # --- what is known ---

    @property
    def status(self) -> str:
        """READING until there is a text, ATTRIBUTING until the story has been analyzed once, FAILED if it can't be."""
        if self._snapshot is not None:
            return READY
        if self.problem and not self._is_analyzing:
            return FAILED
        return ATTRIBUTING if self._text is not None else READING

    @property
    def snapshot(self) -> Snapshot:
        """The story as it is now; raises InputError if it has not been analyzed yet."""
        found = self._snapshot
        if found is None:
            raise InputError(self.problem or (WEIGHING if self._text else STILL_READING))
        return found

    @property
    def text(self) -> Snapshot | StoryText:
        """The text of the story as it is now, perhaps before anybody is known to speak; raises as `snapshot`."""
        return self._snapshot or self._text or self.snapshot

    @property
    def is_working(self) -> bool:
        """Whether what is shown of who speaks is not yet all that is known."""
        return self._review is None and not self.problem

    def can_undo(self) -> tuple[bool, bool]:
        """Whether there is an edit to take back, and one to make again."""
        history = read_history(self.snapshot.analysis.cast_path)
        return bool(history.edits), bool(history.undone)

    @property
    def is_busy(self) -> bool:
        """Whether the story is being analyzed, or will be in a moment."""
        return self._is_analyzing or self._analysis_due > 0

    # --- reading ---

    def request_analysis(self) -> None:
        """Has the story analyzed in another thread, unless that is going on."""
        with self._lock:
            if self._is_analyzing:
                # If that is just ending, and doesn't see that it is outdated, the next look at the files does.
                self._edits += 1
                self._analysis_due = time.monotonic()
                return
            self._is_analyzing = True
        threading.Thread(target=self._analyze, name=f"analyze {self.identity}", daemon=True).start()

    def check_files(self) -> None:
        """Has the story analyzed again if another program has changed its files, or if corrections have settled."""
        if self._is_analyzing:
            return
        snapshot = self._snapshot
        with self._lock:
            is_changed = snapshot is not None and self._stamps != self._stamp_files(snapshot)
            is_due = 0 < self._analysis_due <= time.monotonic()
        if is_changed or is_due or (snapshot is None and self._stamps != self._stamp_files(None)):
            self.request_analysis()

    def _stamp_files(self, snapshot: Snapshot | None) -> tuple[FileStamp, ...]:
        cast_paths = (snapshot.analysis.cast_path,) if snapshot else ()
        return tuple(stamp for path in (*self.paths, *cast_paths) for stamp in stamp_files(path))

    def _analyze(self) -> None:
        try:
            while self._analyze_once():
                pass
        except AudiobookError as error:
            self.problem = str(error)
            self._stamps = self._stamp_files(self._snapshot)
        except OSError as error:
            self.problem = f"{error.filename or self.paths[0]}: {error.strerror or error}"
        finally:
            with self._lock:
                self._is_analyzing = False
                self._analyzed.notify_all()
            self._notify()

    def _analyze_once(self) -> bool:
        """Analyzes the story, and prepares its review; whether it was corrected meanwhile, so that this is outdated.

        Who speaks is shown before there is a review only if there was none, so that nobody has to wait for another.
        """
        with self._lock:
            started, edits, self._analysis_due = time.monotonic(), self._edits, 0.0
            stamps, has_review = self._stamp_files(self._snapshot), self.has_review
        context = start_build(self.paths, self.output)
        context = replace(context, story=replace(context.story, may_create_cast=True))
        split = split_story(context.story, self.output)
        self._show_text(split)
        analysis = attribute_story(split, context.story, self.output)
        cast = cast_story(analysis, choose_overrides(context.settings))
        if not has_review and self._show_analysis(edits, stamps, context, StoryState(analysis, cast)):
            self._notify()
        review = ReviewSession(StoryState(analysis, cast), bool(context.story.speak_names))
        with self._lock:
            if has_review:
                self._show_analysis(edits, stamps, context, StoryState(analysis, cast))
            if edits == self._edits:
                self._review, self._turns = review, _index_turns(review)
                # What somebody has left open stays so, although the review is a new one.
                review.queue.skipped |= set(self.find_turns(self._open_spans))
                self._analyzed.notify_all()
            self._analysis_seconds = time.monotonic() - started
            return edits != self._edits

    def _show_analysis(
        self, edits: int, stamps: tuple[FileStamp, ...], context: BuildContext, state: StoryState
    ) -> bool:
        """Makes an analysis the one of now unless the story was corrected meanwhile; whether it is."""
        with self._lock:
            if edits != self._edits:
                return False
            self._version += 1
            self._snapshot, self._review = Snapshot.take(self._version, context, state.analysis, state.cast), None
            self._text = None
            self._steps, self.problem = [], ""
            self._stamps = stamps if len(stamps) > len(self.paths) else self._stamp_files(self._snapshot)
            return True

    def _show_text(self, split: AnalyzedStory) -> None:
        """Lets the text be read while nobody is known to speak yet, unless something was shown before."""
        if self._snapshot is None:
            with self._lock:
                self._version += 1
                self._text = StoryText(self._version, split, count_story(split.script))
            self._notify()

    # --- the review ---

    @property
    def has_review(self) -> bool:
        """Whether the review is ready."""
        return self._review is not None

    def review(self) -> ReviewSession:
        """The review of the story, waited for where it is made anew; raises InputError if that takes too long."""
        with self._lock:
            if self._review is None and self._snapshot is not None:
                if self._analysis_due and not self._is_analyzing:
                    self.request_analysis()
                self._analyzed.wait_for(lambda: self.has_review or not self._is_analyzing, REVIEW_PATIENCE)
            if self._review is None:
                raise InputError(WEIGHING)
            return self._review

    def find_turns(self, spans: Iterable[Span]) -> tuple[int, ...]:
        """The turns of the review that have one of these spans, in order."""
        return tuple(sorted({self._turns[span] for span in spans if span in self._turns}))

    # --- what corrections make of it ---

    def _publish(self, speakers: Mapping[Span, Speaker], step: Step | None = None) -> None:
        """Makes these the speakers of now; the story is analyzed again when there is a moment."""
        self._edits += 1
        self._version += 1
        self._snapshot = self.snapshot.correct(self._version, speakers)
        if step is not None:
            self._steps.append(step)
        self._stamps = self._stamp_files(self._snapshot)
        self._analysis_due = time.monotonic() + max(QUIET_SECONDS, self._analysis_seconds)
        self._notify()

    def _reload_cast_file(self, speakers: Mapping[Span, Speaker] | None = None) -> None:
        """Minds what the cast file says by now of anything but who speaks, which are these `speakers` if given."""
        snapshot = self.snapshot
        base = snapshot.base.with_cast_file(read_cast_file(snapshot.base.cast_path))
        entries = (*base.cast_file.pronounce, *known_pronunciations(self.output))
        self._snapshot = replace(snapshot, base=replace(base, lexicon=build_story_lexicon(base.book.text, entries)))
        self._publish(snapshot.speakers if speakers is None else speakers)

    def _replace(self, state: StoryState) -> None:
        self._edits += 1
        self._version += 1
        self._snapshot = Snapshot.take(self._version, self.snapshot.context, state.analysis, state.cast)
        self._review, self._steps = None, []
        self._stamps = self._stamp_files(self._snapshot)
        self._analysis_due = time.monotonic() + QUIET_SECONDS
        self._notify()


def _index_turns(review: ReviewSession) -> dict[Span, int]:
    queue = review.queue
    return {segment.span: number for number in range(len(queue.turns)) for segment in queue.segments_of(number)}
