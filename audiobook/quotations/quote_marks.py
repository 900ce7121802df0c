"""Quotation marks: which there are, where they stand in a paragraph, and which of them a book uses for speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class MarkFamily(StrEnum):
    """Marks that belong together, whatever their shape: writers mix “ with " but not with ‘."""

    DOUBLE = "double"
    SINGLE = "single"
    GUILLEMETS = "guillemets"
    SINGLE_GUILLEMETS = "single guillemets"
    CORNERS = "corners"
    WHITE_CORNERS = "white corners"


class MarkDirection(Enum):
    """What the shape of a mark says by itself; where it stands may say otherwise."""

    OPEN = auto()
    CLOSE = auto()
    EITHER = auto()


# What a shape says: each mark, the family it belongs to, and which way it leans.
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
# A mark that stands where a speech may begin.
OPENING_MARK = re.compile(rf"(?:^|(?<=[\s(\[—–-]))(?:``|''|[{MARK_CHARACTERS}])(?=(?:(?<=[«‹])\s)?[’'‘]?[\w…—–-])")
DASH_LINE = re.compile(r"\s*(?:(?:[—–―]|--(?!-))\s*|-\s)(?=[\w¡¿…«“\"‘'])")
# An apostrophe for letters left out stands where an opening mark would; a capital hardly ever follows it.
CAPITALIZED_START = re.compile(r"\W{0,4}[^\W_a-zß-ÿœ]")
# Wider than any indent of a paragraph.
MAX_INDENT_CHARACTERS = 60
# Book prints of „low-high“ and »pointing inward« close with what others open with.
INWARD_GUILLEMET = re.compile(r"(?:^|\s)»(?=\w)")
OUTWARD_GUILLEMET = re.compile(r"(?:^|\s)«(?=[\s\w])")


@dataclass(frozen=True, slots=True)
class QuoteStyle:
    """Which marks a book puts around speech; `dashes` where a dash opens a line of speech.

    `low_high` is set for books that close „so“, `inward` for »so«.
    """

    speech_family: MarkFamily = MarkFamily.DOUBLE
    dashes: bool = False
    low_high: bool = False
    inward: bool = False

    def direction_of(self, mark: str) -> MarkDirection:
        """What the shape of a mark says in this style."""
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
    """The marks of a paragraph in order; where single marks are for speech, two of them are not one double mark."""
    pattern = SINGLE_CHARACTER_MARK if style.speech_family is MarkFamily.SINGLE else ANY_MARK
    for match in pattern.finditer(text):
        yield QuoteMark(MARK_SHAPES[match.group()][0], match.group(), match.start(), match.end())


def mark_family(character: str) -> MarkFamily | None:
    """The family of a mark, None for any other character."""
    return MARK_SHAPES[character][0] if character in MARK_SHAPES else None


def is_blank(text: str, start: int, end: int) -> bool:
    """Whether there is nothing but an indent between two places; a look at few characters, however far apart."""
    return start >= end or (end - start <= MAX_INDENT_CHARACTERS and text[start:end].isspace())


def detect_quote_style(paragraphs: Iterable[str]) -> QuoteStyle:
    """Which marks a book uses for speech: those that most often open paragraphs and capitalised words.

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
