"""What the fonts of a PDF look like, by their names and flags, each of them once."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field
from typing import Any

from audiobook.reading.pdf.content import Font

# The names of fonts: "ABCDEF+Garamond-BoldItalic", TeX's "CMTI10", "CMBX12".
BOLD_NAME = re.compile(
    r"bold|black|heavy|semibd|demi(?!r)|[-,_ ]bd\b|^(?:cm|sf|ec|t1)[a-z]{0,2}bx|^cmssbx", re.IGNORECASE
)
ITALIC_NAME = re.compile(
    r"ital|obli|slant|kursiv|[-,_ ]it\b|^(?:cm|sf|ec)(?:ti|sl|bxti|itt|sltt)|^cmu?(?:ti|sl)", re.IGNORECASE
)
SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
ITALIC_FLAG, FORCE_BOLD_FLAG = 1 << 6, 1 << 18
MAX_FONT_NAME = 256


@dataclass(slots=True)
class FontTable:
    """The fonts met so far, each once."""

    fonts: list[Font] = field(default_factory=list)
    _indexes: dict[Font, int] = field(default_factory=dict)

    def index(self, font: Font) -> int:
        """The index of a font in the list."""
        if font not in self._indexes:
            self._indexes[font] = len(self.fonts)
            self.fonts.append(font)
        return self._indexes[font]


def read_font(raw: Any, font: Any) -> Font:
    """A font of PDFium's; `raw` is its library."""
    if not font:
        return Font("")
    buffer = ctypes.create_string_buffer(MAX_FONT_NAME)
    length = raw.FPDFFont_GetBaseFontName(font, buffer, MAX_FONT_NAME)
    name = SUBSET_TAG.sub("", buffer.raw[: max(0, min(length, MAX_FONT_NAME) - 1)].decode("utf-8", "replace"))
    flags = max(raw.FPDFFont_GetFlags(font), 0)
    return Font(
        name,
        bool(BOLD_NAME.search(name)) or bool(flags & FORCE_BOLD_FLAG),
        bool(ITALIC_NAME.search(name)) or bool(flags & ITALIC_FLAG),
    )
