"""Drawn covers, and pictures that are made fit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from audiobook.errors import OutputError
from audiobook.model import Cover, Metadata
from audiobook.publishing.covers import fonts
from audiobook.publishing.covers.art import COVER_SIDE, album_cover, draw_cover, split_title
from audiobook.publishing.covers.colours import MIN_CONTRAST, contrast_ratio, oklch_to_srgb, random_palette
from audiobook.publishing.covers.fonts import RenderableText, bundled_face, choose_font, to_plain_line
from audiobook.publishing.covers.pictures import (
    MAX_PICTURE_BYTES,
    MAX_SIDE,
    MIN_SQUARE_SIDE,
    fit_cover,
    is_feed_ready,
    to_jpeg_cover,
    to_square_cover,
)
from audiobook.publishing.covers.typesetting import typeset
from tests.conftest import examples

FOX = "The Quick Brown Fox"


@pytest.fixture(autouse=True)
def no_fonts_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FONT_FOLDERS", ())


def opened(cover: Cover) -> Image.Image:
    return Image.open(BytesIO(cover.data))


TITLES = (
    ("A", "B", ""), ("", "", ""), (FOX, "", "Foxes, part 2"), ("Two Doors: A Story of Houses", "Ann Example", ""),
    ("Война и мир", "Лев Толстой", ""), ("Η Οδύσσεια", "Όμηρος", ""), ("雪国", "川端康成", ""), ("שיר", "שלמה", ""),
    ("x" * 200, "y" * 200, "z" * 200), ("word " * 300, "", ""), ("\x00\ud800", "\u200d", "\u202e"), ("😀", "☆", ""),
)  # fmt: skip


@pytest.mark.parametrize("words", TITLES, ids=lambda words: words[0][:12])
def test_a_cover_is_a_square_that_shops_take(words: tuple[str, str, str]) -> None:
    cover = draw_cover(*words)
    picture = opened(cover)
    assert (cover.mime, picture.format, picture.mode) == ("image/jpeg", "JPEG", "RGB")
    assert picture.size == (COVER_SIDE, COVER_SIDE)
    assert 20_000 < len(cover.data) < 500_000


@settings(max_examples=12)
@given(title=st.text(max_size=60), author=st.text(max_size=30), series=st.text(max_size=30))
def test_any_words_make_a_cover(title: str, author: str, series: str) -> None:
    assert opened(draw_cover(title, author, series)).size == (COVER_SIDE, COVER_SIDE)


def test_the_same_words_give_the_same_bytes() -> None:
    first = draw_cover(FOX, "Ann")
    draw_cover.cache_clear()
    assert draw_cover(FOX, "Ann") == first
    assert draw_cover(FOX, "Bob") != first


def test_what_is_written_can_be_read_on_its_ground() -> None:
    for seed in range(3000):
        palette = random_palette(Random(seed))
        assert contrast_ratio(palette.ink, palette.ground) >= 2 * MIN_CONTRAST
        assert contrast_ratio(palette.soft, palette.ground) >= MIN_CONTRAST


@pytest.mark.parametrize("title", [*(f"Hill {number}" for number in range(16)), "word " * 60, "Two Doors: " + "x" * 90])
def test_words_stand_on_plain_ground_inside_of_the_picture(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grounds = set()
    write = ImageDraw.ImageDraw.text

    def watched(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, **how: Any) -> None:
        box = draw.textbbox(at, text, font=how["font"], anchor=how["anchor"])
        assert 60 < box[0] < box[2] < COVER_SIDE - 60
        assert 20 < box[1] < box[3] < COVER_SIDE - 20
        grounds.update(draw._image.crop(tuple(map(int, box))).getcolors(2) or [("many", "colours")])
        write(draw, at, text, **how)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", watched)
    draw_cover.cache_clear()
    draw_cover(title, f"Author of {title[:20]}", "Hills, part 3")
    assert len({colour for _, colour in grounds}) == 1


def test_a_colour_outside_of_what_screens_show_is_brought_inside() -> None:
    assert all(0 <= part <= 255 for hue in range(360) for part in oklch_to_srgb(0.7, 0.4, hue))


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Two Doors: A Story", ("Two Doors", "A Story")),
        ("Re: You", ("Re: You", "")),
        ("红楼梦：石头记", ("红楼梦", "石头记")),
        ("Noon 12:30", ("Noon 12:30", "")),
        (FOX, (FOX, "")),
    ],
)
def test_what_follows_a_colon_is_a_subtitle(title: str, parts: tuple[str, str]) -> None:
    assert split_title(title) == parts


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("Cartographer's", "Cartographer’s"), ("a\nb\tc", "a b c"), ("e\u0301", "é"), ("\u202ex\x07", "x")],
)
def test_words_are_made_fit_for_print(typed: str, printed: str) -> None:
    assert to_plain_line(typed) == printed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Война Ωμέγα Ðing", "Война Ωμέγα Ðing"), ("☆ Star 😀", "Star"), ("雪国", ""), ("Love 愛", "Love")],
)
def test_no_boxes_stand_for_signs_that_the_font_lacks(typed: str, kept: str) -> None:
    assert choose_font(typed).text == kept


def test_a_font_of_the_system_helps_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with all the signs is found below a folder; broken ones and fonts of pictures are passed over."""
    own = Path(bundled_face().path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "Broken.ttf").write_bytes(b"no font")
    (tmp_path / "NotoEmoji.ttf").write_bytes(own.read_bytes())
    (tmp_path / "deep" / "Plain.ttf").write_bytes(own.read_bytes())
    monkeypatch.setattr(fonts, "FONT_FOLDERS", (str(tmp_path), str(tmp_path / "none")))
    monkeypatch.setattr(fonts, "bundled_face", lambda *_: fonts.FontFace())
    found = choose_font("Война и мир")
    assert (found.text, Path(found.face.path).name) == ("Война и мир", "Plain.ttf")


def test_without_its_font_a_cover_is_drawn_with_pillows_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FONT_PACKAGE", "there_is_no_such_package")
    assert bundled_face() == fonts.FontFace()
    assert opened(draw_cover("Plain Latin, no font", "Ann")).size == (COVER_SIDE, COVER_SIDE)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("It", ("It",)),
        ("The Night Dolores Lost Her Voice", ("The Night", "Dolores Lost", "Her Voice")),
        ("Ways To Leave – or Stay", ("Ways To", "Leave – or Stay")),
    ],
)
def test_lines_are_balanced(title: str, lines: tuple[str, ...]) -> None:
    assert typeset(choose_font(title), 1160, 560, 210, 50).lines == lines


@pytest.mark.parametrize("width", range(200, 800, 60))
def test_a_script_without_spaces_is_broken_between_signs_but_not_before_a_full_stop(width: int) -> None:
    text = "吾輩は猫である。名前はまだ「無い」。"
    lines = typeset(RenderableText(text, bundled_face()), width, 700, 150, 60).lines
    assert "".join(lines) == text
    assert not {line[0] for line in lines} & set("。」")
    assert not {line[-1] for line in lines} & set("「")


@settings(max_examples=examples(60))
@given(text=st.text(alphabet=st.characters(categories=["Ll", "Lu"], max_codepoint=0x17E), max_size=50).map(str.strip),
       width=st.integers(200, 1200))  # fmt: skip
def test_set_lines_hold_all_the_words_and_fit(text: str, width: int) -> None:
    words = choose_font(f"{text} and {text}")
    block = typeset(words, width, 500, 200, 40)
    assert "".join(block.lines).replace(" ", "") == words.text.replace(" ", "")
    font = words.face.at(block.size)
    assert max(font.getlength(line) for line in block.lines) <= width * 1.06


# -- pictures that came with a story --


def picture(size: tuple[int, int] = (600, 900), mode: str = "RGB", kind: str = "JPEG", **options: object) -> Cover:
    held = BytesIO()
    colour = {
        "RGB": (200, 60, 30),
        "L": 120,
        "P": 3,
        "CMYK": (0, 200, 100, 20),
        "RGBA": (10, 200, 30, 128),
        "I;16": 40_000,
    }
    Image.new(mode, size, colour[mode]).save(held, kind, **options)
    return Cover(held.getvalue(), f"image/{kind.lower()}")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_fits_is_left_as_it_is(kind: str) -> None:
    cover = picture(kind=kind)
    assert fit_cover(cover) == cover


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "WEBP"}, {"kind": "GIF", "mode": "P"}, {"mode": "CMYK"}, {"kind": "PNG", "mode": "I;16"},
        {"size": (3400, 1200)},
    ],
    ids=["webp", "gif", "cmyk", "16 bits", "large"],
)  # fmt: skip
def test_what_does_not_fit_becomes_a_jpeg(options: dict[str, Any]) -> None:
    fitting = fit_cover(picture(**options))
    assert fitting.mime == "image/jpeg"
    assert (opened(fitting).format, opened(fitting).mode) == ("JPEG", "RGB")
    assert max(opened(fitting).size) <= MAX_SIDE


def test_a_wrong_type_is_put_right() -> None:
    assert fit_cover(Cover(picture(kind="PNG").data, "image/jpeg")).mime == "image/png"


def test_a_heavy_picture_gets_light() -> None:
    noise = Image.frombytes("RGB", (1500, 1500), Random(1).randbytes(1500 * 1500 * 3))
    held = BytesIO()
    noise.save(held, "PNG")
    assert len(fit_cover(Cover(held.getvalue(), "image/png")).data) <= MAX_PICTURE_BYTES


def test_a_photograph_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = fit_cover(picture((600, 900), exif=exif))
    assert opened(turned).size == (900, 600)
    assert not opened(turned).getexif()


def test_colours_are_those_of_screens() -> None:
    """A profile in which red and green have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    odd = profile.replace(b"rXYZ", b"_XYZ", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"_XYZ", b"gXYZ", 1)
    red, green, _ = opened(to_jpeg_cover(picture(kind="WEBP", lossless=True, icc_profile=odd))).getpixel((5, 5))  # type: ignore[misc]
    assert green > 150 > red


def test_what_can_be_seen_through_stands_on_white() -> None:
    assert opened(to_jpeg_cover(picture(mode="RGBA", kind="PNG"))).getpixel((5, 5)) == pytest.approx(
        (132, 227, 142), abs=4
    )


@pytest.mark.parametrize("size", [(600, 900), (900, 600), (300, 300), (1000, 2900)])
def test_a_square_is_large_enough_and_shows_all_of_the_picture(size: tuple[int, int]) -> None:
    square = opened(to_square_cover(picture(size)))
    assert square.width == square.height >= MIN_SQUARE_SIDE
    assert square.getpixel((square.width // 2, square.height // 2)) == pytest.approx((200, 60, 30), abs=5)
    if size[0] < size[1]:
        assert sum(square.getpixel((2, square.height // 2))) < 260  # type: ignore[arg-type]


def test_a_square_that_fits_is_left_as_it_is() -> None:
    fit, small = picture((1500, 1500)), picture((1399, 1399))
    assert to_square_cover(fit) == fit
    assert is_feed_ready(fit)
    assert not is_feed_ready(small)
    assert is_feed_ready(draw_cover(FOX, ""))


def bomb() -> Cover:
    """A PNG of a few bytes that says it has 10,000 million dots."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return Cover(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b""), "image/png")


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (bomb, "far too large"),
        (lambda: picture((9000, 8000), mode="L", kind="PNG"), "far too many"),
        (lambda: picture((9000, 10)), "far too narrow"),
        (lambda: Cover(b"<svg/>", "image/svg+xml"), "isn't a usable picture"),
        (lambda: picture(kind="TIFF"), "isn't a usable picture"),
        (lambda: Cover(b"", "image/png"), "isn't a usable picture"),
        (lambda: Cover(picture().data[:900], "image/jpeg"), "broken"),
        (lambda: Cover(picture(kind="PNG").data[:60], "image/png"), "broken"),
        (lambda: Cover(b"GIF89a" + bytes(40), "image/gif"), "isn't a usable picture"),
    ],
    ids=["bomb", "large", "strip", "svg", "tiff", "empty", "half a jpeg", "half a png", "bad gif"],
)
@pytest.mark.parametrize("make", [fit_cover, to_square_cover, to_jpeg_cover])
def test_what_is_no_picture_is_told_in_one_line(draw: Callable[[], Cover], told: str, make: object) -> None:
    cover = draw()
    with pytest.raises(OutputError, match=told) as caught:
        make(cover)  # type: ignore[operator]
    assert "\n" not in str(caught.value)


@settings(max_examples=examples(80))
@given(cut=st.integers(0, 3000), put=st.binary(max_size=8), kind=st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]))
def test_a_damaged_picture_never_ends_in_another_error(cut: int, put: bytes, kind: str) -> None:
    data = bytearray(picture((40, 40), kind=kind).data)
    data[cut % len(data) : cut % len(data) + len(put)] = put
    with contextlib.suppress(OutputError):
        to_square_cover(Cover(bytes(data), ""))


def test_an_album_has_the_storys_cover_or_a_drawn_one() -> None:
    about = Metadata(title=FOX, author="Ann", series="Foxes")
    drawn = draw_cover(FOX, "Ann", "Foxes")
    assert album_cover(picture(), about) == (picture(), "")
    assert album_cover(None, about) == (drawn, "")
    cover, told = album_cover(bomb(), about)
    assert cover == drawn
    assert "far too large" in told
