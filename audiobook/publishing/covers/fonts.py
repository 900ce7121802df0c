"""Fonts for drawn covers: one that comes with the program, and for other scripts those of the system.

Literata (SIL Open Font License 1.1) has Latin, Greek and Cyrillic. What it lacks is looked for among the fonts of the
machine; signs that no font has are left out, so that no empty boxes are drawn.
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
# Optical size and weight of the font that comes along.
TITLE_AXES = (72.0, 600.0)
TEXT_AXES = (24.0, 450.0)

FONT_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts",
    "C:/Windows/Fonts", "~/AppData/Local/Microsoft/Windows/Fonts",
)  # fmt: skip
FONT_ENDINGS = frozenset({".ttf", ".otf", ".ttc"})
# Beginnings of names, the best first: faces for titles that the systems bring along, then those that have most signs.
PREFERRED_FONTS = (
    "NotoSerifCJK-SemiBold", "NotoSerifCJK-Bold", "NotoSerifCJK", "ヒラギノ明朝", "HiraMin", "Songti", "yumindb",
    "yumin", "AppleMyungjo", "NotoSansCJK-Medium", "NotoSansCJK", "SourceHanSerif", "SourceHanSans", "PingFang",
    "YuGothB", "msyhbd", "msyh", "malgunbd", "malgun", "AppleSDGothicNeo", "NotoSerif", "Amiri-Bold", "Amiri",
    "NotoNaskh", "GeezaPro", "Nirmala", "LeelawUI", "segoeui", "tahoma", "ArialHB", "NotoSans", "ipam", "wqy",
    "DroidSansFallback", "DejaVuSerif", "Arial Unicode", "DejaVuSans", "FreeSerif", "FreeSans",
)  # fmt: skip
# Typed straight, printed curved.
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|\s|$)")
# Fonts of pictures, and those whose only signs are boxes that say which sign is missing.
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
# A text that keeps fewer of its letters than this is better not written at all.
MIN_COVERAGE = 0.7


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font file, "" for Pillow's own; `axes` are set where the font has such."""

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
    """A text as it can be written, and the font that has all its signs; `text` is "" where none has enough of them."""

    text: str
    face: FontFace


def choose_font(text: str, axes: tuple[float, ...] = TITLE_AXES) -> RenderableText:
    """What can be written of `text`, in the font that has most of it; in the one that comes along where it has all."""
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
    kept = _remove_characters(clean, missing)
    return RenderableText(kept if _letters(kept) >= MIN_COVERAGE * _letters(clean) else "", best)


def to_plain_line(text: str) -> str:
    """A text in one line, its signs composed, without those that say nothing on paper."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    composed = APOSTROPHE.sub("’", composed)
    return " ".join("".join(" " if sign.isspace() else sign for sign in composed if _is_visible(sign)).split())


def _is_visible(sign: str) -> bool:
    # Two of the invisible signs shape what stands beside them.
    return sign in "\u200c\u200d" or sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _is_significant(sign: str) -> bool:
    """Whether another font is looked for where a sign is missing: not for hearts and stars."""
    return unicodedata.category(sign)[0] in "LMN"


def _letters(text: str) -> int:
    return sum(map(_is_significant, text))


def _remove_characters(text: str, signs: frozenset[str]) -> str:
    return " ".join("".join(sign for sign in text if sign not in signs).split())


def _find_missing_glyphs(text: str, face: FontFace, among: set[str] | None = None) -> frozenset[str]:
    """The signs of `text` (or those of `among` in it) that a font has no picture of; all where it cannot be used."""
    signs = frozenset(sign for sign in text if not sign.isspace() and sign not in "\u200c\u200d")
    signs = signs if among is None else signs & among
    try:
        font = face.at(40)
        # No font has a sign for this number, so it is drawn as what is missing.
        nothing = font.getmask("\uffff")
        box = (nothing.size, bytes(nothing))
        return frozenset(sign for sign in signs if _render_glyph(font, sign) == box or _requires_shaping(sign))
    except (OSError, ValueError):
        return signs


def _render_glyph(font: FreeTypeFont, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)


def _requires_shaping(sign: str) -> bool:
    """Whether a sign belongs to a script that comes out wrong where Pillow cannot shape it."""
    from PIL import features

    return unicodedata.bidirectional(sign) in ("R", "AL") and not features.check_feature("raqm")


def bundled_face(axes: tuple[float, ...] = TITLE_AXES) -> FontFace:
    """The font that comes with the program; Pillow's own where its package is missing."""
    from importlib.resources import files

    try:
        path = files(FONT_PACKAGE) / "files" / FONT_FILE
    except ModuleNotFoundError:
        return FontFace()
    return FontFace(str(path), axes=axes) if path.is_file() else FontFace()


def find_system_faces() -> Iterator[FontFace]:
    """The fonts of this machine, those that suit titles first."""
    found = sorted(
        (path for folder in FONT_FOLDERS for path in _files(Path(folder))),
        key=lambda path: (_rank(path.name), str(path)),
    )
    yield from (FontFace(str(path)) for path in found[:MAX_FONTS])


def _files(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.expanduser().rglob("*"))
    except (OSError, RuntimeError):  # no such folder for this person, or no home at all
        return
    for path in inside:
        if path.suffix.lower() in FONT_ENDINGS and not any(word in path.name.lower() for word in UNSUITABLE_FONTS):
            yield path


def _rank(name: str) -> int:
    return next(
        (rank for rank, start in enumerate(PREFERRED_FONTS) if name.casefold().startswith(start.casefold())),
        len(PREFERRED_FONTS),
    )
