"""Decides what a mark does: open or close a quotation, or be an apostrophe, a measure or a ditto mark."""

from __future__ import annotations

import re
from enum import Enum, auto

from audiobook.quotations.quote_marks import MARK_CHARACTERS, MarkDirection, MarkFamily, QuoteMark, QuoteStyle, is_blank


class MarkRole(Enum):
    """What a mark does. The marks after it decide the MAY roles, those before it decide EITHER."""

    OPENS = auto()
    CLOSES = auto()
    EITHER = auto()
    MAY_OPEN = auto()
    MAY_CLOSE = auto()
    NONE = auto()


# Words that begin with an apostrophe: ’tis, ’em, rock ’n’ roll, ’course.
CLIPPED_WORDS = frozenset(
    (
        "tis twas twere twill twould tisn twasn twon em n im er e is imself erself ere un til till cause cos coz "
        "cuz bout round neath gainst mid midst twixt tween mongst pon scuse spect course kay nother nough nuff "
        "fraid fore hind low longside lectric gator cept ceptin sides stead steada tain ain ave ad as ow owe "
        "ouse orse ome ope opes ot igh ead eart ell elp alf ard ear appen appens uns d ll ve re s t m sall sup bye "
        "gin zactly merican member less deed swelp sblood sdeath zounds oman ooman"
    ).split()
)
WORD = re.compile(r"[^\W\d_]+")
# ’90s, ’45; not '10 men'
YEAR = re.compile(r"\d\d(?:s\b|(?!\d))")
FEET_AND_INCHES = re.compile(r"\d['’′]\s?\d{1,2}(?:½|¼|¾|\.\d)?$")
SPACE_OR_OPENING = frozenset(" \t\n\r\u00a0\u2009\u202f\u3000([{<—–―-_*/…|")
SPACE_OR_CLOSING = frozenset(" \t\n\r\u00a0\u2009\u202f\u3000)]}>—–―-_*/…|.,;:!?。、！？")
SENTENCE_MARKS = frozenset(".,;:!?…—–―-)]*_。、！？~♪☆")
# French books put a space inside the marks: « Oui », dit-elle.
SPACED_FAMILIES = (MarkFamily.GUILLEMETS, MarkFamily.SINGLE_GUILLEMETS)
STOPS = frozenset(",.;:!?)")
# How many marks in a row are skipped to find a neighbour.
MAX_SKIPPED_MARKS = 4


def classify_mark(mark: QuoteMark, text: str, style: QuoteStyle) -> MarkRole:
    """What a mark does, by the characters around it and then by its shape."""
    left, right = _character_before(text, mark.start), _character_after(text, mark.end)
    direction = style.direction_of(mark.shape)
    if mark.family is MarkFamily.SINGLE and (apostrophe_role := _classify_apostrophe(mark, text, left, right)):
        return apostrophe_role
    if mark.family is MarkFamily.DOUBLE and FEET_AND_INCHES.search(text, max(0, mark.start - 8), mark.start):
        return MarkRole.MAY_CLOSE
    opens = left in SPACE_OR_OPENING and not right.isspace() and not (mark.family in SPACED_FAMILIES and right in STOPS)
    closes = right in SPACE_OR_CLOSING and not left.isspace()
    if opens == closes:
        return _classify_by_direction(mark, text, direction)
    if closes and direction is MarkDirection.EITHER and left.isdigit():
        return MarkRole.MAY_CLOSE
    return MarkRole.OPENS if opens else MarkRole.CLOSES


def _character_before(text: str, at: int) -> str:
    """The character before an offset, other marks skipped; a space if there is none."""
    for index in range(at - 1, max(-1, at - MAX_SKIPPED_MARKS), -1):
        if text[index] not in MARK_CHARACTERS:
            return text[index]
    return " "


def _character_after(text: str, at: int) -> str:
    for index in range(at, min(len(text), at + MAX_SKIPPED_MARKS)):
        if text[index] not in MARK_CHARACTERS:
            return text[index]
    return " "


def _classify_by_direction(mark: QuoteMark, text: str, direction: MarkDirection) -> MarkRole:
    """What a mark between two spaces, or between two words without any, does."""
    is_isolated = _is_space(text, mark.start - 1) and _is_space(text, mark.end)
    if direction is MarkDirection.OPEN:
        return MarkRole.OPENS
    if direction is MarkDirection.CLOSE:
        return MarkRole.CLOSES
    if not is_isolated:
        return MarkRole.EITHER
    if is_blank(text, 0, mark.start):
        return MarkRole.OPENS
    return MarkRole.CLOSES if is_blank(text, mark.end, len(text)) else MarkRole.MAY_CLOSE


def _is_space(text: str, at: int) -> bool:
    return not 0 <= at < len(text) or text[at].isspace()


def _classify_apostrophe(mark: QuoteMark, text: str, left: str, right: str) -> MarkRole | None:
    """What a single mark does that may be an apostrophe; None if it can't be one."""
    before = text[mark.start - 1] if mark.start else " "
    after = text[mark.end] if mark.end < len(text) else " "
    if before.isalnum() and after.isalnum():
        return MarkRole.NONE
    if _is_space(text, mark.start - 1) and _is_space(text, mark.end):
        return MarkRole.NONE
    if after.isalnum() and (YEAR.match(text, mark.end) or _is_clipped_word(text, mark.end)):
        return MarkRole.NONE if mark.shape == "’" and before.isspace() else MarkRole.MAY_OPEN
    if before.isalnum() and right in SPACE_OR_CLOSING:
        return MarkRole.MAY_CLOSE
    if mark.shape == "’" and left.isspace() and after.isalpha():
        return MarkRole.MAY_OPEN
    return None


def _is_clipped_word(text: str, at: int) -> bool:
    word = WORD.match(text, at)
    return word is not None and word.group().lower() in CLIPPED_WORDS
