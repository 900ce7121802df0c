"""Text that may stand in any file: without the characters that no XML, subtitle or lyrics file can hold."""

from __future__ import annotations

import unicodedata


def wellformed(text: str) -> str:
    """The text without control characters and white space single; joiners inside emoji stay.

    >>> wellformed("a bell\\x07 and\\n\\na half \\ud83d")
    'a bell and a half'
    """
    words = "".join(sign for sign in " ".join(text.split()) if _is_text(sign))
    return " ".join(words.split())


def _is_text(sign: str) -> bool:
    """Whether a sign is more than a control character, half of a surrogate pair, or a code point that is none."""
    number = ord(sign)
    is_character = number & 0xFFFE != 0xFFFE and not 0xFDD0 <= number < 0xFDF0
    return is_character and unicodedata.category(sign) not in ("Cc", "Cs")
