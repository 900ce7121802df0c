"""Who speaks by what stands beside the quotation: said Ann; Ann said; he sighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from audiobook.attribution.gender import PRONOUNS, gender_of_noun
from audiobook.attribution.vocabulary import (
    ADVERBS,
    LY_ADJECTIVES,
    PHRASE_ENDS,
    REACTING,
    SAYING,
    SHOWING,
    SPEECH_PHRASES,
    WORN,
    any_of,
)

# Names in narration are written as a number between these while cues are looked for.
OPEN, SHUT = "\ue000", "\ue001"
# What a description goes on with: neither "as" nor "and" nor "with".
PLAIN = rf"(?!(?:{'|'.join(sorted(PHRASE_ENDS))})\b)[a-z][\w’'-]*"
# What may stand before a name: the Hatter, the March Hare, the indignant Bea, poor Bea, his brother Tom.
QUALIFIED = (
    rf"(?:(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir)\s+(?:(?:{PLAIN}|[A-Z][a-z]+)\s+){{0,2}}|"
    r"(?:[Pp]oor|[Oo]ld|[Yy]oung|[Ll]ittle|[Dd]ear|[Gg]ood|[Bb]ig)\s+)?"
)
NAMED = rf"{QUALIFIED}{OPEN}(?P<named>\d+){SHUT}(?![\w’'])"
PRONOUN = r"(?P<pronoun>[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e)(?![\w’'])"
OWNER = rf"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir|[Aa]nother|[Tt]his|[Tt]hat|{OPEN}\d+{SHUT}[’']s?)"
WEARING = rf"(?:\s+(?:with|in)\s+(?:the|an?|his|her)\s+(?:[a-z-]+\s+){{0,2}}(?:{WORN})\b)"
LAZY_NOUN = rf"{OWNER}\s+(?P<noun>(?:{PLAIN}\s+){{0,3}}?{PLAIN}{WEARING}?)(?![\w’'])"
GREEDY_NOUN = rf"{OWNER}\s+(?P<noun>{PLAIN}(?:\s+{PLAIN}){{0,3}}{WEARING}?)(?![\w’'])"
WEARS = re.compile(rf"{WEARING}$")
INDEFINITE = re.compile(r"\b(?:an?|another)\s+$", re.IGNORECASE)
SAYING_VERB = rf"(?:{any_of(SAYING)}|{SPEECH_PHRASES})"
ANY_VERB = rf"(?:{any_of(SAYING + SHOWING)}|{SPEECH_PHRASES})"
SHOWING_VERB = any_of(SHOWING)
LEAD = r"^[\s,;.…!?—–*_-]*(?:(?:and|but|then|so)\s+)?"
SUBJECT = rf"(?:{NAMED}|{PRONOUN}|{LAZY_NOUN})"
VERB_FIRST_SUBJECT = rf"(?:{NAMED}|{PRONOUN}|{GREEDY_NOUN})"
REPLY = (
    "(?:voice|tone|tones|reply|answer|response|rejoinder|retort|comment|remark|question|exclamation|words|cry|shout|"
    "consolation|opinion|verdict|view|greeting|conclusion|excuse|advice|observation|summing up|suggestion|warning)"
)
SUBJECT_FORM = {"his": "he", "her": "she"}
OF_VOICE = r"(?P<pronoun>\b[Hh]is|\b[Hh]er)"
# Groups that match nothing, where a pattern can find no such thing.
NO_NAME, NO_PRONOUN, NO_NOUN = r"(?P<named>\b\B)?", r"(?P<pronoun>\b\B)?", r"(?P<noun>\b\B)?"
# Several who speak at once.
ONE = rf"(?:{QUALIFIED}{OPEN}\d+{SHUT}|[Hh]e|[Ss]he|I)"
PAIR = rf"{ONE}(?:,\s+{ONE})*,?\s+and\s+{ONE}(?![\w’'])"
ALL = (
    r"(?:[Tt]hey|[Ww]e)\s+(?:both|all)|[Bb]oth(?:\s+of\s+them)?|[Aa]ll\s+(?:of\s+them|three|four)|[Ee]very(?:one|body)"
)
SAID_BY_MANY = rf"(?P<many>{PAIR}|{ALL})(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b{NO_NAME}{NO_PRONOUN}{NO_NOUN}"
AT_ONCE = r"(?=\s*(?:[.,;:!?—–]|together|in\s+unison|at\s+once|both|as\s+one|$))"


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
    """Whom a cue names: by name (its `figure`), by a pronoun, by a description (`new` where it is "a man")."""

    named: int = -1
    pronoun: str = ""
    noun: str = ""
    new: bool = False

    @property
    def many(self) -> bool:
        """Whether several speak at once."""
        return self.pronoun in ("they", "we")

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
    """A shape of a cue, with what it reads and what it must not read (`N` stands for a name)."""

    strength: Strength
    pattern: re.Pattern[str]
    reads: tuple[str, ...]
    passes_over: tuple[str, ...] = ()


REACTS = re.compile(rf"^\W*(?:\w+ly\s+|just\s+|only\s+)?{any_of(REACTING)}\b")

AFTER = (
    Pattern(
        Strength.SAYING, re.compile(rf"{LEAD}{SAID_BY_MANY}"), ("N and N chorused.", "they both said"), ("N said.",)
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"{LEAD}{SAYING_VERB}\s+(?P<many>{PAIR}){AT_ONCE}{NO_NAME}{NO_PRONOUN}{NO_NOUN}"),
        ("said N and N together.", "cried N, N and N."),
        ("said N and N laughed.",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"{LEAD}(?:\w+ly\s+)?{SAYING_VERB}\s+{VERB_FIRST_SUBJECT}"),
        ("said N.", ", quipped N with a wink", "asked his brother N, and left", "said the man with the black beard"),
        ("N saw what was said.", "and said nothing more to N"),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"{LEAD}{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b"),
        ("N said.", "she softly replied", "the old man at last deadpanned", "N only drawled"),
        ("N looked at what he had said.",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"{LEAD}{SUBJECT}\s*,\s[^.!?;]{{2,80}},\s+(?:{ADVERBS}\s+){{0,2}}{SAYING_VERB}\b"),
        ("N, who had come in, said", "the driver, with a glance behind him, replied"),
        ("N came in, and nothing was said",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(
            rf"{LEAD}(?:was|is|came)\s+{OPEN}(?P<named>\d+){SHUT}[’']s\s+(?:\w+\s+)?{REPLY}\b{NO_PRONOUN}{NO_NOUN}"
        ),
        ("was N’s answer.", "came N’s muffled voice"),
        ("was N’s house",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"{LEAD}(?:was|is|came)\s+the\s+(?:\w+\s+)?{REPLY}\s+(?:of|from)\s+{VERB_FIRST_SUBJECT}"),
        ("was the reply of N.", "came the sleepy voice of the old man"),
        ("was the reply.",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"{LEAD}(?:was|is|came|were)\s+{NO_NAME}{OF_VOICE}\s+(?:\w+\s+)?{REPLY}\b{NO_NOUN}"),
        ("was her answer.", "came his muffled reply"),
        ("was her mother there",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"{LEAD}(?:came\s+)?from\s+{VERB_FIRST_SUBJECT}\s*[.,;!—–-]"),
        ("from N, who stood behind.", "came from the old man."),
        ("from N came a letter",),
    ),
    Pattern(
        Strength.SHOWING,
        re.compile(rf"{LEAD}{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b"),
        ("N grinned at him.", "He sighed."),
        ("N took his cup.",),
    ),
    Pattern(
        Strength.SHOWING,
        re.compile(rf"{LEAD}{SHOWING_VERB}\s+{VERB_FIRST_SUBJECT}"),
        ("laughed N.", "smiled the old woman"),
        ("N was seen.",),
    ),
    Pattern(
        Strength.FAR,
        re.compile(rf"{LEAD}{SUBJECT}(?!\w)[^.!?;]{{0,80}}?\s{SAYING_VERB}\b"),
        ("N put the cup down and said",),
        ("N put the cup down. He said",),
    ),
    Pattern(
        Strength.FAR,
        re.compile(rf"^[^.!?]{{0,40}}?{OPEN}(?P<named>\d+){SHUT}[’']s\s+(?:\w+\s+)?{REPLY}\b{NO_PRONOUN}{NO_NOUN}"),
        ("N’s voice shook.", "There was ice in N’s tone."),
        ("N’s house stood there.",),
    ),
    Pattern(
        Strength.FAR,
        re.compile(rf"{LEAD}{NO_NAME}{OF_VOICE}\s+(?:\w+\s+)?(?:voice|tone)\b{NO_NOUN}"),
        ("Her voice shook.", "His quiet tone was new."),
        ("His hand shook.",),
    ),
    Pattern(
        Strength.BEAT,
        re.compile(rf"{LEAD}{SUBJECT}\s"),
        ("N took his cup.", "the old man left"),
        ("There was N.",),
    ),
)
# Up to four words and the gaps behind them. A hyphen or an apostrophe belongs to a word only between two letters, and
# a word is never given back in part, or a run of them could be divided in too many ways; only where nothing else fits
# may the subject stand behind such a mark ("the wall-he").
WORD = r"(?>\w+(?:[’'-]+\w+)*)"
FEW_WORDS = rf"(?:(?:{WORD}\W+){{0,4}}?|(?:{WORD}\W+){{0,3}}\w+(?:[’'-]+\w+)*[’'-]+)"
ENDS_OPEN = r"[^.!?]*[,:—–-]\s*$"
BEFORE = (
    Pattern(
        Strength.SAYING,
        re.compile(rf"(?<![\w’']){SAID_BY_MANY}(?:{ENDS_OPEN}|(?:\s+[\w’']+){{0,4}}\s*$)"),
        ("N and N said:", "Then both of them cried,"),
        ("N said:",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(
            rf"(?<![\w’']){SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b(?:{ENDS_OPEN}|(?:\s+[\w’']+){{0,4}}\s*$)"
        ),
        ("N said:", "As the door closed N said quietly,", "the old man then began", "and N added"),
        ("N said it. Then he left.",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"\b{SAYING_VERB}\s+{VERB_FIRST_SUBJECT}{ENDS_OPEN}"),
        ("Then said N:", "Then asked the old man,"),
        ("They said that N left.",),
    ),
    Pattern(
        Strength.SAYING,
        re.compile(rf"^\W*{SUBJECT}(?!\w)[^.!?]*\b{SAYING_VERB}(?:\s+[\w’']+){{0,3}}\s*[,:—–-]\s*$"),
        ("N cleared his throat and remarked drily:", "N, smiling, said at last,"),
        ("N left when all was said.",),
    ),
    Pattern(
        Strength.FAR,
        re.compile(rf"^\W*{SUBJECT}(?!\w){ENDS_OPEN}"),
        ("N put down his cup:", "the old man, smiling—"),
        ("N put down his cup.",),
    ),
    Pattern(
        Strength.SHOWING,
        re.compile(rf"^\W*{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b"),
        ("N frowned.", "He smiled."),
        ("N left.",),
    ),
    Pattern(
        Strength.BEAT,
        re.compile(rf"^\W*{FEW_WORDS}{SUBJECT}\s"),
        ("N left.", "At that moment N left."),
        ("nothing happened.",),
    ),
)
# A paragraph that does nothing but say who speaks in the next.
INTRODUCES = re.compile(
    rf"^\W*{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+"
    r"(?:spoke|began|begins|continued|went on|resumed|broke in|broke the silence|cleared (?:his|her) throat|"
    r"spoke up|answered|replied|turned to (?:him|her|them))\b[^.!?]{0,40}[.]\s*$"
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


def introduces(told: str) -> bool:
    """Whether a paragraph does nothing in the end but say who speaks in the next.

    >>> introduces("He paused. She began at once."), introduces("He said:"), introduces("He paused.")
    (True, True, False)
    """
    if told.rstrip().endswith((":", ",", "—", "--", "–")):
        return True
    last = LAST_SENTENCE.search(told[-FAR_LIMIT:])
    return bool(last and INTRODUCES.search(last.group(1)))


def _cues(patterns: tuple[Pattern, ...], told: str, before: bool, place: Place) -> Iterator[Cue]:
    for one in patterns:
        match = one.pattern.search(told)
        if match is None:
            continue
        who = who_of(match)
        if who is not NOBODY:
            edge = max(match.end("named") + 1, match.end("pronoun"), match.end("noun"))
            yield Cue(one.strength, who, before, place, bool(REACTS.search(told[edge : edge + 30])))


def who_of(match: re.Match[str]) -> Who:
    """Whom a cue's pattern found; NOBODY where the words name none."""
    if match.groupdict().get("many"):
        return Who(pronoun="they")
    if match["named"]:
        return Who(named=int(match["named"]))
    if match["pronoun"]:
        word = match["pronoun"]
        return Who(pronoun="I" if word == "I" else SUBJECT_FORM.get(word.lower(), word.lower()))
    noun = cut_phrase(match["noun"] or "")
    new = bool(noun) and bool(INDEFINITE.search(match.string[: match.start("noun")]))
    return Who(noun=noun, new=new) if noun else NOBODY


def cut_phrase(phrase: str) -> str:
    """A description without what follows it.

    >>> cut_phrase("old man in the"), cut_phrase("man with the black beard"), cut_phrase("ugly little man")
    ('old man', 'man with the black beard', 'ugly little man')
    """
    words = phrase.lower().split()
    if WEARS.search(phrase):
        return " ".join(words)
    end = next((place for place, word in enumerate(words) if _ends_phrase(word)), len(words))
    return " ".join(words[:end])


def _ends_phrase(word: str) -> bool:
    return word in PHRASE_ENDS or (word.endswith("ly") and word not in LY_ADJECTIVES)
