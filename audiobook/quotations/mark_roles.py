"""What a mark does where it stands: opens, closes, or is an apostrophe, a measure or a ditto mark."""

from __future__ import annotations

import re
from enum import Enum, auto

from audiobook.quotations.marks import MARK_CHARACTERS, Family, Lean, Mark, QuoteStyle, is_blank


class Role(Enum):
    """What a mark does; the MAY roles are told by what follows, EITHER by what came before."""

    OPENS = auto()
    CLOSES = auto()
    EITHER = auto()
    MAY_OPEN = auto()
    MAY_CLOSE = auto()
    NONE = auto()


# Words that are written with an apostrophe before them: ’tis, ’em, rock ’n’ roll, ’course.
CLIPPED = frozenset(
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
# French prints set a space inside the marks: « Oui », dit-elle.
ROOMY = (Family.GUILLEMETS, Family.SINGLE_GUILLEMETS)
STOPS = frozenset(",.;:!?)")
# How many marks in a row are looked past.
NEAR = 4


def role_of(mark: Mark, text: str, style: QuoteStyle) -> Role:
    """What a mark does, judged by its neighbours and then by its shape."""
    left, right = _left(text, mark.start), _right(text, mark.end)
    lean = style.lean_of(mark.shape)
    if mark.family is Family.SINGLE and (special := _apostrophe(mark, text, left, right)):
        return special
    if mark.family is Family.DOUBLE and FEET_AND_INCHES.search(text, max(0, mark.start - 8), mark.start):
        return Role.MAY_CLOSE
    opens = left in SPACE_OR_OPENING and not right.isspace() and not (mark.family in ROOMY and right in STOPS)
    closes = right in SPACE_OR_CLOSING and not left.isspace()
    if opens == closes:
        return _by_lean(mark, text, lean)
    if closes and lean is Lean.EITHER and left.isdigit():
        return Role.MAY_CLOSE
    return Role.OPENS if opens else Role.CLOSES


def _left(text: str, at: int) -> str:
    """The character before a mark, looking past other marks."""
    for place in range(at - 1, max(-1, at - NEAR), -1):
        if text[place] not in MARK_CHARACTERS:
            return text[place]
    return " "


def _right(text: str, at: int) -> str:
    for place in range(at, min(len(text), at + NEAR)):
        if text[place] not in MARK_CHARACTERS:
            return text[place]
    return " "


def _by_lean(mark: Mark, text: str, lean: Lean) -> Role:
    """A mark between two spaces, or squeezed in between two words."""
    alone = _is_space(text, mark.start - 1) and _is_space(text, mark.end)
    if lean is Lean.OPEN:
        return Role.OPENS
    if lean is Lean.CLOSE:
        return Role.CLOSES
    if not alone:
        return Role.EITHER
    if is_blank(text, 0, mark.start):
        return Role.OPENS
    return Role.CLOSES if is_blank(text, mark.end, len(text)) else Role.MAY_CLOSE


def _is_space(text: str, at: int) -> bool:
    return not 0 <= at < len(text) or text[at].isspace()


def _apostrophe(mark: Mark, text: str, left: str, right: str) -> Role | None:
    """What a single mark does where it may be an apostrophe; None where it cannot be one."""
    before = text[mark.start - 1] if mark.start else " "
    after = text[mark.end] if mark.end < len(text) else " "
    if before.isalnum() and after.isalnum():
        return Role.NONE
    if _is_space(text, mark.start - 1) and _is_space(text, mark.end):
        return Role.NONE
    if after.isalnum() and (YEAR.match(text, mark.end) or _clips(text, mark.end)):
        return Role.NONE if mark.shape == "’" and before.isspace() else Role.MAY_OPEN
    if before.isalnum() and right in SPACE_OR_CLOSING:
        return Role.MAY_CLOSE
    if mark.shape == "’" and left.isspace() and after.isalpha():
        return Role.MAY_OPEN
    return None


def _clips(text: str, at: int) -> bool:
    word = WORD.match(text, at)
    return word is not None and word.group().lower() in CLIPPED
