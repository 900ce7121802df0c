"""Splits normalized text into sentences, which are synthesized and cached one by one."""

from __future__ import annotations

import re

from audiobook.text.normalization.abbreviation_stops import SENTENCE_OPENERS, ends_sentence, find_abbreviation
from audiobook.text.normalization.sentence_marks import CLOSING_MARKS
from audiobook.text.speech_verbs import any_form_pattern, load_speech_verbs

SENTENCE_END = re.compile(
    rf"(?:(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[{CLOSING_MARKS}]*+)|—[{CLOSING_MARKS}]++)(?P<gap>\s++)"
    r"(?P<next>[“‘\"'(\[«‹—–-]{0,4}(?P<first>\S))"
)
# After a closing mark, these say that the sentence goes on: “What?” Ann asked.
SENTENCE_VERBS = any_form_pattern(form for verb in load_speech_verbs() for form in verb.sentence_forms)
SPEECH_TAG = re.compile(rf"(?:[A-Z][\w’'-]{{1,20}} ){{1,3}}{SENTENCE_VERBS}\b")
ASIDE = re.compile(r"[(\[][^()\[\]\n]{1,100}[)\]]")
LAST_WORD = re.compile(r"[^\s“‘\"'(\[—–…-]*$")
FIRST_WORD = re.compile(r"\w++(?!\.)")
# "At 7 p.m. Ann left": a time alone is not a sentence.
ONLY_TIME_PHRASE = re.compile(r"\W*(?:At|By|Around|About|Before|After|Until|Till|Since|From)\b.{0,24}$")
# The last word of a sentence without its stop.
DOTTED_AM_PM = frozenset(("a.m", "p.m"))
MAX_WORD_CHARACTERS = 24
MAX_TAG_CHARACTERS = 90
# Longer sentences are split at a clause: listeners hear no difference, and engines handle them better.
MAX_SENTENCE_CHARACTERS = 350
CLAUSE_END = re.compile(r"[;:—–](?:[”’\"')\]]*)\s*|,[”’\"']*\s+")


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a normalized text, in order; only white space between them is lost.

    >>> split_sentences("“Dr. Orme!” she cried. It was 7.30 p.m. already… No. Really.")
    ('“Dr. Orme!” she cried.', 'It was 7.30 p.m. already…', 'No.', 'Really.')
    """
    sentences = []
    start = 0
    asides = tuple(match.span() for match in ASIDE.finditer(text))
    aside_index = 0
    for match in SENTENCE_END.finditer(text):
        while aside_index < len(asides) and asides[aside_index][1] <= match.start():
            aside_index += 1
        is_in_aside = (
            aside_index < len(asides)
            and asides[aside_index][0] < match.start()
            and match.start("gap") < asides[aside_index][1]
        )
        if not is_in_aside and _ends_sentence(text, start, match):
            sentences.append(text[start : match.start("gap")])
            start = match.start("next")
    sentences.append(text[start:])
    return tuple(
        piece for sentence in sentences if sentence.strip() for piece in _split_long_sentence(sentence.strip())
    )


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = match["first"]
    if following.islower():
        return False
    if match["close"] and SPEECH_TAG.match(text, match.start("first"), match.start("first") + MAX_TAG_CHARACTERS):
        return False
    if match["stop"] == "…" and _is_stutter(text, start, match):
        return False
    if match["stop"] != ".":
        return True
    last_word = _word_before(text, start, match.start())
    abbreviation = find_abbreviation(text, match.start() - len(last_word), match.start())
    if abbreviation is not None:
        return ends_sentence(abbreviation, text, match.end("stop"))
    if last_word.lower() in DOTTED_AM_PM:
        return ONLY_TIME_PHRASE.match(text, start, match.start()) is None
    if _is_initial(last_word):
        word = FIRST_WORD.match(text, match.start("first"))
        return word is not None and word.group().lower() in SENTENCE_OPENERS
    return not (last_word.isdigit() and not text[start : match.start()].strip(f"{last_word}“‘\"'([ "))


def _is_stutter(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the next word repeats or completes the last one: "H… Hi"."""
    last_word = _word_before(text, start, match.start()).lower()
    return (
        len(last_word) in range(1, 4)
        and text[match.start("first") : match.start("first") + len(last_word)].lower() == last_word
    )


def _word_before(text: str, start: int, stop: int) -> str:
    match = LAST_WORD.search(text[max(start, stop - MAX_WORD_CHARACTERS) : stop])
    return match.group() if match else ""


def _is_initial(word: str) -> bool:
    """Whether a word consists of initials: "J", "J.K", but not "I"."""
    return word.lower() != "i" and all(len(letter) == 1 and letter.isalpha() for letter in word.split("."))


def _split_long_sentence(sentence: str) -> tuple[str, ...]:
    if len(sentence) <= MAX_SENTENCE_CHARACTERS:
        return (sentence,)
    middle = len(sentence) // 2
    cuts = [match.end() for match in CLAUSE_END.finditer(sentence)]
    cuts = cuts or [match.end() for match in re.finditer(r"\s+", sentence)] or [middle]
    cut = min(cuts, key=lambda offset: abs(offset - middle))
    if not 0 < cut < len(sentence):
        cut = middle
    return tuple(
        piece
        for part in (sentence[:cut], sentence[cut:])
        if part.strip()
        for piece in _split_long_sentence(part.strip())
    )
