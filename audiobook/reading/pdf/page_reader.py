"""Reads a page of a PDF character by character, with PDFium."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from audiobook.reading.pdf.content import Page, TextRun
from audiobook.reading.pdf.fonts import FontTable, read_font

# A page of a newspaper has 30,000 characters; a page with more of them is not one of a story.
MAX_PAGE_CHARACTERS = 200_000
# A slant of upright letters by more than this (sideways per height) shows them as italics.
MIN_SLANT = 0.12
# Characters that are written in several ways; PDFium has a code of its own for a hyphen that cuts a word.
PLAIN_FORMS = {0x02: "-", 0x2010: "-", 0x2011: "-", 0xA0: " ", 0x200B: "", 0xFEFF: ""}
SPACE = 0x20
# Text objects whose baselines differ by at most this many points are on one line; a gap from one character to the next
# that is wider than this many times the font size begins a run of its own.
SAME_BASELINE, MAX_GAP = 0.3, 3.0
# The index of a space that isn't in the file.
GENERATED, SPACE_CHARACTER = -1, " "
# Text whose words are longer on average than this, with their spaces, or that has a capital within a word or a very
# long word, may lack spaces; so many words, most of them single letters, are a word that is spaced out.
MAX_WORD_LENGTH, MIN_SPACED_LETTERS, MAX_SINGLE_SHARE = 7.0, 4, 0.7
GROWN_TOGETHER = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]|[^\W\d_]{16}|[a-z][,;.!?][a-zA-Z]")
# A gap that is wider than the usual one between letters by this share of the size is a space; in files whose lines are
# so tight that PDFium misses spaces, by the second share.
MIN_SPACE, MIN_TIGHT_SPACE = 0.085, 0.065
# Accents that are characters of their own, with their combining forms; at most so many points beside a letter, which
# is at most so many characters before them.
ACCENTS = {
    0x60: "\u0300", 0xB4: "\u0301", 0x2C6: "\u0302", 0x2DC: "\u0303", 0xAF: "\u0304", 0x2C9: "\u0304", 0x2D8: "\u0306",
    0xA8: "\u0308", 0x2DA: "\u030a", 0x2DD: "\u030b", 0x2C7: "\u030c",
}  # fmt: skip
MAX_ACCENT_SHIFT, MAX_ACCENT_DISTANCE, DOTLESS = 4.0, 30, {0x131: 0x69, 0x237: 0x6A}
LINE_ENDS = frozenset((0x0A, 0x0D))
PRIVATE_USE, SURROGATES, REPLACEMENT = range(0xE000, 0xF900), range(0xD800, 0xE000), 0xFFFD
# A picture that covers this share of a page is a scan or a cover.
MIN_PICTURE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Look:
    """How text is set: the index of its font, and its size in points."""

    font: int
    size: float


@dataclass(frozen=True, slots=True)
class _RunStart:
    """Where a run begins and how it is set."""

    look: _Look
    left: float
    baseline: float
    is_sideways: bool


@dataclass(slots=True)
class _OpenRun:
    """A run that is being read: its characters, their indexes on the page, and the last one that is no space."""

    start: _RunStart | None = None
    characters: list[str] = field(default_factory=list)
    indexes: list[int] = field(default_factory=list)
    last: int = -1

    def add(self, character: str, index: int) -> None:
        """Appends a character of the page; GENERATED stands for a space that PDFium adds."""
        self.characters.append(character)
        self.indexes.append(index)
        if index != GENERATED and not character.isspace():
            self.last = index


@dataclass(frozen=True, slots=True)
class _Accent:
    """An accent that is a character of its own, and where it is."""

    code: int
    index: int
    left: float
    baseline: float


def has_odd_spaces(text: str) -> bool:
    """Whether words of a text seem to have grown together, or to be spaced out letter by letter.

    >>> [has_odd_spaces(text) for text in ("a well-lit room", "whilei didn'tparticularly care", "C H A P T E R")]
    [False, True, True]
    """
    return len(text) > MAX_WORD_LENGTH * len(text.split()) or bool(GROWN_TOGETHER.search(text)) or is_spaced_out(text)


def is_spaced_out(text: str) -> bool:
    """Whether there are spaces between the letters of words."""
    words = text.split()
    return len(words) >= MIN_SPACED_LETTERS and sum(len(word) == 1 for word in words) > MAX_SINGLE_SHARE * len(words)


def _has_space(text: str, following: str) -> bool:
    return text.endswith(SPACE_CHARACTER) or following.startswith(SPACE_CHARACTER)


class PageReader:
    """Reads one page character by character; a new run begins wherever the look or the line changes."""

    def __init__(self, raw: Any, document: Any, number: int, fonts: FontTable, by_gaps: bool) -> None:
        self.raw, self.document, self.number, self.fonts, self.by_gaps = raw, document, number, fonts, by_gaps
        self.unmapped = self.count = self.runs = self.grown_together = 0
        self.sideways: list[str] = []
        self._fonts_here: dict[tuple[int, bool], int] = {}
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = tuple(ctypes.c_double() for _ in range(4))
        self._matrix, self._loose_box = raw.FS_MATRIX(), raw.FS_RECTF()

    def read(self) -> Page:
        """The page; one that is broken has no text."""
        raw = self.raw
        page = raw.FPDF_LoadPage(self.document, self.number)
        if not page:
            return Page(0, 0, ())
        try:
            text_page = raw.FPDFText_LoadPage(page)
            runs = tuple(self._read_runs(text_page)) if text_page else ()
            if text_page:
                raw.FPDFText_ClosePage(text_page)
            width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
            is_picture = self._has_large_picture(page, width * height)
            return Page(round(width, 2), round(height, 2), runs, " ".join(self.sideways), is_picture)
        finally:
            raw.FPDF_ClosePage(page)

    def _read_runs(self, text_page: Any) -> Iterator[TextRun]:
        """The runs of the page; a space that PDFium adds between two runs belongs to the first."""
        get_unicode, get_object = self.raw.FPDFText_GetUnicode, self.raw.FPDFText_GetTextObject
        self.count = self.raw.FPDFText_CountChars(text_page)
        run = _OpenRun()
        accent: _Accent | None = None
        owner, is_cut = None, False
        for index in range(min(self.count, MAX_PAGE_CHARACTERS)):
            code = get_unicode(text_page, index)
            pointer = None if code in LINE_ENDS else get_object(text_page, index)
            if not pointer:  # PDFium's own white space
                if code in LINE_ENDS and accent is None:
                    yield from self._close(text_page, run)
                    run, owner = _OpenRun(), None
                elif code not in LINE_ENDS and accent is None and run.start:
                    run.add(" ", GENERATED)
                is_cut = is_cut or code in LINE_ENDS
                continue
            if accent:
                is_used = self._put_accent(text_page, run, accent, code, index)
                accent = None
                if is_used:
                    continue
                if is_cut:
                    yield from self._close(text_page, run)
                    run, owner = _OpenRun(), None
            is_cut = False
            if code in ACCENTS and self._read_place(text_page, index):
                accent = _Accent(code, index, self._x.value, self._y.value)
                if run.start:
                    continue
            address = ctypes.addressof(pointer.contents)
            if address != owner:
                owner = address
                following = self._start_run(text_page, pointer, index)
                if run.start is None or not self._continues(text_page, run.start, following, run.last):
                    yield from self._close(text_page, run)
                    run = _OpenRun(following)
            if accent is None:
                run.add(self._decode(code), index)
        yield from self._close(text_page, run)

    def _put_accent(self, text_page: Any, run: _OpenRun, accent: _Accent, code: int, index: int) -> bool:
        """Puts an accent of its own above its letter, as TeX's old fonts have it; whether that is the next one.

        The letter follows the accent, or came shortly before it.
        """
        if run.start is None:
            return False
        if letter := self._add_accent(text_page, accent, code, index):
            run.add(letter, index)
            return True
        for place in range(len(run.indexes) - 1, max(-1, len(run.indexes) - MAX_ACCENT_DISTANCE), -1):
            earlier = run.indexes[place]
            if earlier != GENERATED and (
                letter := self._add_accent(text_page, accent, ord(run.characters[place][:1] or "\0"), earlier)
            ):
                run.characters[place] = letter
                while run.indexes[-1] == GENERATED:
                    run.characters.pop()
                    run.indexes.pop()
                return False
        run.add(chr(accent.code), accent.index)
        return False

    def _add_accent(self, text_page: Any, accent: _Accent, code: int, index: int) -> str:
        """A letter with an accent; "" if the accent isn't above it."""
        if not self._read_place(text_page, index):
            return ""
        if max(abs(self._x.value - accent.left), abs(self._y.value - accent.baseline)) > MAX_ACCENT_SHIFT:
            return ""
        letter = unicodedata.normalize("NFC", chr(DOTLESS.get(code, code)) + ACCENTS[accent.code])
        return letter if len(letter) == 1 else ""

    def _continues(self, text_page: Any, start: _RunStart, following: _RunStart, last: int) -> bool:
        """Whether a text object goes on with the run before it, in the same look on the same line."""
        if start.look != following.look or abs(start.baseline - following.baseline) > SAME_BASELINE:
            return False
        if last < 0 or not self._read_place(text_page, last):
            return False
        return 0 <= following.left - self._x.value <= MAX_GAP * start.look.size

    def _decode(self, code: int) -> str:
        if code in PLAIN_FORMS:
            return PLAIN_FORMS[code]
        if code == 0 or code == REPLACEMENT or code in PRIVATE_USE:
            self.unmapped += 1
        elif code < SPACE:
            return " "
        return chr(code) if code and code not in SURROGATES else ""

    def _close(self, text_page: Any, run: _OpenRun) -> Iterator[TextRun]:
        start, text = run.start, "".join(run.characters)
        if start is None or not text.strip():
            return
        if start.is_sideways:
            self.sideways.append(text.strip())
            return
        self.runs += 1
        if self.by_gaps or has_odd_spaces(text):
            spaced = self._space(text_page, run, start.look.size)
            self.grown_together += spaced.count(" ") > text.count(" ")
            text = spaced
        if self.raw.FPDFText_HasUnicodeMapError(text_page, run.last) == 1:
            self.unmapped += len(text)
        box = self._box
        self.raw.FPDFText_GetCharBox(text_page, run.last, box[0], box[1], box[2], box[3])
        right = max(box[1].value, start.left)
        look = start.look
        yield TextRun(text, round(start.left, 2), round(right, 2), round(start.baseline, 2), look.size, look.font)

    def _space(self, text_page: Any, run: _OpenRun, size: float) -> str:
        """The text of a run with spaces by the gaps between its characters, besides PDFium's own.

        PDFium's own don't count in a word that is spaced out.
        """
        keeps_own = not is_spaced_out("".join(run.characters))
        box = self._loose_box
        placed: list[tuple[str, float, float]] = []
        for character, index in zip(run.characters, run.indexes, strict=True):
            if index == GENERATED:
                if placed and keeps_own and not placed[-1][0].endswith(SPACE_CHARACTER):
                    placed[-1] = (placed[-1][0] + character, *placed[-1][1:])
            elif self.raw.FPDFText_GetLooseCharBox(text_page, index, box) and self._read_place(text_page, index):
                placed.append((character, self._x.value, box.right))
        gaps = [following[1] - one[2] for one, following in pairwise(placed)]
        usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
        widest = usual + (MIN_TIGHT_SPACE if self.by_gaps else MIN_SPACE) * size
        parts = [
            f"{one[0]} " if gap > widest and not _has_space(one[0], following[0]) else one[0]
            for (one, following), gap in zip(pairwise(placed), gaps, strict=True)
        ]
        return "".join([*parts, placed[-1][0] if placed else ""])

    def _read_place(self, text_page: Any, index: int) -> bool:
        return bool(self.raw.FPDFText_GetCharOrigin(text_page, index, self._x, self._y))

    def _start_run(self, text_page: Any, pointer: Any, index: int) -> _RunStart:
        raw, matrix = self.raw, self._matrix
        a, b, c, d = 1.0, 0.0, 0.0, 1.0
        if raw.FPDFText_GetMatrix(text_page, index, matrix):
            a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        is_slanted = abs(c) > MIN_SLANT * abs(d) and abs(b) < MIN_SLANT * abs(a)
        size = raw.FPDFText_GetFontSize(text_page, index) * (c * c + d * d) ** 0.5
        look = _Look(self._find_font(pointer, is_slanted), round(size, 2))
        self._read_place(text_page, index)
        return _RunStart(look, self._x.value, self._y.value, abs(b) > abs(a))

    def _find_font(self, pointer: Any, is_slanted: bool) -> int:
        """The index of the font of a text object, which may be slanted by the file."""
        font = self.raw.FPDFTextObj_GetFont(pointer)
        key = (ctypes.addressof(font.contents) if font else 0, is_slanted)
        if key not in self._fonts_here:
            look = read_font(self.raw, font)
            self._fonts_here[key] = self.fonts.index(replace(look, italic=True) if is_slanted else look)
        return self._fonts_here[key]

    def _has_large_picture(self, page: Any, area: float) -> bool:
        raw = self.raw
        edges = [ctypes.c_float() for _ in range(4)]
        for index in range(min(raw.FPDFPage_CountObjects(page), 400)):
            item = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_IMAGE:
                continue
            if raw.FPDFPageObj_GetBounds(item, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                if area > 0 and (right - left) * (top - bottom) >= MIN_PICTURE_SHARE * area:
                    return True
        return False
