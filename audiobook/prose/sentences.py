"""Cuts speakable text into sentences, the units that are spoken and cached."""

from __future__ import annotations

import re

# Words whose full stop ends no sentence when a capital follows.
ABBREVIATIONS = frozenset(
    (
        "mr mrs ms mx dr st mt prof capt cpt lt col sgt gen cmdr maj adm rev fr sr jr messrs mme mlle vs "
        "etc e.g i.e cf viz no vol ch fig p pp ca approx dept jan feb mar apr jun jul aug sep sept oct "
        "nov dec"
    ).split()
)
# Of those, the ones that often do end a sentence; only a number after them says otherwise.
OFTEN_LAST = frozenset(("no etc jr sr mar jan jun fig ch p").split())

CLOSING = "”’\"')\\]»›"
SENTENCE_END = re.compile(rf"(?P<stop>[.!?…]+)[{CLOSING}]*(?P<gap>\s+)(?P<next>[“‘\"'(\[«‹—–-]*(?P<first>\S))")
# Longer sentences are cut at a clause; a listener hears no difference, and an engine keeps its breath.
MOST_CHARACTERS = 350
CLAUSE = re.compile(r"[;:—–](?:[”’\"')\]]*)\s*|,[”’\"']*\s+")


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a speakable text, in order; nothing but white space between them is lost.

    >>> sentences_of("“Dr. Orme!” she cried. It was 7.30 p.m. already… No. Really.")
    ('“Dr. Orme!” she cried.', 'It was 7.30 p.m. already…', 'No.', 'Really.')
    """
    found = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        if _ends(text, match):
            found.append(text[start : match.start("gap")])
            start = match.start("next")
    found.append(text[start:])
    return tuple(piece for sentence in found if sentence.strip() for piece in _shortened(sentence.strip()))


def _ends(text: str, match: re.Match[str]) -> bool:
    following = match["first"]
    if following.islower():
        return False
    if match["stop"] != ".":
        return True
    word = re.search(r"[^\s“‘\"'(\[—–…-]*$", text[: match.start()])
    last = (word.group() if word else "").lower()
    if last in OFTEN_LAST:
        return not following.isdigit()
    is_initial = len(last) == 1 and last.isalpha() and last != "i"
    return last not in ABBREVIATIONS and not is_initial


def _shortened(sentence: str) -> tuple[str, ...]:
    if len(sentence) <= MOST_CHARACTERS:
        return (sentence,)
    middle = len(sentence) // 2
    cuts = [match.end() for match in CLAUSE.finditer(sentence)]
    cuts = cuts or [match.end() for match in re.finditer(r"\s+", sentence)] or [middle]
    cut = min(cuts, key=lambda at: abs(at - middle))
    if not 0 < cut < len(sentence):
        cut = middle
    return tuple(
        piece for part in (sentence[:cut], sentence[cut:]) if part.strip() for piece in _shortened(part.strip())
    )
