"""Prepares text for Supertonic, which reads letters: one number for each character, in a tag of the language.

The steps are those of Supertone's own package (supertonic 1.3.1, core.py), with what stories need besides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# The languages that version 3 reads.
LANGUAGES = tuple(
    "en ko ja ar bg cs da de el es et fi fr hi hr hu id it lt lv nl pl pt ro ru sk sl sv tr uk vi".split()
)
# Characters that Supertone replaces before its network sees them. Trap: what stands between < and > would be taken for
# a tag, of a language or of a laugh.
REPLACEMENTS = str.maketrans(
    dict.fromkeys("–‑−", "-")
    | dict.fromkeys("“”„‟«»＂", '"')
    | dict.fromkeys("‘’‚‹›´`ʼ", "'")
    | dict.fromkeys("_[]{}|/\\#<>¯→←", " ")
)
# A dash between two words would make one word of them, with a hyphen.
DASH = re.compile(r"\s*[—―]\s*")
DUPLICATE_QUOTES = re.compile(r"([\"'])\1+")
SPACE_BEFORE_MARK = re.compile(r" (?=[,.!?;:])")
FINAL_MARKS = ".!?;:,'\")]}。」』】〉》"
# Unicode's categories of what has no sound of its own (marks on letters, punctuation, spaces, control characters).
SILENT_CATEGORIES = ("M", "P", "Z", "Cc", "Cf", "Cs")


def prepare_text(text: str, indexer: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    """The text as Supertonic gets it, without the tag of its language, and the pieces that it has no characters for.

    `indexer` is the number of each character, -1 for one that the network doesn't know.

    >>> known = [number if 32 <= number < 127 else -1 for number in range(0x10000)]
    >>> prepare_text("“No—wait,” said Zoë. 愛してる", known)
    ('"No - wait," said Zoe.', ('愛してる',))
    """
    letters, unspoken = _split_unknown(DASH.sub(" - ", text).translate(REPLACEMENTS), indexer)
    line = DUPLICATE_QUOTES.sub(r"\1", SPACE_BEFORE_MARK.sub("", " ".join(letters.split())))
    return (line if not line or line.endswith(tuple(FINAL_MARKS)) else f"{line}."), unspoken


def encode_text(text: str, language: str, indexer: Sequence[int]) -> list[int]:
    """The numbers of a prepared text's characters, in the tag of its language."""
    return [indexer[ord(character)] for character in f"<{language}>{text}</{language}>"]


def _split_unknown(text: str, indexer: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    """The characters that the network knows, decomposed, and runs of those that it doesn't."""
    letters, runs, is_running = "", [""], False
    for character in unicodedata.normalize("NFC", text):
        known = "".join(part for part in unicodedata.normalize("NFKD", character) if _is_known(part, indexer))
        is_silent = unicodedata.category(character).startswith(SILENT_CATEGORIES)
        if known or is_silent:
            letters += known or " " * (not is_running)
            # What joins or colours an unknown character belongs to it.
            is_running = is_running and not known and unicodedata.category(character) in ("Mn", "Me", "Cf")
            runs[-1] += character * is_running
            continue
        runs = [*runs, character] if not is_running else [*runs[:-1], runs[-1] + character]
        letters, is_running = letters + " " * (not is_running), True
    return letters, tuple(runs[1:])


def _is_known(character: str, indexer: Sequence[int]) -> bool:
    return ord(character) < len(indexer) and indexer[ord(character)] >= 0
