"""Finds what publishers and transcribers put before and after a story: their notes, an author's life, lists of books.

Each kind has a caption, alone on its line. What stands below it, up to the next heading or break, goes with it only
where it reads like its kind: a story may have such a caption, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from audiobook.chapters.breaks import is_scene_break
from audiobook.chapters.headings.patterns import HeadingForm, parse_heading
from audiobook.chapters.line_rules import LineRule, line_rule
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.notes.brackets import find_bracket_end
from audiobook.chapters.preamble import can_be_story_title
from audiobook.chapters.voice_patterns import SPEECH_START
from audiobook.text.skip_reasons import ABOUT_THE_AUTHOR, OTHER_BOOKS, TRANSCRIBERS_NOTE

CAPTION_START = r"[\s#*_~=\[(—–-]*"
CAPTION_END = r"[\s.:*_~=\])—–-]*"
CREATOR_WORDS = r"(?:author|authors|publisher|translator|illustrator|editor|narrator)"
TRANSCRIBER_WORDS = r"(?:transcriber|transcribers|digitizer)[’']?s?[’']?"

TRANSCRIBER_CAPTION = line_rule(
    "caption of a transcriber's note",
    rf"[\s#*_~=—–-]*{TRANSCRIBER_WORDS} (?:end ?)?notes?{CAPTION_END}",
    (
        "Transcriber's Note:",
        "TRANSCRIBER’S NOTES",
        "## Transcribers' notes",
        "*Transcriber's note.*",
    ),
    ("The transcriber's note lay there.", "“Transcriber's note?”", "Transcriber's Note: Spelling kept."),
)
TRANSCRIBER_INLINE = line_rule(
    "transcriber's note in place",
    rf"{CAPTION_START}{TRANSCRIBER_WORDS} (?:end ?)?notes?\s*[*_]*\s*[:.—–-]+[*_]*\s*\S.*",
    ("Transcriber's Note: Spelling kept as printed.", "Transcriber’s notes.—Page 4 is missing."),
    ("Transcriber's notes lay about.", "“Transcriber's note: no,” he read."),
)
ABOUT_CAPTION = line_rule(
    "caption of an author's life",
    rf"{CAPTION_START}about (?:the|our) {CREATOR_WORDS}s?{CAPTION_END}",
    ("About the Author", "ABOUT THE PUBLISHER", "## About the Authors", "*About the author:*"),
    ("About the author nobody knew a thing.", "“About the author?”", "About the mill"),
)
BOOKS_CAPTION = line_rule(
    "caption of a list of books",
    rf"{CAPTION_START}(?:also by|(?:other|more) (?:books|works|titles|stories|novels) (?:by|from)|by the same author|"
    rf"also available(?: from)?|books by)\b[^.!?,;“”\"]{{0,60}}?{CAPTION_END}",
    ("Also by Ann Lee", "ALSO BY ANN LEE:", "Other books by Ann Lee", "By the same author", "Books by Ann Lee"),
    ("Also by the river, a heron stood.", "“Also by Ann?”", "Other books, by then, had come."),
)  # fmt: skip

PRINTING_WORDS = re.compile(
    r"\b(?:spellings?|hyphenat\w{1,4}|punctuation|typograph\w{1,6}|printer['’]?s?|misprints?|typos?|errors?|errata|"
    r"corrected|corrections?|retained|preserved|standardi[sz]ed|as printed|original|inconsisten\w{1,5}|footnotes?|"
    r"illustrations?|italics?|underscores?|small capitals|captions?|table of contents|e-?(?:text|book)s?|public domain|"
    r"scans?|scanned|ocr|proofread\w{0,4}|transcri\w{1,8}|html|copyright|renewed|cover image|diacritic\w{0,5}|"
    r"quotation marks|(?:page|p\.|line) \d{1,4}|changed to|anachronis\w{1,5}|archaic|edition)\b",
    re.IGNORECASE,
)
BIOGRAPHY_WORDS = re.compile(
    r"\b(?:authors?|writers?|writes|writing|written|wrote|novels?|novelist|novellas?|books?|stories|fiction|poet|poems?|"
    r"publish\w{1,4}|press|bestsell\w{1,4}|best-sell\w{1,4}|award\w{0,4}|prizes?|lives|born|studied|degree|graduated|"
    r"website|newsletter|imprint|illustrat\w{1,4}|translat\w{1,4}|edit(?:or|ed|s)|mfa|university|debut|series|"
    r"twitter|instagram|facebook|goodreads)\b|www\.|https?:|\.com\b",
    re.IGNORECASE,
)
# What stands below a caption is no longer than this, in paragraphs.
MAX_PARATEXT_PARAGRAPHS = 40
# An entry of a list of books has no more words than this.
MAX_BOOK_TITLE_WORDS = 14
# A caption is no longer than this, in characters.
MAX_CAPTION_CHARACTERS = 90
# Where a story has no chapters, a transcriber's note above it stands among its first lines.
DEFAULT_FRONT_END = 4


@dataclass(frozen=True, slots=True)
class ParatextKind:
    """A kind of matter: its caption, how each paragraph below it reads, and why it is left out.

    `min_share` of the paragraphs must read so; `allowed_mid_chapter` says that it may stand before a break amid a
    chapter.
    """

    caption: LineRule
    is_typical: Callable[[str], bool]
    min_share: float
    reason: str
    allowed_mid_chapter: bool


def _is_book_title(text: str) -> bool:
    return len(text.split()) <= MAX_BOOK_TITLE_WORDS and not SPEECH_START.match(text) and can_be_story_title(text)


def _is_about_printing(text: str) -> bool:
    return bool(PRINTING_WORDS.search(text)) and not SPEECH_START.match(text)


def _is_biographical(text: str) -> bool:
    return bool(BIOGRAPHY_WORDS.search(text)) and not SPEECH_START.match(text)


PARATEXT_KINDS = (
    ParatextKind(TRANSCRIBER_CAPTION, _is_about_printing, 0.5, TRANSCRIBERS_NOTE, allowed_mid_chapter=True),
    ParatextKind(ABOUT_CAPTION, _is_biographical, 0.5, ABOUT_THE_AUTHOR, allowed_mid_chapter=False),
    ParatextKind(BOOKS_CAPTION, _is_book_title, 1.0, OTHER_BOOKS, allowed_mid_chapter=False),
)


@dataclass(frozen=True, slots=True)
class ParatextBounds:
    """What bounds matter of this kind: what is no free paragraph, what opens chapters, the first of these."""

    stops: Set[int]
    openings: Set[int]
    front_end: int


def find_paratext_lines(lines: Sequence[SourceLine], bounds: ParatextBounds) -> dict[int, str]:
    """The lines that are no story but a publisher's or transcriber's, each with the reason."""
    reasons: dict[int, str] = {}
    for index, line in enumerate(lines):
        if index not in reasons:
            reasons.update(_find_paratext_at(index, line.text, lines, bounds))
    return reasons


def _match_caption(text: str) -> ParatextKind | None:
    return next(
        (
            kind
            for kind in PARATEXT_KINDS
            if len(text) <= MAX_CAPTION_CHARACTERS and kind.caption.pattern.fullmatch(text)
        ),
        None,
    )


def _find_paratext_at(index: int, text: str, lines: Sequence[SourceLine], bounds: ParatextBounds) -> dict[int, str]:
    """The lines of the matter whose caption, or first words, a line is; none where it is neither."""
    kind = _match_caption(text)
    if kind:
        end = _find_latest_end(index + 1, lines, bounds)
        line_count = _count_captioned_lines(kind, index, end, lines, bounds)
        return dict.fromkeys(range(index, index + line_count), kind.reason)
    in_place = index not in bounds.stops and TRANSCRIBER_INLINE.pattern.fullmatch(text)
    if in_place and (index < bounds.front_end or text.lstrip("*_ ").startswith("[") or _is_about_printing(text)):
        end = _find_latest_end(index + 1, lines, bounds)
        last = max(_find_bracketed_end(index, end, lines), index + 1 + _count_printing_lines(index + 1, end, lines))
        return dict.fromkeys(range(index, last), TRANSCRIBERS_NOTE)
    return {}


def _find_bracketed_end(index: int, end: int, lines: Sequence[SourceLine]) -> int:
    """The line after the one that closes, at its end, a bracket which a line opens; the line itself where none does."""
    within = (lines[position].text for position in range(index, end))
    closing = find_bracket_end(takewhile(lambda text: not SPEECH_START.match(text), within))
    return index if closing is None or closing.text_after else index + closing.paragraph + 1


def _count_captioned_lines(
    kind: ParatextKind, index: int, end: int, lines: Sequence[SourceLine], bounds: ParatextBounds
) -> int:
    """How many lines from a caption on belong to it, 0 where it is the story's own."""
    below = [lines[position].text for position in range(index + 1, end)]
    closes = end == len(lines) or end in bounds.openings or _match_caption(lines[end].text) is not None
    bounded = closes or end in bounds.stops or is_scene_break(lines[end].text)
    is_typical = sum(map(kind.is_typical, below)) >= kind.min_share * len(below)
    if (
        bounded
        and is_typical
        and (below or closes)
        and (kind.allowed_mid_chapter or closes or index < bounds.front_end)
    ):
        return end - index
    leading = _count_printing_lines(index + 1, end, lines) if kind.allowed_mid_chapter else 0
    return 1 + leading if leading else 0


def _count_printing_lines(first: int, end: int, lines: Sequence[SourceLine]) -> int:
    """How many lines from the first on speak of how a text was printed."""
    return next((index for index in range(first, end) if not _is_about_printing(lines[index].text)), end) - first


def _find_latest_end(first: int, lines: Sequence[SourceLine], bounds: ParatextBounds) -> int:
    """Where what a caption stands over ends at the latest: at a heading, a break, another caption."""
    last = min(len(lines), first + MAX_PARATEXT_PARAGRAPHS)
    return next((index for index in range(first, last) if _is_boundary(index, lines[index].text, bounds)), last)


def _is_boundary(index: int, text: str, bounds: ParatextBounds) -> bool:
    if index in bounds.stops or is_scene_break(text) or _match_caption(text):
        return True
    heading = parse_heading(text)
    return heading is not None and heading.form in (HeadingForm.CHAPTER, HeadingForm.PART, HeadingForm.NAMED)
