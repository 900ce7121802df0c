"""A review: asks who speaks the lines that matter most, and saves each answer in the cast file at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audiobook.attribution.attribution import weigh_story
from audiobook.attribution.corrections import read_corrections
from audiobook.attribution.review.questions import Effect, Question, SharedReference, Stage
from audiobook.attribution.review.review_queue import ReviewQueue
from audiobook.cast_file.applying import apply_edits, undo_last_edit
from audiobook.cast_file.edits import CastEdit, JoinNames, SeparateName, SetSpeaker
from audiobook.cast_file.values import NARRATOR
from audiobook.commands.cast import build_entries
from audiobook.commands.cast_changes import StoryState
from audiobook.commands.character_names import CharacterNames, collect_names
from audiobook.commands.spoken_lines import build_corrections
from audiobook.production.plan import AnalyzedStory
from audiobook.quotations.script import build_script
from audiobook.text.folding import fold_name
from audiobook.text.word_search import find_spelling, find_words

NO_EFFECT = Effect(())


@dataclass(frozen=True, slots=True)
class FoundName:
    """Whom a typed name means: `name`, "" if nobody or several; `others` are those whose names begin like that."""

    name: str
    others: tuple[str, ...] = ()


class ReviewSession:
    """The questions of a story, and the cast file that keeps the answers."""

    def __init__(self, state: StoryState, speak_names: bool) -> None:
        self._state, analysis = state, state.analysis
        script = build_script(analysis.book, speak_names)
        read = read_corrections(script, analysis.cast_file)
        # What a language model said counts here as it does in the cast; nobody else has named anyone by now.
        advised = analysis.script if analysis.llm_report is not None else None
        named = () if advised is None else tuple(character.name for character in analysis.characters)
        weighed = weigh_story(script, tuple(dict.fromkeys((*read.names, *named))), read.corrections)
        self.queue = ReviewQueue(script, weighed, read.narrated, advised)
        self.names: CharacterNames = collect_names(analysis.characters, analysis.cast_file, analysis.book.text)
        # Those who may speak, also if nobody of them does by now.
        self._people = {fold_name(name): name for name in self.queue.list_people()}
        # Whether each answer so far has changed the cast file.
        self._saved: list[bool] = []
        self.last_effect = NO_EFFECT
        # Names of new characters that nothing has been saved for so far.
        self._new_names: set[str] = set()
        self._folded_text = fold_name(analysis.book.text)

    @property
    def answer_count(self) -> int:
        """How many answers have changed the cast file, without those taken back."""
        return sum(self._saved)

    @property
    def analysis(self) -> AnalyzedStory:
        """The story as it was before the review."""
        return self._state.analysis

    def find_next_question(self) -> Question | None:
        """The question whose answer sets most right; None if none is left at this stage."""
        return self.queue.find_next_question()

    def go_on(self) -> Stage | None:
        """Goes on with the lines of the next stage; None if nothing is worth a question any more."""
        return self.queue.go_on()

    def list_names(self) -> list[str]:
        """The names that somebody may type: of those who speak, most lines first, and of all who might."""
        spoken = (name for names in self.names.spellings.values() for name in names)
        return list(dict.fromkeys((*spoken, *self._people.values())))

    def answer(self, speakers: Mapping[int, str]) -> Effect:
        """Saves who speaks some turns ("" for the narrator), and weighs the turns around anew.

        Raises OutputError, and changes nothing, if the file can't be written.
        """
        edits: list[CastEdit] = [SeparateName(name) for name in sorted(self._new_names) if name in speakers.values()]
        for turn, name in speakers.items():
            lines = build_corrections(self.queue.script, self.queue.segments_of(turn), name or NARRATOR)
            edits += [SetSpeaker(line) for line in lines]
        self._save(edits)
        self._new_names -= set(speakers.values())
        effect = self.queue.answer(speakers)
        self.last_effect = self._drop_unwritten_reference(effect)
        return self.last_effect

    def accept(self) -> int:
        """Saves what the last answer changed besides its own lines; how many turns that were."""
        speakers = {change.turn: change.after for change in self.last_effect.changed if change.after}
        if speakers:
            self.answer(speakers)
        self.last_effect = NO_EFFECT
        return len(speakers)

    def join(self, reference: SharedReference) -> Effect:
        """Saves that a name or description means a character wherever a tag has it."""
        self._save([JoinNames((reference.phrase,), reference.name)])
        self.last_effect = self.queue.join(reference)
        return self.last_effect

    def join_people(self, other: str, name: str) -> Effect:
        """Saves that a character is another one, and that all tags with their name mean that one."""
        return self.join(self.queue.refer(other, name))

    def undo(self) -> bool:
        """Takes back the last answer, in the cast file as well; whether there was one."""
        if not self._saved:
            return False
        if self._saved.pop():
            undo_last_edit(self.analysis.cast_path)
        self.last_effect = NO_EFFECT
        return self.queue.undo()

    def skip(self, turns: Iterable[int]) -> None:
        """Leaves turns open; they aren't asked about again, unless that is taken back."""
        self.queue.skip(turns)
        self._saved.append(False)

    def find_name(self, typed: str) -> FoundName:
        """Whom a name or its beginning means; a name that the story has, but nobody who speaks, is somebody's, too."""
        folded = fold_name(" ".join(typed.split()))
        main = self.names.main_names.get(folded)
        if main is not None:
            return FoundName(main)
        known = {**self._people, **self.names.main_names}
        begun = dict.fromkeys(main for name, main in known.items() if name.startswith(folded))
        if len(begun) == 1:
            return FoundName(next(iter(begun)))
        return FoundName("", tuple(begun)) if begun else FoundName(find_spelling(self.analysis.book.text, typed) or "")

    def add_name(self, typed: str) -> str:
        """Makes a typed name that of a new character, as it is written."""
        name = " ".join(typed.split())
        self.names.main_names[fold_name(name)] = name
        self._new_names.add(name)
        return name

    def _save(self, edits: Iterable[CastEdit]) -> None:
        analysis = self.analysis
        entries = () if self._saved else build_entries(analysis, self._state.cast)
        applied = apply_edits(analysis.cast_path, edits, entries, analysis.cast_location.story)
        self._saved.append(bool(applied.changes))

    def _drop_unwritten_reference(self, effect: Effect) -> Effect:
        """A description that isn't written like that anywhere can't be explained in the cast file."""
        reference = effect.reference
        if reference is not None and find_words(self._folded_text, fold_name(reference.phrase)) < 0:
            return replace(effect, reference=None)
        return effect
