"""What users decide about the paragraphs of a story: which are read, and where chapters begin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audiobook.model.text import Span


class DecidedKind(StrEnum):
    """What a paragraph is, as users say it."""

    STORY = "story"
    NOTE = "note"
    HEADING = "heading"
    BREAK = "break"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class BlockDecision:
    """A user's decision about a paragraph, or about a run of them; None stands for what is left to the program.

    `text` are the first words of the paragraph, or of a part of it such as a note in the middle; `last` those of the
    last paragraph of a run, "" for a single one. `begins_chapter` says whether a chapter begins there, `title` and
    `label` ("Chapter 3") are that chapter's name. `chapter` and `paragraph` say where it is, both 0 if the decision
    doesn't; they count in the story with all earlier decisions applied. `row` is the line of the cast file.
    """

    text: str
    kind: DecidedKind | None = None
    begins_chapter: bool | None = None
    title: str | None = None
    label: str | None = None
    last: str = ""
    chapter: int = 0
    paragraph: int = 0
    row: int = 0

    @property
    def names_chapter(self) -> bool:
        """Whether it gives the chapter a name."""
        return self.title is not None or self.label is not None

    @property
    def has_position(self) -> bool:
        """Whether it says where the paragraph is; chapter 0 is what comes before the first one."""
        return bool(self.chapter or self.paragraph)


@dataclass(frozen=True, slots=True)
class LocatedDecision:
    """A decision that was found in a story: where what it is about begins in the source, and its paragraphs' spans."""

    decision: BlockDecision
    start: int
    paragraphs: tuple[Span, ...]
