"""Prepares a line for hibari: what its phonemizer would misread, written so that it reads it right.

Measured with hibari-tts 0.2.1; each rule is data with examples, and a test runs the examples.
"""

from __future__ import annotations

import re
import unicodedata

from audiobook.prose.rewrites import Rewrite

# Letters that begin a word and how a voice breaks off after them; hibari would say the letter's name.
STUTTER = re.compile(r"\b(?P<bit>[A-Za-z]{1,3})(?:-|…\s?)(?=(?P<word>[A-Za-z][\w'’]*))")
# hibari reads these as words of an address or a book list; at the end of a sentence they are plain words.
PLAIN_LAST_WORDS = "no|ed|est|fig|ch|vol|co|jan|mar|apr|jun|sat|sun|mon|fri|wed|gen|rep|col|hon|max|pp|nos|ave"
# Python's own limit aside, the phonemizer fails on numbers of more than eighteen digits.
LONG_NUMBER = re.compile(r"\d[\d,]{14,}")

REWRITES = (
    Rewrite("apostrophes", re.compile(r"[’ʼ`´]"), "'", (("don’t", "don't"),), ("don't",)),
    Rewrite(
        # Text straight after a double quote goes to the out-of-vocabulary net: “I’m” would be said "im".
        "double quotation marks",
        re.compile(r"[“”„‟«»\"＂]"),
        "",
        (("“I'm here,” she said.", "I'm here, she said."),),
        ("don't",),
    ),
    Rewrite(
        "single quotation marks at the edge of a word",
        re.compile(r"(?<!\w)['‘‚‹›]+(?!(?:em|til|cause|n)\b)|(?<!s)['‹›](?!\w)|(?<=s)'(?!\w)(?!\s[a-z])"),
        "",
        (("'Why?' he asked.", "Why? he asked."), ("'Tis late", "Tis late"), ("singin'", "singin")),
        ("don't", "the dogs' bowls", "Get 'em!"),
    ),
    Rewrite(
        "square and curly brackets",
        re.compile(r"\s*[\[\]{}\\]+\s*"),
        " ",
        (("3 [sic] x", "3 sic x"),),
        ("(so)",),
    ),
    Rewrite(
        "a slash between words", re.compile(r"(?<=[A-Za-z])/(?=[A-Za-z]{2})"), " ", (("and/or", "and or"),), ("w/o",)
    ),
    Rewrite(
        "a last word that looks like an abbreviation",
        re.compile(rf"\b(?P<word>{PLAIN_LAST_WORDS})\.(?=\W*$)", re.IGNORECASE),
        r"\g<word> .",
        (("I said no.", "I said no ."), ("We met Jan.", "We met Jan .")),
        ("no. 5", "cannot."),
    ),
)


def prepared(text: str) -> str:
    """A line as hibari should be given it.

    >>> prepared("“I’m fine,” she said. ‘Or not.’")
    "I'm fine, she said. Or not."
    """
    for rewrite in REWRITES:
        text = rewrite(text)
    text = LONG_NUMBER.sub(lambda match: " ".join(match.group().replace(",", "")), text)
    return " ".join(text.split())


def unknown_to_hibari(text: str) -> tuple[str, ...]:
    """The runs of characters in `text` that hibari has no sounds for: other scripts than Latin, and pictures.

    >>> unknown_to_hibari("He said 愛してる 😀 to Zoë.")
    ('愛してる', '😀')
    """
    return tuple("".join(run) for run in _unknown_runs(text))


def without(text: str, pieces: tuple[str, ...]) -> str:
    """The text without these pieces."""
    for piece in pieces:
        text = text.replace(piece, " ")
    return text


def _unknown_runs(text: str) -> list[list[str]]:
    runs: list[list[str]] = []
    inside = False
    for character in text:
        unknown = _is_unknown(character)
        if unknown and inside:
            runs[-1].append(character)
        elif unknown:
            runs.append([character])
        inside = unknown
    return runs


def _is_unknown(character: str) -> bool:
    if character.isascii():
        return False
    category = unicodedata.category(character)
    if category[0] == "L":
        return not unicodedata.name(character, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MODIFIER"))
    return category == "So" and character not in SPOKEN_SYMBOLS


# Symbols that hibari says: degree, copyright and so on.
SPOKEN_SYMBOLS = "°©®™№"
