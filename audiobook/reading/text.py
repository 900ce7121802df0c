"""Reads a plain-text story: which encoding it is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from audiobook.errors import InputError
from audiobook.model import Manuscript

# A byte-order mark settles the encoding; the longer marks come first because UTF-32's begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# How files that are no text begin, and what to call them.
SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive (an e-book or a word-processor document, perhaps)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"ID3", "a sound file"),
    (b"RIFF", "a sound or video file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "a rich-text document"),
    (b"\xd0\xcf\x11\xe0", "an old word-processor document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Stray control characters turn up in real stories; a file where one character in fifty is one is no text.
MOST_CONTROL_CHARACTERS = 0.02
# English has next to no accents; languages that need another code page have five in a hundred letters and more.
FIRST_LETTER = 0xA0
MOST_ENGLISH_ACCENTS = 0.02
UNUSED_IN_CP1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


def read_story(path: Path) -> Manuscript:
    """Reads the story at `path`; raises InputError where it is missing, empty, no text, or in no known encoding."""
    return Manuscript(source=path, text=decode(_bytes_of(path), path))


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path} is a folder; name the story file inside it")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}; check the name and the folder") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def decode(data: bytes, path: Path) -> str:
    """The text of `data`, its line ends untouched; `path` only names the file in errors."""
    if not data.strip():
        raise InputError(f"{path} is empty; there is nothing to read aloud")
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{path} is {what}, not a text story; save it as plain text first")
    text = _decoded(data, path)
    if len(CONTROL_CHARACTERS.findall(text)) > len(text) * MOST_CONTROL_CHARACTERS:
        raise InputError(f"{path} is a binary file, not a text story; save it as plain text first")
    if not text.strip("\ufeff \t\r\n\f\v\x00\xa0\u200b"):
        raise InputError(f"{path} is empty; there is nothing to read aloud")
    return text


def _decoded(data: bytes, path: Path) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise _unknown_encoding(path, f"it says it is {encoding}, but byte {error.start} is not") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, path)


def _guessed(data: bytes, path: Path) -> str:
    from charset_normalizer import from_bytes

    if b"\x00" in data[:4096] and not _looks_like_utf16(data):
        raise InputError(f"{path} is a binary file, not a text story; save it as plain text first")
    if _looks_western(data):
        return data.decode("cp1252")
    best = from_bytes(data).best()
    if best is None:
        raise _unknown_encoding(path, "none that is known fits its bytes")
    return str(best)


def _looks_western(data: bytes) -> bool:
    """Whether next to all letters are plain ASCII and the rest fits Windows-1252, the old encoding of English texts.

    Its curly quotes and few accents are too little for a statistical guess, which then picks one of its cousins.
    """
    accents = sum(byte >= FIRST_LETTER for byte in data)
    return accents < len(data) * MOST_ENGLISH_ACCENTS and not UNUSED_IN_CP1252 & set(data) and b"\x00" not in data


def _looks_like_utf16(data: bytes) -> bool:
    sample = data[:4096]
    return max(sample[0::2].count(0), sample[1::2].count(0)) > len(sample) // 4


def _unknown_encoding(path: Path, why: str) -> InputError:
    return InputError(f"{path} is in an unknown encoding ({why}); save it as UTF-8 and try again")
