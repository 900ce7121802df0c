"""Values of text: from a file's characters to a script with its speakers.

Offsets are Python string indices into the decoded source text, end exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source text, `start` to `end` (exclusive)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a story, from its own header or from what the person said; "" and () where nothing is.

    `published` and `updated` are ISO dates, or only a year; `source` is the story's address on the web.
    """

    title: str = ""
    author: str = ""
    summary: str = ""
    language: str = ""
    series: str = ""
    fandoms: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    rating: str = ""
    warnings: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    status: str = ""
    source: str = ""

    @property
    def year(self) -> str:
        """The year of publication, "" where it is not known."""
        return self.published[:4]

    def without_control_characters(self) -> Metadata:
        """This without the control characters that some files carry, which players would stumble over."""
        return Metadata(*(_strip_control_characters(getattr(self, name)) for name in self.__slots__))

    def with_defaults(self, defaults: Metadata) -> Metadata:
        """This, and what `other` knows where this knows nothing."""
        return Metadata(*(getattr(self, name) or getattr(defaults, name) for name in self.__slots__))


def _strip_control_characters(value: str | tuple[str, ...]) -> Any:
    if isinstance(value, tuple):
        return tuple(_strip_control_characters(part) for part in value)
    return "".join(character for character in value if character.isprintable() or character == "\n").strip()


class SectionRole(StrEnum):
    """What the format of a file itself says of a stretch of its text."""

    CHAPTER = "chapter"
    HEADING = "heading"
    LABEL = "label"
    NOTE = "note"
    METADATA = "metadata"
    BREAK = "break"
    PARAGRAPH = "paragraph"
    BOUNDARY = "bound"
    PART = "part"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the text whose role the file's format tells.

    CHAPTER opens a chapter for certain: its span is the heading as it stands in the text, or empty where the chapter
    has a title (in `title`) that its text does not repeat. HEADING is a heading of `level` 1 to 6 that may or may not
    open one. LABEL is the caption of a note ("Chapter Notes"), NOTE a note's paragraphs. METADATA is whatever is no
    story: title page, contents, log; `reason` says which. BREAK parts scenes. PARAGRAPH joins the lines inside it.
    PART is the heading of a part of the book, whose name its chapters may need, or empty like a CHAPTER; one without a
    title ends the parts.
    BOUND is empty: the edge of a container (an archive's box for the story, a file of a book) across which no rule
    about the text may look. DISPLAY is empty and stands before a paragraph of one line that is set as titles are
    ("bold centred", in `reason`). Sections come in order and do not overlap.
    """

    role: SectionRole
    span: Span
    title: str = ""
    level: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture of a story's cover, and its type ("image/jpeg")."""

    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Omission:
    """Words of a file that did not come into its manuscript's text: `reason` names the rule, "" where there is none.

    `characters` are counted without white space; `opening` is how the passage begins. `doubtful` says that it may well
    be story: so much text that stands together, and no links.
    """

    reason: str
    words: int
    characters: int
    opening: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A story as it came: its decoded text, and what its file says of it.

    For .txt and .md the text is the file's own; for other formats it is what was extracted, one paragraph a line with
    a blank line between, emphasis written `*so*`. `omissions` is what the file holds and the text does not; `warnings`
    are guesses that reading made, each a sentence.
    """

    source: Path
    text: str
    metadata: Metadata = Metadata()
    sections: tuple[Section, ...] = ()
    cover: Cover | None = None
    omissions: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()


class Kind(StrEnum):
    """What a stretch of the source is."""

    METADATA = "metadata"
    HEADING = "heading"
    NOTE = "note"
    BREAK = "break"
    NARRATION = "narration"
    SPEECH = "speech"
    THOUGHT = "thought"

    @property
    def is_speech(self) -> bool:
        """Whether a character says or thinks it."""
        return self in (Kind.SPEECH, Kind.THOUGHT)


# Why a name at the head of a line, and a time there, is not read: the voice tells who speaks.
SPEAKER_NAME = "speaker's name"
MESSAGE_TIME = "time of a message"


class NotePosition(StrEnum):
    """Where in a chapter a note stands."""

    HEAD = "head"
    MIDDLE = "midst"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Block:
    """A line, a paragraph or a part of one: what it is, and why it is not spoken where it is not.

    `paragraph` counts the paragraphs of a chapter from 1 (parts of one paragraph share its number, 0 stands
    before the first chapter); `skipped` is None for what is spoken, else the reason why not; `position` is that of a
    note; `warning` says what could not be told for certain.
    """

    kind: Kind
    span: Span
    paragraph: int = 0
    skipped: str | None = None
    position: NotePosition | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its number, what its heading says, and its blocks in reading order.

    `number` counts the chapters of a book from 1. `label` is the heading's own number ("Chapter 3", "Prologue"),
    `title` what follows it, `part` the part of the book it belongs to where chapters are numbered anew in each; all
    are "" where there is none. `heading` is where the heading stands in the source, None where the text has none.
    """

    number: int
    label: str
    title: str
    blocks: tuple[Block, ...]
    part: str = ""
    heading: Span | None = None

    @property
    def display_name(self) -> str:
        """What a listing calls the chapter: its title, or else its label ("Chapter 3"), after its part."""
        own = self.title or self.label or f"Chapter {self.number}"
        return f"{self.part}, {own}" if self.part else own

    @property
    def story_blocks(self) -> tuple[Block, ...]:
        """The blocks that are story."""
        return tuple(block for block in self.blocks if block.kind is Kind.NARRATION)

    @property
    def note_blocks(self) -> tuple[Block, ...]:
        """The author's notes, wherever in the chapter they stand."""
        return tuple(block for block in self.blocks if block.kind is Kind.NOTE)


@dataclass(frozen=True, slots=True)
class Book:
    """A story split into chapters; `front_matter` is what stands before the first of them, `warnings` are a
    manuscript's.

    The blocks of `front_matter` and of the chapters cover every character of `text` that is not white space, once;
    `omissions` is what the story's file holds besides.
    """

    metadata: Metadata
    text: str
    front_matter: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    cover: Cover | None = None
    omissions: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """All blocks in the order of the source."""
        yield from self.front_matter
        for chapter in self.chapters:
            yield from chapter.blocks


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a chapter that one voice says: `text` as in the source, `spoken` as an engine is given it.

    `spoken` is "" until narration normalizes the text for the engine of the voice that says it. `read_as` are the texts
    to normalize where that is not the text itself, one sentence each: a heading's label and title, the name at the head
    of a line; () for what is never read. `source_text` is the whole text that the span lies in: one string for all
    utterances of a book, never a copy. `speaker` is None for narration and where nobody could be named; `confidence` is
    0 to 1; `evidence` says how the speaker was identified ("none" where nobody is named).
    """

    chapter: int
    paragraph: int
    kind: Kind
    span: Span
    source_text: str = field(repr=False, compare=False)
    spoken: str = ""
    skipped: str | None = None
    speaker: str | None = None
    confidence: float = 0.0
    evidence: str = "none"
    read_as: tuple[str, ...] | None = None

    @property
    def text(self) -> str:
        """The stretch as it stands in the source."""
        return self.span.of(self.source_text)


@dataclass(frozen=True, slots=True)
class Script:
    """A book in reading order, utterance by utterance."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    segments: tuple[Segment, ...]

    def chapter_segments(self, number: int) -> tuple[Segment, ...]:
        """The utterances of one chapter."""
        first = bisect_left(self.segments, number, key=_chapter_number)
        return self.segments[first : bisect_right(self.segments, number, first, key=_chapter_number)]


def _chapter_number(segment: Segment) -> int:
    return segment.chapter


@dataclass(frozen=True, slots=True)
class Character:
    """Someone who speaks or thinks: the name most used, the other names, "male", "female" or "", and how many lines.

    A narrator whose name is not known is called "I". `age` is "child", "youth", "adult", "old" or "".
    """

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    lines: int = 0
    age: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A script with its speakers filled in, and its characters, those with most lines first."""

    script: Script
    characters: tuple[Character, ...]
