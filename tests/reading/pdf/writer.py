"""Writes tiny PDFs by hand: text at given places in the standard fonts, bookmarks, properties, a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

FONTS = {"roman": "Times-Roman", "italic": "Times-Italic", "bold": "Times-Bold", "mono": "Courier"}
WIDTH, HEIGHT = 360, 540
LEFT, TOP, LEADING, SIZE = 54, 480, 14, 11


@dataclass(frozen=True)
class Text:
    """Text on one baseline; in Courier every character is 0.6 of its size wide."""

    text: str
    x: float = LEFT
    y: float = TOP
    size: float = SIZE
    font: str = "mono"

    def operators(self) -> bytes:
        """The text in the language of page descriptions."""
        escaped = self.text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
        name = list(FONTS).index(self.font)
        return b"BT /F%d %.2f Tf %.2f %.2f Td (%s) Tj ET\n" % (name, self.size, self.x, self.y, escaped)


@dataclass(frozen=True)
class Pdf:
    """A PDF: the texts of its pages, bookmarks as (title, page, height), properties, pages that are one picture."""

    pages: Sequence[Iterable[Text]]
    bookmarks: Sequence[tuple[str, int, float]] = ()
    properties: dict[str, str] = field(default_factory=dict)
    pictures: frozenset[int] = frozenset()

    def build(self) -> bytes:
        """The bytes of the file."""
        count = len(self.pages)
        first_page, first_mark = 4 + len(FONTS), 4 + len(FONTS) + 2 * count
        fonts = " ".join(f"/F{n} {4 + n} 0 R" for n in range(len(FONTS)))
        marks = f"/Outlines {first_mark} 0 R" if self.bookmarks else ""
        kids = " ".join(f"{first_page + 2 * n} 0 R" for n in range(count))
        objects = [
            f"<</Type/Catalog/Pages 2 0 R{marks}>>".encode(),
            f"<</Type/Pages/Count {count}/Kids[{kids}]>>".encode(),
            b"<<"
            + b"".join(b"/%s %s" % (key.encode(), _string(value)) for key, value in self.properties.items())
            + b">>",
            *(
                f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>".encode()
                for name in FONTS.values()
            ),
        ]
        for number, texts in enumerate(self.pages):
            content = b"".join(text.operators() for text in texts)
            content += PICTURE if number in self.pictures else b""
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<<{fonts}>>>>"
                f"/Contents {first_page + 2 * number + 1} 0 R>>".encode()
            )
            objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects += self._outline(first_mark, first_page)
        return _assemble(objects)

    def _outline(self, first: int, first_page: int) -> list[bytes]:
        if not self.bookmarks:
            return []
        last = len(self.bookmarks)
        root = f"<</Type/Outlines/First {first + 1} 0 R/Last {first + last} 0 R/Count {last}>>".encode()
        items = [
            b"<</Title %s/Parent %d 0 R%s%s/Dest[%d 0 R/XYZ 0 %.1f 0]>>"
            % (
                _string(title),
                first,
                b"/Prev %d 0 R" % (first + number - 1) if number > 1 else b"",
                b"/Next %d 0 R" % (first + number + 1) if number < last else b"",
                first_page + 2 * page,
                height,
            )
            for number, (title, page, height) in enumerate(self.bookmarks, start=1)
        ]
        return [root, *items]


# A grey square that fills the page.
PICTURE = (
    b"q %d 0 0 %d 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID " % (WIDTH, HEIGHT) + b"\x80" + b"\nEI Q\n"
)  # fmt: skip


def _string(text: str) -> bytes:
    return b"<FEFF" + text.encode("utf-16-be").hex().encode() + b">"


def _assemble(objects: Sequence[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(data)


def lines(*texts: str, top: float = TOP, left: float = LEFT) -> list[Text]:
    """Lines of text one below the other; one that begins with a tab is indented, an empty one leaves a blank line."""
    return [
        Text(text.lstrip("\t"), left + (18 if text.startswith("\t") else 0), top - LEADING * number)
        for number, text in enumerate(texts)
        if text
    ]
