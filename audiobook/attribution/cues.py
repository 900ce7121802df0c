"""Finds cues to the speaker in the narration around a quote: said Ann; Ann said; he sighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from audiobook.attribution.gender import PRONOUN_GENDERS, gender_of_noun
from audiobook.attribution.vocabulary import (
    ACTION_VERBS,
    ADVERBS,
    LY_ADJECTIVES,
    PHRASE_ENDS,
    REACTION_VERBS,
    SPEECH_PHRASES,
    SPEECH_VERBS,
    WORN_ITEMS,
)
from audiobook.text.speech_verbs import any_form_pattern

# While cues are looked for, a name in the narration is its entity's number between these.
ENTITY_OPEN, ENTITY_CLOSE = "\ue000", "\ue001"
# A word inside a description: not "as", "and", "with" and so on.
DESCRIPTION_WORD = rf"(?!(?:{'|'.join(sorted(PHRASE_ENDS))})\b)[a-z][\w’'-]*"
# What may come before a name: the Hatter, the March Hare, the indignant Bea, poor Bea, his brother Tom.
NAME_QUALIFIER = (
    rf"(?:(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir)\s+(?:(?:{DESCRIPTION_WORD}|[A-Z][a-z]+)\s+){{0,2}}|"
    r"(?:[Pp]oor|[Oo]ld|[Yy]oung|[Ll]ittle|[Dd]ear|[Gg]ood|[Bb]ig)\s+)?"
)
NAMED_ENTITY = rf"{NAME_QUALIFIER}{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}(?![\w’'])"
PRONOUN = r"(?P<pronoun>[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e)(?![\w’'])"
DETERMINER = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir|[Aa]nother|[Tt]his|[Tt]hat|"
    rf"{ENTITY_OPEN}\d+{ENTITY_CLOSE}[’']s?)"
)
WEARING_PHRASE = rf"(?:\s+(?:with|in)\s+(?:the|an?|his|her)\s+(?:[a-z-]+\s+){{0,2}}(?:{WORN_ITEMS})\b)"
LAZY_NOUN = rf"{DETERMINER}\s+(?P<noun>(?:{DESCRIPTION_WORD}\s+){{0,3}}?{DESCRIPTION_WORD}{WEARING_PHRASE}?)(?![\w’'])"
GREEDY_NOUN = rf"{DETERMINER}\s+(?P<noun>{DESCRIPTION_WORD}(?:\s+{DESCRIPTION_WORD}){{0,3}}{WEARING_PHRASE}?)(?![\w’'])"
WEARING_AT_END = re.compile(rf"{WEARING_PHRASE}$")
INDEFINITE = re.compile(r"\b(?:an?|another)\s+$", re.IGNORECASE)
SAYING_VERB = rf"(?:{any_form_pattern(SPEECH_VERBS)}|{SPEECH_PHRASES})"
ANY_VERB = rf"(?:{any_form_pattern(SPEECH_VERBS + ACTION_VERBS)}|{SPEECH_PHRASES})"
SHOWING_VERB = any_form_pattern(ACTION_VERBS)
CLAUSE_START = r"^[\s,;.…!?—–*_-]*(?:(?:and|but|then|so)\s+)?"
SUBJECT = rf"(?:{NAMED_ENTITY}|{PRONOUN}|{LAZY_NOUN})"
VERB_FIRST_SUBJECT = rf"(?:{NAMED_ENTITY}|{PRONOUN}|{GREEDY_NOUN})"
REPLY_NOUN = (
    "(?:voice|tone|tones|reply|answer|response|rejoinder|retort|comment|remark|question|exclamation|words|cry|shout|"
    "consolation|opinion|verdict|view|greeting|conclusion|excuse|advice|observation|summing up|suggestion|warning)"
)
SUBJECT_FORM = {"his": "he", "her": "she"}
POSSESSIVE = r"(?P<pronoun>\b[Hh]is|\b[Hh]er)"
# Groups that match nothing, for patterns without a name, a pronoun or a noun.
NO_NAME, NO_PRONOUN, NO_NOUN = r"(?P<named>\b\B)?", r"(?P<pronoun>\b\B)?", r"(?P<noun>\b\B)?"
# Several people who speak at once.
SINGLE_SPEAKER = rf"(?:{NAME_QUALIFIER}{ENTITY_OPEN}\d+{ENTITY_CLOSE}|[Hh]e|[Ss]he|I)"
COORDINATED_SPEAKERS = rf"{SINGLE_SPEAKER}(?:,\s+{SINGLE_SPEAKER})*,?\s+and\s+{SINGLE_SPEAKER}(?![\w’'])"
ALL_SPEAKERS = (
    r"(?:[Tt]hey|[Ww]e)\s+(?:both|all)|[Bb]oth(?:\s+of\s+them)?|[Aa]ll\s+(?:of\s+them|three|four)|[Ee]very(?:one|body)"
)
JOINT_SPEECH = (
    rf"(?P<many>{COORDINATED_SPEAKERS}|{ALL_SPEAKERS})(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b"
    rf"{NO_NAME}{NO_PRONOUN}{NO_NOUN}"
)
JOINT_END = r"(?=\s*(?:[.,;:!?—–]|together|in\s+unison|at\s+once|both|as\s+one|$))"


class CueStrength(IntEnum):
    """How strongly a cue points to the speaker.

    From the top: a verb of saying, a verb of saying far from its subject, a verb that goes with speech, any action.
    """

    NONE = 0
    BEAT = 1
    SHOWING = 2
    FAR = 3
    SAYING = 4


class CuePosition(IntEnum):
    """Where a cue is: before the first quote of its paragraph, between two, or after the last."""

    START = 0
    MIDDLE = 1
    END = 2


@dataclass(frozen=True, slots=True)
class SpeakerReference:
    """Whom a cue means: an `entity` by name, or a pronoun, or a description (`is_indefinite` for "a man")."""

    entity: int = -1
    pronoun: str = ""
    noun: str = ""
    is_indefinite: bool = False

    @property
    def is_plural(self) -> bool:
        """Whether several speak at once."""
        return self.pronoun in ("they", "we")

    @property
    def gender(self) -> str:
        """The gender that the pronoun or the description implies."""
        return PRONOUN_GENDERS.get(self.pronoun, "") or gender_of_noun(self.noun)


NO_SPEAKER = SpeakerReference()


@dataclass(frozen=True, slots=True)
class SpeakerCue:
    """A hint to who speaks a quote; `is_reaction` if its subject reacts to something rather than speaks."""

    strength: CueStrength
    reference: SpeakerReference
    precedes_quote: bool = False
    position: CuePosition = CuePosition.END
    is_reaction: bool = False


@dataclass(frozen=True, slots=True)
class CuePattern:
    """A pattern of a cue, with texts that it must match and texts that it must not (`N` is a name)."""

    strength: CueStrength
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...] = ()


REACTION_START = re.compile(rf"^\W*(?:\w+ly\s+|just\s+|only\s+)?{any_form_pattern(REACTION_VERBS)}\b")

PATTERNS_AFTER = (
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}{JOINT_SPEECH}"),
        ("N and N chorused.", "they both said"),
        ("N said.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}{SAYING_VERB}\s+(?P<many>{COORDINATED_SPEAKERS}){JOINT_END}{NO_NAME}{NO_PRONOUN}{NO_NOUN}"
        ),
        ("said N and N together.", "cried N, N and N."),
        ("said N and N laughed.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}(?:\w+ly\s+)?{SAYING_VERB}\s+{VERB_FIRST_SUBJECT}"),
        ("said N.", ", quipped N with a wink", "asked his brother N, and left", "said the man with the black beard"),
        ("N saw what was said.", "and said nothing more to N"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b"),
        ("N said.", "she softly replied", "the old man at last deadpanned", "N only drawled"),
        ("N looked at what he had said.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}{SUBJECT}\s*,\s[^.!?;]{{2,80}},\s+(?:{ADVERBS}\s+){{0,2}}{SAYING_VERB}\b"),
        ("N, who had come in, said", "the driver, with a glance behind him, replied"),
        ("N came in, and nothing was said",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}(?:was|is|came)\s+{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}[’']s\s+(?:\w+\s+)?{REPLY_NOUN}\b{NO_PRONOUN}{NO_NOUN}"
        ),
        ("was N’s answer.", "came N’s muffled voice"),
        ("was N’s house",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}(?:was|is|came)\s+the\s+(?:\w+\s+)?{REPLY_NOUN}\s+(?:of|from)\s+{VERB_FIRST_SUBJECT}"
        ),
        ("was the reply of N.", "came the sleepy voice of the old man"),
        ("was the reply.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}(?:was|is|came|were)\s+{NO_NAME}{POSSESSIVE}\s+(?:\w+\s+)?{REPLY_NOUN}\b{NO_NOUN}"),
        ("was her answer.", "came his muffled reply"),
        ("was her mother there",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}(?:came\s+)?from\s+{VERB_FIRST_SUBJECT}\s*[.,;!—–-]"),
        ("from N, who stood behind.", "came from the old man."),
        ("from N came a letter",),
    ),
    CuePattern(
        CueStrength.SHOWING,
        re.compile(rf"{CLAUSE_START}{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b"),
        ("N grinned at him.", "He sighed."),
        ("N took his cup.",),
    ),
    CuePattern(
        CueStrength.SHOWING,
        re.compile(rf"{CLAUSE_START}{SHOWING_VERB}\s+{VERB_FIRST_SUBJECT}"),
        ("laughed N.", "smiled the old woman"),
        ("N was seen.",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(rf"{CLAUSE_START}{SUBJECT}(?!\w)[^.!?;]{{0,80}}?\s{SAYING_VERB}\b"),
        ("N put the cup down and said",),
        ("N put the cup down. He said",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(
            rf"^[^.!?]{{0,40}}?{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}[’']s\s+(?:\w+\s+)?{REPLY_NOUN}\b{NO_PRONOUN}{NO_NOUN}"
        ),
        ("N’s voice shook.", "There was ice in N’s tone."),
        ("N’s house stood there.",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(rf"{CLAUSE_START}{NO_NAME}{POSSESSIVE}\s+(?:\w+\s+)?(?:voice|tone)\b{NO_NOUN}"),
        ("Her voice shook.", "His quiet tone was new."),
        ("His hand shook.",),
    ),
    CuePattern(
        CueStrength.BEAT,
        re.compile(rf"{CLAUSE_START}{SUBJECT}\s"),
        ("N took his cup.", "the old man left"),
        ("There was N.",),
    ),
)
# Up to four words and the gaps after them. A hyphen or an apostrophe belongs to a word only between two letters, and
# a word is never given back in part, or a run of them could be divided in too many ways; only where nothing else fits
# may the subject follow such a mark ("the wall-he").
WORD = r"(?>\w+(?:[’'-]+\w+)*)"
FEW_WORDS = rf"(?:(?:{WORD}\W+){{0,4}}?|(?:{WORD}\W+){{0,3}}\w+(?:[’'-]+\w+)*[’'-]+)"
ENDS_OPEN = r"[^.!?]*[,:—–-]\s*$"
PATTERNS_BEFORE = (
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"(?<![\w’']){JOINT_SPEECH}(?:{ENDS_OPEN}|(?:\s+[\w’']+){{0,4}}\s*$)"),
        ("N and N said:", "Then both of them cried,"),
        ("N said:",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"(?<![\w’']){SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b(?:{ENDS_OPEN}|(?:\s+[\w’']+){{0,4}}\s*$)"
        ),
        ("N said:", "As the door closed N said quietly,", "the old man then began", "and N added"),
        ("N said it. Then he left.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"\b{SAYING_VERB}\s+{VERB_FIRST_SUBJECT}{ENDS_OPEN}"),
        ("Then said N:", "Then asked the old man,"),
        ("They said that N left.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"^\W*{SUBJECT}(?!\w)[^.!?]*\b{SAYING_VERB}(?:\s+[\w’']+){{0,3}}\s*[,:—–-]\s*$"),
        ("N cleared his throat and remarked drily:", "N, smiling, said at last,"),
        ("N left when all was said.",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(rf"^\W*{SUBJECT}(?!\w){ENDS_OPEN}"),
        ("N put down his cup:", "the old man, smiling—"),
        ("N put down his cup.",),
    ),
    CuePattern(
        CueStrength.SHOWING,
        re.compile(rf"^\W*{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b"),
        ("N frowned.", "He smiled."),
        ("N left.",),
    ),
    CuePattern(
        CueStrength.BEAT,
        re.compile(rf"^\W*{FEW_WORDS}{SUBJECT}\s"),
        ("N left.", "At that moment N left."),
        ("nothing happened.",),
    ),
)
# A sentence that does nothing but say who speaks in the next paragraph.
SPEAKER_INTRODUCTION = re.compile(
    rf"^\W*{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+"
    r"(?:spoke|began|begins|continued|went on|resumed|broke in|broke the silence|cleared (?:his|her) throat|"
    r"spoke up|answered|replied|turned to (?:him|her|them))\b[^.!?]{0,40}[.]\s*$"
)
LAST_SENTENCE = re.compile(r"(?:[.!?…][”\"’')]*\s+|^)([^.!?…]*(?:[.!?…]+[”\"’')]*)?)\s*$", re.DOTALL)
MAX_CUE_CHARACTERS = 400


def find_cues_after(narration: str, position: CuePosition = CuePosition.END) -> Iterator[SpeakerCue]:
    """The cues in the narration after a quote, the strongest first."""
    yield from _match_cues(PATTERNS_AFTER, narration[:MAX_CUE_CHARACTERS], False, position)


def find_cues_before(narration: str, position: CuePosition = CuePosition.START) -> Iterator[SpeakerCue]:
    """The cues in the narration before a quote, the strongest first."""
    last = LAST_SENTENCE.search(narration[-MAX_CUE_CHARACTERS:])
    if last:
        yield from _match_cues(PATTERNS_BEFORE, last.group(1), True, position)


def introduces_speaker(narration: str) -> bool:
    """Whether a paragraph ends by saying who speaks in the next one.

    >>> [introduces_speaker(text) for text in ("He paused. She began at once.", "He said:", "He paused.")]
    [True, True, False]
    """
    if narration.rstrip().endswith((":", ",", "—", "--", "–")):
        return True
    last = LAST_SENTENCE.search(narration[-MAX_CUE_CHARACTERS:])
    return bool(last and SPEAKER_INTRODUCTION.search(last.group(1)))


def _match_cues(
    patterns: tuple[CuePattern, ...], narration: str, before: bool, position: CuePosition
) -> Iterator[SpeakerCue]:
    for cue_pattern in patterns:
        match = cue_pattern.pattern.search(narration)
        if match is None:
            continue
        reference = read_reference(match)
        if reference is not NO_SPEAKER:
            reference_end = max(match.end("named") + 1, match.end("pronoun"), match.end("noun"))
            yield SpeakerCue(
                cue_pattern.strength,
                reference,
                before,
                position,
                bool(REACTION_START.search(narration[reference_end : reference_end + 30])),
            )


def read_reference(match: re.Match[str]) -> SpeakerReference:
    """The speaker in a match of a cue's pattern; NO_SPEAKER if it has none."""
    if match.groupdict().get("many"):
        return SpeakerReference(pronoun="they")
    if match["named"]:
        return SpeakerReference(entity=int(match["named"]))
    if match["pronoun"]:
        word = match["pronoun"]
        return SpeakerReference(pronoun="I" if word == "I" else SUBJECT_FORM.get(word.lower(), word.lower()))
    noun = trim_description(match["noun"] or "")
    is_indefinite = bool(noun) and bool(INDEFINITE.search(match.string[: match.start("noun")]))
    return SpeakerReference(noun=noun, is_indefinite=is_indefinite) if noun else NO_SPEAKER


def trim_description(phrase: str) -> str:
    """A description without the words after it.

    >>> [trim_description(phrase) for phrase in ("old man in the", "man with the black beard", "ugly little man")]
    ['old man', 'man with the black beard', 'ugly little man']
    """
    words = phrase.lower().split()
    if WEARING_AT_END.search(phrase):
        return " ".join(words)
    end = next((index for index, word in enumerate(words) if _ends_phrase(word)), len(words))
    return " ".join(words[:end])


def _ends_phrase(word: str) -> bool:
    return word in PHRASE_ENDS or (word.endswith("ly") and word not in LY_ADJECTIVES)
