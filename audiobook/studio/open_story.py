"""Corrections of a story that is open in the studio: who speaks, and everything else that a cast file says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from audiobook.attribution.locate_lines import match_corrections
from audiobook.attribution.review.questions import Effect, SharedReference
from audiobook.cast_file.applying import AppliedEdits, apply_edits, redo_last_edit, undo_last_edit
from audiobook.cast_file.edits import CastEdit, SeparateName, SetSpeaker
from audiobook.cast_file.line_takes import TakeChanges
from audiobook.cast_file.rows import LINE_TABLE, RowChange
from audiobook.cast_file.values import NARRATOR, LineCorrection, is_narrator
from audiobook.casting.cast import choose_overrides
from audiobook.commands.cast import build_entries
from audiobook.commands.cast_edits import TypedEdits, edit_cast
from audiobook.commands.line_takes import find_part_at, keep_takes
from audiobook.commands.review import NO_EFFECT, ReviewSession
from audiobook.commands.script_position import parse_position
from audiobook.commands.spoken_lines import build_corrections, describe_position, find_lines
from audiobook.commands.table_edits import set_lexicon_entries, set_pronunciations
from audiobook.errors import InputError
from audiobook.model import Segment, Span
from audiobook.pipeline import analyze_story
from audiobook.settings.lexicons import lexicon_path
from audiobook.studio.snapshot import Speaker, Step
from audiobook.studio.story_reading import StoryReading
from audiobook.studio.view_model import StoryEvent

CORRECTED = "correction"


class OpenStory(StoryReading):
    """A story that can be corrected. All methods may be called from any thread."""

    def __init__(
        self, identity: str, paths: tuple[Path, ...], output: Path, notify: Callable[[StoryEvent], None]
    ) -> None:
        # What the last answer changes besides its own lines, for `accept_changes` and `join_reference`.
        self._offered: Mapping[Span, str] = {}
        self._reference: SharedReference | None = None
        super().__init__(identity, paths, output, notify)

    # --- who speaks ---

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
        self._publish(speakers | self._offer(review, effect), Step(before, bool(whole), bool(single)))
        return effect

    def _save_single(self, segments: list[Segment], name: str) -> None:
        snapshot = self.snapshot
        analysis = snapshot.analysis
        corrections = build_corrections(analysis.script, segments, name or NARRATOR)
        edits: list[CastEdit] = [SetSpeaker(correction) for correction in corrections]
        if name and name not in {character.name for character in analysis.characters}:
            edits.insert(0, SeparateName(name))
        apply_edits(analysis.cast_path, edits, build_entries(analysis, snapshot.cast), analysis.cast_location.story)

    def _offer(self, review: ReviewSession, effect: Effect) -> dict[Span, Speaker]:
        """Who says the lines that an answer changes besides its own; it is remembered for as long as it can be saved.

        Spans still mean the same lines when the story has been analyzed again; numbers of turns need not.
        """
        changed = [
            (segment.span, Speaker(change.after, review.queue.confidence_of(change.turn), "turn"))
            for change in effect.changed
            for segment in review.queue.segments_of(change.turn)
        ]
        self._offered = {span: speaker.name for span, speaker in changed if speaker.name}
        self._reference = effect.reference
        return dict(changed)

    def accept_changes(self) -> int:
        """Saves what the last answer changed besides its own lines; how many lines that were."""
        with self._lock:
            review = self.review()
            speakers = {turn: name for span, name in self._offered.items() for turn in self.find_turns((span,))}
            if speakers:
                review.answer(speakers)
                before = self.snapshot.speakers
                accepted = {
                    segment.span: Speaker(name, 1.0, CORRECTED)
                    for turn, name in speakers.items()
                    for segment in review.queue.segments_of(turn)
                }
                self._publish(dict(before) | accepted, Step(before))
            self._offered = {}
            return len(speakers)

    def join_reference(self) -> Effect:
        """Saves that what the last answer's tag called its speaker means that person everywhere."""
        with self._lock:
            review, reference = self.review(), self._reference
            if reference is None:
                return NO_EFFECT
            before = self.snapshot.speakers
            effect = review.join(review.queue.refer(reference.phrase, reference.name))
            self._publish(dict(before) | self._offer(review, effect), Step(before))
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

    def undo(self) -> bool:
        """Takes back the last edit of the cast file; whether there was one."""
        with self._lock:
            self._offered, self._reference = {}, None
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
        """Shows at once what a step of the history says of lines; the rest comes with a new analysis."""
        if applied is None:
            return False
        self._reload_cast_file(self._find_stepped_speakers(applied.changes))
        self._review, self._steps = None, []
        self.request_analysis()
        return True

    def _find_stepped_speakers(self, changes: Iterable[RowChange]) -> Mapping[Span, Speaker]:
        """Who speaks after changes of a cast file; a line that it says nothing of any more is as it was analyzed."""
        snapshot = self.snapshot
        rows = {change.key: change.after or "" for change in changes if change.table == LINE_TABLE}
        lines = [
            LineCorrection(text, name, int(chapter), int(paragraph), quotation=int(quotation))
            for (_, text, chapter, paragraph, quotation), name in rows.items()
        ]
        aliases = dict(snapshot.analysis.cast_file.aliases)
        speakers = dict(snapshot.speakers)
        for span, name in match_corrections(lines, snapshot.analysis.script).speakers:
            speakers.pop(span, None)
            if name:
                speaker = "" if is_narrator(name) else aliases.get(name, name)
                speakers[span] = Speaker(speaker, 1.0, CORRECTED)
        return speakers
