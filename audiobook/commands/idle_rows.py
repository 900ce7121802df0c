"""Rows of a cast file that have no effect, and why: what a person says is never passed over in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audiobook.cast_file.values import GENDER_WORDS, CastFile, is_narrator
from audiobook.commands.cast_changes import format_choice
from audiobook.commands.character_names import CharacterNames, collect_names, find_near_names
from audiobook.commands.spoken_lines import EXCERPT_CHARACTERS, shorten_quote
from audiobook.model import Kind
from audiobook.narration.line_takes import overlap
from audiobook.production.plan import AnalyzedStory
from audiobook.text.folding import fold_name
from audiobook.text.word_search import find_words


def find_idle_rows(analysis: AnalyzedStory, speak_notes: bool = True) -> tuple[str, ...]:
    """A message for each row of the story's cast file that changes nothing, or that looks like a mistyped name.

    Without `speak_notes`, nothing that is set for an author's note has an effect.
    """
    finder = _IdleRows(analysis)
    takes = () if speak_notes else (finder.find_takes_in_notes,)
    return tuple(
        f"{analysis.cast_path}, {message}"
        for find in (
            finder.find_voices,
            finder.find_genders,
            finder.find_aliases,
            finder.find_speakers,
            finder.find_words,
            *takes,
        )
        for message in find()
    )


@dataclass
class _IdleRows:
    """The cast file of a story next to what the story has."""

    analysis: AnalyzedStory

    def __post_init__(self) -> None:
        self.file: CastFile = self.analysis.cast_file
        self.aliases = dict(self.file.aliases)
        self.main_names = {character.name for character in self.analysis.characters}
        self.speaking: CharacterNames = collect_names(self.analysis.characters, CastFile())
        self.text = fold_name(self.analysis.book.text) if self._needs_text() else ""

    def _needs_text(self) -> bool:
        return bool(self.file.aliases or self.file.pronounce or self.file.lines)

    def find_voices(self) -> Iterator[str]:
        """The rows of [cast] for somebody who doesn't speak, or who has another row."""
        rows = dict(self.file.voices)
        for name, choice in self.file.voices:
            reason = "" if choice.is_assigned else self._why_not_heard(name)
            main = self._main_name_of(name)
            if not reason and name != main and main in rows and not choice.is_assigned:
                reason = f"{name} is {main}{self._by_aliases(name)}, and {main} has a row of their own"
            if reason:
                yield f'line {choice.row}: {name} = "{format_choice(choice)}" has no effect: {reason}'

    def find_genders(self) -> Iterator[str]:
        """The rows of [gender] for somebody who doesn't speak, or under another name."""
        for name, gender in self.file.genders:
            main = self._main_name_of(name)
            reason = self._why_not_heard(name)
            if not reason and name != main and name in self.aliases:
                reason = f"{name} is {main} by [aliases]; set the gender of {main} instead"
            if reason:
                yield f'[gender]: {name} = "{GENDER_WORDS.get(gender, gender)}" has no effect: {reason}'

    def find_aliases(self) -> Iterator[str]:
        """The rows of [aliases] for a name that the story doesn't have."""
        for name, main in self.file.aliases:
            if not self._occurs(name) and name not in self.main_names:
                yield f'[aliases]: {name} = "{main}" has no effect: {name} does not occur in the story'

    def find_speakers(self) -> Iterator[str]:
        """The names of [[line]] that nobody else has, but somebody has almost."""
        counts = Counter(
            segment.speaker for segment in self.analysis.script.segments if segment.evidence != "correction"
        )
        others = [fold_name(name) for name in self.speaking.main_names if counts[self.speaking.main_names[name]]]
        for line in self.file.lines:
            is_known = line.speaker in self.aliases or self._occurs(line.speaker) or is_narrator(line.speaker)
            if counts[line.speaker] or is_known:
                continue
            near = find_near_names(line.speaker, others)
            if near:
                right = self.speaking.main_names[near[0]]
                yield (
                    f"line {line.row}: nobody else is called {line.speaker}; did you mean {right}? If it is another "
                    f'character, write "{line.speaker}" = "{line.speaker}" under [aliases]'
                )

    def find_words(self) -> Iterator[str]:
        """The rows of [pronounce] for a word that the story doesn't have."""
        for entry in self.file.pronounce:
            if not self._occurs(entry.word):
                yield f"[pronounce]: {entry.word} has no effect: it does not occur in the story"

    def find_takes_in_notes(self) -> Iterator[str]:
        """The rows of [[take]] for lines of author's notes."""
        for located in self.analysis.takes.found:
            touched = [
                one
                for one in self.analysis.script.chapter_segments(located.chapter)
                if overlap(one.span, located.span) and one.kind is not Kind.BREAK
            ]
            if all(one.kind is Kind.NOTE and one.skipped for one in touched):
                yield (
                    f"line {located.take.row}: “{shorten_quote(located.take.text, EXCERPT_CHARACTERS)}” has no effect: "
                    "author's notes aren't read; write spoken = true under [notes] if you want them"
                )

    def _main_name_of(self, name: str) -> str:
        main = self.aliases.get(name, name)
        return self.speaking.main_names.get(fold_name(main), main)

    def _why_not_heard(self, name: str) -> str:
        """Why a name is nobody's who speaks; "" if it is somebody's."""
        main = self._main_name_of(name)
        if main in self.main_names:
            return ""
        if main != name:
            return f"{name} has no lines ({name} is {main}{self._by_aliases(name)})"
        return f"nobody called {name} speaks in the story{self.speaking.suggest(name)}"

    def _by_aliases(self, name: str) -> str:
        return " by [aliases]" if name in self.aliases else ""

    def _occurs(self, name: str) -> bool:
        return find_words(self.text, fold_name(name)) >= 0
