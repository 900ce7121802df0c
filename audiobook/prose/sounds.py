"""Rules about words for sounds: written without a vowel, an engine would spell them."""

from __future__ import annotations

import re

from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Rewrite

# Each sound, and how any engine says something near it.
RESPELLINGS = (
    (r"sh{2,}|sh", "shush"),
    (r"ps+h+", "pish"),
    (r"tsk|tsch", "tisk"),
    (r"tch+", "tich"),
    (r"g+r{2,}", "gur"),
    (r"b+r{2,}", "burr"),
    (r"b+z{2,}t?", "buzz"),
    (r"z{3,}", "zizz"),
    (r"p+f{2,}t?|p+h+t+", "puff"),
    (r"ps{2,}t+", "pist"),
    (r"h+m+ph+", "humph"),
    (r"h?m{3,}|m{2,}|m+h+m+|h+m{1,2}", "hmm"),
    (r"m{1,2}-h+m+", "hmm-hmm"),
    (r"n+gh+", "ung"),
    (r"h+n+gh+", "hung"),
    (r"h+n+", "hun"),
    (r"h?s{3,}", "hiss"),
    (r"k+r+k+", "kirk"),
)


def _respelled(match: re.Match[str]) -> str:
    word = match.group()
    said = next(said for sound, said in RESPELLINGS if re.fullmatch(sound, word, re.IGNORECASE))
    return said.capitalize() if word[0].isupper() else said


SOUND_WORDS = (
    Rewrite(
        "words for sounds",
        re.compile(rf"(?<![\w'’.-])(?:{'|'.join(sound for sound, _ in RESPELLINGS)})(?![\w-]|['’.]\w)", re.IGNORECASE),
        _respelled,
        (("Shhh! Tsk, tsk.", "Shush! Tisk, tisk."), ("Hmph", "Humph"), ("GRRR", "Gur"), ("Mm-hmm", "Hmm-hmm")),
        ("she", "hmm", "Brrring", "Hmm"),
        effect=Effect.WORDS,
        need=Need.SOUND_WORDS,
    ),
)
