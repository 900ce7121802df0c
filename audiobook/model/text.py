"""Values about text: from a file's characters to a script with its speakers.

Offsets are Python string indices into the decoded source text, end exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

# Why a speaker label, or a time next to it, is skipped: the voice already says who speaks.
SPEAKER_NAME = "speaker's name"
MESSAGE_TIME = "time of a message"


def has_words(text: str) -> bool:
    """Whether there is anything to speak in a text: a letter or a digit.

    >>> has_words("Room 7"), has_words("… —")
    (True, False)
    """
    return any(character.isalnum() for character in text)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the source text, from `start` to `end` (exclusive)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a story, from its header or from options; "" and () for what isn't known.

    `published` and `updated` are ISO dates, or only a year; `source` is the story's web address.
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
        """The year of publication, "" if unknown."""
        return self.published[:4]

    def without_control_characters(self) -> Metadata:
        """A copy without control characters, which occur in some files and confuse players."""
        return Metadata(*(_strip_control_characters(getattr(self, name)) for name in self.__slots__))

    def with_defaults(self, defaults: Metadata) -> Metadata:
        """A copy whose empty fields are filled from `defaults`."""
        return Metadata(*(getattr(self, name) or getattr(defaults, name) for name in self.__slots__))


def _strip_control_characters(value: str | tuple[str, ...]) -> Any:
    if isinstance(value, tuple):
        return tuple(_strip_control_characters(part) for part in value)
    return "".join(character for character in value if character.isprintable() or character == "\n").strip()


class SectionRole(StrEnum):
    """The role that a file's own format gives to a part of its text."""

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
    """A part of the text whose role is given by the file's format. Sections are in order and don't overlap.

    CHAPTER certainly starts a chapter: its span is the heading in the text, or empty if the chapter has a `title` that
    isn't in the text. HEADING is a heading of `level` 1 to 6 that may or may not start one. LABEL is the caption of a
    note ("Chapter Notes"), NOTE a note's paragraphs. METADATA is not part of the story: title page, contents, log;
    `reason` says which. BREAK is a scene break. PARAGRAPH joins the lines inside it. PART is the heading of a part of
    the book, which its chapters may need in their names, or empty like a CHAPTER; without a title it ends the parts.
    BOUNDARY is empty: the edge of a container (an archive's box for the story, a file of a book) that no rule about the
    text may look across. DISPLAY is empty and comes before a paragraph of one line that is formatted like a title
    ("bold centred", in `reason`).
    """

    role: SectionRole
    span: Span
    title: str = ""
    level: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover picture of a story, and its MIME type ("image/jpeg")."""

    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Omission:
    """Words of a file that are not in its manuscript's text; `reason` names the rule, "" if there is none.

    `characters` are counted without white space; `opening` is the beginning of the passage. `doubtful` means that it
    may be part of the story: a lot of continuous text without links.
    """

    reason: str
    words: int
    characters: int
    opening: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A story after reading: its decoded text, and what its file says about it.

    For .txt and .md the text is the file's own. For other formats it is extracted: one line for each paragraph, blank
    lines between them, emphasis marked with asterisks. `omissions` are what the file has and the text doesn't;
    `warnings` are guesses made while reading, each a sentence.
    """

    source: Path
    text: str
    metadata: Metadata = Metadata()
    sections: tuple[Section, ...] = ()
    cover: Cover | None = None
    omissions: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()


class Kind(StrEnum):
    """What a part of the source text is."""

    METADATA = "metadata"
    HEADING = "heading"
    NOTE = "note"
    BREAK = "break"
    NARRATION = "narration"
    SPEECH = "speech"
    THOUGHT = "thought"

    @property
    def is_speech(self) -> bool:
        """Whether a character says or thinks it, in words of their own."""
        return self in (Kind.SPEECH, Kind.THOUGHT)


class NotePosition(StrEnum):
    """Where in a chapter a note is."""

    HEAD = "head"
    MIDDLE = "midst"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Block:
    """A line, a paragraph or a part of one: what it is, and whether it is spoken.

    `paragraph` is the paragraph's number in its chapter, or before the first chapter, from 1; parts of a paragraph
    share its number. `skipped` is the reason why it isn't spoken, None if it is. `position` is that of a note.
    `warning` says what is uncertain about it.
    """

    kind: Kind
    span: Span
    paragraph: int = 0
    skipped: str | None = None
    position: NotePosition | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its number, its heading, and its blocks in reading order.

    `number` counts the chapters of a book from 1. `label` is the heading's own number ("Chapter 3", "Prologue") and
    `title` what follows it. `part` is the part of the book, if chapter numbers start again in each. All are "" if there
    is none. `heading` is the heading's span in the source, None if it isn't in the text. `is_renamed` says that the
    user has given it another name than its heading.
    """

    number: int
    label: str
    title: str
    blocks: tuple[Block, ...]
    part: str = ""
    heading: Span | None = None
    is_renamed: bool = False

    @property
    def display_name(self) -> str:
        """The chapter's name in listings: its title, or else its label ("Chapter 3"), preceded by its part."""
        own = self.title or self.label or f"Chapter {self.number}"
        return f"{self.part}, {own}" if self.part else own

    @property
    def story_blocks(self) -> tuple[Block, ...]:
        """The blocks that belong to the story."""
        return tuple(block for block in self.blocks if block.kind is Kind.NARRATION)

    @property
    def note_blocks(self) -> tuple[Block, ...]:
        """The author's notes, wherever they are in the chapter."""
        return tuple(block for block in self.blocks if block.kind is Kind.NOTE)


@dataclass(frozen=True, slots=True)
class Book:
    """A story split into chapters; `front_matter` is what comes before the first one.

    The blocks of `front_matter` and of the chapters cover every character of `text` that is not white space, exactly
    once. `omissions` and `warnings` are those of the manuscript.
    """

    metadata: Metadata
    text: str
    front_matter: tuple[Block, ...]
    chapters: tuple[Chapter, ...]
    cover: Cover | None = None
    omissions: tuple[Omission, ...] = ()
    warnings: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """All blocks, in the order of the source."""
        yield from self.front_matter
        for chapter in self.chapters:
            yield from chapter.blocks


# The speaker of a line with less confidence than this is unsure.
SURE_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a chapter with one kind and one speaker: `text` as in the source, `spoken` as an engine gets it.

    `spoken` is "" until narration normalizes the text for the engine of its voice. `read_as` are the texts to normalize
    if it isn't the text itself, one sentence each: a heading's label and title, a speaker label; () for what is never
    read. `source_text` is the whole text that the span refers to: one string for all segments of a book, never a copy.
    `speaker` is None for narration, and if the speaker is unknown. `confidence` is from 0 to 1; `evidence` says how the
    speaker was identified ("none" if there is none).
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
        """The text as in the source."""
        return self.span.of(self.source_text)


@dataclass(frozen=True, slots=True)
class Script:
    """A book as a list of segments, in reading order."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    segments: tuple[Segment, ...]

    def chapter_segments(self, number: int) -> tuple[Segment, ...]:
        """The segments of one chapter."""
        first = bisect_left(self.segments, number, key=_chapter_number)
        return self.segments[first : bisect_right(self.segments, number, first, key=_chapter_number)]


def _chapter_number(segment: Segment) -> int:
    return segment.chapter


@dataclass(frozen=True, slots=True)
class Character:
    """A person who speaks or thinks in the story: the most frequent name, the other names, and the number of lines.

    `gender` is "male", "female" or "" (unknown), `age` is "child", "youth", "adult", "old" or "". A first-person
    narrator whose name is unknown is called "I".
    """

    name: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    lines: int = 0
    age: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A script with its speakers, and its characters, those with the most lines first."""

    script: Script
    characters: tuple[Character, ...]
