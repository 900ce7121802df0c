"""Splits a rich-text document into its control words, groups and text, and knows its code pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
DEFAULT_CODEC = "cp1252"
# What fonts declare as their character set, by Python's names; all others are those of the document.
CHARACTER_SET_CODECS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437",
}  # fmt: skip
# Characters that have control words or symbols of their own.
CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ", "qmspace": " ", "tab": " ", "~": "\xa0", "_": "-", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip


class TokenKind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A control word or symbol with its number, a brace, or bytes of text."""

    kind: TokenKind
    word: str = ""
    number: int | None = None
    data: bytes = b""


OPEN, CLOSE = Token(TokenKind.OPEN), Token(TokenKind.CLOSE)


def split_tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a document; raw bytes of pictures (\\bin) are left out."""
    position = 0
    while match := TOKEN.match(data, position):
        position = match.end()
        if text := match["text"]:
            yield Token(TokenKind.TEXT, data=text)
        elif word := match["word"]:
            number = int(match["number"]) if match["number"] else None
            position += max(number or 0, 0) if word == b"bin" else 0
            yield Token(TokenKind.WORD, word.decode("ascii"), number)
        elif brace := match["brace"]:
            yield OPEN if brace == b"{" else CLOSE
        elif digits := match["hex"]:
            yield Token(TokenKind.TEXT, data=bytes.fromhex(digits.decode("ascii")))
        elif symbol := match["symbol"]:
            yield Token(TokenKind.WORD, "par" if symbol in b"\r\n" else symbol.decode("latin-1"))


def codec_of_page(page: int | None) -> str:
    """Python's name of a Windows code page, Western European for one that it doesn't know.

    >>> codec_of_page(1251), codec_of_page(99999)
    ('cp1251', 'cp1252')
    """
    names = {65001: "utf-8", 936: "gbk", 10000: "mac_roman"}
    name = names.get(page or 0, f"cp{page}")
    try:
        "".encode(name)
    except LookupError:
        return DEFAULT_CODEC
    return name
