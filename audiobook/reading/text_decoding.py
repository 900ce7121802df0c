"""Decodes the bytes of a text: detects its encoding, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from audiobook.errors import InputError

# The longer marks come first because UTF-32's begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Real stories have stray control characters; a file with more than one in fifty is not text.
MAX_CONTROL_SHARE = 0.02
# English has next to no accents; languages with other code pages have five in a hundred letters or more.
FIRST_ACCENTED_BYTE = 0xA0
MAX_ENGLISH_ACCENT_SHARE = 0.02
# So many valid UTF-8 sequences per broken one mean that the broken one is an accident; other encodings have hardly any
# valid ones.
MIN_VALID_PER_BROKEN = 2
# Stands in a text for bytes that could not be decoded.
REPLACEMENT_CHARACTER = "\ufffd"
UNDEFINED_CP1252_BYTES = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


def decode_text(data: bytes, path: Path) -> str:
    """The text of `data` with its line ends unchanged. Raises InputError, naming `path`, if it is empty, binary, or in
    an unknown encoding.
    """
    if not data.strip():
        raise InputError(f"{path} is empty; there is nothing to read aloud")
    text = _try_encodings(data, path)
    if len(CONTROL_CHARACTERS.findall(text)) > len(text) * MAX_CONTROL_SHARE:
        raise InputError(f"{path} is a binary file, not a text story; save it as plain text first")
    if not text.strip("\ufeff \t\r\n\f\v\x00\xa0\u200b"):
        raise InputError(f"{path} is empty; there is nothing to read aloud")
    return text


def _try_encodings(data: bytes, path: Path) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise _unknown_encoding_error(
                    path, f"its byte-order mark says {encoding}, but byte {error.start} is invalid"
                ) from error
    if _looks_like_utf16(data):
        sample = data[:4096]
        is_little_endian = sample[1::2].count(0) > sample[0::2].count(0)
        return data.decode("utf-16-le" if is_little_endian else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_damaged_utf8(data) or _guess_encoding(data, path)


def _decode_damaged_utf8(data: bytes) -> str:
    """The text of bytes that are mostly UTF-8, with \ufffd for broken sequences; "" if they are something else.

    A file that was cut off inside a character, or has one character from another encoding, can still be read.
    """
    text = data.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT_CHARACTER)
    valid = sum(not character.isascii() for character in text) - broken
    return text if valid >= MIN_VALID_PER_BROKEN * broken else ""


def _guess_encoding(data: bytes, path: Path) -> str:
    from charset_normalizer import from_bytes

    if b"\x00" in data[:4096]:
        raise InputError(f"{path} is a binary file, not a text story; save it as plain text first")
    if _looks_western(data):
        return data.decode("cp1252")
    best = from_bytes(data).best()
    if best is None:
        raise _unknown_encoding_error(path, "no known encoding fits its bytes")
    return str(best)


def _looks_western(data: bytes) -> bool:
    """Whether nearly all letters are ASCII and the rest fits Windows-1252, the old encoding of English texts.

    Its curly quotes and few accents are not enough for a statistical guess, which picks similar encodings instead.
    """
    accents = sum(byte >= FIRST_ACCENTED_BYTE for byte in data)
    return (
        accents < len(data) * MAX_ENGLISH_ACCENT_SHARE
        and not UNDEFINED_CP1252_BYTES & set(data)
        and b"\x00" not in data
    )


def _looks_like_utf16(data: bytes) -> bool:
    sample = data[:4096]
    return max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) // 4


def _unknown_encoding_error(path: Path, detail: str) -> InputError:
    return InputError(f"{path} is in an unknown encoding ({detail}); save it as UTF-8 and try again")
