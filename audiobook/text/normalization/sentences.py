"""Cuts speakable text into sentences, the units that are spoken and cached."""

from __future__ import annotations

import re

from audiobook.text.normalization.full_stops import OPENERS, abbreviation_at, ends_sentence

# Between a quotation and a name they say that the sentence goes on: “What?” Ann asked.
SPEECH_VERBS = (
    "said|asked|cried|replied|whispered|called|shouted|answered|murmured|muttered|snapped|yelled|growled|demanded|"
    "sighed|laughed|added|began|exclaimed|screamed|hissed|mumbled|repeated|agreed|breathed|grumbled|groaned"
)
CLOSING = "”’\"')\\]»›"
SENTENCE_END = re.compile(
    rf"(?:(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[{CLOSING}]*+)|—[{CLOSING}]++)(?P<gap>\s++)"
    r"(?P<next>[“‘\"'(\[«‹—–-]{0,4}(?P<first>\S))"
)
SAYS_SO = re.compile(rf"(?:[A-Z][\w’'-]{{1,20}} ){{1,3}}(?:{SPEECH_VERBS})\b")
ASIDE = re.compile(r"[(\[][^()\[\]\n]{1,100}[)\]]")
LAST_WORD = re.compile(r"[^\s“‘\"'(\[—–…-]*$")
FIRST_WORD = re.compile(r"\w++(?!\.)")
# "At 7 p.m. Ann left": no sentence is over that is nothing but a time.
NOTHING_BUT_A_TIME = re.compile(r"\W*(?:At|By|Around|About|Before|After|Until|Till|Since|From)\b.{0,24}$")
HALVES_OF_THE_DAY = frozenset(("a.m", "p.m"))
LONGEST_WORD = 24
LONGEST_TAG = 90
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
    asides = tuple(match.span() for match in ASIDE.finditer(text))
    within = 0
    for match in SENTENCE_END.finditer(text):
        while within < len(asides) and asides[within][1] <= match.start():
            within += 1
        inside = within < len(asides) and asides[within][0] < match.start() and match.start("gap") < asides[within][1]
        if not inside and _ends(text, start, match):
            found.append(text[start : match.start("gap")])
            start = match.start("next")
    found.append(text[start:])
    return tuple(piece for sentence in found if sentence.strip() for piece in _shortened(sentence.strip()))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    following = match["first"]
    if following.islower():
        return False
    if match["close"] and SAYS_SO.match(text, match.start("first"), match.start("first") + LONGEST_TAG):
        return False
    if match["stop"] == "…" and _stammers(text, start, match):
        return False
    if match["stop"] != ".":
        return True
    last = _word_before(text, start, match.start())
    row = abbreviation_at(text, match.start() - len(last), match.start())
    if row is not None:
        return ends_sentence(row, text, match.end("stop"))
    if last.lower() in HALVES_OF_THE_DAY:
        return NOTHING_BUT_A_TIME.match(text, start, match.start()) is None
    if _is_initial(last):
        word = FIRST_WORD.match(text, match.start("first"))
        return word is not None and word.group().lower() in OPENERS
    return not (last.isdigit() and not text[start : match.start()].strip(f"{last}“‘\"'([ "))


def _stammers(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the next word is the last one again, or its whole: "H… Hi"."""
    last = _word_before(text, start, match.start()).lower()
    return len(last) in range(1, 4) and text[match.start("first") : match.start("first") + len(last)].lower() == last


def _word_before(text: str, start: int, stop: int) -> str:
    word = LAST_WORD.search(text[max(start, stop - LONGEST_WORD) : stop])
    return word.group() if word else ""


def _is_initial(last: str) -> bool:
    """Whether a word is a person's initials: "J", "J.K", but not "I"."""
    return last.lower() != "i" and all(len(letter) == 1 and letter.isalpha() for letter in last.split("."))


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
