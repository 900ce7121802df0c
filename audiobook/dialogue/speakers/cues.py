"""Who speaks by what stands beside the quotation: said Ann; Ann said; he sighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from audiobook.dialogue.speakers.gender import PRONOUNS, gender_of_noun
from audiobook.dialogue.speakers.vocabulary import ADVERBS, PHRASE_ENDS, REACTING, SAYING, SHOWING, SPEECH_PHRASES

# Names in narration are written as a number between these while cues are looked for.
OPEN, SHUT = "\ue000", "\ue001"
# What may stand before a name: the Hatter, the indignant Bea, poor Bea.
QUALIFIED = r"(?:[Tt]he\s+(?:[a-z-]+\s+)?|(?:poor|old|young|little|dear|good|big)\s+)?"
NAMED = rf"{QUALIFIED}{OPEN}(?P<named>\d+){SHUT}(?![’']s?\b)"
PRONOUN = r"(?P<pronoun>[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e)(?![\w’'])"
OWNER = rf"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir|[Aa]nother|[Tt]his|[Tt]hat|{OPEN}\d+{SHUT}[’']s?)"
LAZY_NOUN = rf"{OWNER}\s+(?P<noun>(?:[\w’'-]+\s+){{0,3}}?[\w’'-]+)"
GREEDY_NOUN = rf"{OWNER}\s+(?P<noun>[\w’'-]+(?:\s+[\w’'-]+){{0,3}})"
SAYING_VERB = rf"(?:{'|'.join(SAYING)}|{SPEECH_PHRASES})"
ANY_VERB = rf"(?:{'|'.join(SAYING + SHOWING)}|{SPEECH_PHRASES})"
LEAD = r"^[\s,;.…!?—–*_-]*(?:(?:and|but|then)\s+)?"
SUBJECT = rf"(?:{NAMED}|{PRONOUN}|{LAZY_NOUN})"
VERB_FIRST_SUBJECT = rf"(?:{NAMED}|{PRONOUN}|{GREEDY_NOUN})"


class Strength(IntEnum):
    """How surely a cue tells the speaker."""

    NONE = 0
    BEAT = 1
    SHOWING = 2
    FAR = 3
    SAYING = 4


class Place(IntEnum):
    """Where a cue stands: before the first quotation of its paragraph, between two, behind the last."""

    START = 0
    MIDDLE = 1
    END = 2


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a cue names: by name (its `figure`), by a pronoun, by a description."""

    named: int = -1
    pronoun: str = ""
    noun: str = ""

    @property
    def gender(self) -> str:
        """The gender that a pronoun or a description tells."""
        return PRONOUNS.get(self.pronoun, "") or gender_of_noun(self.noun)


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Cue:
    """One sign of who speaks; `before` where it stands before the words."""

    strength: Strength
    who: Who
    before: bool = False
    place: Place = Place.END
    reacts: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape of a cue, and what it matches and must not match (names as they stand, not yet numbered)."""

    strength: Strength
    pattern: re.Pattern[str]


VOICE = re.compile(
    rf"^[^.!?]{{0,40}}?{OPEN}(?P<named>\d+){SHUT}[’']s\s+(?:\w+\s+)?(?:voice|tone|reply|answer|response|rejoinder|words)\b"
    r"(?P<pronoun>\b\B)?(?P<noun>\b\B)?"
)
REACTS = re.compile(rf"^\W*(?:\w+ly\s+|just\s+|only\s+)?(?:{'|'.join(REACTING)})\b")

AFTER = (
    Pattern(Strength.SAYING, re.compile(rf"{LEAD}(?:\w+ly\s+)?{SAYING_VERB}\s+{VERB_FIRST_SUBJECT}")),
    Pattern(Strength.SAYING, re.compile(rf"{LEAD}{SUBJECT}(?:\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b")),
    Pattern(Strength.SHOWING, re.compile(rf"{LEAD}{SUBJECT}(?:\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b")),
    Pattern(Strength.SHOWING, re.compile(rf"{LEAD}(?:{'|'.join(SHOWING)})\s+{VERB_FIRST_SUBJECT}")),
    Pattern(Strength.FAR, re.compile(rf"{LEAD}{SUBJECT}\b[^.!?;]{{0,80}}?\s{SAYING_VERB}\b")),
    Pattern(Strength.BEAT, re.compile(rf"{LEAD}{SUBJECT}\s")),
    Pattern(Strength.FAR, VOICE),
)
BEFORE = (
    Pattern(
        Strength.SAYING,
        re.compile(rf"^\W*{SUBJECT}\b[^.!?]*\b{SAYING_VERB}(?:\s+[\w’']+){{0,3}}\s*[,:—–-]\s*$"),
    ),
    Pattern(Strength.SAYING, re.compile(rf"{SUBJECT}(?:\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b[^.!?]*[,:—–-]\s*$")),
    Pattern(Strength.SAYING, re.compile(rf"\b{SAYING_VERB}\s+{VERB_FIRST_SUBJECT}[^.!?]*[,:—–-]\s*$")),
    Pattern(Strength.FAR, re.compile(rf"^\W*{SUBJECT}\b[^.!?]*[,:—–-]\s*$")),
    Pattern(Strength.SHOWING, re.compile(rf"^\W*{SUBJECT}(?:\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b")),
    Pattern(Strength.BEAT, re.compile(rf"^\W*(?:[\w’'-]+\W+){{0,4}}?(?:{NAMED}|{PRONOUN}|{LAZY_NOUN})\s")),
)
LAST_SENTENCE = re.compile(r"(?:[.!?…][”\"’')]*\s+|^)([^.!?…]*(?:[.!?…]+[”\"’')]*)?)\s*$", re.DOTALL)
FAR_LIMIT = 400


def cues_after(told: str, place: Place = Place.END) -> Iterator[Cue]:
    """The cues in what is told behind a quotation, the surest first."""
    yield from _cues(AFTER, told[:FAR_LIMIT], False, place)


def cues_before(told: str, place: Place = Place.START) -> Iterator[Cue]:
    """The cues in what is told before a quotation."""
    last = LAST_SENTENCE.search(told[-FAR_LIMIT:])
    if last:
        yield from _cues(BEFORE, last.group(1), True, place)


def _cues(patterns: tuple[Pattern, ...], told: str, before: bool, place: Place) -> Iterator[Cue]:
    for one in patterns:
        match = one.pattern.search(told)
        if match is None:
            continue
        who = _who(match)
        if who is not NOBODY:
            edge = max(match.end("named") + 1, match.end("pronoun"), match.end("noun"))
            yield Cue(one.strength, who, before, place, bool(REACTS.search(told[edge : edge + 30])))


def _who(match: re.Match[str]) -> Who:
    if match["named"]:
        return Who(named=int(match["named"]))
    if match["pronoun"]:
        return Who(pronoun=match["pronoun"] if match["pronoun"] == "I" else match["pronoun"].lower())
    noun = cut_phrase(match["noun"] or "")
    return Who(noun=noun) if noun else NOBODY


def cut_phrase(phrase: str) -> str:
    """A description without what follows it.

    >>> cut_phrase("old man in the")
    'old man'
    """
    words = phrase.lower().split()
    end = next((place for place, word in enumerate(words) if word in PHRASE_ENDS or word.endswith("ly")), len(words))
    return " ".join(words[:end])
