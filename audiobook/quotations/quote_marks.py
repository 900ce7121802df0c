"""Finds quotation marks in a paragraph, and which of them a book uses for speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class MarkFamily(StrEnum):
    """Marks that can be paired, whatever their shape: writers mix “ with " but not with ‘."""

    DOUBLE = "double"
    SINGLE = "single"
    GUILLEMETS = "guillemets"
    SINGLE_GUILLEMETS = "single guillemets"
    CORNERS = "corners"
    WHITE_CORNERS = "white corners"


class MarkDirection(Enum):
    """Which way the shape of a mark leans; the text around it may decide otherwise."""

    OPEN = auto()
    CLOSE = auto()
    EITHER = auto()


# The family of each mark, and which way it leans.
MARK_SHAPES = {
    '"': (MarkFamily.DOUBLE, MarkDirection.EITHER),
    "“": (MarkFamily.DOUBLE, MarkDirection.OPEN),
    "”": (MarkFamily.DOUBLE, MarkDirection.CLOSE),
    "„": (MarkFamily.DOUBLE, MarkDirection.OPEN),
    "‟": (MarkFamily.DOUBLE, MarkDirection.OPEN),
    "＂": (MarkFamily.DOUBLE, MarkDirection.EITHER),
    "``": (MarkFamily.DOUBLE, MarkDirection.OPEN),
    "''": (MarkFamily.DOUBLE, MarkDirection.EITHER),
    "'": (MarkFamily.SINGLE, MarkDirection.EITHER),
    "‘": (MarkFamily.SINGLE, MarkDirection.OPEN),
    "’": (MarkFamily.SINGLE, MarkDirection.CLOSE),
    "‚": (MarkFamily.SINGLE, MarkDirection.OPEN),
    "‛": (MarkFamily.SINGLE, MarkDirection.OPEN),
    "`": (MarkFamily.SINGLE, MarkDirection.OPEN),
    "«": (MarkFamily.GUILLEMETS, MarkDirection.OPEN),
    "»": (MarkFamily.GUILLEMETS, MarkDirection.CLOSE),
    "‹": (MarkFamily.SINGLE_GUILLEMETS, MarkDirection.OPEN),
    "›": (MarkFamily.SINGLE_GUILLEMETS, MarkDirection.CLOSE),
    "「": (MarkFamily.CORNERS, MarkDirection.OPEN),
    "」": (MarkFamily.CORNERS, MarkDirection.CLOSE),
    "『": (MarkFamily.WHITE_CORNERS, MarkDirection.OPEN),
    "』": (MarkFamily.WHITE_CORNERS, MarkDirection.CLOSE),
}
MARK_CHARACTERS = "".join(dict.fromkeys("".join(MARK_SHAPES)))
ANY_MARK = re.compile(rf"``|''|[{MARK_CHARACTERS}]")
SINGLE_CHARACTER_MARK = re.compile(rf"[{MARK_CHARACTERS}]")
# A mark where speech may begin.
OPENING_MARK = re.compile(rf"(?:^|(?<=[\s(\[—–-]))(?:``|''|[{MARK_CHARACTERS}])(?=(?:(?<=[«‹])\s)?[’'‘]?[\w…—–-])")
DASH_LINE = re.compile(r"\s*(?:(?:[—–―]|--(?!-))\s*|-\s)(?=[\w¡¿…«“\"‘'])")
# An apostrophe at the start of a clipped word looks like an opening mark, but a capital hardly ever follows it.
CAPITALIZED_START = re.compile(r"\W{0,4}[^\W_a-zß-ÿœ]")
# Wider than the indent of any paragraph.
MAX_INDENT_CHARACTERS = 60
# Books with „low-high“ and »inward« marks close with the marks that others open with.
INWARD_GUILLEMET = re.compile(r"(?:^|\s)»(?=\w)")
OUTWARD_GUILLEMET = re.compile(r"(?:^|\s)«(?=[\s\w])")


@dataclass(frozen=True, slots=True)
class QuoteStyle:
    """Which marks a book puts around speech.

    `dashes` is set if speech begins with a dash, `low_high` for „these“ marks, `inward` for »these«.
    """

    speech_family: MarkFamily = MarkFamily.DOUBLE
    dashes: bool = False
    low_high: bool = False
    inward: bool = False

    def direction_of(self, mark: str) -> MarkDirection:
        """Which way a mark leans in this style."""
        family, lean = MARK_SHAPES[mark]
        turned = (self.inward and family in (MarkFamily.GUILLEMETS, MarkFamily.SINGLE_GUILLEMETS)) or (
            self.low_high and mark in "“‘"
        )
        if turned and lean is not MarkDirection.EITHER:
            return MarkDirection.CLOSE if lean is MarkDirection.OPEN else MarkDirection.OPEN
        return lean


@dataclass(frozen=True, slots=True)
class QuoteMark:
    """A quotation mark (or apostrophe) in a paragraph."""

    family: MarkFamily
    shape: str
    start: int
    end: int


def find_marks(text: str, style: QuoteStyle) -> Iterator[QuoteMark]:
    """The marks of a paragraph in order; if speech has single marks, two of them are not one double mark."""
    pattern = SINGLE_CHARACTER_MARK if style.speech_family is MarkFamily.SINGLE else ANY_MARK
    for match in pattern.finditer(text):
        yield QuoteMark(MARK_SHAPES[match.group()][0], match.group(), match.start(), match.end())


def mark_family(character: str) -> MarkFamily | None:
    """The family of a mark, None for other characters."""
    return MARK_SHAPES[character][0] if character in MARK_SHAPES else None


def is_blank(text: str, start: int, end: int) -> bool:
    """Whether there is nothing but an indent between two offsets; takes the same time however far apart they are."""
    return start >= end or (end - start <= MAX_INDENT_CHARACTERS and text[start:end].isspace())


def detect_quote_style(paragraphs: Iterable[str]) -> QuoteStyle:
    """The marks that a book uses for speech: those that most often open paragraphs and capitalised words.

    >>> detect_quote_style(["‘Tea?’ said Bea.", "‘No, it’s “late”.’"]).speech_family
    <MarkFamily.SINGLE: 'single'>
    """
    votes: Counter[MarkFamily] = Counter()
    dashes = quoted = low = high = inward = outward = 0
    for paragraph in paragraphs:
        votes.update(_count_opening_marks(paragraph))
        dashes += bool(DASH_LINE.match(paragraph))
        quoted += bool(SINGLE_CHARACTER_MARK.match(paragraph.lstrip()))
        low += paragraph.count("„")
        high += paragraph.count("”")
        if "»" in paragraph:
            inward += len(INWARD_GUILLEMET.findall(paragraph))
            outward += len(OUTWARD_GUILLEMET.findall(paragraph))
    speech = max(MarkFamily, key=lambda family: votes[family])
    return QuoteStyle(speech, dashes > max(2, quoted), low > high, inward > outward)


def _count_opening_marks(paragraph: str) -> Counter[MarkFamily]:
    votes: Counter[MarkFamily] = Counter()
    for match in OPENING_MARK.finditer(paragraph):
        if CAPITALIZED_START.match(paragraph, match.end()):
            votes[MARK_SHAPES[match.group()][0]] += 4 if is_blank(paragraph, 0, match.start()) else 1
    return votes
