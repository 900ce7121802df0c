"""Fonts for drawn covers: a bundled one, and the system's fonts for other scripts.

Literata (SIL Open Font License 1.1) has Latin, Greek and Cyrillic. For other characters the fonts of the system are
searched; characters that no font has are left out, so that no empty boxes are drawn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONT_PACKAGE = "fontpkg_literata"
FONT_FILE = "Literata[opsz,wght].ttf"
# Optical size and weight of the bundled font.
TITLE_AXES = (72.0, 600.0)
TEXT_AXES = (24.0, 450.0)

FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts",
    "C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts",
)  # fmt: skip
FONT_ENDINGS = frozenset({".ttf", ".otf", ".ttc"})
# Beginnings of file names, the best first: title faces of the systems, then fonts with many characters.
PREFERRED_FONTS = (
    "NotoSerifCJK-SemiBold", "NotoSerifCJK-Bold", "NotoSerifCJK", "ヒラギノ明朝", "HiraMin", "Songti", "yumindb",
    "yumin", "AppleMyungjo", "NotoSansCJK-Medium", "NotoSansCJK", "SourceHanSerif", "SourceHanSans", "PingFang",
    "YuGothB", "msyhbd", "msyh", "malgunbd", "malgun", "AppleSDGothicNeo", "NotoSerif", "Amiri-Bold", "Amiri",
    "NotoNaskh", "GeezaPro", "Nirmala", "LeelawUI", "segoeui", "tahoma", "ArialHB", "NotoSans", "ipam", "wqy",
    "DroidSansFallback", "DejaVuSerif", "Arial Unicode", "DejaVuSans", "FreeSerif", "FreeSans",
)  # fmt: skip
# A straight apostrophe is printed as a curved one.
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|\s|$)")
# Symbol fonts, and fonts that draw boxes for missing characters.
UNSUITABLE_FONTS = (
    "emoji",
    "symbol",
    "icon",
    "awesome",
    "lastresort",
    "blank",
    "braille",
    "music",
    "dingbat",
    "unifont",
    "mono",
)
MAX_FONTS = 400
# With a smaller share of its letters than this, a text is not written at all.
MIN_COVERAGE = 0.7


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font file ("" for Pillow's own); `axes` are the values for a variable font."""

    path: str = ""
    index: int = 0
    axes: tuple[float, ...] = ()

    def at(self, size: float) -> FreeTypeFont:
        """The font at `size` pixels; raises OSError where it cannot be used."""
        from PIL import ImageFont

        if not self.path:
            default = ImageFont.load_default(size)
            if not isinstance(default, ImageFont.FreeTypeFont):
                raise OSError("Pillow was built without FreeType")
            return default
        font = ImageFont.truetype(self.path, size, self.index)
        if self.axes:
            font.set_variation_by_axes(list(self.axes))
        return font


@dataclass(frozen=True, slots=True)
class RenderableText:
    """A text as it can be written, and the font for it; `text` is "" where no font has enough of its characters."""

    text: str
    face: FontFace


def choose_font(text: str, axes: tuple[float, ...] = TITLE_AXES) -> RenderableText:
    """The part of `text` that can be written, in the bundled font if it has all characters, else in the best other."""
    clean = to_plain_line(text)
    own = bundled_face(axes)
    lacking = _find_missing_glyphs(clean, own)
    if not any(map(_is_significant, lacking)):
        return RenderableText(_remove_characters(clean, lacking), own)
    best, missing = own, lacking
    for face in find_system_faces():
        left = _find_missing_glyphs(clean, face, set(lacking))
        if len(left) < len(missing) and (left or not _find_missing_glyphs(clean, face)):
            best, missing = face, _find_missing_glyphs(clean, face)
        if not missing:
            break
    writable = _remove_characters(clean, missing)
    is_enough = _count_letters(writable) >= MIN_COVERAGE * _count_letters(clean)
    return RenderableText(writable if is_enough else "", best)


def to_plain_line(text: str) -> str:
    """A text in one line, with its characters composed and without invisible ones."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    composed = APOSTROPHE.sub("’", composed)
    return " ".join(
        "".join(" " if character.isspace() else character for character in composed if _is_visible(character)).split()
    )


def _is_visible(character: str) -> bool:
    # The two joiners are invisible, but shape the characters next to them.
    return (
        character in "\u200c\u200d"
        or character.isspace()
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def _is_significant(character: str) -> bool:
    """Whether a missing character is worth searching other fonts for: not a heart or a star."""
    return unicodedata.category(character)[0] in "LMN"


def _count_letters(text: str) -> int:
    return sum(map(_is_significant, text))


def _remove_characters(text: str, characters: frozenset[str]) -> str:
    return " ".join("".join(character for character in text if character not in characters).split())


def _find_missing_glyphs(text: str, face: FontFace, among: set[str] | None = None) -> frozenset[str]:
    """The characters of `text` (of those in `among`) that a font lacks; all of them where it cannot be used."""
    characters = frozenset(
        character for character in text if not character.isspace() and character not in "\u200c\u200d"
    )
    characters = characters if among is None else characters & among
    try:
        font = face.at(40)
        # No font has this code point, so it is drawn like any missing character.
        nothing = font.getmask("\uffff")
        box = (nothing.size, bytes(nothing))
        return frozenset(
            character
            for character in characters
            if _render_glyph(font, character) == box or _requires_shaping(character)
        )
    except (OSError, ValueError):
        return characters


def _render_glyph(font: FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


def _requires_shaping(character: str) -> bool:
    """Whether a character belongs to a right-to-left script, which Pillow draws wrong without Raqm."""
    from PIL import features

    return unicodedata.bidirectional(character) in ("R", "AL") and not features.check_feature("raqm")


def bundled_face(axes: tuple[float, ...] = TITLE_AXES) -> FontFace:
    """The bundled font, or Pillow's own where its package is missing."""
    from importlib.resources import files

    try:
        path = files(FONT_PACKAGE) / "files" / FONT_FILE
    except ModuleNotFoundError:
        return FontFace()
    return FontFace(str(path), axes=axes) if path.is_file() else FontFace()


def find_system_faces() -> Iterator[FontFace]:
    """The fonts of this machine, the best for titles first."""
    paths = sorted(
        (path for folder in FONT_FOLDERS for path in _font_files(Path(folder))),
        key=lambda path: (_rank(path.name), str(path)),
    )
    yield from (FontFace(str(path)) for path in paths[:MAX_FONTS])


def _font_files(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.expanduser().rglob("*"))
    except (OSError, RuntimeError):  # no such folder, or no home folder
        return
    for path in inside:
        if path.suffix.lower() in FONT_ENDINGS and not any(word in path.name.lower() for word in UNSUITABLE_FONTS):
            yield path


def _rank(name: str) -> int:
    return next(
        (rank for rank, start in enumerate(PREFERRED_FONTS) if name.casefold().startswith(start.casefold())),
        len(PREFERRED_FONTS),
    )
