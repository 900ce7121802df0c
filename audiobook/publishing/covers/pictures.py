"""Makes the cover of a story, or one that the user chose, fit for tags and for a feed."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from audiobook.errors import OutputError
from audiobook.model import Cover

if TYPE_CHECKING:
    from PIL.Image import Image

# Every file of an album contains the picture.
MAX_PICTURE_BYTES = 1_000_000
MAX_SIDE = 3000
# Apple's minimum for the picture of a podcast.
MIN_SQUARE_SIDE = 1400
# More than any cover needs; a larger picture may be an attempt to fill the memory.
MAX_PIXELS = 64_000_000
# A longer picture is a strip, not a cover.
MAX_ASPECT_RATIO = 8.0
QUALITIES = (90, 82, 72, 60, 45)
PASSTHROUGH_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
READABLE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
ORIENTATION = 0x0112
# The blur of the picture that fills the sides of a square, as a share of the side, and its brightness.
BLUR, BRIGHTNESS = 0.03, 0.62

# What Pillow raises for broken pictures.
DECODING_ERRORS = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, struct.error)
CHOOSE_ANOTHER = "choose another with --cover"


@lru_cache(maxsize=4)
def fit_cover(cover: Cover) -> Cover:
    """The picture as JPEG or PNG of at most 3000 pixels a side and about 1 MB, upright.

    A picture that already fits comes back byte for byte. Raises OutputError where it is not a picture, is broken, or is
    dangerously large.
    """
    with _open_picture(cover) as picture:
        kind = PASSTHROUGH_TYPES.get(picture.format or "")
        upright = picture.getexif().get(ORIENTATION, 1) in (0, 1)
        if (
            kind
            and upright
            and max(picture.size) <= MAX_SIDE
            and len(cover.data) <= MAX_PICTURE_BYTES
            and _is_plain(picture)
        ):
            picture.load()
            return Cover(cover.data, kind)
        return Cover(_encode_jpeg(_shrink(_flatten(picture), MAX_SIDE)), "image/jpeg")


def describe_small_cover(data: bytes, side: int) -> str:
    """What a picture lacks of a square of at least `side` pixels, with what to do; "" for nothing."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        width = height = 0
    if width == height >= side:
        return ""
    return (
        f"the cover has {width} x {height} pixels, but must be a square of at least {side} x {side}; choose another "
        "with --cover"
    )


@lru_cache(maxsize=4)
def to_jpeg_cover(cover: Cover) -> Cover:
    """The picture as JPEG, for `cover.jpg`; raises OutputError like `fit_cover`."""
    fitting = fit_cover(cover)
    if fitting.mime == "image/jpeg":
        return fitting
    with _open_picture(fitting) as picture:
        return Cover(_encode_jpeg(_flatten(picture)), "image/jpeg")


@lru_cache(maxsize=4)
def to_square_cover(cover: Cover) -> Cover:
    """The picture as a square JPEG of 1400 to 3000 pixels, for feeds; the sides are filled with a blurred copy.

    A JPEG that already fits comes back byte for byte. Raises OutputError like `fit_cover`.
    """
    fitting = to_jpeg_cover(cover)
    with _open_picture(fitting) as picture:
        width, height = picture.size
        if width == height >= MIN_SQUARE_SIDE:
            return fitting
        return Cover(_encode_jpeg(_pad_to_square(_flatten(picture))), "image/jpeg")


def is_feed_ready(cover: Cover) -> bool:
    """Whether `cover.jpg` can be the picture of a feed as it is."""
    return to_square_cover(cover) == to_jpeg_cover(cover)


@contextlib.contextmanager
def _open_picture(cover: Cover) -> Iterator[Image]:
    """The opened picture; raises OutputError with a line that says what is wrong with it."""
    import warnings

    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # about odd metadata, and about sizes, for which there are bounds of our own
            with Image.open(BytesIO(cover.data), formats=READABLE_FORMATS) as picture:
                _refuse_harmful(picture)
                yield picture
    except UnidentifiedImageError as error:
        raise OutputError(f"the cover isn't a usable picture; {CHOOSE_ANOTHER}") from error
    except Image.DecompressionBombError as error:
        raise OutputError(f"the cover is far too large; {CHOOSE_ANOTHER}") from error
    except DECODING_ERRORS as error:
        raise OutputError(f"the cover's picture is broken ({error}); {CHOOSE_ANOTHER}") from error


def _refuse_harmful(picture: Image) -> None:
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise OutputError(f"the cover has {width} x {height} pixels, far too many; {CHOOSE_ANOTHER}")
    if max(width, height) > MAX_ASPECT_RATIO * min(width, height):
        raise OutputError(f"the cover, {width} x {height} pixels, is far too narrow; {CHOOSE_ANOTHER}")


def _is_plain(picture: Image) -> bool:
    """Whether players show it right: in RGB or greys, not in print colours, and not animated."""
    return picture.mode in ("RGB", "RGBA", "L", "P") and not getattr(picture, "is_animated", False)


def _flatten(picture: Image) -> Image:
    """The first frame, upright, in RGB, on white where it is transparent."""
    from PIL import Image, ImageOps

    picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    if turned.mode.startswith("I"):  # 16-bit greys; a plain conversion would use the lower eight bits
        turned = turned.point(lambda value: value / 256).convert("L")
    return _convert_to_srgb(turned)


def _convert_to_srgb(picture: Image) -> Image:
    """The picture in sRGB, converted where it has another colour profile."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return changed or picture.convert("RGB")
    return picture.convert("RGB")


def _shrink(picture: Image, side: int) -> Image:
    from PIL import Image

    if max(picture.size) <= side:
        return picture
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return small


def _pad_to_square(picture: Image) -> Image:
    """The picture in the middle of a square, in front of a blurred and darker copy that fills it."""
    from PIL import ImageEnhance, ImageFilter, ImageOps

    side = min(MAX_SIDE, max(MIN_SQUARE_SIDE, *picture.size))
    # Blurring a small copy and enlarging it looks the same and takes a hundredth of the time.
    small = ImageOps.fit(picture, (side // 8, side // 8)).filter(ImageFilter.GaussianBlur(side * BLUR / 8))
    ground = ImageEnhance.Brightness(small).enhance(BRIGHTNESS).resize((side, side))
    inside = ImageOps.contain(picture, (side, side))
    ground.paste(inside, ((side - inside.width) // 2, (side - inside.height) // 2))
    return ground


def _encode_jpeg(picture: Image) -> bytes:
    data = b""
    for side in (max(picture.size), 2000, MIN_SQUARE_SIDE):
        for quality in QUALITIES:
            buffer = BytesIO()
            _shrink(picture, side).save(buffer, "JPEG", quality=quality, optimize=True)
            data = buffer.getvalue()
            if len(data) <= MAX_PICTURE_BYTES:
                return data
    return data
