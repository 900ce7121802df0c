"""Turns the corrections that were typed for `audiobook cast` into edits of the cast file, and makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from audiobook.cast_file.applying import AppliedEdits, apply_edits, redo_last_edit, undo_last_edit
from audiobook.cast_file.edits import (
    CastEdit,
    ForgetCharacter,
    ForgetNarrator,
    JoinNames,
    RenameCharacter,
    SeparateName,
    SetGender,
    SetNarrator,
    SetSpeaker,
    SetVoice,
)
from audiobook.cast_file.line_takes import TAKE_TABLE
from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.rows import BLOCK_TABLE
from audiobook.cast_file.values import GENDERS, NARRATOR, is_narrator
from audiobook.casting.cast import CastingOverrides
from audiobook.casting.catalogue import load_catalogue
from audiobook.commands.block_changes import describe_chapter_count
from audiobook.commands.block_edits import BlockPlanner
from audiobook.commands.cast import build_entries, cast_story, save_cast
from audiobook.commands.cast_changes import (
    NOTHING_TOUCHED,
    StoryState,
    describe_changes,
    describe_touched_lines,
    find_touched_lines,
)
from audiobook.commands.character_names import CharacterNames, collect_names
from audiobook.commands.spoken_lines import build_corrections, find_lines
from audiobook.commands.voice_choice import parse_voice_choice
from audiobook.errors import InputError
from audiobook.production.plan import AnalyzedStory
from audiobook.text.folding import fold_name
from audiobook.text.suggest import format_suggestion

Pairs = tuple[tuple[str, str], ...]
# The tables that have no influence on the voices that characters get.
SOUND_TABLES = frozenset(("pauses", TAKE_TABLE))
# The tables that have no influence on who speaks a line.
VOICE_TABLES = SOUND_TABLES | {"cast", NARRATOR, "notes"}


@dataclass(frozen=True, slots=True)
class TypedEdits:
    """The corrections as they were typed; `allow_new` says that a name nobody has is a new character.

    `blocks` are pairs of a place ("3:14", "3:14-20" or the first words of a paragraph) and what it is: "story", "note",
    "heading", "break", "skipped", "chapter" (one begins there), or "auto" (as the program sees it). The numbers in
    `joined_chapters` are those of chapters that go on from the one before; `chapter_titles` are pairs of a chapter's
    number and its title. All positions are those that the story has before the edit.
    """

    lines: Pairs = ()
    same: Pairs = ()
    apart: tuple[str, ...] = ()
    genders: Pairs = ()
    voices: Pairs = ()
    narrator: str | None = None
    renames: Pairs = ()
    unset: tuple[str, ...] = ()
    blocks: Pairs = ()
    joined_chapters: tuple[int, ...] = ()
    chapter_titles: tuple[tuple[int, str], ...] = ()
    allow_new: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be changed."""
        return replace(self, allow_new=False) == TypedEdits()

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that was typed."""
        pairs = (*self.lines, *self.same, *self.genders, *self.voices, *self.renames, *self.blocks)
        titles = (title for _, title in self.chapter_titles)
        return (*(text for pair in pairs for text in pair), *titles, *self.apart, *self.unset, self.narrator or "")


@dataclass(frozen=True, slots=True)
class EditReport:
    """What an edit did, in sentences, and the story as it is now."""

    messages: tuple[str, ...]
    state: StoryState
    is_changed: bool


def edit_cast(
    analysis: AnalyzedStory, typed: TypedEdits, overrides: CastingOverrides, analyze_again: Callable[[], AnalyzedStory]
) -> EditReport:
    """Makes the corrections in the story's cast file.

    The voices of everybody else are saved with them, so that they stay as they are. Raises InputError, and changes
    nothing, if a name, a line or a voice is not found.
    """
    before = StoryState(analysis, cast_story(analysis, overrides))
    planner = _EditPlanner(
        before, collect_names(analysis.characters, analysis.cast_file, analysis.book.text, typed.allow_new)
    )
    edits = planner.plan(typed)
    # Whoever is not edited keeps the voice that they have now, whether or not it is in the file already.
    applied = apply_edits(analysis.cast_path, edits, build_entries(analysis, before.cast), analysis.cast_location.story)
    return _report(before, applied, overrides, analyze_again, tuple(planner.notes))


def undo_cast_edit(
    analysis: AnalyzedStory, overrides: CastingOverrides, analyze_again: Callable[[], AnalyzedStory]
) -> EditReport:
    """Takes back the last edit of the story's cast file that a command made; raises InputError if there is none."""
    before = StoryState(analysis, cast_story(analysis, overrides))
    applied = undo_last_edit(analysis.cast_path)
    if applied is None:
        raise InputError(f"--undo: no command has edited {analysis.cast_path} yet, so there is nothing to take back")
    return _report_step(before, applied, overrides, analyze_again)


def redo_cast_edit(
    analysis: AnalyzedStory, overrides: CastingOverrides, analyze_again: Callable[[], AnalyzedStory]
) -> EditReport:
    """Makes the edit again that was taken back last; raises InputError if none was, or something was edited since."""
    before = StoryState(analysis, cast_story(analysis, overrides))
    applied = redo_last_edit(analysis.cast_path)
    if applied is None:
        raise InputError(
            f"--redo: nothing was taken back in {analysis.cast_path} since its last edit, so there is nothing to make "
            "again"
        )
    return _report_step(before, applied, overrides, analyze_again)


def _report_step(
    before: StoryState,
    applied: AppliedEdits,
    overrides: CastingOverrides,
    analyze_again: Callable[[], AnalyzedStory],
) -> EditReport:
    left = tuple(
        f"{' '.join(change.key[:2])} stays as it is: it was changed again after that edit" for change in applied.left
    )
    return _report(before, applied, overrides, analyze_again, left)


def _report(
    before: StoryState,
    applied: AppliedEdits,
    overrides: CastingOverrides,
    analyze_again: Callable[[], AnalyzedStory],
    notes: tuple[str, ...],
) -> EditReport:
    if not applied.changes:
        # The same edit may have been killed between the correction and the voices that follow from it.
        if before.analysis.cast_path.exists():
            save_cast(before.analysis, before.cast)
        return EditReport((*notes, "nothing has changed"), before, is_changed=False)
    tables = {change.table for change in applied.changes}
    if tables <= VOICE_TABLES:
        analysis = before.analysis.with_cast_file(read_cast_file(before.analysis.cast_path))
    else:
        analysis = analyze_again()
    after = StoryState(analysis, cast_story(analysis, overrides))
    if not tables <= SOUND_TABLES:
        save_cast(analysis, after.cast)
    touched = find_touched_lines(before, after)
    messages = (*describe_changes(applied.changes, before, after), *notes)
    messages += tuple(describe_chapter_count(before.analysis.book, analysis.book))
    if touched != NOTHING_TOUCHED or all(change.table != BLOCK_TABLE for change in applied.changes):
        messages += tuple(describe_touched_lines(touched, len(analysis.script.chapters)))
    return EditReport(messages, after, is_changed=True)


def describe_edits(before: StoryState, analysis: AnalyzedStory, overrides: CastingOverrides) -> EditReport:
    """What several edits together did, when the story has been analyzed again; saves the voices of who is new."""
    after = StoryState(analysis, cast_story(analysis, overrides))
    save_cast(analysis, after.cast)
    touched = find_touched_lines(before, after)
    messages = tuple(describe_touched_lines(touched, len(analysis.script.chapters)))
    return EditReport(messages, after, is_changed=True)


class _EditPlanner:
    """Finds the characters, lines and voices that were typed; `notes` are what to tell about it."""

    def __init__(self, state: StoryState, names: CharacterNames) -> None:
        self.state, self.names = state, names
        self.notes: list[str] = []

    def plan(self, typed: TypedEdits) -> tuple[CastEdit, ...]:
        """The edits in the order in which they are made: what is forgotten first, voices last."""
        edits: list[CastEdit] = [self._plan_unset(name) for name in typed.unset]
        for place, speaker in typed.lines:
            edits += self._plan_line(place, speaker)
        edits += [self._plan_apart(name) for name in typed.apart]
        edits += [self._plan_same(name, other) for name, other in typed.same]
        edits += [self._plan_rename(old, new) for old, new in typed.renames]
        edits += [self._plan_gender(name, gender) for name, gender in typed.genders]
        edits += [self._plan_voice(name, voice) for name, voice in typed.voices]
        if typed.narrator is not None:
            edits.append(SetNarrator(parse_voice_choice(typed.narrator, "--narrator")))
        edits += self._plan_blocks(typed)
        # The file itself says of a new character that it is one, so that nobody takes it for a mistyped name.
        return (*(SeparateName(name) for name in self.names.added), *edits)

    def _plan_unset(self, typed: str) -> CastEdit:
        if is_narrator(typed):
            return ForgetNarrator()
        main = self.names.find(typed, f"--unset {typed}")
        return ForgetCharacter(self.names.all_names_of(main))

    def _plan_line(self, place: str, typed: str) -> list[CastEdit]:
        segments = find_lines(self.state.analysis.script, place)
        speaker = NARRATOR if is_narrator(typed) else self.names.find(typed, f"--line {place} {typed}")
        corrections = build_corrections(self.state.analysis.script, segments, speaker)
        return [SetSpeaker(correction) for correction in corrections]

    def _plan_blocks(self, typed: TypedEdits) -> tuple[CastEdit, ...]:
        planner = BlockPlanner(self.state.analysis, self.notes)
        for place, kind in typed.blocks:
            planner.plan_kind(place, kind)
        for number in typed.joined_chapters:
            planner.plan_join(number)
        for number, title in typed.chapter_titles:
            planner.plan_title(number, title)
        return planner.finish()

    def _plan_apart(self, typed: str) -> CastEdit:
        self._refuse_narrator(typed, "--apart")
        return SeparateName(self.names.spelling_of(typed, f"--apart {typed}"))

    def _plan_same(self, typed: str, typed_main: str) -> CastEdit:
        for name in (typed, typed_main):
            self._refuse_narrator(name, "--same")
        option = f"--same {typed} {typed_main}"
        main = self.names.find(typed_main, option)
        names = self._names_to_join(typed, option)
        if self.names.main_names.get(fold_name(typed)) == main:
            self.notes.append(f"{typed} is another name of {main} already")
        return JoinNames(tuple(name for name in names if name != main), main)

    def _names_to_join(self, typed: str, option: str) -> tuple[str, ...]:
        """All names of a character if it is the main one that was typed; otherwise only the name that was typed."""
        known = self.names.main_names.get(fold_name(typed))
        if known is not None and fold_name(known) == fold_name(typed):
            return self.names.all_names_of(known)
        if known is not None:
            return (self.names.spelling_of(typed, option),)
        return (self.names.find(typed, option),)

    def _plan_rename(self, typed: str, new_name: str) -> CastEdit:
        for name in (typed, new_name):
            self._refuse_narrator(name, "--rename")
        option = f"--rename {typed} {new_name}"
        main, new_name = self.names.find(typed, option), " ".join(new_name.split())
        if not new_name:
            raise InputError(f"{option}: the new name is empty")
        other = self.names.main_names.get(fold_name(new_name), main)
        if other != main:
            raise InputError(
                f"{option}: {new_name} is somebody else; if the two are one person, give --same {_quote(main)} "
                f"{_quote(new_name)}"
            )
        return RenameCharacter(self.names.all_names_of(main), new_name)

    def _plan_gender(self, typed: str, gender: str) -> CastEdit:
        self._refuse_narrator(typed, "--gender")
        word = gender.strip().lower()
        if word not in GENDERS:
            raise InputError(f"--gender {typed} {gender}: {gender!r} is not a gender{format_suggestion(word, GENDERS)}")
        main, value = self.names.find(typed, f"--gender {typed}"), GENDERS[word]
        unfit = {entry.name for entry in load_catalogue() if value and entry.gender != value}
        return SetGender(main, value, frozenset(unfit))

    def _plan_voice(self, typed: str, voice: str) -> CastEdit:
        option = f"--voice {typed}"
        if is_narrator(typed):
            return SetNarrator(parse_voice_choice(voice, option))
        main = self.names.find(typed, option)
        return SetVoice(main, parse_voice_choice(voice, option, self.state.voices.get(main, "")))

    @staticmethod
    def _refuse_narrator(name: str, option: str) -> None:
        if is_narrator(name):
            raise InputError(
                f"{option}: the narrator is no character; --narrator VOICE chooses the narrator's voice, and "
                "--line 7:42 narrator lets the narrator read a line"
            )


def _quote(name: str) -> str:
    return f'"{name}"' if " " in name else name
