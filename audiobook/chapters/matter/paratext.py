"""Finds what publishers and transcribers put before and after a story: their notes, an author's life, lists of books.

Each kind has a caption, alone on its line. What stands below it, up to the next heading or break, goes with it only
where it reads like its kind: a story may have such a caption, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from audiobook.chapters.breaks import is_break
from audiobook.chapters.headings.patterns import Form, heading_in
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.notes.brackets import closing_of
from audiobook.chapters.notes.notes import OPENS_SPEECH
from audiobook.chapters.preamble import could_head_a_story
from audiobook.chapters.rules import LineRule, line_rule

TRANSCRIBERS_NOTE = "transcriber's note"
ABOUT_THE_PEOPLE = "about the author or publisher"
OTHER_BOOKS = "list of other books"

CAPTION = r"[\s#*_~=\[(—–-]*"
END = r"[\s.:*_~=\])—–-]*"
WHO = r"(?:author|authors|publisher|translator|illustrator|editor|narrator)"
TRANSCRIBERS = r"(?:transcriber|transcribers|digitizer)[’']?s?[’']?"

TRANSCRIBER_CAPTION = line_rule(
    "caption of a transcriber's note",
    rf"[\s#*_~=—–-]*{TRANSCRIBERS} (?:end ?)?notes?{END}",
    (
        "Transcriber's Note:",
        "TRANSCRIBER’S NOTES",
        "## Transcribers' notes",
        "*Transcriber's note.*",
    ),
    ("The transcriber's note lay there.", "“Transcriber's note?”", "Transcriber's Note: Spelling kept."),
)
TRANSCRIBER_SAYS = line_rule(
    "transcriber's note in place",
    rf"{CAPTION}{TRANSCRIBERS} (?:end ?)?notes?\s*[*_]*\s*[:.—–-]+[*_]*\s*\S.*",
    ("Transcriber's Note: Spelling kept as printed.", "Transcriber’s notes.—Page 4 is missing."),
    ("Transcriber's notes lay about.", "“Transcriber's note: no,” he read."),
)
ABOUT_CAPTION = line_rule(
    "caption of an author's life",
    rf"{CAPTION}about (?:the|our) {WHO}s?{END}",
    ("About the Author", "ABOUT THE PUBLISHER", "## About the Authors", "*About the author:*"),
    ("About the author nobody knew a thing.", "“About the author?”", "About the mill"),
)
BOOKS_CAPTION = line_rule(
    "caption of a list of books",
    rf"{CAPTION}(?:also by|(?:other|more) (?:books|works|titles|stories|novels) (?:by|from)|by the same author|"
    rf"also available(?: from)?|books by)\b[^.!?,;“”\"]{{0,60}}?{END}",
    ("Also by Ann Lee", "ALSO BY ANN LEE:", "Other books by Ann Lee", "By the same author", "Books by Ann Lee"),
    ("Also by the river, a heron stood.", "“Also by Ann?”", "Other books, by then, had come."),
)  # fmt: skip

OF_PRINT = re.compile(
    r"\b(?:spellings?|hyphenat\w{1,4}|punctuation|typograph\w{1,6}|printer['’]?s?|misprints?|typos?|errors?|errata|"
    r"corrected|corrections?|retained|preserved|standardi[sz]ed|as printed|original|inconsisten\w{1,5}|footnotes?|"
    r"illustrations?|italics?|underscores?|small capitals|captions?|table of contents|e-?(?:text|book)s?|public domain|"
    r"scans?|scanned|ocr|proofread\w{0,4}|transcri\w{1,8}|html|copyright|renewed|cover image|diacritic\w{0,5}|"
    r"quotation marks|(?:page|p\.|line) \d{1,4}|changed to|anachronis\w{1,5}|archaic|edition)\b",
    re.IGNORECASE,
)
OF_A_CAREER = re.compile(
    r"\b(?:authors?|writers?|writes|writing|written|wrote|novels?|novelist|novellas?|books?|stories|fiction|poet|poems?|"
    r"publish\w{1,4}|press|bestsell\w{1,4}|best-sell\w{1,4}|award\w{0,4}|prizes?|lives|born|studied|degree|graduated|"
    r"website|newsletter|imprint|illustrat\w{1,4}|translat\w{1,4}|edit(?:or|ed|s)|mfa|university|debut|series|"
    r"twitter|instagram|facebook|goodreads)\b|www\.|https?:|\.com\b",
    re.IGNORECASE,
)
# What stands below a caption is no longer than this, in paragraphs.
MOST_PARAGRAPHS = 40
# An entry of a list of books has no more words than this.
MOST_TITLE_WORDS = 14
# A caption is no longer than this, in characters.
MOST_CAPTION = 90
# Where a story has no chapters, a transcriber's note above it stands among its first lines.
AT_THE_TOP = 4


@dataclass(frozen=True, slots=True)
class Paratext:
    """A kind of matter: its caption, how each paragraph below it reads, and why it is left out.

    `share` of the paragraphs must read so; `amid` says that it may stand before a break amid a chapter.
    """

    caption: LineRule
    reads_so: Callable[[str], bool]
    share: float
    reason: str
    amid: bool


def _is_entry(text: str) -> bool:
    return len(text.split()) <= MOST_TITLE_WORDS and not OPENS_SPEECH.match(text) and could_head_a_story(text)


def _is_of_print(text: str) -> bool:
    return bool(OF_PRINT.search(text)) and not OPENS_SPEECH.match(text)


def _is_of_a_career(text: str) -> bool:
    return bool(OF_A_CAREER.search(text)) and not OPENS_SPEECH.match(text)


KINDS = (
    Paratext(TRANSCRIBER_CAPTION, _is_of_print, 0.5, TRANSCRIBERS_NOTE, amid=True),
    Paratext(ABOUT_CAPTION, _is_of_a_career, 0.5, ABOUT_THE_PEOPLE, amid=False),
    Paratext(BOOKS_CAPTION, _is_entry, 1.0, OTHER_BOOKS, amid=False),
)


@dataclass(frozen=True, slots=True)
class Places:
    """What bounds matter of this kind: what is no free paragraph, what opens chapters, the first of these."""

    stops: Set[int]
    openings: Set[int]
    front: int


def paratext_lines(lines: Sequence[SourceLine], places: Places) -> dict[int, str]:
    """The lines that are no story but a publisher's or transcriber's, each with the reason."""
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        if index not in found:
            found.update(_below(index, line.text, lines, places))
    return found


def _kind_of(text: str) -> Paratext | None:
    return next((kind for kind in KINDS if len(text) <= MOST_CAPTION and kind.caption.pattern.fullmatch(text)), None)


def _below(index: int, text: str, lines: Sequence[SourceLine], places: Places) -> dict[int, str]:
    """The lines of the matter whose caption, or first words, a line is; none where it is neither."""
    kind = _kind_of(text)
    if kind:
        end = _end(index + 1, lines, places)
        taken = _with_caption(kind, index, end, lines, places)
        return dict.fromkeys(range(index, index + taken), kind.reason)
    in_place = index not in places.stops and TRANSCRIBER_SAYS.pattern.fullmatch(text)
    if in_place and (index < places.front or text.lstrip("*_ ").startswith("[") or _is_of_print(text)):
        end = _end(index + 1, lines, places)
        last = max(_bracketed(index, end, lines), index + 1 + _leading(index + 1, end, lines))
        return dict.fromkeys(range(index, last), TRANSCRIBERS_NOTE)
    return {}


def _bracketed(index: int, end: int, lines: Sequence[SourceLine]) -> int:
    """The line after the one that closes, at its end, a bracket which a line opens; the line itself where none does."""
    within = (lines[at].text for at in range(index, end))
    closing = closing_of(takewhile(lambda text: not OPENS_SPEECH.match(text), within))
    return index if closing is None or closing.behind else index + closing.paragraph + 1


def _with_caption(kind: Paratext, index: int, end: int, lines: Sequence[SourceLine], places: Places) -> int:
    """How many lines from a caption on belong to it, 0 where it is the story's own."""
    below = [lines[at].text for at in range(index + 1, end)]
    closes = end == len(lines) or end in places.openings or _kind_of(lines[end].text) is not None
    bounded = closes or end in places.stops or is_break(lines[end].text)
    enough = sum(map(kind.reads_so, below)) >= kind.share * len(below)
    if bounded and enough and (below or closes) and (kind.amid or closes or index < places.front):
        return end - index
    leading = _leading(index + 1, end, lines) if kind.amid else 0
    return 1 + leading if leading else 0


def _leading(first: int, end: int, lines: Sequence[SourceLine]) -> int:
    """How many lines from the first on speak of how a text was printed."""
    return next((at for at in range(first, end) if not _is_of_print(lines[at].text)), end) - first


def _end(first: int, lines: Sequence[SourceLine], places: Places) -> int:
    """Where what a caption stands over ends at the latest: at a heading, a break, another caption."""
    last = min(len(lines), first + MOST_PARAGRAPHS)
    return next((at for at in range(first, last) if _bounds(at, lines[at].text, places)), last)


def _bounds(index: int, text: str, places: Places) -> bool:
    if index in places.stops or is_break(text) or _kind_of(text):
        return True
    heading = heading_in(text)
    return heading is not None and heading.form in (Form.CHAPTER, Form.PART, Form.NAMED)
