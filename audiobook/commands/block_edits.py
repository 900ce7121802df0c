"""Turns what was typed about paragraphs and chapters into edits of the cast file's [[block]] entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from audiobook.cast_file.block_edits import DecideBlock, ForgetBlock, MoveLines, Position
from audiobook.cast_file.edits import CastEdit
from audiobook.chapters.decisions.kinds import NO_HEADINGS
from audiobook.chapters.decisions.locating import begins_with, comparable_text
from audiobook.commands.paragraphs import FoundParagraph, find_opening, find_paragraphs, list_paragraphs
from audiobook.errors import InputError
from audiobook.model import Book
from audiobook.model.decisions import BlockDecision, DecidedKind, LocatedDecision
from audiobook.pipeline import decide_blocks
from audiobook.production.plan import AnalyzedStory
from audiobook.text.suggest import format_suggestion

# What else can be said of a paragraph: that a chapter begins there, and that the program is to decide again.
CHAPTER, AUTOMATIC = "chapter", "auto"
KIND_WORDS = (*map(str, DecidedKind), CHAPTER, AUTOMATIC)


@dataclass(slots=True)
class BlockPlanner:
    """Plans the edits for what was typed about paragraphs; all positions are those before any of the edits.

    `notes` are what to tell about it.
    """

    analysis: AnalyzedStory
    notes: list[str] = field(default_factory=list)
    edits: list[CastEdit] = field(default_factory=list)
    _decisions: list[BlockDecision] = field(init=False)
    _positions: dict[int, Position] = field(init=False)
    _known: dict[int, BlockDecision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._decisions = list(self.analysis.cast_file.blocks)
        self._positions = _list_positions(self.analysis.book)

    def plan_kind(self, place: str, typed_kind: str) -> None:
        """Says what the paragraphs at a place are.

        Raises InputError if there are none, or they can't be that.
        """
        option, word = f"--block {place}", typed_kind.strip().lower()
        if word not in KIND_WORDS:
            raise InputError(f"{option} {typed_kind}: a paragraph can't be that{format_suggestion(word, KIND_WORDS)}")
        paragraphs = find_paragraphs(self.analysis.book, place, option)
        if word == CHAPTER and len(paragraphs) > 1:
            raise InputError(f"{option} chapter: say where the chapter begins with one position")
        for paragraph in paragraphs:
            if word == AUTOMATIC:
                self._forget(paragraph, option)
            elif word == CHAPTER:
                self._decide(paragraph, BlockDecision("", begins_chapter=True))
            else:
                self._decide(paragraph, BlockDecision("", DecidedKind(word)))

    def plan_join(self, number: int) -> None:
        """Makes a chapter go on from the one before it; raises InputError if there is none."""
        option = f"--join-chapter {number}"
        opening = find_opening(self.analysis.book, number, option)
        if number == 1:
            raise InputError(f"{option}: there is no chapter before the first one")
        self._decide(opening, BlockDecision("", begins_chapter=False))

    def plan_title(self, number: int, title: str) -> None:
        """Names a chapter; raises InputError if there is none with this number."""
        opening = find_opening(self.analysis.book, number, f"--chapter-title {number}")
        self._decide(opening, BlockDecision("", title=" ".join(title.split())))

    def finish(self) -> tuple[CastEdit, ...]:
        """All edits, with the lines of the cast file moved along to where their paragraphs are then.

        Raises InputError if one of them would have no effect.
        """
        decided = decide_blocks(self.analysis.split_book, self._decisions)
        for decision, reason in decided.unmatched:
            if decision in self._known.values():
                raise InputError(f"“{decision.text}”: {reason}")
        moved = _list_positions(decided.book)
        former = _list_positions(self.analysis.book)
        moves = {place: moved[start] for start, place in former.items() if moved.get(start, place) != place}
        return (*self.edits, *((MoveLines(moves),) if moves and self.edits else ()))

    def _decide(self, paragraph: FoundParagraph, wanted: BlockDecision) -> None:
        known = self._find_known(paragraph)
        chapter, number = self._positions.get(paragraph.start, (paragraph.chapter, paragraph.paragraph))
        here = known or BlockDecision(paragraph.first_words, chapter=chapter, paragraph=number)
        decision = replace(wanted, text=here.text, chapter=here.chapter, paragraph=here.paragraph)
        # A heading that was said to be none becomes one again.
        unset = ("kind",) if wanted.begins_chapter and here.kind in NO_HEADINGS else ()
        self.edits.append(DecideBlock(decision, unset))
        merged = _merge(here, decision, unset)
        self._known[paragraph.start] = merged
        self._decisions = [merged if one == known else one for one in self._decisions] + [merged] * (known is None)
        if decision.begins_chapter is not None or not paragraph.chapter or paragraph.kind is DecidedKind.HEADING:
            self._positions = _list_positions(self._decide_book())

    def _find_known(self, paragraph: FoundParagraph) -> BlockDecision | None:
        """What is decided about exactly this paragraph, or part of one, by the file or by an edit before this one."""
        located = (one for one in self._located_at(paragraph) if self._is_about(one, paragraph))
        return self._known.get(paragraph.start) or next(located, None)

    def _forget(self, paragraph: FoundParagraph, option: str) -> None:
        located = self._located_at(paragraph)
        run = next((one for one in self.analysis.decided_blocks if _covers(one, paragraph)), None)
        if run and not located:
            raise InputError(
                f"{option}: it is one of several paragraphs that line {run.decision.row} of "
                f"{self.analysis.cast_path} is about; change that, or say what this paragraph is"
            )
        if not located:
            self.notes.append(f"nothing is set for {paragraph.position}")
        for decision in located:
            self.edits.append(ForgetBlock(decision))
            self._decisions = [one for one in self._decisions if one != decision]

    def _located_at(self, paragraph: FoundParagraph) -> list[BlockDecision]:
        """The decisions about a paragraph alone, or about a part of it."""
        return [
            one.decision
            for one in self.analysis.decided_blocks
            if not one.decision.last and one.paragraphs[0].start <= paragraph.start < one.paragraphs[0].end
        ]

    @staticmethod
    def _is_about(decision: BlockDecision, paragraph: FoundParagraph) -> bool:
        return begins_with(comparable_text(paragraph.text), comparable_text(decision.text))

    def _decide_book(self) -> Book:
        return decide_blocks(self.analysis.split_book, self._decisions).book


def _covers(located: LocatedDecision, paragraph: FoundParagraph) -> bool:
    return any(span.start <= paragraph.start < span.end for span in located.paragraphs)


def _merge(former: BlockDecision, wanted: BlockDecision, unset: Iterable[str]) -> BlockDecision:
    """A decision with what is decided now as well."""
    return replace(
        former,
        kind=wanted.kind or (None if "kind" in unset else former.kind),
        begins_chapter=former.begins_chapter if wanted.begins_chapter is None else wanted.begins_chapter,
        title=former.title if wanted.title is None else wanted.title,
    )


def _list_positions(book: Book) -> dict[int, Position]:
    """The position of each paragraph, by where it begins in the source."""
    return {one.start: (one.chapter, one.paragraph) for one in list_paragraphs(book)}
