"""A story that is open in the studio: what is known of it, corrected by the page, and read again when files change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from audiobook.attribution.review.questions import Effect
from audiobook.cast_file.applying import AppliedEdits, apply_edits, redo_last_edit, undo_last_edit
from audiobook.cast_file.edits import CastEdit, SeparateName, SetSpeaker
from audiobook.cast_file.history import read_history
from audiobook.cast_file.line_takes import TakeChanges
from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import NARRATOR
from audiobook.casting.cast import choose_overrides
from audiobook.commands.album_options import start_build
from audiobook.commands.cast import build_entries, cast_story
from audiobook.commands.cast_changes import StoryState
from audiobook.commands.cast_edits import TypedEdits, edit_cast
from audiobook.commands.line_takes import find_part_at, keep_takes
from audiobook.commands.review import NO_EFFECT, ReviewSession
from audiobook.commands.script_position import parse_position
from audiobook.commands.spoken_lines import build_corrections, describe_position, find_lines
from audiobook.commands.table_edits import set_lexicon_entries, set_pronunciations
from audiobook.errors import AudiobookError, InputError
from audiobook.model import Segment, Span
from audiobook.pipeline import analyze_story
from audiobook.settings.lexicons import known_pronunciations, lexicon_path
from audiobook.studio.snapshot import FileStamp, Snapshot, Speaker, Step, stamp_files
from audiobook.studio.view_model import FAILED, READING, READY, StoryEvent
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon

# A story is analyzed again when nobody has corrected it for this long (seconds); for a long one it takes longer.
QUIET_SECONDS = 1.5
CORRECTED = "correction"


class OpenStory:
    """A story and its cast file. All methods may be called from any thread; `notify` is told of each new version.

    The files on disk are the only truth: every correction is written at once, and what other programs write is read.
    """

    def __init__(
        self, identity: str, paths: tuple[Path, ...], output: Path, notify: Callable[[StoryEvent], None]
    ) -> None:
        self.identity, self.paths, self.output = identity, paths, output
        self._report = notify
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._review: ReviewSession | None = None
        self._turns: Mapping[Span, int] = {}
        self._open_spans: set[Span] = set()
        # What to take back, in the order in which it was done.
        self._steps: list[Step] = []
        self._last_effect: Effect = NO_EFFECT
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
        """READING until the story has been analyzed once, FAILED if it can't be."""
        if self._snapshot is not None:
            return READY
        return FAILED if self.problem and not self._is_analyzing else READING

    @property
    def snapshot(self) -> Snapshot:
        """The story as it is now; raises InputError if it has not been analyzed yet."""
        found = self._snapshot
        if found is None:
            raise InputError(self.problem or "the story is still being read; wait a moment")
        return found

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
            self._analysis_due = 0.0
            if self._is_analyzing:
                self._edits += 1
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
            self._is_analyzing = False
            self._notify()

    def _analyze_once(self) -> bool:
        """Analyzes the story, and prepares its review; whether it was corrected meanwhile, so that this is outdated."""
        started, edits = time.monotonic(), self._edits
        stamps = self._stamp_files(self._snapshot)
        context = start_build(self.paths, self.output)
        context = replace(context, story=replace(context.story, may_create_cast=True))
        analysis = analyze_story(context.story, self.output)
        cast = cast_story(analysis, choose_overrides(context.settings))
        with self._lock:
            if edits != self._edits:
                return True
            self._version += 1
            self._snapshot, self._review = Snapshot.take(self._version, context, analysis, cast), None
            self._steps, self.problem = [], ""
            self._stamps = stamps if len(stamps) > len(self.paths) else self._stamp_files(self._snapshot)
        self._notify()
        review = ReviewSession(StoryState(analysis, cast), bool(context.story.speak_names))
        with self._lock:
            if edits == self._edits:
                self._review, self._turns = review, _index_turns(review)
                # What somebody has left open stays so, although the review is a new one.
                review.queue.skipped |= set(self.find_turns(self._open_spans))
            self._analysis_seconds = time.monotonic() - started
        return False

    # --- who speaks ---

    @property
    def has_review(self) -> bool:
        """Whether the review is ready."""
        return self._review is not None

    def review(self) -> ReviewSession:
        """The review of the story; raises InputError until it is ready."""
        if self._review is None:
            raise InputError("the program is still weighing who speaks; wait a moment")
        return self._review

    def find_turns(self, spans: Iterable[Span]) -> tuple[int, ...]:
        """The turns of the review that have one of these spans, in order."""
        return tuple(sorted({self._turns[span] for span in spans if span in self._turns}))

    def correct_lines(self, places: Iterable[str], typed: str, allow_new: bool = False) -> Effect:
        """Saves who says the lines at these places ("" for the narrator), and tells what else that changes.

        Raises InputError, and changes nothing, if a place or the name is not found.
        """
        with self._lock:
            snapshot = self.snapshot
            script = snapshot.analysis.script
            segments = [segment for place in places for segment in find_lines(script, place)]
            review = self._review
            if review is not None:
                return self._answer(review, segments, self._find_name(review, typed, allow_new))
        typed_edits = TypedEdits(
            lines=tuple((describe_position(segment, script), typed or NARRATOR) for segment in segments),
            allow_new=allow_new,
        )
        self.edit(typed_edits)
        return NO_EFFECT

    @staticmethod
    def _find_name(review: ReviewSession, typed: str, allow_new: bool) -> str:
        if not typed:
            return ""
        if not any(character.isprintable() and not character.isspace() for character in typed):
            raise InputError("that name has no letters that anybody can see; type another")
        found = review.find_name(typed)
        if found.name:
            return found.name
        if not allow_new:
            raise InputError(f"nobody is called {typed} here; add them as a new character")
        return review.add_name(typed)

    def _answer(self, review: ReviewSession, segments: list[Segment], name: str) -> Effect:
        """Answers for the turns of these lines, whole as long as nobody has; then a part of one is saved on its own."""
        wanted = {segment.span for segment in segments}
        turns = {
            number: {segment.span for segment in review.queue.segments_of(number)} for number in self.find_turns(wanted)
        }
        whole = [one for one, spans in turns.items() if spans <= wanted or one not in review.queue.answers]
        covered = {span for number in whole for span in turns[number]}
        single = [segment for segment in segments if segment.span not in covered]
        before = self.snapshot.speakers
        effect = NO_EFFECT
        if single:
            self._save_single(single, name)
        if whole:
            effect = review.answer(dict.fromkeys(whole, name))
        speakers = dict(before) | {span: Speaker(name, 1.0, CORRECTED) for span in wanted | covered}
        self._publish(speakers | self._list_changes(review, effect), Step(before, bool(whole), bool(single)))
        self._last_effect = effect
        return effect

    def _save_single(self, segments: list[Segment], name: str) -> None:
        snapshot = self.snapshot
        analysis = snapshot.analysis
        corrections = build_corrections(analysis.script, segments, name or NARRATOR)
        edits: list[CastEdit] = [SetSpeaker(correction) for correction in corrections]
        if name and name not in {character.name for character in analysis.characters}:
            edits.insert(0, SeparateName(name))
        apply_edits(analysis.cast_path, edits, build_entries(analysis, snapshot.cast), analysis.cast_location.story)

    @staticmethod
    def _list_changes(review: ReviewSession, effect: Effect) -> dict[Span, Speaker]:
        return {
            segment.span: Speaker(change.after, review.queue.confidence_of(change.turn), "turn")
            for change in effect.changed
            for segment in review.queue.segments_of(change.turn)
        }

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

    def accept_changes(self) -> int:
        """Saves what the last answer changed besides its own lines; how many lines that were."""
        with self._lock:
            review = self.review()
            count = review.accept()
            if count:
                spans = [
                    (segment.span, change.after)
                    for change in self._last_effect.changed
                    if change.after
                    for segment in review.queue.segments_of(change.turn)
                ]
                before = self.snapshot.speakers
                self._publish(
                    dict(before) | {span: Speaker(name, 1.0, CORRECTED) for span, name in spans}, Step(before)
                )
            return count

    def join_reference(self) -> Effect:
        """Saves that what the last answer's tag called its speaker means that person everywhere."""
        with self._lock:
            review, reference = self.review(), self._last_effect.reference
            if reference is None:
                return NO_EFFECT
            before = self.snapshot.speakers
            effect = review.join(reference)
            self._publish(dict(before) | self._list_changes(review, effect), Step(before))
            self._last_effect = effect
            return effect

    def skip_question(self, turns: Iterable[int]) -> None:
        """Leaves turns open."""
        with self._lock:
            review, numbers = self.review(), tuple(turns)
            review.skip(numbers)
            self._open_spans |= {segment.span for number in numbers for segment in review.queue.segments_of(number)}
            self._steps.append(Step(self.snapshot.speakers))

    # --- everything else that a cast file says ---

    def edit(self, typed: TypedEdits) -> tuple[str, ...]:
        """Makes corrections as `audiobook cast` does; what they have changed, in sentences.

        Raises InputError, and changes nothing, if a name, a line or a voice is not found.
        """
        with self._lock:
            snapshot = self.snapshot
            context = snapshot.context
            report = edit_cast(
                snapshot.analysis,
                typed,
                choose_overrides(context.settings),
                lambda: analyze_story(context.story, self.output),
            )
            if report.is_changed:
                self._replace(report.state)
            return report.messages

    def say_word(self, word: str, said: str, everywhere: bool) -> None:
        """Saves how a word is said, in this story or in all, as `audiobook words --say` does; "" forgets it.

        Raises InputError, and changes nothing, if nobody could say it like that.
        """
        pairs, forgotten = (((word, said),), ()) if said else ((), (word,))
        with self._lock:
            snapshot = self.snapshot
            analysis = snapshot.base
            if everywhere:
                set_lexicon_entries(lexicon_path(self.output), pairs, forgotten)
            else:
                set_pronunciations(analysis, pairs, forgotten)
            self._reload_cast_file()
            if not everywhere:
                self._steps.append(Step(None, False, True))

    def keep_take(self, place: str, changes: TakeChanges) -> tuple[str, ...]:
        """Keeps the take, the delivery or the pauses of a line; what that has changed, in sentences.

        Raises InputError, and changes nothing, if nothing is read aloud at the place.
        """
        with self._lock:
            snapshot = self.snapshot
            part = find_part_at(snapshot.analysis.script, parse_position(place))
            kept = keep_takes(snapshot.analysis, snapshot.cast, part, changes)
            if kept.messages:
                self._reload_cast_file()
                self._steps.append(Step(None, False, True))
            return kept.messages

    def _reload_cast_file(self) -> None:
        """Minds what the cast file says by now of anything but who speaks."""
        snapshot = self.snapshot
        base = snapshot.base.with_cast_file(read_cast_file(snapshot.base.cast_path))
        entries = (*base.cast_file.pronounce, *known_pronunciations(self.output))
        self._snapshot = replace(snapshot, base=replace(base, lexicon=build_story_lexicon(base.book.text, entries)))
        self._publish(snapshot.speakers)

    def _replace(self, state: StoryState) -> None:
        self._edits += 1
        self._version += 1
        self._snapshot = Snapshot.take(self._version, self.snapshot.context, state.analysis, state.cast)
        self._review, self._steps = None, []
        self._stamps = self._stamp_files(self._snapshot)
        self._analysis_due = time.monotonic() + QUIET_SECONDS
        self._notify()

    def undo(self) -> bool:
        """Takes back the last edit of the cast file; whether there was one."""
        with self._lock:
            if self._steps and self._review is not None:
                step = self._steps.pop()
                if step.is_answer:
                    self._review.undo()
                if step.is_edit:
                    undo_last_edit(self.snapshot.analysis.cast_path)
                if step.speakers is None:
                    self._reload_cast_file()
                else:
                    self._publish(step.speakers)
                return True
            return self._step(undo_last_edit(self.snapshot.analysis.cast_path))

    def redo(self) -> bool:
        """Makes the edit again that was taken back last; whether there was one."""
        with self._lock:
            return self._step(redo_last_edit(self.snapshot.analysis.cast_path))

    def _step(self, applied: AppliedEdits | None) -> bool:
        if applied is None:
            return False
        snapshot = self.snapshot
        analysis = analyze_story(snapshot.context.story, self.output)
        self._replace(StoryState(analysis, cast_story(analysis, choose_overrides(snapshot.context.settings))))
        return True


def _index_turns(review: ReviewSession) -> dict[Span, int]:
    queue = review.queue
    return {segment.span: number for number in range(len(queue.turns)) for segment in queue.segments_of(number)}
