"""Quotation marks: which there are, where they stand in a paragraph, and which of them a book uses for speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Family(StrEnum):
    """Marks that belong together, whatever their shape: writers mix “ with " but not with ‘."""

    DOUBLE = "double"
    SINGLE = "single"
    GUILLEMETS = "guillemets"
    SINGLE_GUILLEMETS = "single guillemets"
    CORNERS = "corners"
    WHITE_CORNERS = "white corners"


class Lean(Enum):
    """What the shape of a mark says by itself; where it stands may say otherwise."""

    OPEN = auto()
    CLOSE = auto()
    EITHER = auto()


# What a shape says: each mark, the family it belongs to, and which way it leans.
SHAPES = {
    '"': (Family.DOUBLE, Lean.EITHER),
    "“": (Family.DOUBLE, Lean.OPEN),
    "”": (Family.DOUBLE, Lean.CLOSE),
    "„": (Family.DOUBLE, Lean.OPEN),
    "‟": (Family.DOUBLE, Lean.OPEN),
    "＂": (Family.DOUBLE, Lean.EITHER),
    "``": (Family.DOUBLE, Lean.OPEN),
    "''": (Family.DOUBLE, Lean.EITHER),
    "'": (Family.SINGLE, Lean.EITHER),
    "‘": (Family.SINGLE, Lean.OPEN),
    "’": (Family.SINGLE, Lean.CLOSE),
    "‚": (Family.SINGLE, Lean.OPEN),
    "‛": (Family.SINGLE, Lean.OPEN),
    "`": (Family.SINGLE, Lean.OPEN),
    "«": (Family.GUILLEMETS, Lean.OPEN),
    "»": (Family.GUILLEMETS, Lean.CLOSE),
    "‹": (Family.SINGLE_GUILLEMETS, Lean.OPEN),
    "›": (Family.SINGLE_GUILLEMETS, Lean.CLOSE),
    "「": (Family.CORNERS, Lean.OPEN),
    "」": (Family.CORNERS, Lean.CLOSE),
    "『": (Family.WHITE_CORNERS, Lean.OPEN),
    "』": (Family.WHITE_CORNERS, Lean.CLOSE),
}
MARK_CHARACTERS = "".join(dict.fromkeys("".join(SHAPES)))
ANY_MARK = re.compile(rf"``|''|[{MARK_CHARACTERS}]")
ONE_MARK = re.compile(rf"[{MARK_CHARACTERS}]")
# A mark that stands where a speech may begin.
AT_WORD = re.compile(rf"(?:^|(?<=[\s(\[—–-]))(?:``|''|[{MARK_CHARACTERS}])(?=(?:(?<=[«‹])\s)?[’'‘]?[\w…—–-])")
DASH_LINE = re.compile(r"\s*(?:(?:[—–―]|--(?!-))\s*|-\s)(?=[\w¡¿…«“\"‘'])")
# An apostrophe for letters left out stands where an opening mark would; a capital hardly ever follows it.
SPOKEN_START = re.compile(r"\W{0,4}[^\W_a-zß-ÿœ]")
# Wider than any indent of a paragraph.
WIDEST_INDENT = 60
# Book prints of „low-high“ and »pointing inward« close with what others open with.
INWARD = re.compile(r"(?:^|\s)»(?=\w)")
OUTWARD = re.compile(r"(?:^|\s)«(?=[\s\w])")


@dataclass(frozen=True, slots=True)
class QuoteStyle:
    """Which marks a book puts around speech; `dashes` where a dash opens a line of speech.

    `low_high` is set for books that close „so“, `inward` for »so«.
    """

    speech: Family = Family.DOUBLE
    dashes: bool = False
    low_high: bool = False
    inward: bool = False

    def lean_of(self, mark: str) -> Lean:
        """What the shape of a mark says in this style."""
        family, lean = SHAPES[mark]
        turned = (self.inward and family in (Family.GUILLEMETS, Family.SINGLE_GUILLEMETS)) or (
            self.low_high and mark in "“‘"
        )
        if turned and lean is not Lean.EITHER:
            return Lean.CLOSE if lean is Lean.OPEN else Lean.OPEN
        return lean


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark (or apostrophe) in a paragraph."""

    family: Family
    shape: str
    start: int
    end: int


def marks_in(text: str, style: QuoteStyle) -> Iterator[Mark]:
    """The marks of a paragraph in order; where single marks are for speech, two of them are not one double mark."""
    pattern = ONE_MARK if style.speech is Family.SINGLE else ANY_MARK
    for match in pattern.finditer(text):
        yield Mark(SHAPES[match.group()][0], match.group(), match.start(), match.end())


def family_of(character: str) -> Family | None:
    """The family of a mark, None for any other character."""
    return SHAPES[character][0] if character in SHAPES else None


def is_blank(text: str, start: int, end: int) -> bool:
    """Whether there is nothing but an indent between two places; a look at few characters, however far apart."""
    return start >= end or (end - start <= WIDEST_INDENT and text[start:end].isspace())


def quote_style_of(paragraphs: Iterable[str]) -> QuoteStyle:
    """Which marks a book uses for speech: those that most often open paragraphs and capitalised words.

    >>> quote_style_of(["‘Tea?’ said Bea.", "‘No, it’s “late”.’"]).speech
    <Family.SINGLE: 'single'>
    """
    votes: Counter[Family] = Counter()
    dashes = quoted = low = high = inward = outward = 0
    for paragraph in paragraphs:
        votes.update(_votes(paragraph))
        dashes += bool(DASH_LINE.match(paragraph))
        quoted += bool(ONE_MARK.match(paragraph.lstrip()))
        low += paragraph.count("„")
        high += paragraph.count("”")
        if "»" in paragraph:
            inward += len(INWARD.findall(paragraph))
            outward += len(OUTWARD.findall(paragraph))
    speech = max(Family, key=lambda family: votes[family])
    return QuoteStyle(speech, dashes > max(2, quoted), low > high, inward > outward)


def _votes(paragraph: str) -> Counter[Family]:
    votes: Counter[Family] = Counter()
    for match in AT_WORD.finditer(paragraph):
        if SPOKEN_START.match(paragraph, match.end()):
            votes[SHAPES[match.group()][0]] += 4 if is_blank(paragraph, 0, match.start()) else 1
    return votes
